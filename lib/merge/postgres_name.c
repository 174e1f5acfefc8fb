/*
 * Which table a resource gets, which column a field.  Names that differ in
 * case only, that are too long, or that PostgreSQL has itself, are numbered;
 * what was given once stays.
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/merge/name.h"
#include "lib/merge/postgres.h"

int
postgres_table_find(struct postgres *t, struct rx_span asked, char **name, struct rx_err *e)
{
	int r = postgres_has(t, "_rx_columns", e);

	return r <= 0 ? r : postgres_ask(t, e, name, "SELECT tbl FROM %T WHERE name = %S",
	    "_rx_tables", asked);
}

/* The name with a number (but for 1) behind it, cut between characters to the
 * length that a name may have. */
static void
write_name(struct rx_buf *b, const char *prefix, struct rx_span base, unsigned n)
{
	char	number[16] = "";
	size_t	room;

	if (n > 1)
		(void)snprintf(number, sizeof(number), "_%u", n);
	room = POSTGRES_NAME - strlen(prefix) - strlen(number);
	if (base.n > room) {
		for (base.n = room; base.n > 0 && ((unsigned char)base.p[base.n] & 0xc0) == 0x80; )
			base.n--;
	}
	rx_buf_reset(b);
	rx_buf_text(b, prefix);
	rx_buf_span(b, base);
	rx_buf_text(b, number);
}

/* PostgreSQL's names have no NUL, nor are they empty. */
static bool
plain(struct rx_buf *b, struct rx_span asked, enum rx_names names, const char *empty)
{
	size_t i, from = b->n;

	(void)rx_name_write(b, names, asked);
	for (i = from; i < b->n; i++)
		if (b->p[i] == '\0')
			b->p[i] = '_';
	return rx_buf_text(b, asked.n == 0 && b->n == from ? empty : "");
}

static bool
choose(struct postgres *t, struct rx_span asked, const char *prefix, enum rx_names names,
    char **name, struct rx_err *e)
{
	struct rx_buf	base = RX_BUF_INIT(RX_BUF_LINE), b = RX_BUF_INIT(RX_BUF_LINE);
	unsigned	n;
	int		r = plain(&base, asked, names, "") && postgres_lock_names(t, e) ? 1 : -1;

	for (n = 1; r == 1; n++) {
		write_name(&b, prefix, rx_buf_view(&base), n);
		r = postgres_ask(t, e, NULL, "SELECT 1 FROM %T WHERE lower(tbl) = lower(%L)",
		    "_rx_tables", rx_buf_str(&b));
		r = r > 0 ? 1 : r;
	}
	if (r == 0 && postgres_run(t, e, "INSERT INTO %T VALUES (%S, %L)", "_rx_tables", asked,
	    rx_buf_str(&b)) && (*name = strdup(b.p)) == NULL)
		rx_err_nomem(e);
	rx_buf_free(&base);
	rx_buf_free(&b);
	return *name != NULL;
}

/* A resource's table may not look like one of rx's own. */
bool
postgres_table_name(struct postgres *t, struct rx_span asked, bool own, enum rx_names names,
    char **name, struct rx_err *e)
{
	bool	odd = asked.n == 0 || (asked.n >= 4 && strncasecmp(asked.p, "_rx_", 4) == 0);
	int	r;

	*name = NULL;
	if (!postgres_make(t, e))
		return false;
	if ((r = postgres_table_find(t, asked, name, e)) != 0)
		return r > 0;
	return choose(t, asked, odd && !own ? "t_" : "", own ? RX_NAMES_EXACT : names, name, e);
}

static struct postgres_column *
same_name(struct postgres_table *tb, const struct postgres_column *self, const char *name)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (&tb->cols[i] != self && tb->cols[i].name != NULL &&
		    strcasecmp(tb->cols[i].name, name) == 0)
			return &tb->cols[i];
	return NULL;
}

/* A column that the user made, of this name, becomes the field's; its type is
 * the user's too. */
static void
adopt(struct postgres_column *c, struct postgres_column *theirs)
{
	c->name = theirs->name;
	postgres_type_free(&c->type);
	c->type = theirs->type;
	c->in[IN_TABLE] = theirs->in[IN_TABLE];
	c->own = false;
	theirs->name = theirs->in[IN_TABLE] = NULL;
	theirs->type = (struct postgres_type){ AS_NOTHING, NULL, NULL };
}

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcasecmp(*names, name) == 0)
			return true;
	return false;
}

bool
postgres_is_stages(const char *name)
{
	static const char *const names[] = { "_rx_part", "_rx_op", "_rx_by", "_rx_text", "_rx_n",
	    "_rx_number", NULL };

	return is_one_of(name, names);
}

static bool
is_reserved(const char *name)
{
	static const char *const names[] = { "_rx_rest", "ctid", "xmin", "xmax", "cmin", "cmax",
	    "tableoid", NULL };

	return is_one_of(name, names) || postgres_is_stages(name);
}

/* Names a new column; it is in the list of columns already. */
bool
postgres_column_name(struct postgres_table *tb, struct postgres_column *c, struct rx_err *e)
{
	struct rx_buf		 base = RX_BUF_INIT(RX_BUF_LINE), b = RX_BUF_INIT(RX_BUF_LINE);
	struct postgres_column	*other;
	unsigned		 n;
	bool			 ok = plain(&base, c->field, tb->conf.names, "_empty");

	for (n = 1; ok && c->name == NULL; n++) {
		write_name(&b, "", rx_buf_view(&base), n);
		if (is_reserved(rx_buf_str(&b)))
			continue;
		other = same_name(tb, c, b.p);
		if (other != NULL && other->field.p == NULL && !other->rest && !other->unusable &&
		    n == 1)
			adopt(c, other);
		else if (other == NULL)
			ok = (c->name = strdup(b.p)) != NULL;
	}
	rx_buf_free(&base);
	rx_buf_free(&b);
	if (!ok)
		return rx_err_nomem(e);
	return postgres_run(tb->t, e, "INSERT INTO %T VALUES (%L, %S, %L, %s)", "_rx_columns",
	    tb->name, c->field, c->name, c->own ? "true" : "false");
}
