/* Looking at the state, and forgetting it. */
#include "lib/merge/named.h"
#include "lib/merge/run.h"
#include "lib/merge/wait.h"

static struct rx_target *
open_target(const struct rx_merge_conf *conf, bool read, struct rx_err *e)
{
	struct rx_target_conf		 tc = { .memory = conf->memory / 4, .read = read,
	    .schema = conf->schema };
	const struct rx_target_kind	*kind = rx_target_find(conf->into, &tc.where, e);

	return kind != NULL ? rx_target_open(kind, &tc, e) : NULL;
}

/* Calls fn with the state of each resource that the target knows. */
static bool
each(struct rx_target *t, bool (*fn)(struct rx_target *, struct rx_state *, void *,
    struct rx_err *), void *arg, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_buf		names = RX_BUF_INIT(RX_BUF_LINE), name = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		v;
	struct rx_state		s;
	bool			ok = t->kind->resources(t, &names, e);

	if (ok)
		(void)rx_json_begin(&it, rx_buf_view(&names));
	while (ok && rx_json_next(&it, NULL, &v)) {
		rx_buf_reset(&name);
		if (!rx_json_text(&name, v) || !rx_state_open(&s, rx_buf_view(&name))) {
			ok = rx_err_nomem(e);
			break;
		}
		ok = t->kind->load(t, &s, e) && fn(t, &s, arg, e);
		rx_state_free(&s);
	}
	rx_buf_free(&names);
	rx_buf_free(&name);
	return ok;
}

/* The names of what the target has a state of. */
static bool
see(struct rx_target *t, struct rx_state *s, void *named, struct rx_err *e)
{
	(void)t;
	return rx_named_see(named, s->resource) || rx_err_nomem(e);
}

struct telling {
	struct rx_named	*named;
	struct rx_out	*out;
};

static bool
print(struct rx_target *t, struct rx_state *s, void *arg, struct rx_err *e)
{
	struct telling	*telling = arg;
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	bool		 ok;

	(void)t;
	if (!rx_named_is(telling->named, s->resource))
		return true;
	ok = rx_state_write(&b, s, false);
	if (ok)
		rx_out_span(telling->out, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok || rx_err_nomem(e);
}

/* With --lock-wait: whoever writes now is to finish first, so that what is
 * planned from this state is not out of date at once. */
static bool
wait_for_writers(struct rx_target *t, const struct rx_merge_conf *conf, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_buf		names = RX_BUF_INIT(RX_BUF_LINE), name = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		v;
	bool			ok = conf->lock_wait <= 0 || t->kind->resources(t, &names, e);

	if (ok && names.n > 0)
		for (rx_json_begin(&it, rx_buf_view(&names)); ok && rx_json_next(&it, NULL, &v); ) {
			rx_buf_reset(&name);
			ok = rx_json_text(&name, v) ? rx_lock_wait(t, rx_buf_view(&name), conf,
			    NULL, NULL, e) : rx_err_nomem(e);
		}
	rx_buf_free(&names);
	rx_buf_free(&name);
	return ok;
}

bool
rx_merge_state(const struct rx_merge_conf *conf, const char *const *names, size_t n,
    struct rx_out *out, struct rx_err *e)
{
	struct rx_named		 named = { .v = names, .n = n };
	struct telling		 telling = { &named, out };
	struct rx_target	*t = open_target(conf, true, e);
	bool			 ok;

	if (t == NULL)
		return e->exit == RX_OK;
	ok = wait_for_writers(t, conf, e) && each(t, print, &telling, e);
	t->kind->close(t);
	return ok;
}

/* The latest STATE that has been seen, and when. */
struct last {
	struct rx_named	 named;
	struct rx_buf	 at, state;
};

static bool
see_singer(struct rx_target *t, struct rx_state *s, void *arg, struct rx_err *e)
{
	struct last	*last = arg;
	struct rx_span	 singer = rx_json_get(s->learned, "singer");
	struct rx_span	 at = rx_json_get(singer, "at");

	(void)t;
	if (at.p == NULL || !rx_named_is(&last->named, s->resource) ||
	    rx_span_cmp(at, rx_buf_view(&last->at)) <= 0)
		return true;
	rx_buf_reset(&last->at);
	rx_buf_reset(&last->state);
	return (rx_buf_span(&last->at, at) &&
	    rx_buf_span(&last->state, rx_json_get(singer, "state"))) || rx_err_nomem(e);
}

bool
rx_merge_singer_state(const struct rx_merge_conf *conf, const char *const *names, size_t n,
    struct rx_out *out, struct rx_err *e)
{
	struct last		 last = { { .v = names, .n = n }, RX_BUF_INIT(RX_BUF_LINE),
	    RX_BUF_INIT(RX_BUF_LINE) };
	struct rx_target	*t = open_target(conf, true, e);
	bool			 ok = t != NULL ? wait_for_writers(t, conf, e) &&
	    each(t, see_singer, &last, e) : e->exit == RX_OK;

	if (ok)
		rx_out_line(out, last.state.n > 0 ? rx_buf_view(&last.state) : RX_SPAN("{}"));
	if (t != NULL)
		t->kind->close(t);
	rx_buf_free(&last.at);
	rx_buf_free(&last.state);
	return ok;
}

static bool
tell_run(void *arg, const struct rx_span v[RX_H_N])
{
	struct telling	*t = arg;
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	bool		 ok;

	if (!rx_named_see(t->named, v[RX_H_RESOURCE]))
		return false;
	if (!rx_named_is(t->named, v[RX_H_RESOURCE]))
		return true;
	ok = rx_history_write(&b, "", v);
	rx_out_line(t->out, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

bool
rx_merge_history(const struct rx_merge_conf *conf, const char *const *names, size_t n,
    struct rx_out *out, struct rx_err *e)
{
	struct rx_named		 named;
	struct telling		 telling = { &named, out };
	struct rx_target	*t = open_target(conf, true, e);
	bool			 ok;

	if (t == NULL)
		return e->exit == RX_OK;
	ok = rx_named_open(&named, names, n, e) &&
	    (t->kind->history == NULL || t->kind->history(t, tell_run, &telling, e)) &&
	    each(t, see, &named, e) && rx_named_check(&named, "resource", e);
	rx_named_close(&named);
	t->kind->close(t);
	return ok;
}

struct forget {
	const struct rx_merge_conf *conf;
	struct rx_named		*named;
};

/* The stage goes with the attempt: a table of any shape can empty it. */
static bool
forget(struct rx_target *t, struct rx_state *s, void *arg, struct rx_err *e)
{
	const struct forget		*f = arg;
	const struct rx_target_kind	*kind = t->kind;
	struct rx_key			 key = RX_KEY_INIT;
	struct rx_target_counts		 counts = { 0 };
	struct rx_table_conf		 tc = { .resource = s->resource, .name = s->resource,
	    .disposition = RX_APPEND, .key = &key, .counts = &counts };
	struct rx_table			*table;
	struct rx_buf			 b = RX_BUF_INIT(RX_BUF_TEXT);

	if (!rx_named_is(f->named, s->resource))
		return true;
	if (!rx_lock_wait(t, s->resource, f->conf, NULL, NULL, e) ||
	    (table = kind->table(t, &tc, e)) == NULL ||
	    !kind->begin(t, e) || !kind->drop(table, RX_SPAN_NONE, e))
		return false;
	if (!rx_state_forget(s))
		return rx_err_nomem(e);
	if (!kind->save(t, s, e) || !kind->commit(t, e))
		return false;
	if (f->conf->say != NULL && rx_buf_printf(&b, "%.*s: forgotten; generation %ld",
	    RX_FMT(s->resource), s->generation))
		f->conf->say(f->conf->arg, NULL, rx_buf_str(&b));
	rx_buf_free(&b);
	return true;
}

/* Before any of them is forgotten: does it know all that are named? */
static bool
check_names(struct rx_target *look, struct rx_named *named, struct rx_err *e)
{
	return each(look, see, named, e) && rx_named_check(named, "resource", e);
}

bool
rx_merge_forget(const struct rx_merge_conf *conf, const char *const *names, size_t n,
    struct rx_err *e)
{
	struct rx_named		 named;
	struct forget		 f = { conf, &named };
	struct rx_target	*look = open_target(conf, true, e), *t;
	bool			 ok;

	if (look == NULL)
		return e->exit == RX_OK;
	ok = rx_named_open(&named, names, n, e) && check_names(look, &named, e);
	look->kind->close(look);
	if (ok && (t = open_target(conf, false, e)) != NULL) {
		ok = each(t, forget, &f, e);
		t->kind->close(t);
	}
	rx_named_close(&named);
	return ok && e->exit == RX_OK;
}
