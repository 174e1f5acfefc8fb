/* A template's value: the one expression's, or the text that all parts make. */
#include <string.h>

#include "lib/expr/expr.h"

struct output {
	struct rx_buf	 b;		/* up to the value held, or all */
	struct rx_buf	 after;		/* white space behind the value held */
	struct rx_value	 held;
	bool		 holds, text;	/* text: it is a text for good */
};

/* There is more than one value: the one held becomes text. */
static void
to_text(struct output *o)
{
	if (o->holds) {
		(void)rx_value_text(&o->b, &o->held);
		(void)rx_buf_span(&o->b, rx_buf_view(&o->after));
	}
	o->holds = false;
	o->text = true;
}

static void
put_text(struct output *o, struct rx_span s)
{
	if (rx_chars_strip(s, RX_SPAN_NONE, true, true).n > 0)
		to_text(o);
	(void)rx_buf_span(o->holds ? &o->after : &o->b, s);
}

static void
put_value(struct rx_eval *e, struct output *o, const struct rx_part *p)
{
	struct rx_value v = rx_term_eval(e, p->term);

	if (p->text.p != NULL) {
		to_text(o);
		(void)rx_value_format(&o->b, &v, p->text);
	} else if (o->text || o->holds) {
		to_text(o);
		(void)rx_value_text(&o->b, &v);
	} else {
		o->held = v;
		o->holds = true;
	}
}

static void
set(struct rx_eval *e, const struct rx_part *p)
{
	struct rx_var *var = rx_arena_get(e->ctx->arena, sizeof(*var));

	if (var == NULL)
		return;
	var->name = p->text;
	var->value = rx_term_eval(e, p->term);
	var->next = e->vars;
	e->vars = var;
}

static void
put_parts(struct rx_eval *e, struct output *o, const struct rx_part *p)
{
	struct rx_value v;

	for (; p != NULL; p = p->next) {
		switch (p->kind) {
		case RX_PART_TEXT:
			put_text(o, p->text);
			break;
		case RX_PART_VALUE:
			put_value(e, o, p);
			break;
		case RX_PART_SET:
			set(e, p);
			break;
		case RX_PART_IF:
			v = rx_term_eval(e, p->term);
			put_parts(e, o, rx_value_true(&v) ? p->yes : p->no);
			break;
		}
	}
}

struct rx_value
rx_template_eval(const struct rx_template *t, struct rx_expr_ctx *ctx)
{
	struct rx_eval	e = { .ctx = ctx };
	struct output	o = { .b = RX_BUF_INIT(RX_EXPR_TEXT),
			    .after = RX_BUF_INIT(RX_EXPR_TEXT) };
	struct rx_value	v;

	put_parts(&e, &o, t->first);
	if (o.holds) {
		v = o.held;
		rx_buf_free(&o.b);
	} else {
		v = rx_value_take(&e, &o.b, RX_VALUE_STRING);
	}
	rx_buf_free(&o.after);
	return rx_eval_end(&e, v);
}

struct fill {
	const char *const	*names;
	struct rx_span		 value;
};

static bool
fill_name(void *arg, struct rx_span name, struct rx_value *v)
{
	const struct fill	*f = arg;
	const char *const	*n = f->names;

	while (*n != NULL && !rx_span_is(name, *n))
		n++;
	*v = rx_value_string(f->value);
	return *n != NULL;
}

struct rx_span
rx_template_fill(struct rx_arena *arena, struct rx_span text, const char *const *names,
    struct rx_span value, struct rx_err *err)
{
	struct fill		 f = { names, value };
	struct rx_expr_ctx	 ctx = { .lookup = fill_name, .arg = &f, .arena = arena };
	struct rx_buf		 b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_template	*t = rx_template_compile(arena, text, true, err);
	struct rx_span		 out = RX_SPAN_NONE;
	struct rx_value		 v;

	if (t == NULL)
		return out;
	v = rx_template_eval(t, &ctx);
	if (rx_value_send(&b, &v))
		out = rx_arena_span(arena, rx_buf_view(&b));
	if (out.p == NULL)
		(void)rx_err_nomem(err);
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);	/* it may be a token */
	rx_buf_free(&b);
	return out;
}

bool
rx_condition_eval(const struct rx_template *t, struct rx_expr_ctx *ctx)
{
	static const char *const no[] = { "False", "false", "0", "0.0", "{}", "[]", "()" };
	struct rx_value	v = rx_template_eval(t, ctx);
	size_t		i;

	v = rx_value_sent(ctx->arena, &v);
	for (i = 0; v.kind == RX_VALUE_STRING && i < sizeof(no) / sizeof(*no); i++)
		if (rx_span_is(v.text, no[i]))
			return false;
	return rx_value_true(&v);
}

struct rx_span
rx_template_word(const struct rx_template *t)
{
	const struct rx_part *p = t->first;

	if (p == NULL || p->next != NULL || p->kind != RX_PART_VALUE)
		return RX_SPAN_NONE;
	if (p->term->op == RX_OP_NAME)
		return p->term->name;
	if (p->term->op == RX_OP_CONST && p->term->value.kind == RX_VALUE_NULL)
		return RX_SPAN("none");
	return RX_SPAN_NONE;
}
