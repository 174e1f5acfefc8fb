/*
 * The records of a version that is to take the place of all rows: of equal
 * keys the last one counts, so they wait until all have come.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/fold.h"
#include "lib/merge/singer.h"

struct rx_singer_version {
	struct rx_merge		*m;
	struct rx_load		*l;
	struct rx_table_conf	 conf;		/* as if merged with nothing */
	struct rx_target_counts	 counts;
	struct rx_budget	 budget;
	struct rx_fold		 fold;
	struct rx_store		 lines;		/* number of the line, record */
	struct rx_fields	 fields;
};

struct rx_singer_version *
rx_singer_version_open(struct rx_merge *m, struct rx_load *l)
{
	struct rx_singer_version *v = calloc(1, sizeof(*v));

	if (v == NULL)
		return NULL;
	v->m = m;
	v->l = l;
	v->budget.left = m->conf.memory / 4;
	v->conf = (struct rx_table_conf){ .resource = l->resource, .name = l->name,
	    .disposition = RX_MERGE, .key = &l->key, .counts = &v->counts };
	rx_fold_open(&v->fold, &v->conf, &v->budget);
	rx_store_open(&v->lines, &v->budget);
	return v;
}

void
rx_singer_version_free(struct rx_singer_version *v)
{
	if (v == NULL)
		return;
	rx_fold_close(&v->fold);
	rx_store_close(&v->lines);
	rx_fields_free(&v->fields);
	free(v);
}

bool
rx_singer_version_add(struct rx_singer_version *v, const struct rx_record *r, struct rx_err *e)
{
	unsigned long	line = v->m->number;
	struct rx_err	why = RX_ERR_INIT;
	uint64_t	place;
	int		i = rx_key_missing(&v->l->key, r);

	v->l->records++;
	if (i >= 0) {
		rx_err_set(&why, RX_BAD_DATA, "the key %.*s is %s",
		    RX_FMT(v->l->key.field[i].name),
		    rx_key_value(&v->l->key, (size_t)i, r).p != NULL ? "null" : "missing");
		rx_err_at(&why, "line %lu of the input", line);
		return rx_load_reject(v->m, v->l, r->data, &why, e);
	}
	return rx_store_start(&v->lines, sizeof(line) + r->data.n, &place, e) &&
	    rx_store_add(&v->lines, (struct rx_span){ (const char *)&line, sizeof(line) }, e) &&
	    rx_store_add(&v->lines, r->data, e) &&
	    rx_fold_new(&v->fold, RX_OP_PUT, r, place, e);
}

static struct rx_span
get(void *arg, uint64_t at, size_t n, struct rx_err *e)
{
	struct rx_singer_version	*v = arg;
	struct rx_span			 s = rx_store_get(&v->lines, at & ~RX_FOLD_WHERE,
					    sizeof(unsigned long) + n, e);

	return s.p != NULL ? rx_span_cut(s, sizeof(unsigned long)) : s;
}

static bool
emit(void *arg, struct rx_span data, uint64_t from, size_t n, struct rx_err *e)
{
	struct rx_singer_version	*v = arg;
	struct rx_record		 r;
	struct rx_json_fault		 f;
	struct rx_span			 s = get(v, from, n, e);
	const char			*end;
	unsigned long			 last = v->m->number;
	bool				 ok;

	if (s.p == NULL || rx_record_parse(&r, &v->fields, data, &end, &f) != RX_RECORD_OK)
		return e->exit != RX_OK ? false : rx_err_nomem(e);
	memcpy(&v->m->number, s.p - sizeof(last), sizeof(last));
	v->l->records--;	/* it has been counted */
	ok = rx_load_record(v->m, v->l, &r, RX_SPAN_NONE, e);
	v->m->number = last;
	return ok;
}

bool
rx_singer_version_end(struct rx_singer_version *v, struct rx_err *e)
{
	return rx_fold_run(&v->fold, get, v, e) && rx_fold_each(&v->fold, emit, v, e);
}
