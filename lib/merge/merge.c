/* One run: lines come in, each goes to what it concerns. */
#include "rx/merge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/merge/name.h"
#include "lib/merge/singer.h"

#define BATCH	((size_t)64 << 20)	/* bytes of a transaction, at most */
#define LEAST	((size_t)64 << 10)	/* and at least, however small --memory */

void
rx_merge_say(struct rx_merge *m, const char *level, const char *fmt, ...)
{
	char	text[1024];
	va_list	ap;

	if (m->conf.say == NULL || (level == NULL && !m->conf.verbose))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	m->conf.say(m->conf.arg, level, text);
}

void
rx_merge_tell(struct rx_merge *m, const struct rx_err *e)
{
	if (m->conf.fail != NULL)
		m->conf.fail(m->conf.arg, e);
}

/* Tools behind this one must hear of it too. */
bool
rx_merge_pass_error(struct rx_merge *m, struct rx_span resource, const struct rx_err *e)
{
	struct rx_line l = RX_LINE_INIT;

	if (m->kind->pass == NULL || m->bare)
		return true;
	rx_buf_reset(&m->text);
	if (!rx_line_error(&m->text, e, resource, RX_SPAN_NONE, 0, RX_SPAN_NONE))
		return false;
	l.kind = RX_KIND_ERROR;
	l.text = rx_buf_view(&m->text);
	m->kind->pass(m->target, NULL, &l);
	return true;
}

bool
rx_load_fail(struct rx_merge *m, struct rx_load *l, const struct rx_err *e)
{
	rx_merge_tell(m, e);
	l->failed = true;
	return rx_load_history_fail(l, e->exit, rx_span_of(e->what)) &&
	    rx_promises_fail(&m->promises, m->bare ? RX_SPAN_NONE : l->resource, e->exit) &&
	    rx_load_spoil(l) && rx_merge_pass_error(m, l->resource, e);
}

struct rx_merge *
rx_merge_open(const struct rx_merge_conf *conf, struct rx_err *e)
{
	struct rx_merge		*m = calloc(1, sizeof(*m));
	struct rx_target_conf	 tc = { .memory = conf->memory / 4, .schema = conf->schema,
	    .infer_time = conf->infer_time };
	enum rx_disposition	 d;
	enum rx_strategy	 s;

	if (m == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	m->conf = *conf;
	m->promises = (struct rx_promises)RX_PROMISES_INIT;
	m->line = (struct rx_line)RX_LINE_INIT;
	m->text = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	m->rejects.fd = -1;
	m->limit = conf->memory / 4 > BATCH ? BATCH :
	    conf->memory / 4 < LEAST ? LEAST : conf->memory / 4;
	if ((conf->names == NULL || rx_names_read(rx_span_of(conf->names), &m->names, e)) &&
	    (conf->disposition == NULL ||
	    rx_disposition_read(rx_span_of(conf->disposition), &d, e)) &&
	    (conf->strategy == NULL || rx_strategy_read(rx_span_of(conf->strategy), &s, e)) &&
	    (conf->table == NULL || conf->table[0] != '\0' ||
	    rx_err_set(e, RX_USAGE, "--table: a table needs a name")) &&
	    (m->kind = rx_target_find(conf->into, &tc.where, e)) != NULL &&
	    rx_rejects_open(m, tc.where, e) &&
	    (m->target = rx_target_open(m->kind, &tc, e)) != NULL)
		return m;
	rx_merge_close(m);
	return NULL;
}

void
rx_merge_close(struct rx_merge *m)
{
	struct rx_load	*l, *next;
	struct rx_err	 e = RX_ERR_INIT;

	if (m == NULL)
		return;
	if (m->target != NULL)
		m->kind->close(m->target);
	for (l = m->first; l != NULL; l = next) {
		next = l->next;
		rx_load_free(l);
	}
	if (m->rejects.fd != -1) {
		(void)rx_out_close(&m->rejects, &e);
		(void)close(m->rejects.fd);
	}
	rx_singer_free(m->singer);
	rx_promises_free(&m->promises);
	rx_line_free(&m->line);
	rx_fields_free(&m->fields);
	rx_buf_free(&m->text);
	free(m);
}

/* A target's own state is no stream: before the first begin nothing is promised,
 * and nobody would know that what made it has died. */
static bool
nothing_began(const struct rx_merge *m, struct rx_err *e)
{
	const struct rx_promise *p = m->promises.first;

	while (p != NULL && !p->begun)
		p = p->next;
	if (p != NULL || m->bare || m->singer != NULL || m->conf.into == NULL ||
	    m->promises.exit != RX_OK)
		return true;
	rx_err_set(e, RX_FAILED, "no begin came: the stream was cut short");
	return rx_err_hint(e, "what came before it has failed or was stopped; run it again");
}

/* Bare records of a table that got none still have an end. */
static bool
nothing_came(struct rx_merge *m, struct rx_err *e)
{
	if (m->started)
		return nothing_began(m, e);
	if (m->conf.into == NULL && m->conf.table == NULL)
		return true;
	if (m->conf.table == NULL) {
		rx_err_set(e, RX_FAILED, "the input is empty: the stream was cut short");
		return rx_err_hint(e, "what came before it has failed; for bare records: "
		    "--table NAME");
	}
	m->started = m->bare = true;
	return rx_load_bare(m, e);
}

static struct rx_span
key_whose(struct rx_span arg)
{
	size_t n = rx_span_find(arg, '=');

	return n < arg.n ? (struct rx_span){ arg.p, n } : RX_SPAN_NONE;
}

/* A resource that is misspelled would be without its key, and nobody knew. */
static void
warn_names(struct rx_merge *m, const char *option, const struct rx_opt_list *list,
    struct rx_span (*whose)(struct rx_span arg), const char *more)
{
	const struct rx_load	*l;
	struct rx_span		 name;
	size_t			 i;

	for (i = 0; list != NULL && i < list->n; i++) {
		if ((name = whose(rx_span_of(list->v[i]))).p == NULL)
			continue;
		for (l = m->first; l != NULL && !rx_span_eq(l->resource, name); l = l->next)
			continue;
		if (l == NULL)
			rx_merge_say(m, "warning", "%s %s: no resource %.*s came%s", option,
			    list->v[i], RX_FMT(name), more);
	}
}

bool
rx_merge_finish(struct rx_merge *m, int *status, struct rx_err *e)
{
	struct rx_err	 why = RX_ERR_INIT;
	struct rx_load	*l;

	if (!nothing_came(m, e) || (m->singer != NULL && !rx_singer_end(m, e)))
		return false;
	for (l = m->first; l != NULL; l = l->next)
		if (m->bare ? !rx_load_end(m, l, e) : !rx_load_cut(m, l, e))
			return false;
	warn_names(m, "--key", m->conf.keys, key_whose, "");
	warn_names(m, "--merge-key", m->conf.merge_keys, key_whose, "");
	warn_names(m, "--contract", m->conf.contracts, rx_contract_whose,
	    "; entities are tables, columns and data_type");
	m->finishing = true;
	if (!rx_merge_commit(m, e))
		return false;
	*status = rx_promises_exit(&m->promises, &why);
	if (why.what[0] != '\0')
		rx_merge_tell(m, &why);
	return true;
}

void
rx_merge_progress(const struct rx_merge *m, unsigned long *records, unsigned *resources)
{
	const struct rx_load *l;

	*records = 0;
	*resources = 0;
	for (l = m->first; l != NULL; l = l->next) {
		*records += l->records;
		*resources += l->begun;
	}
}

bool
rx_merge_bare(const struct rx_merge *m)
{
	return m->bare || !m->started;
}
