/*
 * What begins with a name: True, False, None, names bound above, dlt.secrets,
 * dlt.config, the environment, and calls.
 */
#include "python.h"

#include <ctype.h>
#include <string.h>

#define FOLLOW_MAX	10000u	/* names followed in one text */

static const struct {
	const char *name, *hint;
} refusals[] = {
	{ "lambda", "write the step as a jq expression, as a text" },
	{ "true", "Python writes True" },
	{ "false", "Python writes False" },
	{ "null", "Python writes None" },
};

/* The function in whose text the byte stands; the inner one began last. */
static const struct rx_py_scope *
scope_of(const struct rx_py *py, const char *p)
{
	const struct rx_py_scope *s = py->scopes;

	while (s != NULL && (p < s->from || p >= s->to))
		s = s->next;
	return s;
}

static struct rx_py_name *
bound_in(const struct rx_py *py, const struct rx_py_scope *scope, struct rx_span name,
    const char *before)
{
	for (struct rx_py_name *it = py->names; it != NULL; it = it->next)
		if (!it->change && it->scope == scope && it->node == NULL &&
		    it->value.p <= before && rx_span_eq(it->name, name))
			return it;
	return NULL;
}

struct rx_py_name *
rx_py_bound(const struct rx_py *py, struct rx_span name, const char *before)
{
	const struct rx_py_scope *scope = scope_of(py, before);
	struct rx_py_name *found;

	for (struct rx_py_name *it = py->names; it != NULL && it->node != NULL; it = it->next)
		if (rx_span_eq(it->name, name))
			return it;
	while ((found = bound_in(py, scope, name, before)) == NULL && scope != NULL)
		scope = scope->outer;
	return found;
}

/* Does it mean what is bound there?  What a function changes and has not bound
 * itself is another's. */
static bool
concerns(const struct rx_py *py, const struct rx_py_name *it, const struct rx_py_name *bound)
{
	const struct rx_py_scope *scope = it->scope;

	if (it == bound || it->node != NULL || !rx_span_eq(it->name, bound->name))
		return false;
	while (it->change && scope != bound->scope && scope != NULL &&
	    bound_in(py, scope, it->name, it->value.p) == NULL)
		scope = scope->outer;
	return scope == bound->scope;
}

/* Whether what the name means is certain: bound once, changed nowhere. */
static bool
settled(struct rx_py *py, const struct rx_py_name *bound)
{
	for (struct rx_py_name *it = py->names; it != NULL; it = it->next) {
		if (!concerns(py, it, bound))
			continue;
		rx_reading_fault(py->in, it->at, it->change ?
		    "\"%.*s\" is changed after it was given a value" :
		    "\"%.*s\" is given more than one value", RX_FMT(it->name));
		return rx_err_hint(py->in->err, "the text is read, not run: "
		    "write the whole value in one place");
	}
	return true;
}

/* The value of a name that was bound above. */
static struct rx_node *
follow(struct rx_py *py, const struct rx_py_name *bound)
{
	struct rx_py sub = *py;
	struct rx_place at = py->tok.at;

	if (bound->node != NULL) {
		rx_py_advance(py);
		return rx_reading_copy(py->in, bound->node);
	}
	if (!settled(py, bound))
		return NULL;
	if (bound->param) {
		rx_py_advance(py);
		return rx_py_outside(py, bound->name, at);
	}
	if (++*py->followed > FOLLOW_MAX) {
		rx_reading_fault(py->in, py->tok.at, "more than %u names", FOLLOW_MAX);
		return NULL;
	}
	sub.lex = bound->value;
	sub.key = bound->name;
	sub.brackets = 0;
	sub.in_loop = false;
	sub.tok = rx_py_lex_next(&sub.lex);
	rx_py_advance(py);
	return rx_py_value(&sub);
}

static struct rx_node *
literal(struct rx_py *py, enum rx_json_kind kind)
{
	struct rx_node *node = rx_reading_node(py->in, kind, py->tok.at);

	if (node != NULL)
		rx_py_advance(py);
	return node;
}

/* a.b.c at the token: the names with their dots in path. The token behind. */
static void
dotted(struct rx_py *py, struct rx_buf *path)
{
	rx_buf_span(path, py->tok.text);
	rx_py_advance(py);
	while (rx_py_is(&py->tok, ".")) {
		rx_py_advance(py);
		if (py->tok.kind != RX_PY_NAME)
			break;
		rx_buf_byte(path, '.');
		rx_buf_span(path, py->tok.text);
		rx_py_advance(py);
	}
}

static struct rx_node *
refer(struct rx_py *py, const char *kind, struct rx_span name, struct rx_place at)
{
	struct rx_node *node = rx_reading_node(py->in, RX_JSON_OBJECT, at);
	struct rx_node *text = rx_reading_string(py->in, name, at);

	if (node == NULL || text == NULL)
		return NULL;
	text->key = rx_span_of(kind);
	rx_reading_add(node, text);
	return node;
}

/* The first default counts; None and "" are none; one of many parts cannot be. */
struct rx_node *
rx_py_default(struct rx_node *reference, struct rx_node *other)
{
	if (reference->n > 1 || other->kind == RX_JSON_NULL ||
	    (other->kind == RX_JSON_STRING && other->text.n == 0) || other->kind == RX_JSON_ARRAY ||
	    other->kind == RX_JSON_OBJECT)
		return reference;
	other->key = RX_SPAN("default");
	rx_reading_add(reference, other);
	return reference;
}

static bool
holds(struct rx_span name, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= name.n; i++)
		if (rx_span_is_nocase((struct rx_span){ name.p + i, n }, part))
			return true;
	return false;
}

/* Where it is used tells, or its own name: API_KEY, token, AUTH_PASSWORD. */
static bool
is_secret(const struct rx_py *py, struct rx_span name)
{
	static const char *const words[] = { "token", "key", "secret", "passw", "pwd",
	    "credential", NULL };

	if (holds(py->key, "url") || holds(name, "url") || holds(py->key, "endpoint"))
		return false;
	if (py->in_auth || rx_span_is_nocase(py->key, "authorization"))
		return true;
	for (size_t i = 0; words[i] != NULL; i++)
		if (holds(name, words[i]))
			return true;
	return false;
}

struct rx_node *
rx_py_outside(struct rx_py *py, struct rx_span name, struct rx_place at)
{
	return refer(py, is_secret(py, name) ? "secret" : "config", name, at);
}

/* ["a"]["b"] at the token: the names joined by dots, in name. */
static bool
indexes(struct rx_py *py, struct rx_buf *name, const struct rx_py_token *first)
{
	while (rx_py_is(&py->tok, "[")) {
		struct rx_node *key;

		py->brackets++;
		rx_py_advance(py);
		if (py->tok.kind != RX_PY_STRING)
			return rx_py_refuse(py, first, "a name in brackets is a text in quotes");
		if ((key = rx_py_value(py)) == NULL)
			return false;
		if (name->n > 0)
			rx_buf_byte(name, '.');
		rx_buf_span(name, key->text);
		py->brackets--;
		if (!rx_py_expect(py, "]", "a ] expected"))
			return false;
	}
	return !name->failed || rx_py_refuse(py, first, "a name has at most 200 characters");
}

/* ("k") or ("k", default) at the token. */
static struct rx_node *
get_call(struct rx_py *py, const char *kind, const struct rx_py_token *first)
{
	struct rx_node *key, *node, *by_default = NULL;

	py->brackets++;
	rx_py_advance(py);
	if (py->tok.kind != RX_PY_STRING) {
		rx_py_refuse(py, first, "get takes a name in quotes, and a default");
		return NULL;
	}
	if ((key = rx_py_value(py)) == NULL)
		return NULL;
	if (rx_py_is(&py->tok, ",")) {
		rx_py_advance(py);
		if (!rx_py_is(&py->tok, ")") && (by_default = rx_py_value(py)) == NULL)
			return NULL;
		if (rx_py_is(&py->tok, ","))
			rx_py_advance(py);
	}
	py->brackets--;
	if (!rx_py_expect(py, ")", "a comma or ) expected"))
		return NULL;
	node = refer(py, kind, key->text, first->at);
	if (node != NULL && by_default != NULL) {
		by_default->key = RX_SPAN("default");
		rx_reading_add(node, by_default);
	}
	return node;
}

/* dlt.secrets or dlt.config, whose path with its .get or .value was read. */
static struct rx_node *
lookup(struct rx_py *py, const char *kind, const char *rest, const struct rx_py_token *first)
{
	struct rx_buf name = RX_BUF_INIT(200);
	struct rx_node *node = NULL;

	if (strcmp(rest, ".get") == 0 && rx_py_is(&py->tok, "("))
		return get_call(py, kind, first);
	if (strcmp(rest, ".value") == 0 && py->key.n > 0)
		return refer(py, kind, py->key, first->at);
	if (*rest != '\0' || !rx_py_is(&py->tok, "["))
		rx_py_refuse(py, first, "write dlt.secrets[\"name\"] or dlt.config[\"name\"]");
	else if (indexes(py, &name, first))
		node = refer(py, kind, rx_buf_view(&name), first->at);
	rx_buf_free(&name);
	return node;
}

/* os.environ["NAME"]: at the bracket. */
static struct rx_node *
environment(struct rx_py *py, const struct rx_py_token *first)
{
	struct rx_buf name = RX_BUF_INIT(200);
	struct rx_node *node = NULL;

	if (indexes(py, &name, first))
		node = rx_py_outside(py, rx_buf_view(&name), first->at);
	rx_buf_free(&name);
	return node;
}

static struct rx_node *
pathed(struct rx_py *py, const char *path, const struct rx_py_token *first)
{
	struct rx_node *node;

	if (strncmp(path, "dlt.secrets", 11) == 0 && (path[11] == '\0' || path[11] == '.'))
		return lookup(py, "secret", path + 11, first);
	if (strncmp(path, "dlt.config", 10) == 0 && (path[10] == '\0' || path[10] == '.'))
		return lookup(py, "config", path + 10, first);
	if ((node = rx_py_clock(py, path, first)) != NULL || py->in->err->exit != RX_OK)
		return node;
	if ((strcmp(path, "os.environ") == 0 || strcmp(path, "environ") == 0) &&
	    rx_py_is(&py->tok, "["))
		return environment(py, first);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (rx_span_is(first->text, refusals[i].name)) {
			rx_py_refuse(py, first, refusals[i].hint);
			return NULL;
		}
	}
	if (rx_py_is(&py->tok, "("))
		return rx_py_call(py, path, first);
	rx_py_refuse(py, first, NULL);
	if (rx_span_is(first->text, path)) {
		rx_reading_fault(py->in, first->at, "the name \"%.*s\" has no value in this text",
		    RX_FMT(first->text));
		rx_err_hint(py->in->err, "write the value itself, or give it to the name above; "
		    "dlt.secrets[\"name\"] and dlt.config[\"name\"] are known");
	}
	return NULL;
}

struct rx_node *
rx_py_named(struct rx_py *py)
{
	struct rx_buf path = RX_BUF_INIT(200);
	struct rx_py_token first = py->tok;
	struct rx_py_name *bound = rx_py_bound(py, first.text, first.text.p);
	struct rx_node *node;

	if (rx_py_is(&first, "True"))
		return literal(py, RX_JSON_TRUE);
	if (rx_py_is(&first, "False"))
		return literal(py, RX_JSON_FALSE);
	if (rx_py_is(&first, "None"))
		return literal(py, RX_JSON_NULL);
	if (bound != NULL)
		return follow(py, bound);
	dotted(py, &path);
	node = pathed(py, rx_buf_str(&path), &first);
	rx_buf_free(&path);
	return node;
}
