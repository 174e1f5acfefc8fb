/* mold: a request line with holes, and how it is filled. */
#include "lib/plan/expand.h"

#include <string.h>

#include "rx/json.h"
#include "rx/url.h"

static struct rx_piece *
add(struct rx_mold *m, int kind)
{
	struct rx_piece *p = rx_arena_get(&m->res->plan->arena, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->kind = kind;
	if (m->last != NULL)
		m->last->next = p;
	else
		m->first = p;
	m->last = p;
	return p;
}

void
rx_mold_flush(struct rx_mold *m)
{
	struct rx_piece *p;

	if (m->text.n > 0 && (p = add(m, RX_PIECE_TEXT)) != NULL)
		p->text = rx_arena_span(&m->res->plan->arena, rx_buf_view(&m->text));
	rx_buf_free(&m->text);
}

void
rx_mold_text(struct rx_mold *m, struct rx_span s)
{
	rx_buf_span(&m->text, s);
}

/* A text as it stands between the quotes of a JSON string. */
static void
inside(struct rx_buf *b, struct rx_span text)
{
	size_t at = b->n;

	if (!rx_json_quote(b, text))
		return;
	b->n -= 2;
	memmove(b->p + at, b->p + at + 1, b->n - at);
}

void
rx_mold_json(struct rx_mold *m, struct rx_span text)
{
	inside(&m->text, text);
}

void
rx_mold_hole(struct rx_mold *m, unsigned hole, enum rx_enc enc)
{
	struct rx_piece *p;

	rx_mold_flush(m);
	if ((p = add(m, RX_PIECE_HOLE)) == NULL)
		return;
	p->hole = hole;
	p->enc = enc;
}

void
rx_mold_template(struct rx_mold *m, struct rx_template *t, struct rx_span text, enum rx_enc enc)
{
	struct rx_piece *p;

	rx_mold_flush(m);
	if ((p = add(m, RX_PIECE_TEMPLATE)) == NULL)
		return;
	p->template = t;
	p->text = text;
	p->enc = enc;
}

void
rx_mold_piece(struct rx_mold *m, int kind)
{
	rx_mold_flush(m);
	(void)add(m, kind);
}

/* -- expressions --------------------------------------------------------- */

static void
member(struct rx_buf *b, struct rx_span name, struct rx_span json)
{
	if (json.p == NULL)
		return;
	rx_buf_byte(b, b->p[b->n - 1] == '{' ? ' ' : ',');
	rx_json_quote(b, name);
	rx_buf_byte(b, ':');
	rx_buf_span(b, json);
}

/* The cells that an object of Airbyte's names holds: which says the kinds. */
static struct rx_value
dict(struct rx_res *r, struct rx_arena *a, bool names, bool times)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	json;
	unsigned	i;

	rx_buf_byte(&b, '{');
	for (i = 0; i < r->nholes && !b.failed; i++) {
		const struct rx_hole *h = &r->holes[i];

		if (names && h->kind == RX_HOLE_NAME)
			member(&b, h->name, r->cells[i].json);
		if (times && h->kind == RX_HOLE_START) {
			member(&b, RX_SPAN("start_time"), r->cells[i].json);
			member(&b, RX_SPAN("start_value"), r->cells[i].json);
			member(&b, RX_SPAN("last_value"), r->cells[i].json);
		}
		if (times && h->kind == RX_HOLE_END) {
			member(&b, RX_SPAN("end_time"), r->cells[i].json);
			member(&b, RX_SPAN("end_value"), r->cells[i].json);
		}
	}
	rx_buf_byte(&b, '}');
	json = b.failed ? RX_SPAN("{}") : rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return rx_value_json(json);
}

struct scope {
	struct rx_res	*res;
	struct rx_arena	*arena;
};

static bool
lookup(void *arg, struct rx_span name, struct rx_value *v)
{
	struct scope	*s = arg;
	struct rx_res	*r = s->res;
	unsigned	 i;

	if (rx_span_is(name, "stream_slice") || rx_span_is(name, "stream_partition"))
		*v = dict(r, s->arena, true, true);
	else if (rx_span_is(name, "stream_interval") || rx_span_is(name, "incremental"))
		*v = dict(r, s->arena, false, true);
	else if (rx_span_is(name, "config"))
		*v = rx_value_json(RX_SPAN("{}"));
	else {
		for (i = 0; i < r->nholes; i++)
			if (r->holes[i].kind == RX_HOLE_NAME && r->cells[i].text.p != NULL &&
			    rx_span_eq(r->holes[i].name, name)) {
				*v = rx_value_string(r->cells[i].text);
				return true;
			}
		return false;
	}
	return true;
}

struct rx_value
rx_res_eval(struct rx_res *r, const struct rx_template *t, struct rx_arena *a)
{
	struct scope		scope = { r, a };
	struct rx_expr_ctx	ctx = { .lookup = lookup, .arg = &scope, .arena = a,
	    .now = r->plan->given.now };

	return rx_template_eval(t, &ctx);
}

/* -- filling ------------------------------------------------------------- */

static bool
put_text(struct rx_buf *b, struct rx_span text, enum rx_enc enc)
{
	switch (enc) {
	case RX_ENC_SEGMENT:
	case RX_ENC_BASE:
		return rx_url_encode(b, text, RX_URL_SEGMENT);
	case RX_ENC_QUERY:
		return rx_url_encode(b, text, RX_URL_QUERY);
	case RX_ENC_QUOTED:
	case RX_ENC_VALUE:
		return rx_json_quote(b, text);
	case RX_ENC_STRING:
		break;
	}
	inside(b, text);
	return !b->failed;
}

static bool
put_hole(struct rx_res *r, struct rx_buf *b, const struct rx_piece *p)
{
	const struct rx_cell	*c = &r->cells[p->hole];
	int			 axis = r->holes[p->hole].axis;

	if (p->enc == RX_ENC_VALUE || (p->enc == RX_ENC_QUOTED && c->text.p == NULL))
		return rx_buf_span(b, c->json.p != NULL ? c->json : RX_SPAN("null"));
	/* only who runs it may say what the origin is, no record can */
	if (p->enc == RX_ENC_BASE && rx_url_absolute(c->text) && axis >= 0 &&
	    r->axes[axis].kind == RX_AXIS_VALUES)
		return put_text(b, c->text, RX_ENC_STRING);
	return put_text(b, c->text, p->enc);
}

bool
rx_mold_value_text(struct rx_buf *b, const struct rx_value *v, enum rx_enc enc)
{
	struct rx_buf	tmp = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (enc == RX_ENC_VALUE)
		return rx_value_write(b, v);
	ok = rx_value_send(&tmp, v);
	if (ok && enc == RX_ENC_BASE && rx_url_absolute(rx_buf_view(&tmp)))
		enc = RX_ENC_STRING;
	ok = ok && put_text(b, rx_buf_view(&tmp), enc);
	rx_buf_free(&tmp);
	return ok;
}

static bool
put_template(struct rx_res *r, struct rx_buf *b, const struct rx_piece *p, struct rx_err *e)
{
	struct rx_value	v = rx_res_eval(r, p->template, &r->plan->scratch);

	if (v.kind != RX_VALUE_UNDEFINED)
		return rx_mold_value_text(b, &v, p->enc) ? true : rx_err_nomem(e);
	return rx_err_set(e, RX_USAGE, "%.*s: %.*s comes out undefined", RX_FMT(r->name),
	    RX_FMT(p->text));
}

bool
rx_mold_fill(struct rx_mold *m, struct rx_buf *b, struct rx_err *e)
{
	struct rx_plan		*plan = m->res->plan;
	const struct rx_piece	*p;

	for (p = m->first; p != NULL; p = p->next)
		switch (p->kind) {
		case RX_PIECE_TEXT:
			rx_buf_span(b, p->text);
			break;
		case RX_PIECE_HOLE:
			put_hole(m->res, b, p);
			break;
		case RX_PIECE_TEMPLATE:
			if (!put_template(m->res, b, p, e))
				return false;
			break;
		case RX_PIECE_PART:
			rx_buf_span(b, rx_buf_view(&plan->part));
			break;
		case RX_PIECE_BOUNDS:
			rx_bounds_write(m->res, b);
			break;
		case RX_PIECE_RESUME:
			rx_line_json(b, "resume", plan->resume);
			break;
		}
	return b->failed ? rx_err_nomem(e) : true;
}
