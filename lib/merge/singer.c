/* Singer's messages, one a line. */
#include "lib/merge/singer.h"

#include <stdio.h>
#include <stdlib.h>

#include "rx/clock.h"

enum part { STREAM, SCHEMA, KEY, RECORD, VERSION, VALUE, NPARTS };

struct message {
	struct rx_span	type, part[NPARTS];	/* JSON, or NONE */
};

static bool
read_message(struct rx_span text, bool cut, struct message *msg, struct rx_err *e)
{
	static const char *const names[NPARTS] = { "stream", "schema", "key_properties", "record",
	    "version", "value" };
	struct rx_span	value;
	int		i;

	if (!rx_json_check(text, &value, e)) {
		if (cut) {
			rx_err_set(e, RX_FAILED, "the stream was cut short");
			rx_err_hint(e, "the tap has failed or was stopped; run it again");
		}
		return false;
	}
	msg->type = rx_json_get(value, "type");
	if (rx_json_kind(value) != RX_JSON_OBJECT || rx_json_kind(msg->type) != RX_JSON_STRING) {
		rx_err_set(e, RX_BAD_DATA, "no Singer message: an object with a type is expected");
		return rx_err_got(e, value);
	}
	for (i = 0; i < NPARTS; i++)
		msg->part[i] = rx_json_get(value, names[i]);
	return true;
}

static bool
lacks(const struct message *msg, const char *what, struct rx_err *e)
{
	return rx_err_set(e, RX_BAD_DATA, "a %.*s without %s", RX_FMT(msg->type), what);
}

/* The stream of a message; make: from its SCHEMA. */
static struct rx_singer_stream *
find_stream(struct rx_singer *g, struct rx_span name, bool make)
{
	struct rx_singer_stream *s = g->recent, **last = &g->first;

	if (s != NULL && rx_span_eq(s->name, name))
		return s;
	for (; (s = *last) != NULL; last = &s->next)
		if (rx_span_eq(s->name, name))
			return g->recent = s;
	if (!make || (s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	s->version = -1;
	if (!rx_state_text(&s->name, name)) {
		free(s);
		return NULL;
	}
	return g->recent = *last = s;
}

static struct rx_singer_stream *
stream_of(struct rx_merge *m, const struct message *msg, bool make, struct rx_err *e)
{
	struct rx_singer_stream *s;

	if (rx_json_kind(msg->part[STREAM]) != RX_JSON_STRING) {
		lacks(msg, "the name of its stream", e);
		return NULL;
	}
	s = find_stream(m->singer, msg->part[STREAM], make);
	if (s == NULL && make)
		rx_err_nomem(e);
	else if (s == NULL)
		rx_err_set(e, RX_BAD_DATA, "a %.*s of the stream %.*s before its SCHEMA",
		    RX_FMT(msg->type), RX_FMT(msg->part[STREAM]));
	return s;
}

/* A second SCHEMA may add columns: they get the types of what comes.  Another
 * key would be another table. */
static bool
take_schema(struct rx_merge *m, const struct message *msg, struct rx_err *e)
{
	struct rx_singer_stream	*s;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	enum rx_json_kind	 key = rx_json_kind(msg->part[KEY]);
	bool			 ok;

	if ((s = stream_of(m, msg, true, e)) == NULL)
		return false;
	if (rx_json_kind(msg->part[SCHEMA]) != RX_JSON_OBJECT)
		return lacks(msg, "a schema", e);
	if (key != RX_JSON_ARRAY && key != RX_JSON_NULL && key != RX_JSON_ABSENT) {
		rx_err_set(e, RX_BAD_DATA, "key_properties must be a list");
		return rx_err_got(e, msg->part[KEY]);
	}
	rx_buf_byte(&b, '{');
	ok = rx_singer_schema(&b, msg->part[SCHEMA], msg->part[KEY]) && rx_buf_byte(&b, '}');
	if (ok && s->load == NULL)
		ok = rx_state_text(&s->merge, rx_buf_view(&b));
	else if (ok && !rx_span_eq(rx_json_get(rx_buf_view(&b), "key"),
	    rx_json_get(s->merge, "key")))
		ok = rx_err_set(e, RX_BAD_DATA, "the stream %.*s gets another key behind its first "
		    "record", RX_FMT(s->name));
	rx_buf_free(&b);
	return ok || e->exit != RX_OK ? ok : rx_err_nomem(e);
}

static bool
read_version(const struct message *msg, long *version, struct rx_err *e)
{
	int64_t n;

	*version = -1;
	if (msg->part[VERSION].p == NULL || rx_json_kind(msg->part[VERSION]) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(msg->part[VERSION]) != RX_JSON_NUMBER ||
	    !rx_number_int64(msg->part[VERSION], &n) || n < 0) {
		rx_err_set(e, RX_BAD_DATA, "a version must be a whole number");
		return rx_err_got(e, msg->part[VERSION]);
	}
	*version = (long)n;
	return true;
}

static bool
take_record(struct rx_merge *m, const struct message *msg, struct rx_err *e)
{
	struct rx_singer_stream	*s = stream_of(m, msg, false, e);
	struct rx_json_fault	 f;
	struct rx_record	 r;
	const char		*end;
	long			 version;

	if (s == NULL || !read_version(msg, &version, e))
		return false;
	if (rx_json_kind(msg->part[RECORD]) != RX_JSON_OBJECT)
		return lacks(msg, "a record", e);
	if (s->load == NULL && !rx_singer_begin(m, s, version, e))
		return false;
	if (s->over || (version != -1 && s->version != -1 && version != s->version)) {
		rx_err_set(e, RX_BAD_DATA, "%.*s: a record of version %ld behind those of version "
		    "%ld", RX_FMT(s->load->resource), version, s->version);
		return rx_err_hint(e, "run the tap again: each run brings one version");
	}
	if (rx_record_parse(&r, &m->fields, msg->part[RECORD], &end, &f) != RX_RECORD_OK)
		return rx_err_nomem(e);
	return s->waiting != NULL ? rx_singer_version_add(s->waiting, &r, e) :
	    rx_load_record(m, s->load, &r, RX_SPAN_NONE, e);
}

/* Are the records of all streams in their tables, once they are committed?
 * A stage that waits for its end is not; nor what was not stored. */
static bool
all_safe(const struct rx_singer *g)
{
	const struct rx_singer_stream *s;

	for (s = g->first; s != NULL; s = s->next) {
		const struct rx_load *l = s->load;

		if (l != NULL && (l->failed || l->refused || (!l->ended && rx_load_staged(l) &&
		    l->disposition != RX_APPEND)))
			return false;
	}
	return true;
}

/* All that came before it may go into the tables, with it. */
static bool
release(struct rx_merge *m, struct rx_err *e)
{
	struct rx_singer	*g = m->singer;
	struct rx_singer_stream	*s;
	struct rx_load		*l;

	if (!g->news)
		return true;
	for (s = g->first; s != NULL; s = s->next) {
		if ((l = s->load) == NULL || l->table == NULL || l->ended || l->refused)
			continue;
		if (!rx_load_release(m, l, NULL, e))
			return false;
		l->publish = l->disposition == RX_APPEND;
	}
	g->safe = all_safe(g);
	rx_merge_pending(m);
	return true;
}

static bool
take_state(struct rx_merge *m, const struct message *msg, struct rx_err *e)
{
	if (msg->part[VALUE].p == NULL)
		return lacks(msg, "a value", e);
	if (!rx_state_text(&m->singer->state, msg->part[VALUE]))
		return rx_err_nomem(e);
	m->singer->news = true;
	return release(m, e) && rx_merge_flow(m, e);
}

static bool
take_version(struct rx_merge *m, const struct message *msg, struct rx_err *e)
{
	struct rx_singer_stream	*s = stream_of(m, msg, false, e);
	long			 version;

	if (s == NULL || !read_version(msg, &version, e))
		return false;
	if (version == -1)
		return lacks(msg, "a version", e);
	return rx_singer_activate(m, s, version, e) && release(m, e);
}

static bool
take_message(struct rx_merge *m, const struct message *msg, struct rx_err *e)
{
	static const struct {
		const char	*name;
		bool		(*take)(struct rx_merge *, const struct message *, struct rx_err *);
	} kinds[] = {
		{ "RECORD", take_record }, { "STATE", take_state }, { "SCHEMA", take_schema },
		{ "ACTIVATE_VERSION", take_version }
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (rx_json_is(msg->type, rx_span_of(kinds[i].name)))
			return kinds[i].take(m, msg, e);
	if (rx_json_is(msg->type, RX_SPAN("BATCH"))) {
		rx_err_set(e, RX_BAD_DATA,
		    "BATCH messages are not read: their records are in files");
		return rx_err_hint(e, "leave batch_config out of the tap's configuration");
	}
	return rx_err_set(e, RX_BAD_DATA, "unknown Singer message %.*s", RX_FMT(msg->type));
}

/* What came before it is kept, as far as a STATE covers it. */
static void
stop(struct rx_merge *m, const struct rx_err *why)
{
	struct rx_err	ignored = RX_ERR_INIT;
	struct rx_load	*l;

	for (l = m->first; l != NULL; l = l->next) {
		if (l->ended || l->table == NULL)
			continue;
		(void)rx_load_history_fail(l, why->exit, rx_span_of(why->what));
		if (!rx_load_staged(l) && rx_merge_drain(m, &ignored) &&
		    rx_merge_write(m, &ignored))
			(void)rx_load_publish(m, l, &ignored);
	}
	m->finishing = true;
	(void)rx_merge_commit(m, &ignored);
}

bool
rx_singer_line(struct rx_merge *m, struct rx_span text, bool cut, struct rx_err *e)
{
	struct message msg;

	m->started = true;
	if (m->singer == NULL && (m->singer = calloc(1, sizeof(*m->singer))) == NULL)
		return rx_err_nomem(e);
	if (read_message(text, cut, &msg, e) && take_message(m, &msg, e))
		return true;
	if (e->exit == RX_BAD_DATA || cut) {
		rx_err_at(e, "line %lu of the input", m->number);
		stop(m, e);
	}
	return false;
}

bool
rx_singer_end(struct rx_merge *m, struct rx_err *e)
{
	struct rx_singer_stream *s;

	for (s = m->singer->first; s != NULL; s = s->next)
		if (!rx_singer_finish(m, s, e))
			return false;
	return release(m, e);
}

/* What is kept with a stream: at (when a STATE was kept, as JSON), the STATE,
 * the version. */
static bool
write_learned(struct rx_buf *b, struct rx_span at, struct rx_span state, long version)
{
	rx_buf_text(b, "{\"singer\":{");
	if (state.p != NULL) {
		rx_buf_text(b, "\"at\":");
		rx_buf_span(b, at);
		rx_buf_text(b, ",\"state\":");
		rx_buf_span(b, state);
	}
	if (version != -1)
		rx_buf_printf(b, "%s\"version\":%ld", state.p != NULL ? "," : "", version);
	return rx_buf_text(b, "}}");
}

static bool
learn(struct rx_singer_stream *s, struct rx_span at, struct rx_span state, struct rx_err *e)
{
	struct rx_span	kept = rx_json_get(s->load->state.learned, "singer");
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (state.p == NULL) {
		at = rx_json_get(kept, "at");
		state = rx_json_get(kept, "state");
	}
	ok = (write_learned(&b, at, state, s->version) &&
	    rx_state_learn(&s->load->state, rx_buf_view(&b))) || rx_err_nomem(e);
	rx_buf_free(&b);
	s->news = false;
	return ok;
}

bool
rx_singer_commit(struct rx_merge *m, struct rx_err *e)
{
	struct rx_singer	*g = m->singer;
	struct rx_singer_stream	*s;
	char			 now[32], at[36];
	bool			 state;

	if (g == NULL)
		return true;
	state = g->news && g->safe && all_safe(g);
	rx_clock_precise(rx_clock_now(), now);
	(void)snprintf(at, sizeof(at), "\"%s\"", now);
	for (s = g->first; s != NULL; s = s->next)
		if (s->load != NULL && s->load->table != NULL && (state || s->news) &&
		    !learn(s, rx_span_of(at), state ? g->state : RX_SPAN_NONE, e))
			return false;
	if (state)
		g->news = g->safe = false;
	return true;
}

void
rx_singer_free(struct rx_singer *g)
{
	struct rx_singer_stream *s, *next;

	if (g == NULL)
		return;
	for (s = g->first; s != NULL; s = next) {
		next = s->next;
		(void)rx_state_text(&s->name, RX_SPAN_NONE);
		(void)rx_state_text(&s->merge, RX_SPAN_NONE);
		rx_singer_version_free(s->waiting);
		free(s);
	}
	(void)rx_state_text(&g->state, RX_SPAN_NONE);
	free(g);
}
