/* From a select value to a cutter. */
#include <string.h>

#include "lib/select/cutter.h"
#include "rx/json.h"

static bool
compile_text(struct cutter *c, const char *text, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	json;

	rx_json_quote(&b, rx_span_of(text));
	json = rx_arena_span(&c->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	c->selector = rx_selector_compile(&c->arena, json, e);
	return c->selector != NULL;
}

static struct rx_span
quoted(struct cutter *c, const char *text)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	s;

	rx_json_quote(&b, rx_span_of(text));
	s = rx_arena_span(&c->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return s;
}

static struct rx_jq *
program(struct rx_span json, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_jq	*jq;

	(void)rx_json_text(&b, json);
	jq = rx_jq_open(rx_buf_str(&b), e);
	rx_buf_free(&b);
	return jq;
}

static bool
add_step(struct cutter *c, enum cutter_step kind, struct rx_span json, struct rx_err *e)
{
	struct rx_span jq = rx_json_kind(json) == RX_JSON_OBJECT ? rx_json_get(json, "jq") : json;

	if (rx_json_kind(jq) != RX_JSON_STRING) {
		rx_err_set(e, RX_BAD_DATA, "select: a step must be a jq program");
		return rx_err_got(e, json);
	}
	if (c->nsteps == sizeof(c->steps) / sizeof(c->steps[0]))
		return rx_err_set(e, RX_BAD_DATA, "select: more than %u steps", c->nsteps);
	c->steps[c->nsteps].kind = kind;
	return (c->steps[c->nsteps++].jq = program(jq, e)) != NULL;
}

static bool
add_steps(struct cutter *c, struct rx_span list, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		step, v;

	if (rx_json_kind(list) != RX_JSON_ARRAY || !rx_json_begin(&it, list))
		return true;
	while (rx_json_next(&it, NULL, &step)) {
		bool filter = (v = rx_json_get(step, "filter")).p != NULL;

		if (v.p == NULL && (v = rx_json_get(step, "map")).p == NULL)
			v = rx_json_get(step, "yield_map");
		if (!add_step(c, filter ? CUTTER_FILTER : CUTTER_MAP, v, e))
			return false;
	}
	return true;
}

/* record_filter: a template, or a jq program. */
static bool
add_filter(struct cutter *c, struct rx_span v, struct rx_err *e)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(v) == RX_JSON_OBJECT)
		return add_step(c, CUTTER_FILTER, v, e);
	(void)rx_json_text(&b, v);
	c->filter = rx_condition_compile(&c->arena, rx_arena_span(&c->arena, rx_buf_view(&b)), e);
	rx_buf_free(&b);
	return c->filter != NULL;
}

static bool
add_cursor(struct cutter *c, struct rx_span v, struct rx_err *e)
{
	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	return (c->cursor.path = rx_selector_compile(&c->arena, v, e)) != NULL;
}

static void
add_included(struct cutter *c, struct rx_span v)
{
	if (rx_json_kind(v) == RX_JSON_OBJECT && !rx_json_empty(v))
		c->include = rx_span_trim((struct rx_span){ v.p + 1, v.n - 2 });
}

static bool
add_selector(struct cutter *c, const struct rx_select_conf *conf, struct rx_err *e)
{
	struct rx_span v = rx_json_get(c->select, "selector");

	if (conf->jq != NULL)
		return (c->jq = rx_jq_open(conf->jq, e)) != NULL;
	if (conf->selector != NULL)
		return compile_text(c, conf->selector, e);
	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	return (c->selector = rx_selector_compile(&c->arena, v, e)) != NULL;
}

bool
cutter_open(struct cutter *c, const struct rx_select_conf *conf, struct rx_span select,
    struct rx_err *e)
{
	memset(c, 0, sizeof(*c));
	c->row = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	c->whole = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	cursor_init(&c->cursor);
	c->select = rx_arena_span(&c->arena, select.p != NULL ? select : RX_SPAN("{}"));
	c->key = conf->key != NULL ? quoted(c, conf->key) : rx_json_get(c->select, "key");
	c->optional = rx_json_kind(rx_json_get(c->select, "required")) == RX_JSON_FALSE;
	add_included(c, rx_json_get(c->select, "include"));
	return add_selector(c, conf, e) &&
	    add_cursor(c, rx_json_get(c->select, "cursor_path"), e) &&
	    add_filter(c, rx_json_get(c->select, "filter"), e) &&
	    add_steps(c, rx_json_get(c->select, "steps"), e);
}

void
cutter_close(struct cutter *c)
{
	unsigned i;

	rx_jq_close(c->jq);
	for (i = 0; i < c->nsteps; i++)
		rx_jq_close(c->steps[i].jq);
	rx_buf_free(&c->row);
	rx_buf_free(&c->whole);
	cursor_free(&c->cursor);
	rx_arena_free(&c->scratch);
	rx_arena_free(&c->arena);
}
