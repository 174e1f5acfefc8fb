#include "rx/opt.h"

#include <stdlib.h>
#include <string.h>

#include "rx/buf.h"
#include "rx/text.h"

static bool
bad(struct rx_err *e, const char *shown, const char *arg, const char *wanted)
{
	return rx_err_set(e, RX_USAGE, "option %s: '%s' is not %s", shown, arg, wanted);
}

bool
rx_opt_list_add(struct rx_opt_list *list, const char *word)
{
	size_t		  cap = list->cap != 0 ? list->cap * 2 : 16;
	const char	**v = list->v;

	if (list->n == list->cap) {
		if ((v = realloc(v, cap * sizeof(*v))) == NULL)
			return false;
		list->v = v;
		list->cap = cap;
	}
	list->v[list->n++] = word;
	return true;
}

void
rx_opt_list_free(struct rx_opt_list *list)
{
	free(list->v);
	*list = (struct rx_opt_list){ .n = 0 };
}

/* Stores an option's argument by its kind. */
static bool
store(const struct rx_opt *o, const char *shown, const char *arg, struct rx_err *e)
{
	switch (o->kind) {
	case RX_OPT_TEXT:
		*(const char **)o->value = arg;
		return true;
	case RX_OPT_LIST:
		return rx_opt_list_add(o->value, arg) ? true : rx_err_nomem(e);
	case RX_OPT_UINT:
		if (!rx_span_uint(rx_span_of(arg), o->value))
			return bad(e, shown, arg, "a whole number");
		return *(unsigned long *)o->value > 0 ? true : bad(e, shown, arg, "above 0");
	case RX_OPT_SIZE:
		return rx_opt_size(arg, o->value) ? true :
		    bad(e, shown, arg, "a size of 64k or more (bytes, or with k, M, G)");
	case RX_OPT_TIME:
		return rx_opt_time(arg, o->value) ? true :
		    bad(e, shown, arg, "a time (seconds, or with s, m, h, d)");
	default:
		return true;
	}
}

static void
raise_flag(const struct rx_opt *o, bool value)
{
	if (o->kind == RX_OPT_COUNT)
		*(int *)o->value = value ? *(int *)o->value + 1 : 0;
	else
		*(bool *)o->value = value;
}

static bool
is_flag(const struct rx_opt *o)
{
	return o->kind == RX_OPT_FLAG || o->kind == RX_OPT_COUNT;
}

static bool
at_end(const struct rx_opt *o)
{
	return o->value == NULL && o->kind != RX_OPT_HEAD;
}

static const struct rx_opt *
by_name(const struct rx_opt *t, struct rx_span name)
{
	for (; !at_end(t); t++)
		if (t->name != NULL && rx_span_is(name, t->name))
			return t;
	return NULL;
}

static bool
unknown(const struct rx_opt *t, const char *shown, struct rx_span name, struct rx_err *e)
{
	const char	*names[128], *near = NULL;
	char		 word[64];
	int		 n = 0;

	rx_err_set(e, RX_USAGE, "unknown option %s", shown);
	for (; !at_end(t) && n < 128; t++)
		if (t->name != NULL)
			names[n++] = t->name;
	if (name.n > 1 && name.n < sizeof(word)) {
		memcpy(word, name.p, name.n);
		word[name.n] = '\0';
		near = rx_text_nearest(word, names, n);
	}
	return near != NULL ? rx_err_hint(e, "did you mean --%s?", near) :
	    rx_err_hint(e, "-h lists the options");
}

/* argv[*i] is --name or --name=arg. */
static bool
long_option(const struct rx_opt *t, int argc, char **argv, int *i, struct rx_err *e)
{
	struct rx_span		 name = rx_span_of(argv[*i] + 2);
	size_t			 eq = rx_span_find(name, '=');
	const char		*arg = eq < name.n ? name.p + eq + 1 : NULL;
	char			 shown[80] = "--";
	const struct rx_opt	*o;

	name.n = eq;
	(void)strncat(shown, name.p, eq < 70 ? eq : 70);
	o = by_name(t, name);
	if (o == NULL && rx_span_starts(name, "no-") && arg == NULL &&
	    (o = by_name(t, rx_span_cut(name, 3))) != NULL && is_flag(o)) {
		raise_flag(o, false);
		return true;
	}
	if (o == NULL)
		return unknown(t, shown, name, e);
	if (is_flag(o)) {
		if (arg != NULL)
			return rx_err_set(e, RX_USAGE, "option %s takes no argument", shown);
		raise_flag(o, true);
		return true;
	}
	if (arg == NULL && *i + 1 >= argc)
		return rx_err_set(e, RX_USAGE, "option %s needs %s", shown, o->arg);
	return store(o, shown, arg != NULL ? arg : argv[++*i], e);
}

/* argv[*i] is -abc or -oARG. */
static bool
short_options(const struct rx_opt *t, int argc, char **argv, int *i, struct rx_err *e)
{
	const char *p;

	for (p = argv[*i] + 1; *p != '\0'; p++) {
		const struct rx_opt	*o = t;
		char			 shown[3] = { '-', *p, '\0' };

		while (!at_end(o) && o->letter != *p)
			o++;
		if (at_end(o))
			return unknown(t, shown, (struct rx_span){ p, 1 }, e);
		if (is_flag(o)) {
			raise_flag(o, true);
			continue;
		}
		if (p[1] == '\0' && *i + 1 >= argc)
			return rx_err_set(e, RX_USAGE, "option %s needs %s", shown, o->arg);
		return store(o, shown, p[1] != '\0' ? p + 1 : argv[++*i], e);
	}
	return true;
}

bool
rx_opt_parse(const struct rx_opt *t, int *argc, char **argv, struct rx_err *e)
{
	int	i, n = 0;
	bool	operands = false;

	for (i = 1; i < *argc; i++) {
		char *a = argv[i];

		if (operands || a[0] != '-' || a[1] == '\0')
			argv[n++] = a;
		else if (strcmp(a, "--") == 0)
			operands = true;
		else if (a[1] == '-' ? !long_option(t, *argc, argv, &i, e) :
		    !short_options(t, *argc, argv, &i, e))
			return false;
	}
	argv[n] = NULL;
	*argc = n;
	return true;
}

static void
left_column(const struct rx_opt *o, struct rx_buf *b)
{
	if (o->letter != 0)
		rx_buf_printf(b, "-%c%s", o->letter, o->name != NULL ? ", " : "");
	if (o->name != NULL)
		rx_buf_printf(b, "%s--%s", o->letter != 0 ? "" : "    ", o->name);
	if (o->arg != NULL)
		rx_buf_printf(b, " %s", o->arg);
}

void
rx_opt_help(const struct rx_opt *t, const char *tool, const char *usage, struct rx_buf *b)
{
	rx_buf_printf(b, "usage: %s %s\n", tool, usage);
	for (; !at_end(t); t++) {
		struct rx_buf left = RX_BUF_INIT(RX_BUF_TEXT);

		if (t->kind == RX_OPT_HEAD) {
			rx_buf_printf(b, "\n%s\n", t->help);
			continue;
		}
		left_column(t, &left);
		rx_buf_printf(b, left.n > 26 ? "  %s\n%30s%s\n" : "  %-26s  %s%s\n",
		    rx_buf_str(&left), "", t->help);
		rx_buf_free(&left);
	}
}

void
rx_opt_names(const struct rx_opt *t, struct rx_buf *b)
{
	for (; !at_end(t); t++) {
		if (t->kind == RX_OPT_HEAD)
			continue;
		if (t->letter != 0)
			rx_buf_printf(b, "-%c%s", t->letter, t->name != NULL ? " " : "");
		rx_buf_printf(b, "%s%s%s%s\n", t->name != NULL ? "--" : "",
		    t->name != NULL ? t->name : "", t->arg != NULL ? " " : "",
		    t->arg != NULL ? t->arg : "");
	}
}
