/*
 * Finds the source in Python text and reads it.
 *
 * The statements are skipped, but bindings of names are noted, so that
 * rest_api_source(config) finds what config is.  Nothing is run: what a name
 * means must be certain (python_name.c).
 */
#include "python.h"

#include <stdint.h>
#include <string.h>

#define NAMES_MAX	200u

struct rx_py_found {
	struct rx_py_lex lex;		/* where the value, or the argument, begins */
	struct rx_py_name *names;
	struct rx_py_scope *scopes;
	unsigned	 count, nscopes;
	bool		 call;
	struct rx_place	 more;		/* a second call; line 0: none */
};

enum binding {			/* how far a binding was read */
	BIND_NONE, BIND_NAME, BIND_TYPE
};

struct scan {
	struct rx_reading *in;
	struct rx_py_found *found;
	struct rx_py_lex here, lex;	/* before and behind the token */
	struct rx_py_token tok, before, name;
	enum binding	 state;
	int		 depth, at_depth;	/* of brackets; where the name stands */
	bool		 in_def;	/* within the parameters of a function */
	struct rx_py_scope *scope;	/* the function that one is in, or NULL */
	bool		 plain;		/* imports, assignments, texts, nothing else */
	unsigned	 bare;		/* dicts that are statements */
	unsigned	 named;		/* dicts that a name is bound to */
	struct rx_py_lex bare_at, named_at;	/* the first ones */
};

static void
note(struct scan *s, bool change)
{
	struct rx_py_name *name;

	if (++s->found->count > NAMES_MAX)
		return;
	if ((name = rx_arena_get(s->in->reader->arena, sizeof(*name))) == NULL)
		return;
	name->name = s->name.text;
	name->at = s->name.at;
	name->change = change;
	name->scope = s->scope;
	name->value = s->lex;
	name->next = s->found->names;
	s->found->names = name;
}

/* A parameter of a function that has no default: its caller gives it. */
static void
note_param(struct scan *s)
{
	note(s, false);
	if (s->found->count <= NAMES_MAX && s->found->names != NULL)
		s->found->names->param = true;
}

static bool
ends_param(const struct scan *s)
{
	return s->in_def && s->depth == s->at_depth &&
	    (rx_py_is(&s->tok, ",") || rx_py_is(&s->tok, ")"));
}

/* The token is the = of a binding. */
static void
bind(struct scan *s)
{
	struct rx_py_lex lex = s->lex;
	struct rx_py_token next = rx_py_lex_next(&lex);

	note(s, false);
	s->state = BIND_NONE;
	if (!s->in_def && s->plain && rx_py_is(&next, "{") && s->named++ == 0)
		s->named_at = s->lex;
}

static bool
is_change(const struct rx_py_token *tok)
{
	return tok->kind == RX_PY_PUNCT && (rx_py_is(tok, "[") || rx_py_is(tok, ".") ||
	    (tok->text.n >= 2 && rx_span_ends(tok->text, "=") && !rx_py_is(tok, "==") &&
	    !rx_py_is(tok, "!=") && !rx_py_is(tok, "<=") && !rx_py_is(tok, ">=")));
}

/* Goes on with "name", "name: type", "name = ...", "name[...] = ...". */
static void
binding(struct scan *s)
{
	if (s->state == BIND_NAME && rx_py_is(&s->tok, "=")) {
		bind(s);
	} else if (s->state == BIND_NAME && rx_py_is(&s->tok, ":")) {
		s->state = BIND_TYPE;
	} else if (s->state != BIND_NONE && ends_param(s)) {
		note_param(s);
		s->state = BIND_NONE;
	} else if (s->state == BIND_NAME) {
		if (is_change(&s->tok) && !s->in_def)
			note(s, true);
		else
			s->plain = false;
		s->state = BIND_NONE;
	} else if (s->depth == s->at_depth && rx_py_is(&s->tok, "=")) {
		bind(s);
	} else if (s->tok.fresh || (s->depth == s->at_depth &&
	    (rx_py_is(&s->tok, ",") || rx_py_is(&s->tok, ")")))) {
		s->state = BIND_NONE;
		s->plain = s->plain && s->in_def;
	}
}

static bool
is_import(const struct rx_py_token *tok)
{
	return rx_py_is(tok, "import") || rx_py_is(tok, "from");
}

/* A statement that begins: functions end that are indented as much or more; a
 * def begins one. */
static void
enter(struct scan *s)
{
	struct rx_py_scope *scope;

	while (s->scope != NULL && s->tok.at.col <= s->scope->col) {
		s->scope->to = s->tok.text.p;
		s->scope = (struct rx_py_scope *)(uintptr_t)s->scope->outer;
	}
	if (!s->in_def || ++s->found->nscopes > NAMES_MAX ||
	    (scope = rx_arena_get(s->in->reader->arena, sizeof(*scope))) == NULL)
		return;
	scope->from = s->tok.text.p;
	scope->to = s->lex.end;
	scope->col = s->tok.at.col;
	scope->outer = s->scope;
	scope->next = s->found->scopes;
	s->found->scopes = s->scope = scope;
}

/* The first token of a statement. */
static void
statement(struct scan *s)
{
	s->in_def = rx_py_is(&s->tok, "def") || rx_py_is(&s->tok, "async");
	s->state = BIND_NONE;
	enter(s);
	if (rx_py_is(&s->tok, "{")) {
		if (s->plain && s->bare++ == 0)
			s->bare_at = s->here;
	} else if (s->tok.kind == RX_PY_NAME && !is_import(&s->tok) && !s->in_def) {
		s->state = BIND_NAME;
		s->name = s->tok;
		s->at_depth = s->depth;
	} else if (s->tok.kind != RX_PY_STRING && !is_import(&s->tok)) {
		s->plain = false;
	}
}

static bool
is_call(struct scan *s)
{
	struct rx_py_lex lex = s->lex;
	struct rx_py_token next;

	if (!rx_py_is(&s->tok, "rest_api_source") && !rx_py_is(&s->tok, "rest_api_resources"))
		return false;
	if (s->tok.kind != RX_PY_NAME || rx_py_is(&s->before, "def"))
		return false;
	next = rx_py_lex_next(&lex);
	return rx_py_is(&next, "(");
}

static void
call(struct scan *s)
{
	if (s->found->call) {
		if (s->found->more.line == 0)
			s->found->more = s->tok.at;
		return;
	}
	s->found->call = true;
	s->found->lex = s->lex;
}

static void
brackets(struct scan *s)
{
	if (s->tok.kind != RX_PY_PUNCT || s->tok.text.n != 1)
		return;
	if (strchr("([{", *s->tok.text.p) != NULL)
		s->depth++;
	else if (strchr(")]}", *s->tok.text.p) != NULL && s->depth > 0)
		s->depth--;
}

static void
scan_token(struct scan *s, bool first)
{
	if (s->depth == 0 && (first || s->tok.fresh || rx_py_is(&s->before, ";")))
		statement(s);
	else if (s->in_def && s->depth == 1 && s->tok.kind == RX_PY_NAME &&
	    (rx_py_is(&s->before, "(") || rx_py_is(&s->before, ","))) {
		s->state = BIND_NAME;
		s->name = s->tok;
		s->at_depth = 1;
	} else if (s->state != BIND_NONE) {
		binding(s);
	}
	if (is_call(s))
		call(s);
	brackets(s);
}

struct rx_py_found *
rx_python_find(struct rx_reading *in, struct rx_span text, struct rx_place at)
{
	struct scan s = { .in = in, .plain = true };
	bool first = true;

	if ((s.found = rx_arena_get(in->reader->arena, sizeof(*s.found))) == NULL)
		return NULL;
	rx_py_lex_init(&s.lex, text, at);
	for (;;) {
		s.here = s.lex;
		s.tok = rx_py_lex_next(&s.lex);
		if (s.tok.kind == RX_PY_END)
			break;
		scan_token(&s, first);
		s.before = s.tok;
		first = false;
	}
	if (s.found->call)
		return s.found;
	if (s.bare == 0 && s.named != 1)
		return NULL;
	s.found->lex = s.bare > 0 ? s.bare_at : s.named_at;
	return s.found;
}

bool
rx_python_is_call(const struct rx_py_found *found)
{
	return found->call;
}

/* The other arguments, up to the parenthesis that ends the call. */
static bool
skip_arguments(struct rx_py *py)
{
	int depth = 0;

	if (!rx_py_is(&py->tok, ")") && !rx_py_expect(py, ",", "a comma or ) expected"))
		return false;
	for (; depth > 0 || !rx_py_is(&py->tok, ")"); rx_py_advance(py)) {
		if (py->tok.kind == RX_PY_END)
			return rx_py_expect(py, ")", "");
		if (py->tok.kind == RX_PY_PUNCT && strchr("([{", *py->tok.text.p) != NULL)
			depth++;
		else if (py->tok.kind == RX_PY_PUNCT && strchr(")]}", *py->tok.text.p) != NULL)
			depth--;
	}
	return true;
}

/* The token is the parenthesis of the call. */
static struct rx_node *
read_call(struct rx_py *py)
{
	struct rx_py_lex lex;
	struct rx_py_token next;
	struct rx_node *node;

	py->brackets = 1;
	rx_py_advance(py);
	lex = py->lex;
	next = rx_py_lex_next(&lex);
	if (rx_py_is(&py->tok, "config") && rx_py_is(&next, "=")) {
		rx_py_advance(py);
		rx_py_advance(py);
	}
	node = rx_py_value(py);
	return node != NULL && skip_arguments(py) ? node : NULL;
}

/* A dict that is a statement, or the value of the only name bound to one. */
static struct rx_node *
read_dict(struct rx_py *py)
{
	struct rx_node *node = rx_py_value(py);

	if (node == NULL || py->tok.kind == RX_PY_END || rx_py_is(&py->tok, ";"))
		return node;
	rx_reading_fault(py->in, py->tok.at, "something stands behind the dict");
	rx_err_got(py->in->err, py->tok.text);
	return NULL;
}

struct rx_node *
rx_python_read(struct rx_reading *in, struct rx_py_found *found)
{
	unsigned followed = 0;
	struct rx_py py = { .in = in, .lex = found->lex, .names = found->names,
	    .scopes = found->scopes, .followed = &followed };
	struct rx_node *node;

	py.tok = rx_py_lex_next(&py.lex);
	if (found->count > NAMES_MAX) {
		rx_reading_fault(in, py.tok.at, "more than %u assignments stand around "
		    "the source", NAMES_MAX);
		return NULL;
	}
	node = found->call ? read_call(&py) : read_dict(&py);
	if (node != NULL && node->kind != RX_JSON_OBJECT) {
		rx_reading_fault(in, (struct rx_place){ node->line, node->col },
		    "a source is a dict, not %s", rx_json_kind_name(node->kind));
		return NULL;
	}
	if (node != NULL && found->more.line != 0)
		rx_reading_warn(in, found->more.line,
		    "a second source stands here: only the first one is read");
	return node;
}
