/* The one file that knows libjq (1.6 to 1.8). */
#include <jq.h>
#include <stdlib.h>
#include <string.h>

#include "rx/buf.h"
#include "rx/jq.h"

extern char **environ;

struct rx_jq {
	jq_state	*jq;
	char		**env;
	struct rx_buf	 said;	/* what libjq reports while it compiles */
};

static void
hear(void *arg, jv message)
{
	struct rx_jq *j = arg;

	if (jv_get_kind(message) == JV_KIND_STRING && j->said.n < 700) {
		if (j->said.n > 0)
			rx_buf_text(&j->said, "; ");
		rx_buf_text(&j->said, jv_string_value(message));
	}
	jv_free(message);
}

/*
 * A program could read secrets with env and put them into a record: while it
 * is compiled and while it runs, the environment has none.
 */
static char **
without_secrets(void)
{
	char	**v, **to;
	size_t	  n = 0;

	for (v = environ; v != NULL && *v != NULL; v++)
		n++;
	if ((to = calloc(n + 1, sizeof(*to))) == NULL)
		return NULL;
	for (v = environ, n = 0; v != NULL && *v != NULL; v++)
		if (strncmp(*v, "RX_SECRET_", 10) != 0)
			to[n++] = *v;
	return to;
}

static char **
enter(const struct rx_jq *j)
{
	char **outer = environ;

	environ = j->env;
	return outer;
}

static bool
compile(struct rx_jq *j, const char *program)
{
	char	**outer = enter(j);
	bool	  ok = jq_compile(j->jq, program);

	environ = outer;
	return ok;
}

struct rx_jq *
rx_jq_open(const char *program, struct rx_err *e)
{
	struct rx_jq *j = calloc(1, sizeof(*j));

	if (j == NULL || (j->env = without_secrets()) == NULL || (j->jq = jq_init()) == NULL) {
		if (j != NULL)
			free(j->env);
		free(j);
		rx_err_nomem(e);
		return NULL;
	}
	j->said = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	jq_set_error_cb(j->jq, hear, j);
	jq_set_attr(j->jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	if (!compile(j, program)) {
		rx_err_set(e, RX_USAGE, "not a jq program: %.200s", program);
		rx_err_got(e, rx_buf_view(&j->said));
		rx_jq_close(j);
		return NULL;
	}
	return j;
}

/* Ends a run: the program's own error, if it raised one. */
static bool
finish(jv last, struct rx_err *e)
{
	jv message;

	if (!jv_invalid_has_msg(jv_copy(last))) {
		jv_free(last);
		return true;
	}
	message = jv_invalid_get_msg(last);
	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	rx_err_set(e, RX_BAD_DATA, "the jq program failed: %.500s", jv_string_value(message));
	jv_free(message);
	return false;
}

bool
rx_jq_run(struct rx_jq *j, struct rx_span json,
    bool (*out)(void *, struct rx_span, struct rx_err *), void *arg, struct rx_err *e)
{
	jv	  value, text;
	char	**outer;
	bool	  ok = true;

	if (json.n > (size_t)1 << 30)
		return rx_err_set(e, RX_BAD_DATA, "too large for a jq program");
	value = jv_parse_sized(json.p, (int)json.n);
	if (!jv_is_valid(value))
		return finish(value, e);
	outer = enter(j);
	jq_start(j->jq, value, 0);
	while (ok && jv_is_valid(value = jq_next(j->jq))) {
		text = jv_dump_string(value, 0);
		ok = out(arg, (struct rx_span){ jv_string_value(text),
		    (size_t)jv_string_length_bytes(jv_copy(text)) }, e);
		jv_free(text);
	}
	environ = outer;
	return ok ? finish(value, e) : false;
}

void
rx_jq_close(struct rx_jq *j)
{
	if (j == NULL)
		return;
	jq_teardown(&j->jq);
	rx_buf_free(&j->said);
	free(j->env);
	free(j);
}
