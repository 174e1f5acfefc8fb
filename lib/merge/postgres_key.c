/* Keys and columns as SQL, of the table and of where rows come from. */
#include <string.h>

#include "lib/merge/postgres.h"

void
postgres_side(struct postgres_table *tb, const struct postgres_column *c, enum postgres_side side,
    struct rx_buf *b)
{
	switch (side) {
	case OF_TABLE:
		postgres_sql(tb->t, b, "t.%I", c->name);
		break;
	case OF_BATCH:
		rx_buf_printf(b, "i.c%u", c->place);
		break;
	case OF_STAGE:
		if (c->in[IN_STAGE] == NULL)
			postgres_sql(tb->t, b, "NULL::%s", c->type.cast);
		else if (c->in[IN_TABLE] == NULL || strcmp(c->in[IN_STAGE], c->in[IN_TABLE]) == 0)
			postgres_sql(tb->t, b, "i.%I", c->name);
		else
			postgres_sql(tb->t, b, "i.%I::%s", c->name, c->type.cast);
		break;
	case OF_NONE:
		postgres_sql(tb->t, b, "%I", c->name);
	}
}

static bool
all_but_first(void *arg, unsigned i, struct rx_span name)
{
	struct rx_buf	*b = arg;
	size_t		 j;

	if (i == 0)
		return true;
	rx_buf_text(b, i > 1 ? ",'" : "'");
	for (j = 0; j < name.n; j++)
		rx_buf_add(b, name.p[j] == '\'' ? "''" : &name.p[j], name.p[j] == '\'' ? 2 : 1);
	return rx_buf_byte(b, '\'');
}

/* A field within a nested value has no column of its own: its place in that
 * of its first name is compared. */
static bool
write_field(struct postgres_table *tb, const struct rx_key_field *f, enum postgres_side side,
    struct rx_buf *b)
{
	struct rx_buf		 first = RX_BUF_INIT(RX_BUF_TEXT);
	struct postgres_column	*c = NULL;

	if (postgres_key_first(f, &first))
		c = postgres_column_find(tb, rx_buf_view(&first));
	rx_buf_free(&first);
	if (c == NULL || (side == OF_BATCH && c->place == 0) ||
	    (side != OF_BATCH && c->in[side == OF_STAGE ? IN_STAGE : IN_TABLE] == NULL))
		return false;
	rx_buf_text(b, f->nested ? "(" : "");
	postgres_side(tb, c, side, b);
	if (f->nested) {
		rx_buf_text(b, " #> ARRAY[");
		(void)rx_key_names(f, all_but_first, b);
		rx_buf_text(b, "])");
	}
	return !b->failed;
}

bool
postgres_key_list(struct postgres_table *tb, const struct rx_key *key, enum postgres_side side,
    struct rx_buf *b)
{
	size_t i;

	for (i = 0; i < key->n; i++) {
		rx_buf_text(b, i > 0 ? "," : "");
		if (!write_field(tb, &key->field[i], side, b))
			return false;
	}
	return !b->failed;
}

bool
postgres_key_equal(struct postgres_table *tb, const struct rx_key *key, enum postgres_side side,
    struct rx_buf *b)
{
	size_t i;

	for (i = 0; i < key->n; i++) {
		rx_buf_text(b, i > 0 ? " AND " : "");
		if (!write_field(tb, &key->field[i], OF_TABLE, b) || !rx_buf_text(b, "=") ||
		    !write_field(tb, &key->field[i], side, b))
			return false;
	}
	return !b->failed;
}
