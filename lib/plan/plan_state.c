/* plan_state: what --print-state said, and the attempt that follows from it. */
#include "lib/plan/expand.h"

#include <sys/random.h>

#include "rx/clock.h"

/* Adds the members of an object, whatever their order; those of the window
 * with a mark, or not at all. */
static void
digest(struct rx_fnv *d, struct rx_span object, bool window, bool within)
{
	struct rx_buf		name = RX_BUF_INIT(RX_BUF_TEXT), text = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_json_iter	it;
	struct rx_span		key, value;

	if (!rx_json_begin(&it, object))
		return;
	while (rx_json_next(&it, &key, &value)) {
		if (!within && rx_json_is(key, RX_SPAN("window"))) {
			if (window)
				digest(d, value, true, true);
			continue;
		}
		rx_buf_reset(&name);
		rx_buf_reset(&text);
		rx_buf_add(&name, within ? "\1" : "", within);
		rx_json_decode(&name, key);
		rx_json_text(&text, value);
		rx_fnv_member(d, rx_buf_view(&name), rx_buf_view(&text));
	}
	rx_buf_free(&name);
	rx_buf_free(&text);
}

struct rx_kept *
rx_plan_kept(struct rx_plan *p, struct rx_res *r, struct rx_span part, bool window, bool make)
{
	struct rx_fnv	d = rx_fnv_start();
	void		**slot;

	if (p->kept.n == 0 && !make)
		return NULL;
	rx_fnv_add(&d, r->name);
	digest(&d, part, window, false);
	if ((slot = rx_known_value(&p->kept, d, make)) == NULL)
		return NULL;
	if (*slot == NULL && make)
		*slot = rx_arena_get(&p->arena, sizeof(struct rx_kept));
	return *slot;
}

static struct rx_span
keep(struct rx_plan *p, struct rx_span s)
{
	return s.p != NULL && rx_json_kind(s) != RX_JSON_NULL ? rx_arena_span(&p->arena, s) :
	    RX_SPAN_NONE;
}

static bool
see_part(struct rx_plan *p, struct rx_res *r, const struct rx_line *l)
{
	struct rx_span	 part = l->m[RX_M_PART];
	struct rx_kept	*k = rx_plan_kept(p, r, part, true, true);

	if (k == NULL)
		return false;
	k->next = keep(p, l->m[RX_M_NEXT]);
	k->done = l->m[RX_M_DONE].p != NULL && rx_json_kind(l->m[RX_M_DONE]) == RX_JSON_TRUE;
	if (l->m[RX_M_BOOKMARK].p == NULL)
		return true;
	if ((k = rx_plan_kept(p, r, part, false, true)) == NULL)
		return false;
	k->bookmark = keep(p, l->m[RX_M_BOOKMARK]);
	k->edge = l->m[RX_M_BOOKMARK_EDGE].p == NULL ? RX_SPAN_NONE :
	    keep(p, rx_json_get(l->m[RX_M_BOOKMARK_EDGE], "rows"));
	return true;
}

bool
rx_plan_state(struct rx_plan *p, const struct rx_line *l, struct rx_err *e)
{
	struct rx_res *r = l->resource.p != NULL ? rx_plan_find(p, l->resource) : NULL;

	if (r == NULL || !r->selected)
		return true;
	r->state.generation = keep(p, l->m[RX_M_GENERATION]);
	if (p->given.full)
		return true;
	if (l->m[RX_M_PART].p != NULL)
		return see_part(p, r, l) ? true : rx_err_nomem(e);
	r->state.learned = keep(p, l->m[RX_M_LEARNED]);
	r->state.attempt = keep(p, l->m[RX_M_ATTEMPT]);
	return true;
}

/* -- the attempt ---------------------------------------------------------- */

static struct rx_span
member_text(struct rx_plan *p, struct rx_span object, const char *name)
{
	struct rx_span v = object.p != NULL ? rx_json_get(object, name) : RX_SPAN_NONE;

	return v.p == NULL || rx_json_kind(v) == RX_JSON_NULL ? RX_SPAN_NONE :
	    rx_arena_text(&p->arena, v);
}

static bool
has_records(const struct rx_res *r)
{
	unsigned i;

	for (i = 0; i < r->naxes; i++)
		if (r->axes[i].kind == RX_AXIS_RECORDS && r->axes[i].ncolumns > 0)
			return true;
	return false;
}

/* An unfinished attempt of the same plan, young enough; families start over
 * together. */
static bool
resumes(struct rx_res *r, struct rx_span plan)
{
	struct rx_plan	*p = r->plan;
	struct rx_span	 at = member_text(p, r->state.attempt, "at");
	double		 age;

	if (r->state.attempt.p == NULL || p->given.full || has_records(r) ||
	    rx_res_has_children(r) ||
	    !rx_span_eq(member_text(p, r->state.attempt, "plan"), plan) || at.p == NULL)
		return false;
	age = p->given.now - rx_clock_parse(at.p);
	return age >= 0 && age < p->given.resume_within;
}

static bool
random_id(struct rx_buf *b, struct rx_err *e)
{
	unsigned char	id[8];
	size_t		i;

	if (getrandom(id, sizeof(id), 0) != (ssize_t)sizeof(id))
		return rx_err_errno(e, "cannot get random bytes");
	for (i = 0; i < sizeof(id); i++)
		rx_buf_printf(b, "%02x", id[i]);
	return true;
}

/* Of what is sent, that which may be another tomorrow. */
static void
write_window(struct rx_res *r, struct rx_buf *b)
{
	bool	start = r->window.initial.p != NULL && rx_res_sends(r, RX_HOLE_START);
	bool	end = r->window.end.p != NULL && rx_res_sends(r, RX_HOLE_END);

	if (!start && !end)
		return;
	rx_buf_text(b, ",\"window\":{");
	if (start) {
		rx_buf_text(b, "\"start\":");
		rx_json_quote(b, r->window.initial);
	}
	if (end) {
		rx_buf_text(b, start ? ",\"end\":" : "\"end\":");
		rx_json_quote(b, r->window.end);
	}
	rx_buf_byte(b, '}');
}

/* For the history of runs; not where it is a descriptor's name. */
static void
write_source(const struct rx_plan *p, struct rx_buf *b)
{
	struct rx_span name = rx_span_of(p->source->name);

	if (name.n == 0 || rx_span_starts(name, "/dev/") || rx_span_starts(name, "/proc/"))
		return;
	rx_buf_text(b, ",\"source\":");
	rx_json_quote(b, name);
}

static bool
new_attempt(struct rx_res *r, struct rx_span plan, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	char		at[32];
	bool		ok;

	rx_clock_rfc3339(r->plan->given.now, at);
	rx_buf_text(&b, "{\"id\":\"");
	ok = random_id(&b, e);
	rx_buf_printf(&b, "\",\"plan\":\"%.*s\",\"at\":\"%s\"", RX_FMT(plan), at);
	write_source(r->plan, &b);
	write_window(r, &b);
	rx_buf_byte(&b, '}');
	r->attempt = rx_arena_span(&r->plan->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

bool
rx_res_attempt(struct rx_res *r, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	plan, window, v;

	rx_fnv_hex(&r->hash, &b);
	plan = rx_arena_span(&r->plan->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	if (!resumes(r, plan))
		return new_attempt(r, plan, e);
	r->state.resumes = true;
	r->attempt = r->state.attempt;
	/* the window is cut as it was then, not as of now */
	window = rx_json_get(r->attempt, "window");	/* NONE: none was sent */
	if ((v = member_text(r->plan, window, "start")).p != NULL)
		r->window.initial = v;
	if ((v = member_text(r->plan, window, "end")).p != NULL)
		r->window.end = v;
	rx_plan_say(r->plan, "info", "%.*s: goes on with the attempt of %.*s", RX_FMT(r->name),
	    RX_FMT(member_text(r->plan, r->attempt, "at")));
	return true;
}

/* -- where a part goes on -------------------------------------------------- */

/* Merging takes the last page again: what moved in the meantime is in it.  But
 * records that only a merge_key names would come twice. */
static bool
overlaps(struct rx_res *r)
{
	const struct rx_node	*how = rx_node_get(r->node, "write_disposition");
	const struct rx_node	*key = rx_node_get(r->node, "primary_key");

	return rx_res_disposes(r, "merge") && ((key != NULL && (key->n > 0 ||
	    key->kind == RX_JSON_STRING)) || (how != NULL && how->kind == RX_JSON_OBJECT &&
	    rx_node_is(rx_node_get(how, "strategy"), "scd2")));
}

static struct rx_span
page_back(struct rx_res *r, const char *key, long at)
{
	bool	offset = key[0] == 'o';
	long	first = 0, size = 1;

	if (overlaps(r)) {
		if (offset && (!rx_node_long(rx_node_get(r->paging, "limit"), &size) || size <= 0))
			return RX_SPAN_NONE;
		if (!rx_node_long(rx_node_get(r->paging, offset ? "offset" : "page"), &first) &&
		    !offset && !rx_node_long(rx_node_get(r->paging, "base_page"), &first))
			first = 1;
		at -= size;
		if (at <= first)
			return RX_SPAN_NONE;
	}
	return rx_arena_printf(&r->plan->scratch, "{\"%s\":%ld}", key, at);
}

struct rx_span
rx_res_resume(struct rx_res *r, const struct rx_kept *kept)
{
	static const char *const keys[] = { "offset", "page" };
	struct rx_span	v;
	int64_t		at;
	size_t		i;

	if (kept->next.p == NULL || rx_json_kind(kept->next) != RX_JSON_OBJECT)
		return RX_SPAN_NONE;
	for (i = 0; i < 2; i++) {
		v = rx_json_get(kept->next, keys[i]);
		if (v.p != NULL && rx_json_kind(v) == RX_JSON_NUMBER && rx_number_int64(v, &at))
			return page_back(r, keys[i], (long)at);
	}
	return kept->next;
}
