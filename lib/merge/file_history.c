/* The history in the state file: lines of runs. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/file.h"

struct row {
	char	*text;
	size_t	 n, name;	/* bytes; those that say which run it is */
};

struct rows {
	struct row	*v;
	size_t		 n, cap;
};

static void
rows_free(struct rows *rows)
{
	while (rows->n > 0)
		free(rows->v[--rows->n].text);
	free(rows->v);
}

/* Its run, resource and start stand first in a line. */
static struct row *
find(struct rows *rows, struct rx_span line, size_t name)
{
	size_t i;

	for (i = rows->n; i-- > 0; )
		if (rows->v[i].name == name && memcmp(rows->v[i].text, line.p, name) == 0)
			return &rows->v[i];
	return NULL;
}

static struct row *
add(struct rows *rows)
{
	struct row	*v;
	size_t		 cap = rows->cap == 0 ? 64 : rows->cap * 2;

	if (rows->n == rows->cap) {
		if ((v = realloc(rows->v, cap * sizeof(*v))) == NULL)
			return NULL;
		rows->v = v;
		rows->cap = cap;
	}
	rows->v[rows->n] = (struct row){ NULL, 0, 0 };
	return &rows->v[rows->n++];
}

static bool
take(struct rows *rows, struct rx_span line)
{
	size_t		 name = rx_span_find_text(line, ",\"ended\":");
	struct row	*r = find(rows, line, name);
	char		*text = malloc(line.n);

	if (text == NULL || (r == NULL && (r = add(rows)) == NULL)) {
		free(text);
		return false;
	}
	memcpy(text, line.p, line.n);
	free(r->text);
	*r = (struct row){ text, line.n, name };
	return true;
}

static bool
take_line(void *rows, const struct rx_line *l)
{
	return !rx_span_starts(l->text, FILE_RUN) || take(rows, l->text);
}

struct ours {			/* the rows of one resource, among those of all */
	struct rows	*rows;
	struct rx_span	 resource;
};

static bool
take_ours(void *arg, const struct rx_line *l)
{
	struct ours *o = arg;

	return !rx_json_is(rx_json_get(l->text, "resource"), o->resource) ||
	    take_line(o->rows, l);
}

static bool
write_row(struct rx_buf *b, const struct rx_history *h)
{
	struct rx_span	v[RX_H_N];
	char		scratch[RX_H_N][24];
	int		i;

	for (i = 0; i < RX_H_N; i++)
		v[i] = rx_history_value(h, i, scratch[i]);
	return rx_history_write(b, "\"rx\":\"run\",", v);
}

/* All rows that there are, with this run's as it is now. */
static bool
collect(struct file *t, struct rows *rows, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct ours	ours = { rows, t->owner };
	off_t		end;
	bool		ok = (t->set->suffix == NULL ||
			    dir_states(t->set, take_ours, &ours, e)) &&
			    file_each(t->state_path, t->fd, take_line, rows, &end, e);

	if (ok && t->history != NULL && !(write_row(&b, t->history) &&
	    take(rows, rx_buf_view(&b))))
		ok = rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

/* Who has the lock knows that no other run is at work: one that is open is over. */
static bool
write_other(struct file *t, struct rx_buf *b, struct rx_span line)
{
	struct rx_buf	texts = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	v[RX_H_N];
	bool		ok;

	if (t->run[0] == '\0' || rx_json_kind(rx_json_get(line, "exit")) != RX_JSON_NULL ||
	    rx_json_is(rx_json_get(line, "run"), rx_span_of(t->run)))
		return rx_buf_span(b, line);
	ok = rx_history_read(v, line, &texts);
	if (v[RX_H_WHY].p == NULL)
		v[RX_H_WHY] = RX_SPAN(RX_HISTORY_KILLED);
	v[RX_H_EXIT] = RX_SPAN("1");
	ok = ok && rx_history_write(b, "\"rx\":\"run\",", v);
	rx_buf_free(&texts);
	return ok;
}

bool
file_history_write(struct file *t, struct rx_buf *b, struct rx_err *e)
{
	struct rows	rows = { NULL, 0, 0 };
	bool		ok = collect(t, &rows, e);
	size_t		i;

	for (i = rows.n > RX_HISTORY_KEPT ? rows.n - RX_HISTORY_KEPT : 0; ok && i < rows.n; i++) {
		ok = (write_other(t, b, (struct rx_span){ rows.v[i].text, rows.v[i].n }) &&
		    rx_buf_byte(b, '\n')) || rx_err_nomem(e);
	}
	rows_free(&rows);
	return ok;
}

/* A new state file has the row anyway, if it is of the resource that has the file:
 * another one is refused. */
bool
file_remember(struct rx_target *base, const struct rx_history *h, struct rx_err *e)
{
	struct file	*t = files_of((struct files *)base, h->resource, e);
	struct rx_span	 whose;

	if (t == NULL)
		return false;
	memcpy(t->run, h->run, sizeof(t->run));
	whose = t->table != NULL ? t->table->conf.resource : t->owner;
	if (whose.p == NULL || rx_span_eq(whose, h->resource)) {
		t->history = h;
		if (t->renew || t->publish)
			return true;
	}
	return (write_row(&t->log, h) && rx_buf_byte(&t->log, '\n')) || rx_err_nomem(e);
}

bool
file_history(struct rx_target *base, bool (*each)(void *, const struct rx_span[RX_H_N]), void *arg,
    struct rx_err *e)
{
	struct rows	rows = { NULL, 0, 0 };
	struct rx_buf	texts = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	v[RX_H_N];
	struct files	*set = (struct files *)base;
	bool		ok = set->suffix != NULL ? dir_lines(set, take_line, &rows, e) :
			    collect(set->first, &rows, e);
	size_t		i;

	for (i = 0; ok && i < rows.n; i++)
		ok = (rx_history_read(v, (struct rx_span){ rows.v[i].text, rows.v[i].n },
		    &texts) && each(arg, v)) || rx_err_nomem(e);
	rx_buf_free(&texts);
	rows_free(&rows);
	return ok;
}
