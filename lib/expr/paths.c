/* The paths that an expression mentions, and what it asks of them. */
#include "lib/expr/expr.h"

#define SEGMENTS	40

struct path {
	struct rx_span	 name;
	struct rx_span	 segment[SEGMENTS];
	unsigned	 n;
};

struct paths {
	struct rx_arena	*arena;
	void		(*fn)(void *, struct rx_span, struct rx_span, enum rx_expr_use);
	void		*arg;
};

/* Whether a term asks for something by being true or by being false. */
static void walk(const struct paths *, const struct rx_term *, bool when_true);

static bool
push(struct path *p, struct rx_span segment)
{
	if (p->n >= SEGMENTS || segment.p == NULL)
		return false;
	p->segment[p->n++] = segment;
	return true;
}

static struct rx_span
constant(const struct rx_term *t)
{
	if (t == NULL || t->op != RX_OP_CONST)
		return RX_SPAN_NONE;
	return t->value.text;
}

static bool
is_default(const struct rx_term *t)
{
	return t->op == RX_OP_FILTER && (rx_span_is(t->name, "default") ||
	    rx_span_is(t->name, "d") || rx_span_is(t->name, "tojson"));
}

/* response.a['b'].get('c', {}), with defaults left aside.  false: it is more
 * than a path. */
static bool
path_of(const struct rx_term *t, struct path *p)
{
	switch (t->op) {
	case RX_OP_NAME:
		p->name = t->name;
		p->n = 0;
		return true;
	case RX_OP_ATTR:
		return path_of(t->left, p) && push(p, t->name);
	case RX_OP_ITEM:
		return path_of(t->left, p) && push(p, constant(t->right));
	case RX_OP_METHOD:
		return rx_span_is(t->name, "get") && t->args != NULL &&
		    path_of(t->left, p) && push(p, constant(t->args->term));
	case RX_OP_FILTER:
		return is_default(t) && path_of(t->left, p);
	case RX_OP_OR:
		return (t->right->op == RX_OP_CONST || t->right->op == RX_OP_DICT ||
		    t->right->op == RX_OP_LIST) && path_of(t->left, p);
	default:
		return false;
	}
}

static void
tell(const struct paths *w, const struct path *p, enum rx_expr_use use)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	json;
	unsigned	i;

	(void)rx_buf_byte(&b, '[');
	for (i = 0; i < p->n; i++) {
		if (i > 0)
			(void)rx_buf_byte(&b, ',');
		(void)rx_json_quote(&b, p->segment[i]);
	}
	(void)rx_buf_byte(&b, ']');
	json = b.failed ? RX_SPAN_NONE : rx_arena_span(w->arena, rx_buf_view(&b));
	if (json.p != NULL)
		w->fn(w->arg, p->name, json, use);
	rx_buf_free(&b);
}

/* The arguments of what path_of goes through: defaults may mention paths too. */
static void
walk_defaults(const struct paths *w, const struct rx_term *t)
{
	const struct rx_arg *a;

	for (; t != NULL && t->op != RX_OP_NAME; t = t->left)
		for (a = t->args; a != NULL; a = a->next)
			walk(w, a->term, true);
}

/* A path, used so; anything else is walked through. */
static void
mention(const struct paths *w, const struct rx_term *t, enum rx_expr_use use)
{
	struct path p;

	if (path_of(t, &p)) {
		tell(w, &p, use);
		walk_defaults(w, t);
	} else if ((t->op == RX_OP_FILTER || t->op == RX_OP_METHOD ||
	    t->op == RX_OP_ITEM || t->op == RX_OP_ATTR) && use == RX_USE_ABSENCE) {
		mention(w, t->left, use);	/* not X|trim, not X.strip() */
	} else {
		walk(w, t, true);
	}
}

static bool
is_count(const struct rx_term *t)
{
	if (t->op == RX_OP_ATTR)	/* .count is a member more often */
		return rx_span_is(t->name, "length");
	return ((t->op == RX_OP_FILTER || t->op == RX_OP_METHOD) &&
	    (rx_span_is(t->name, "length") || rx_span_is(t->name, "count"))) ||
	    (t->op == RX_OP_FUNCTION && rx_span_is(t->name, "len")) ||
	    (t->op == RX_OP_NAME && rx_span_is(t->name, "last_page_size"));
}

/* What is counted. */
static void
mention_counted(const struct paths *w, const struct rx_term *t)
{
	if (t->op == RX_OP_FUNCTION)
		mention(w, t->args->term, RX_USE_EMPTY);
	else
		mention(w, t->op == RX_OP_NAME ? t : t->left, RX_USE_EMPTY);
}

static bool
is_nothing(const struct rx_term *t)
{
	if (t->op == RX_OP_LIST || t->op == RX_OP_DICT)
		return t->args == NULL;
	return t->op == RX_OP_CONST && (t->value.kind == RX_VALUE_NULL ||
	    (t->value.kind == RX_VALUE_STRING && t->value.text.n == 0));
}

/* 'k' in X: the path X.k. */
static bool
mention_member(const struct paths *w, const struct rx_term *key,
    const struct rx_term *whole, enum rx_expr_use use)
{
	struct rx_span	k = key->op == RX_OP_NAME ? key->name : constant(key);
	struct path	p;

	if (k.p == NULL || !path_of(whole, &p) || !push(&p, k))
		return false;
	tell(w, &p, use);
	walk_defaults(w, whole);
	return true;
}

static enum rx_expr_use
absence_if(bool asked)
{
	return asked ? RX_USE_ABSENCE : RX_USE_VALUE;
}

/* Of one comparison a OP b; when_true tells what the whole asks for. */
static void
walk_pair(const struct paths *w, const struct rx_term *a, enum rx_op op,
    const struct rx_term *b, bool when_true)
{
	bool negative = op == RX_OP_NE || op == RX_OP_NOT_IN;

	if (op == RX_OP_IN || op == RX_OP_NOT_IN) {
		if (mention_member(w, a, b, absence_if(negative == when_true)))
			return;
	} else if (is_count(a)) {
		mention_counted(w, a);
		walk(w, b, true);
		return;
	} else if ((op == RX_OP_EQ || op == RX_OP_NE) && is_nothing(b)) {
		mention(w, a, absence_if(negative != when_true));
		return;
	}
	mention(w, a, RX_USE_VALUE);
	mention(w, b, RX_USE_VALUE);
}

static void
walk_compare(const struct paths *w, const struct rx_term *t, bool when_true)
{
	const struct rx_term *a = t->left, *o;

	for (o = t->next; o != NULL; o = o->next) {
		walk_pair(w, a, o->op, o->left, when_true);
		a = o->left;
	}
}

static void
walk_test(const struct paths *w, const struct rx_term *t, bool when_true)
{
	bool			 none = rx_span_is_nocase(t->name, "none") ||
	    rx_span_is(t->name, "null") || rx_span_is(t->name, "undefined");
	bool			 defined = rx_span_is(t->name, "defined");
	bool			 asks = (none && !t->negated) || (defined && t->negated);
	const struct rx_arg	*a;

	mention(w, t->left, absence_if((none || defined) && asks == when_true));
	for (a = t->args; a != NULL; a = a->next)
		walk(w, a->term, true);
}

static void
walk_parts(const struct paths *w, const struct rx_term *t)
{
	const struct rx_term	*of[] = { t->left, t->right, t->third, t->step };
	const struct rx_arg	*a;
	size_t			 i;

	for (i = 0; i < 4; i++)
		if (of[i] != NULL)
			mention(w, of[i], RX_USE_VALUE);
	for (a = t->args; a != NULL; a = a->next)
		walk(w, a->term, true);
}

static void
walk(const struct paths *w, const struct rx_term *t, bool when_true)
{
	struct path p;

	switch (t->op) {
	case RX_OP_CONST:
		break;
	case RX_OP_NOT:
		walk(w, t->left, !when_true);
		break;
	case RX_OP_OR:
		if (path_of(t, &p)) {
			mention(w, t, absence_if(!when_true));
			break;
		}
		/* FALLTHROUGH */
	case RX_OP_AND:
		walk(w, t->left, when_true);
		walk(w, t->right, when_true);
		break;
	case RX_OP_IF:
		walk(w, t->right, when_true);
		walk(w, t->left, true);
		if (t->third != NULL)
			walk(w, t->third, when_true);
		break;
	case RX_OP_COMPARE:
		walk_compare(w, t, when_true);
		break;
	case RX_OP_TEST:
		walk_test(w, t, when_true);
		break;
	default:
		if (!when_true && is_count(t))
			mention_counted(w, t);
		else if (path_of(t, &p) || !when_true)
			mention(w, t, absence_if(!when_true));
		else
			walk_parts(w, t);
	}
}

static void
walk_template(const struct paths *w, const struct rx_part *p)
{
	for (; p != NULL; p = p->next) {
		if (p->term != NULL)
			walk(w, p->term, true);
		if (p->yes != NULL)
			walk_template(w, p->yes);
		if (p->no != NULL)
			walk_template(w, p->no);
	}
}

void
rx_template_paths(const struct rx_template *t, struct rx_arena *arena,
    void (*fn)(void *, struct rx_span, struct rx_span, enum rx_expr_use), void *arg)
{
	struct paths w = { arena, fn, arg };

	walk_template(&w, t->first);
}
