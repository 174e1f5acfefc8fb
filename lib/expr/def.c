/* Looking up functions, filters, methods and tests, and fitting arguments. */
#include "lib/expr/expr.h"

#include <string.h>

#include "rx/text.h"

#define LISTS	6

static const struct rx_def *const tables[][LISTS] = {
	[RX_FUNCTIONS] = { rx_functions, rx_time_functions },
	[RX_FILTERS] = { rx_text_filters, rx_list_filters, rx_choice_filters,
	    rx_number_filters, rx_code_filters },
	[RX_METHODS] = { rx_text_methods, rx_dict_methods, rx_time_methods },
	[RX_TESTS] = { rx_tests },
};

/* Goes through a table, from the definition behind d; NULL begins. */
static const struct rx_def *
next(enum rx_def_table table, const struct rx_def *d, int *list)
{
	if (d == NULL)
		d = tables[table][*list = 0];
	else
		d++;
	while (d != NULL && d->name == NULL)
		d = ++*list < LISTS ? tables[table][*list] : NULL;
	return d;
}

const struct rx_def *
rx_def_find(enum rx_def_table table, struct rx_span name)
{
	const struct rx_def	*d = NULL;
	int			 list = 0;

	while ((d = next(table, d, &list)) != NULL)
		if (rx_span_is(name, d->name))
			return d;
	return NULL;
}

const struct rx_def *
rx_def_next(enum rx_def_table table, const struct rx_def *of)
{
	const struct rx_def	*d = NULL;
	int			 list = 0;
	bool			 seen = false;

	while ((d = next(table, d, &list)) != NULL) {
		if (seen && strcmp(d->name, of->name) == 0)
			return d;
		seen = seen || d == of;
	}
	return NULL;
}

const char *
rx_def_nearest(enum rx_def_table table, struct rx_span name)
{
	const char		*names[160];
	const struct rx_def	*d = NULL;
	char			 word[64];
	int			 list = 0, n = 0;

	if (name.n >= sizeof(word))
		return NULL;
	memcpy(word, name.p, name.n);
	word[name.n] = '\0';
	while (n < 160 && (d = next(table, d, &list)) != NULL)
		names[n++] = d->name;
	return rx_text_nearest(word, names, n);
}

/* The place of a parameter among the names, or -1; *all counts them. */
static int
place(const char *params, struct rx_span name, unsigned *all)
{
	size_t	n;
	int	i, at = -1;

	for (i = 0; *params != '\0' && strncmp(params, "...", 3) != 0; i++) {
		n = strcspn(params, " ");
		if (name.p != NULL && name.n == n && memcmp(params, name.p, n) == 0)
			at = i;
		params += n + (params[n] == ' ');
	}
	*all = (unsigned)i;
	return at;
}

static bool
takes_more(const struct rx_def *d)
{
	size_t n = strlen(d->params);

	return n >= 3 && strcmp(d->params + n - 3, "...") == 0;
}

const char *
rx_def_fits(const struct rx_def *d, const struct rx_arg *args)
{
	const struct rx_arg *a;
	unsigned	 n = 0, given = 0, all;
	bool		 more = takes_more(d);
	int		 at;

	(void)place(d->params, RX_SPAN_NONE, &all);
	for (a = args; a != NULL; a = a->next) {
		if (++n > RX_EXPR_ARGS)
			return "has too many arguments";
		at = place(d->params, a->name, &all);
		if (a->name.p != NULL && at < 0 && !more)
			return "has no argument of that name";
		given += a->name.p == NULL || (at >= 0 && (unsigned)at < d->min);
	}
	if (n > all && !more)
		return "has too many arguments";
	if (given < d->min)
		return "needs more arguments";
	return d->check != NULL ? d->check(args) : NULL;
}

/* Puts each value in its parameter's place. */
void
rx_def_bind(const struct rx_def *d, const struct rx_arg *args,
    const struct rx_value *values, struct rx_args *bound)
{
	const struct rx_arg *a;
	unsigned	 all, at;
	int		 named;

	memset(bound, 0, sizeof(*bound));
	(void)place(d->params, RX_SPAN_NONE, &all);
	for (a = args; a != NULL; a = a->next, values++) {
		named = place(d->params, a->name, &all);
		at = named >= 0 ? (unsigned)named : bound->n;
		if (a->name.p != NULL && named < 0 && at < all)
			at = all;
		if (at >= RX_EXPR_ARGS)
			continue;
		bound->v[at] = *values;
		bound->name[at] = named < 0 ? a->name : RX_SPAN_NONE;
		if (bound->n <= at)
			bound->n = at + 1;
	}
}
