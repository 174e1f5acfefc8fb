/* What SQL of the target calls. */
#include <string.h>

#include "rx/cursor.h"
#include "lib/merge/sqlite.h"

struct choice {			/* of a group: the row that stays so far */
	sqlite3_int64	 id;
	char		*value;		/* JSON, sqlite3_malloc's; NULL: none */
	int		 n;
	bool		 any;
};

/* Null stands behind all; of equal values the last row stays. */
static bool
wins(const struct choice *old, sqlite3_int64 id, struct rx_span value, bool greatest)
{
	int d;

	if (!old->any || old->value == NULL || value.p == NULL) {
		d = !old->any ? 1 : (value.p != NULL) - (old->value != NULL);
		return d > 0 || (d == 0 && id > old->id);
	}
	d = rx_cursor_cmp(value, (struct rx_span){ old->value, (size_t)old->n });
	return greatest ? d > 0 || (d == 0 && id > old->id) : d < 0 || (d == 0 && id > old->id);
}

static void
choose(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct choice	*old = sqlite3_aggregate_context(c, sizeof(*old));
	const char	*text = (const char *)sqlite3_value_text(v[1]);
	struct rx_span	 value = { text, text != NULL ? (size_t)sqlite3_value_bytes(v[1]) : 0 };
	sqlite3_int64	 id = sqlite3_value_int64(v[0]);

	(void)n;
	if (old == NULL) {
		sqlite3_result_error_nomem(c);
		return;
	}
	if (!wins(old, id, value, sqlite3_user_data(c) != NULL))
		return;
	sqlite3_free(old->value);
	*old = (struct choice){ .id = id, .n = (int)value.n, .any = true };
	if (value.p == NULL)
		return;
	if ((old->value = sqlite3_malloc64(value.n + 1)) == NULL)
		sqlite3_result_error_nomem(c);
	else
		memcpy(old->value, value.p, value.n);
}

static void
chosen(sqlite3_context *c)
{
	struct choice *it = sqlite3_aggregate_context(c, 0);

	if (it == NULL)
		return;
	sqlite3_free(it->value);
	sqlite3_result_int64(c, it->id);
}

static bool
parse(struct rx_record *r, struct rx_fields *fs, sqlite3_value *v)
{
	struct rx_span		text = { (const char *)sqlite3_value_text(v), 0 };
	struct rx_json_fault	fault;
	const char		*end;

	text.n = (size_t)sqlite3_value_bytes(v);
	return text.p != NULL && rx_record_parse(r, fs, text, &end, &fault) == RX_RECORD_OK;
}

/* rx_overlay(old, new): the members of both objects, of one name the new one. */
static void
overlay(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct rx_fields	fa = { NULL, 0, 0 }, fb = { NULL, 0, 0 };
	struct rx_record	a, b;
	struct rx_buf		out = RX_BUF_INIT(RX_BUF_LINE);

	(void)n;
	if (!parse(&a, &fa, v[0]))
		sqlite3_result_value(c, v[1]);
	else if (!parse(&b, &fb, v[1]))
		sqlite3_result_value(c, v[0]);
	else if (rx_record_overlay(&out, &a, &b))
		sqlite3_result_text64(c, out.p, out.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	else
		sqlite3_result_error_nomem(c);
	rx_fields_free(&fa);
	rx_fields_free(&fb);
	rx_buf_free(&out);
}

/* rx_least(id, value), rx_greatest(id, value): the id of the row that stays. */
bool
sqlite_functions(struct sqlite *t)
{
	return sqlite3_create_function(t->db, "rx_overlay", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
	    NULL, overlay, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(t->db, "rx_least", 2, SQLITE_UTF8, NULL, NULL, choose,
	    chosen) == SQLITE_OK &&
	    sqlite3_create_function(t->db, "rx_greatest", 2, SQLITE_UTF8, t, NULL, choose,
	    chosen) == SQLITE_OK;
}
