#include "lib/merge/wait.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rx/clock.h"
#include "lib/merge/run.h"

#define NAP	100000	/* microseconds between two tries */

/* Is there nothing to wait for any more?  Then e tells that too. */
static bool
is_over(const struct rx_merge_conf *conf, double end, struct rx_err *e)
{
	if (e->exit != RX_REFUSED || conf->lock_wait <= 0)
		return true;
	if (conf->stopped != NULL && *conf->stopped != 0)
		return !rx_err_hint(e, "stopped while it waited for that");
	return rx_clock_mono() >= end &&
	    !rx_err_hint(e, "it still was after %g s (--lock-wait)", conf->lock_wait);
}

static void
say(const struct rx_merge_conf *conf, const struct rx_err *held)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&b, "%s; waiting for it, %g s at most", held->what, conf->lock_wait);
	if (conf->verbose && conf->say != NULL)
		conf->say(conf->arg, NULL, rx_buf_str(&b));
	rx_buf_free(&b);
}

bool
rx_lock_wait(struct rx_target *t, struct rx_span resource, const struct rx_merge_conf *conf,
    bool (*waiting)(void *arg, struct rx_err *), void *arg, struct rx_err *e)
{
	double	end = rx_clock_mono() + conf->lock_wait;
	bool	told = false;

	while (!t->kind->lock(t, resource, e)) {
		if (is_over(conf, end, e))
			return false;
		if (!told) {
			struct rx_err why = RX_ERR_INIT;

			say(conf, e);
			if (waiting != NULL && !waiting(arg, &why)) {
				*e = why;
				return false;
			}
		}
		told = true;
		(void)usleep(NAP);
		*e = (struct rx_err)RX_ERR_INIT;
	}
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All runs take them in the same order, so that no two wait for each other. */
bool
rx_merge_lock(struct rx_merge *m, const struct rx_opt_list *names, struct rx_err *e)
{
	const char	**v = calloc(names->n + 1, sizeof(*v));
	size_t		  i;
	bool		  ok = true;

	if (v == NULL)
		return rx_err_nomem(e);
	for (i = 0; i < names->n; i++)
		v[i] = names->v[i];
	qsort(v, names->n, sizeof(*v), by_name);
	for (i = 0; ok && i < names->n; i++)
		ok = rx_lock_wait(m->target, rx_span_of(v[i]), &m->conf, NULL, NULL, e);
	free(v);
	return ok;
}
