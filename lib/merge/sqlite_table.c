/* A resource's table: its names, and its columns by field. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/sqlite.h"

struct rx_table *
sqlite_table_open(struct rx_target *base, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct sqlite		*t = (struct sqlite *)base;
	struct sqlite_table	*tb = calloc(1, sizeof(*tb));

	if (tb == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	tb->t = t;
	tb->conf = *conf;
	tb->typed = rx_span_find_text(conf->columns, "\"data_type\"") < conf->columns.n;
	tb->index = RX_INDEX(struct sqlite_column, field);
	tb->scratch = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	tb->rest = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	tb->odd = -1;
	tb->next = t->tables;
	t->tables = tb;
	return (struct rx_table *)tb;
}

static void
column_free(struct sqlite_column *c)
{
	free((char *)(uintptr_t)c->field.p);
	free((char *)(uintptr_t)c->raw.p);
	free(c->name);
}

void
sqlite_table_forget(struct sqlite_table *tb)
{
	sqlite3_stmt	**st[] = { &tb->put, &tb->del, &tb->clear, &tb->list, &tb->aux,
	    &tb->taken, &tb->linked };
	size_t		  i;

	for (i = 0; i < sizeof(st) / sizeof(*st); i++) {
		sqlite3_finalize(*st[i]);
		*st[i] = NULL;
	}
	for (i = 0; i < tb->n; i++)
		column_free(&tb->cols[i]);
	tb->n = tb->fields = 0;
	rx_index_again(&tb->index, tb->cols, 0);
	free(tb->name);
	free(tb->stage);
	tb->name = tb->stage = NULL;
	tb->exists = tb->stage_exists = tb->indexed = tb->cleared = false;
	tb->odd = -1;
}

void
sqlite_table_free(struct sqlite_table *tb)
{
	sqlite_table_forget(tb);
	free(tb->cols);
	rx_index_free(&tb->index);
	free(tb->place);
	free(tb->refused.ids);
	rx_buf_free(&tb->scratch);
	rx_buf_free(&tb->rest);
	free(tb);
}

struct sqlite_column *
sqlite_column_find(struct sqlite_table *tb, struct rx_span field)
{
	return rx_index_find(&tb->index, tb->cols, field);
}

const char *
sqlite_type_of(const struct sqlite_table *tb, struct rx_span field)
{
	static const char *const types[][2] = { { "text", "TEXT" }, { "bigint", "INTEGER" },
	    { "double", "REAL" }, { "bool", "BOOLEAN" }, { "timestamp", "TEXT" },
	    { "date", "TEXT" }, { "time", "TEXT" }, { "binary", "BLOB" } };
	struct rx_span	hint = tb->typed ? rx_json_member(tb->conf.columns, field) : RX_SPAN_NONE;
	struct rx_span	type = rx_json_get(hint, "data_type");
	size_t		i;

	for (i = 0; type.p != NULL && i < sizeof(types) / sizeof(*types); i++)
		if (rx_json_is(type, rx_span_of(types[i][0])))
			return types[i][1];
	return "";	/* decimals too: no affinity would keep them exact */
}

bool
sqlite_reserved(const struct sqlite_table *tb, struct rx_span field)
{
	const struct rx_scd2 *s = tb->conf.scd2;

	return sqlite_key_has(tb->conf.key, field) ||
	    (tb->conf.merge_key != NULL && sqlite_key_has(tb->conf.merge_key, field)) ||
	    (s != NULL && (rx_span_eq(field, s->valid_from) || rx_span_eq(field, s->valid_to) ||
	    rx_span_eq(field, s->version)));
}

/* SQLite's own rule for declared types. */
enum sqlite_affinity
sqlite_affinity_of(const char *type)
{
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	enum sqlite_affinity	a = AS_NUMBER;
	const char		*p;

	if (*type == '\0')
		return AS_ANY;
	for (p = type; *p != '\0'; p++)
		rx_buf_byte(&b, *p >= 'a' && *p <= 'z' ? (char)(*p - 0x20) : *p);
	p = rx_buf_str(&b);
	if (strstr(p, "INT") != NULL)
		a = AS_NUMBER;
	else if (strstr(p, "CHAR") != NULL || strstr(p, "CLOB") != NULL ||
	    strstr(p, "TEXT") != NULL)
		a = AS_TEXT;
	else if (strstr(p, "BLOB") != NULL)
		a = AS_ANY;
	else if (strstr(p, "REAL") != NULL || strstr(p, "FLOA") != NULL ||
	    strstr(p, "DOUB") != NULL)
		a = AS_REAL;
	rx_buf_free(&b);
	return a;
}

/* Adds a column; field NONE: one that is not (yet) rx's.  Pointers to columns
 * are valid until the next is added. */
struct sqlite_column *
sqlite_column_add(struct sqlite_table *tb, struct rx_span field)
{
	struct sqlite_column	*c = rx_index_room(&tb->index, tb->cols, tb->n);
	size_t			 i;

	if (c == NULL)
		return NULL;
	tb->cols = c;
	c = &tb->cols[tb->n];
	*c = (struct sqlite_column){ .type = "" };
	if (field.p != NULL) {
		if (!rx_state_text(&c->field, field))
			return NULL;
		c->type = sqlite_type_of(tb, field);
		c->affinity = sqlite_affinity_of(c->type);
		c->sort = rx_span_is(rx_json_get(rx_json_member(tb->conf.columns, field), "sort"),
		    "true");
		for (i = 0; i < tb->conf.key->n; i++)
			c->key |= !tb->conf.key->field[i].nested &&
			    rx_span_eq(tb->conf.key->field[i].name, field);
		rx_index_add(&tb->index, tb->cols, tb->n);
		tb->fields++;
	}
	tb->n++;
	return c;
}
