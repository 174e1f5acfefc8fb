/* Options of the whole pipe become options of its stages. */
#include <string.h>

#include "rx/pipe.h"

static bool
check(const struct rx_pipe_forward *f, const char *value, struct rx_err *e)
{
	unsigned long	n;
	size_t		size;
	double		seconds;

	if (f->value == RX_PIPE_WHOLE && !rx_span_uint(rx_span_of(value), &n))
		return rx_err_set(e, RX_USAGE, "option --%s: '%s' is not a whole number", f->name,
		    value);
	if (f->value == RX_PIPE_WHOLE && n == 0)
		return rx_err_set(e, RX_USAGE, "option --%s: '0' is not above 0", f->name);
	if (f->value == RX_PIPE_TIME && !rx_opt_time(value, &seconds))
		return rx_err_set(e, RX_USAGE, "option --%s: '%s' is not a time (seconds, or with "
		    "s, m, h, d)", f->name, value);
	if (f->value == RX_PIPE_SIZE && !rx_opt_size(value, &size))
		return rx_err_set(e, RX_USAGE, "option --%s: '%s' is not a size of 64k or more "
		    "(bytes, or with k, M, G)", f->name, value);
	return true;
}

bool
rx_pipe_push(struct rx_pipe_conf *conf, unsigned to, const char *word, struct rx_err *e)
{
	struct rx_opt_list *const all[] = { &conf->plan_args, &conf->auth_args, &conf->page_args,
	    &conf->merge_args, &conf->state_args };
	unsigned i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!(to & 1u << i))
			continue;
		if (!rx_opt_list_add(all[i], word))
			return rx_err_nomem(e);
	}
	return true;
}

static const struct rx_opt *
find_option(const struct rx_opt *opts, const char *name)
{
	while (opts->name == NULL || strcmp(opts->name, name) != 0)
		opts++;
	return opts;
}

/* Hands one option on, as often as it was given. */
static bool
forward(struct rx_pipe_conf *conf, const struct rx_opt *opt, const struct rx_pipe_forward *f,
    const char *flag, struct rx_err *e)
{
	const struct rx_opt_list	*list = opt->value;
	const char			*text;
	size_t				 i, n = opt->kind == RX_OPT_LIST ? list->n : 1;

	if (opt->kind == RX_OPT_FLAG)
		return !*(const bool *)opt->value || rx_pipe_push(conf, f->to, flag, e);
	if (opt->kind == RX_OPT_COUNT)
		return *(const int *)opt->value == 0 || rx_pipe_push(conf, f->to, flag, e);
	for (i = 0; i < n; i++) {
		text = opt->kind == RX_OPT_LIST ? list->v[i] : *(const char *const *)opt->value;
		if (text != NULL && (!check(f, text, e) || !rx_pipe_push(conf, f->to, flag, e) ||
		    !rx_pipe_push(conf, f->to, text, e)))
			return false;
	}
	return true;
}

bool
rx_pipe_forward(struct rx_arena *a, struct rx_pipe_conf *conf, const struct rx_opt *opts,
    const struct rx_pipe_forward *forwards, size_t n, struct rx_err *e)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct rx_span flag = rx_arena_printf(a, "--%s", forwards[i].name);

		if (flag.p == NULL)
			return rx_err_nomem(e);
		if (!forward(conf, find_option(opts, forwards[i].name), &forwards[i], flag.p, e))
			return false;
	}
	return true;
}
