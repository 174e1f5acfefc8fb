/* Of what came for a table of lists, that stays whose record does. */
#include "lib/merge/file.h"

struct reading {
	struct file_journal	 list, root;
	uint64_t		 nroot;		/* records of the root read */
	struct rx_fold		*fold;
	struct rx_kin		*kin;
	struct rx_fields	 fields;
};

/* Goes on to the record whose list's row is at hand: both stand in the same
 * order. */
static bool
find_record(struct reading *r, struct rx_err *e)
{
	struct rx_span	data;
	enum rx_op	op;

	while (r->nroot == 0 || r->root.number != r->list.number) {
		if (!file_journal_next(&r->root, &data, &op, e))
			return e->exit == RX_OK ? rx_err_set(e, RX_FAILED, "the journal has a row of "
			    "a list without its record") : false;
		r->nroot++;
	}
	return true;
}

static bool
add(struct reading *r, struct rx_span data, enum rx_op op, struct rx_err *e)
{
	struct rx_json_fault	 f;
	struct rx_record	 rec;
	const char		*end;

	if (!rx_kin_taken(r->kin, r->nroot - 1))
		return true;
	return rx_record_parse(&rec, &r->fields, data, &end, &f) == RX_RECORD_OK ?
	    rx_fold_new(r->fold, op, &rec, (uint64_t)(data.p - r->list.map.p), e) :
	    rx_err_nomem(e);
}

static bool
add_gone(struct reading *r, struct rx_err *e)
{
	struct rx_kin_link at = { .before = r->kin->last };

	while (rx_kin_next(r->kin, &at, e))
		if (!rx_fold_gone(r->fold, at.link, e))
			return false;
	return e->exit == RX_OK;
}

bool
file_list_read(struct file *t, struct rx_fold *fold, struct rx_kin *kin, struct rx_err *e)
{
	struct reading	r = { .fold = fold, .kin = kin };
	struct rx_span	data;
	enum rx_op	op;
	bool		ok = true;

	fold->hash = kin->hash;
	if (!add_gone(&r, e) || !file_journal_open(&r.list, t, e))
		return false;
	if (!file_journal_open(&r.root, t->root, e)) {
		file_journal_close(&r.list);
		return false;
	}
	r.list.numbered = r.root.numbered = true;
	while (ok && file_journal_next(&r.list, &data, &op, e))
		ok = find_record(&r, e) && add(&r, data, op, e);
	rx_fields_free(&r.fields);
	file_journal_close(&r.list);
	file_journal_close(&r.root);
	return ok && e->exit == RX_OK;
}
