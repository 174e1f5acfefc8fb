/* The key as SQL.  A field within a nested value has no column of its own:
 * what stands at its place in that of its first name is compared as a column
 * of its own would be, by value; whole numbers beyond 64 bits by their text. */
#include <stdlib.h>

#include "lib/merge/sqlite.h"

static bool
first_only(void *arg, unsigned i, struct rx_span name)
{
	return i > 0 || rx_buf_span(arg, name);
}

bool
sqlite_key_first(const struct rx_key_field *f, struct rx_buf *b)
{
	return f->nested ? rx_key_names(f, first_only, b) : rx_buf_span(b, f->name);
}

static bool
all_but_first(void *arg, unsigned i, struct rx_span name)
{
	char	*sql;
	bool	 ok;

	if (i == 0)
		return true;
	sql = sqlite3_mprintf(".\"%.*q\"", (int)name.n, name.p);
	ok = sql != NULL && rx_buf_text(arg, sql);
	sqlite3_free(sql);
	return ok;
}

static struct sqlite_column *
column_of(struct sqlite_table *tb, const struct rx_key_field *f)
{
	struct rx_buf		 first = RX_BUF_INIT(RX_BUF_TEXT);
	struct sqlite_column	*c = NULL;

	if (sqlite_key_first(f, &first))
		c = sqlite_column_find(tb, rx_buf_view(&first));
	rx_buf_free(&first);
	return c;
}

static bool
write_nested(const char *name, const struct rx_key_field *f, struct rx_buf *b)
{
	struct rx_buf	path = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = rx_key_names(f, all_but_first, &path);

	if (ok) {
		const char *p = rx_buf_str(&path);

		rx_buf_printf(b, "iif(json_type(%s,'$%s')='integer' AND typeof(%s->>'$%s')='real',"
		    "%s->'$%s',%s->>'$%s')", name, p, name, p, name, p, name, p);
	}
	rx_buf_free(&path);
	return ok && !b->failed;
}

static bool
write_field(struct sqlite_table *tb, const struct rx_key_field *f, struct rx_buf *b)
{
	struct sqlite_column	*c = column_of(tb, f);
	char			*name;
	bool			 ok;

	if (c == NULL || (name = sqlite3_mprintf("\"%w\"", c->name)) == NULL)
		return false;
	ok = f->nested ? write_nested(name, f, b) : rx_buf_text(b, name);
	sqlite3_free(name);
	return ok;
}

bool
sqlite_keyed(const struct sqlite_table *tb)
{
	return tb->conf.disposition == RX_MERGE && tb->conf.key->n > 0 &&
	    tb->conf.strategy != RX_SCD2;
}

bool
sqlite_key_list(struct sqlite_table *tb, const struct rx_key *k, struct rx_buf *b)
{
	size_t i;

	for (i = 0; i < k->n; i++) {
		rx_buf_text(b, i > 0 ? "," : "");
		if (!write_field(tb, &k->field[i], b))
			return false;
	}
	return !b->failed;
}

bool
sqlite_key_equals(struct sqlite_table *tb, const struct rx_key *k, struct rx_buf *b)
{
	size_t i;

	rx_buf_byte(b, '(');
	if (!sqlite_key_list(tb, k, b))
		return false;
	rx_buf_text(b, ")=(?1");
	for (i = 1; i < k->n; i++)
		rx_buf_printf(b, ",?%zu", i + 1);
	return rx_buf_byte(b, ')');
}

bool
sqlite_key_there(struct sqlite_table *tb, const struct rx_key *k)
{
	const struct sqlite_column	*c;
	size_t				 i;

	for (i = 0; i < k->n; i++)
		if ((c = column_of(tb, &k->field[i])) == NULL || !c->in_table)
			return false;
	return tb->exists;
}

enum rx_put
sqlite_key_bind(struct sqlite_table *tb, sqlite3_stmt *st, const struct rx_key *k,
    const struct rx_record *r, struct rx_err *e)
{
	static const struct sqlite_column within = { .type = "", .key = true };
	const struct sqlite_column	*c;
	enum rx_put			 put = RX_PUT_OK;
	size_t				 i;

	rx_buf_reset(&tb->scratch);
	if (!rx_buf_room(&tb->scratch, r->data.n + r->n)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	for (i = 0; put == RX_PUT_OK && i < k->n; i++) {
		c = k->field[i].nested ? &within : column_of(tb, &k->field[i]);
		put = sqlite_bind(tb, st, (int)i + 1, c, rx_key_value(k, i, r), r->spaces, e);
	}
	return put;
}

bool
sqlite_key_has(const struct rx_key *k, struct rx_span field)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		yes = false;
	size_t		i;

	for (i = 0; !yes && i < k->n; i++) {
		rx_buf_reset(&b);
		yes = sqlite_key_first(&k->field[i], &b) && rx_span_eq(rx_buf_view(&b), field);
	}
	rx_buf_free(&b);
	return yes;
}
