/* The key as SQL.  A field within a nested value has no column of its own:
 * its place in that of its first name is compared, as it is written. */
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

static bool
write_field(struct sqlite_table *tb, const struct rx_key_field *f, struct rx_buf *b)
{
	struct rx_buf		 first = RX_BUF_INIT(RX_BUF_TEXT);
	struct sqlite_column	*c = NULL;
	char			*name;
	bool			 ok = sqlite_key_first(f, &first);

	if (ok && (c = sqlite_column_find(tb, rx_buf_view(&first))) == NULL)
		ok = false;
	rx_buf_free(&first);
	if (!ok || (name = sqlite3_mprintf("\"%w\"", c->name)) == NULL)
		return false;
	if (f->nested) {
		rx_buf_printf(b, "(%s->'$", name);
		ok = rx_key_names(f, all_but_first, b) && rx_buf_text(b, "')");
	} else {
		ok = rx_buf_text(b, name);
	}
	sqlite3_free(name);
	return ok;
}

bool
sqlite_key_list(struct sqlite_table *tb, struct rx_buf *b)
{
	size_t i;

	for (i = 0; i < tb->conf.key->n; i++) {
		rx_buf_text(b, i > 0 ? "," : "");
		if (!write_field(tb, &tb->conf.key->field[i], b))
			return false;
	}
	return !b->failed;
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
