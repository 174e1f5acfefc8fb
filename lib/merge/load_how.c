/* How a resource's records are merged: dlt's strategies, and what its columns
 * say of them. */
#include <string.h>

#include "rx/clock.h"
#include "rx/date.h"
#include "lib/merge/run.h"

static const char *const names[] = { "upsert", "delete-insert", "insert-only", "scd2" };

const char *
rx_strategy_name(enum rx_strategy s)
{
	return names[s];
}

bool
rx_strategy_read(struct rx_span text, enum rx_strategy *s, struct rx_err *e)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (rx_span_is(text, names[i])) {
			*s = (enum rx_strategy)i;
			return true;
		}
	}
	rx_err_set(e, RX_USAGE, "unknown merge strategy '%.*s'", RX_FMT(text));
	return rx_err_hint(e, "upsert, delete-insert, insert-only or scd2");
}

void
rx_how_free(struct rx_how *h)
{
	struct rx_span *const texts[] = { &h->hard_delete, &h->dedup_sort, &h->scd2.valid_from,
	    &h->scd2.valid_to, &h->scd2.version, &h->scd2.boundary, &h->scd2.active };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		(void)rx_state_text(texts[i], RX_SPAN_NONE);
	rx_key_free(&h->merge_key);
}

static bool
same(struct rx_span a, struct rx_span b)
{
	return (a.p == NULL) == (b.p == NULL) && rx_span_eq(a, b);
}

bool
rx_how_same(const struct rx_how *a, const struct rx_how *b)
{
	return a->strategy == b->strategy && a->patch == b->patch &&
	    a->descending == b->descending && same(a->hard_delete, b->hard_delete) &&
	    same(a->dedup_sort, b->dedup_sort) && same(a->scd2.valid_from, b->scd2.valid_from) &&
	    same(a->scd2.valid_to, b->scd2.valid_to) && same(a->scd2.version, b->scd2.version) &&
	    same(a->scd2.active, b->scd2.active) && rx_key_same(&a->merge_key, &b->merge_key);
}

bool
rx_load_whole(const struct rx_load *l)
{
	return l->disposition == RX_REPLACE || (l->disposition == RX_MERGE &&
	    (l->how.strategy == RX_SCD2 ||
	    (l->how.strategy == RX_DELETE_INSERT && l->how.merge_key.n > 0)));
}

bool
rx_load_keyless(const struct rx_load *l)
{
	return l->how.strategy == RX_SCD2 || (l->how.strategy == RX_DELETE_INSERT &&
	    l->how.merge_key.n > 0 && l->declared.n == 0);
}

/* -- what columns say ---------------------------------------------------- */

static bool
is_set(struct rx_span column, const char *hint)
{
	struct rx_span v = rx_json_get(column, hint);

	return v.p != NULL && rx_json_kind(v) != RX_JSON_NULL && rx_json_kind(v) != RX_JSON_FALSE;
}

/* Two of them would contradict each other. */
static bool
only_one(struct rx_load *l, struct rx_span *slot, struct rx_span name, const char *hint,
    struct rx_err *e)
{
	if (slot->p != NULL)
		return rx_err_set(e, RX_USAGE, "%.*s: %.*s and %.*s are both declared %s, only "
		    "one column can be", RX_FMT(l->resource), RX_FMT(*slot), RX_FMT(name), hint);
	return rx_state_text(slot, name) || rx_err_nomem(e);
}

static bool
read_sort(struct rx_load *l, struct rx_span order, struct rx_err *e)
{
	l->how.descending = rx_json_is(order, RX_SPAN("desc"));
	if (rx_json_kind(order) == RX_JSON_STRING && (l->how.descending ||
	    rx_json_is(order, RX_SPAN("asc"))))
		return true;
	rx_err_set(e, RX_USAGE, "%.*s: dedup_sort must be asc or desc", RX_FMT(l->resource));
	return rx_err_got(e, order);
}

static bool
read_column(struct rx_load *l, struct rx_span name, struct rx_span column, bool merge_keys,
    struct rx_err *e)
{
	struct rx_how *h = &l->how;

	if (is_set(column, "hard_delete")) {
		if (!only_one(l, &h->hard_delete, name, "hard_delete", e))
			return false;
		h->flag = rx_json_is(rx_json_get(column, "data_type"), RX_SPAN("bool"));
	}
	if (is_set(column, "dedup_sort") && (!only_one(l, &h->dedup_sort, name, "dedup_sort", e) ||
	    !read_sort(l, rx_json_get(column, "dedup_sort"), e)))
		return false;
	return !merge_keys || !is_set(column, "merge_key") || rx_key_add(&h->merge_key, name, e);
}

static bool
read_columns(struct rx_load *l, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	struct rx_buf		name = RX_BUF_INIT(RX_BUF_TEXT);
	bool			merge_keys = l->how.merge_key.n == 0, ok = true;

	if (rx_json_kind(l->columns) != RX_JSON_OBJECT || !rx_json_begin(&it, l->columns))
		return true;
	while (ok && rx_json_next(&it, &key, &v)) {
		rx_buf_reset(&name);
		ok = rx_json_decode(&name, key) < 0 ? rx_err_nomem(e) :
		    read_column(l, rx_buf_view(&name), v, merge_keys, e);
	}
	rx_buf_free(&name);
	return ok;
}

/* -- scd2 ------------------------------------------------------------------ */

/* Sets a name of a column to the text of a JSON string; absent: as it is. */
static bool
set_name(struct rx_span *slot, struct rx_span json, const char *what, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = true;

	if (json.p == NULL || rx_json_kind(json) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(json) != RX_JSON_STRING || json.n == 2) {
		rx_err_set(e, RX_USAGE, "%s must be a column's name", what);
		return rx_err_got(e, json);
	}
	ok = rx_json_text(&b, json) && rx_state_text(slot, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok || rx_err_nomem(e);
}

/* The load's time: when its attempt was made, so that a resumed one has the
 * same, else now. */
static bool
set_boundary(struct rx_merge *m, struct rx_how *h, struct rx_span given, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	at = m->bare ? RX_SPAN_NONE : rx_json_get(m->line.m[RX_M_ATTEMPT], "at");
	bool		ok;

	if (given.p == NULL || rx_json_kind(given) == RX_JSON_NULL)
		given = at;
	if (given.p != NULL)
		return rx_state_text(&h->scd2.boundary, given) || rx_err_nomem(e);
	rx_buf_byte(&b, '"');
	(void)rx_date_format(&b, rx_date_of(rx_clock_now()), RX_SPAN_NONE);
	ok = rx_buf_byte(&b, '"') && rx_state_text(&h->scd2.boundary, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok || rx_err_nomem(e);
}

static bool
read_scd2(struct rx_merge *m, struct rx_load *l, struct rx_span map, struct rx_err *e)
{
	struct rx_scd2	*s = &l->how.scd2;
	struct rx_span	 validity = rx_json_get(map, "validity_column_names");
	struct rx_span	 version = rx_json_get(map, "row_version_column_name");
	struct rx_span	 active = rx_json_get(map, "active_record_timestamp");

	if (!rx_state_text(&s->valid_from, RX_SPAN("_rx_valid_from")) ||
	    !rx_state_text(&s->valid_to, RX_SPAN("_rx_valid_to")) ||
	    !rx_state_text(&s->version, RX_SPAN("_rx_version")) ||
	    !rx_state_text(&s->active, active.p != NULL ? active : RX_SPAN("null")))
		return rx_err_nomem(e);
	if (validity.p != NULL && rx_json_kind(validity) != RX_JSON_NULL) {
		if (rx_json_kind(validity) != RX_JSON_ARRAY || rx_json_count(validity) != 2) {
			rx_err_set(e, RX_USAGE, "validity_column_names must be two names");
			return rx_err_got(e, validity);
		}
		if (!set_name(&s->valid_from, rx_json_at(validity, 0), "a validity column", e) ||
		    !set_name(&s->valid_to, rx_json_at(validity, 1), "a validity column", e))
			return false;
	}
	l->how.versioned = rx_json_kind(version) == RX_JSON_STRING;
	if (!set_name(&s->version, version, "row_version_column_name", e))
		return false;
	if (rx_span_eq(s->valid_from, s->valid_to) || rx_span_eq(s->valid_from, s->version) ||
	    rx_span_eq(s->valid_to, s->version))
		return rx_err_set(e, RX_USAGE, "%.*s: scd2 needs three columns of different "
		    "names", RX_FMT(l->resource));
	return set_boundary(m, &l->how, rx_json_get(map, "boundary_timestamp"), e);
}

/* -- the whole ------------------------------------------------------------- */

static bool
read_strategy(struct rx_merge *m, struct rx_load *l, struct rx_span map, struct rx_err *e)
{
	struct rx_span	v = rx_json_get(map, "strategy");
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	l->how.strategy = l->how.merge_key.n > 0 ? RX_DELETE_INSERT : RX_UPSERT;
	if (m->conf.strategy != NULL)
		return rx_strategy_read(rx_span_of(m->conf.strategy), &l->how.strategy, e);
	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	ok = rx_json_text(&b, v) ? rx_strategy_read(rx_buf_view(&b), &l->how.strategy, e) :
	    rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

static bool
read_merge_key(struct rx_merge *m, struct rx_load *l, struct rx_span declared, struct rx_err *e)
{
	return rx_load_fields(l, m->conf.merge_keys, &l->how.merge_key, e) &&
	    (l->how.merge_key.n > 0 || rx_key_read(&l->how.merge_key, declared, e));
}

static bool
read_numbers(struct rx_merge *m, struct rx_load *l, struct rx_span merge, struct rx_err *e)
{
	struct rx_span	least = rx_json_get(merge, "min_records");
	struct rx_how *h = &l->how;

	h->patch = m->conf.patch || rx_json_kind(rx_json_get(merge, "patch")) == RX_JSON_TRUE;
	h->min_records = m->conf.min_records;
	if (h->min_records > 0 || least.p == NULL || rx_span_uint(least, &h->min_records))
		return true;
	rx_err_set(e, RX_USAGE, "%.*s: min_records must be a whole number", RX_FMT(l->resource));
	return rx_err_got(e, least);
}

bool
rx_load_how(struct rx_merge *m, struct rx_load *l, struct rx_span merge,
    struct rx_span disposition, struct rx_err *e)
{
	struct rx_span	map = rx_json_kind(disposition) == RX_JSON_OBJECT ? disposition :
	    RX_SPAN_NONE;
	struct rx_how *h = &l->how;

	if (!read_merge_key(m, l, rx_json_get(merge, "merge_key"), e) || !read_columns(l, e) ||
	    !read_strategy(m, l, map, e) || !read_numbers(m, l, merge, e))
		return false;
	if (h->patch && (l->disposition != RX_MERGE || h->strategy != RX_UPSERT)) {
		rx_err_set(e, RX_USAGE, "%.*s: --patch is for merge with upsert, this is %s",
		    RX_FMT(l->resource), l->disposition != RX_MERGE ?
		    rx_disposition_name(l->disposition) : names[h->strategy]);
		return false;
	}
	if (l->disposition != RX_MERGE)
		return true;
	h->staged = h->strategy == RX_SCD2 || (h->dedup_sort.p != NULL && l->declared.n > 0) ||
	    (h->strategy == RX_DELETE_INSERT && h->merge_key.n > 0);
	return h->strategy != RX_SCD2 || read_scd2(m, l, map, e);
}

/* -- what the target can do, and what has no effect ------------------------- */

static bool
refuse(const struct rx_merge *m, const struct rx_load *l, const char *what, unsigned can,
    struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	rx_err_set(e, RX_USAGE, "%.*s: the target %s does not know %s", RX_FMT(l->resource),
	    m->kind->form, what);
	for (i = 0; rx_target_kinds[i] != NULL; i++)
		if ((rx_target_kinds[i]->can & can) != 0)
			rx_buf_printf(&b, "%s%s", b.n > 0 ? ", " : "", rx_target_kinds[i]->form);
	if (b.n > 0)
		rx_err_hint(e, "these do: %s", rx_buf_str(&b));
	rx_buf_free(&b);
	return false;
}

bool
rx_how_possible(const struct rx_merge *m, const struct rx_load *l, struct rx_err *e)
{
	const struct rx_how	*h = &l->how;
	bool			 direct = h->strategy != RX_SCD2;
	const struct {
		bool		 asked;
		unsigned	 can;
		const char	*what;
	} wants[] = {
		{ h->strategy == RX_INSERT_ONLY, RX_CAN_INSERT_ONLY, "strategy insert-only" },
		{ h->strategy == RX_SCD2, RX_CAN_SCD2, "strategy scd2" },
		{ h->strategy == RX_DELETE_INSERT && h->merge_key.n > 0, RX_CAN_MERGE_KEY,
		    "merge_key" },
		{ direct && h->staged && h->dedup_sort.p != NULL, RX_CAN_DEDUP_SORT, "dedup_sort" },
		{ direct && h->hard_delete.p != NULL, RX_CAN_DELETE, "hard_delete" },
		{ h->patch, RX_CAN_PATCH, "--patch" },
	};
	size_t i;

	for (i = 0; l->disposition == RX_MERGE && i < sizeof(wants) / sizeof(*wants); i++)
		if (wants[i].asked && (m->kind->can & wants[i].can) == 0)
			return refuse(m, l, wants[i].what, wants[i].can, e);
	return true;
}

static void
no_effect(struct rx_merge *m, const struct rx_load *l, const char *what, const char *why)
{
	rx_merge_say(m, "warning", "%.*s: %s has no effect %s", RX_FMT(l->resource), what, why);
}

void
rx_how_warn(struct rx_merge *m, const struct rx_load *l)
{
	const struct rx_how	*h = &l->how;
	bool			 merge = l->disposition == RX_MERGE;
	const char		*why = merge ? "with scd2" : "without merge";

	if (m->bare && m->conf.min_records > 0 && l->disposition != RX_REPLACE)
		no_effect(m, l, "--min-records", "without replace");
	if (!merge && m->conf.strategy != NULL)
		no_effect(m, l, "--strategy", why);
	if (!merge && m->conf.merge_keys != NULL && h->merge_key.n > 0)
		no_effect(m, l, "--merge-key", why);
	if ((!merge || h->strategy == RX_SCD2) && h->hard_delete.p != NULL)
		no_effect(m, l, "hard_delete", why);
	if ((!merge || h->strategy == RX_SCD2) && h->dedup_sort.p != NULL)
		no_effect(m, l, "dedup_sort", why);
	else if (h->dedup_sort.p != NULL && l->declared.n == 0)
		no_effect(m, l, "dedup_sort", "without a primary key");
	if (merge && h->merge_key.n > 0 && h->strategy != RX_SCD2 &&
	    h->strategy != RX_DELETE_INSERT)
		no_effect(m, l, "merge_key", h->strategy == RX_UPSERT ? "with upsert" :
		    "with insert-only");
}
