#ifndef TESTS_UNIT_PAGINATOR_WALK_H
#define TESTS_UNIT_PAGINATOR_WALK_H
/* Tables of walks over pages. */
#include "paginator.h"

static bool
differs(const char *walk, int page, const char *got, const char *wanted)
{
	if (strcmp(got, wanted) == 0 || (strncmp(wanted, "error: ", 7) == 0 &&
	    strncmp(got, wanted, strlen(wanted)) == 0))
		return false;
	print_message("%s, page %d:\n  got    %s\n  wanted %s\n", walk, page + 1, got, wanted);
	return true;
}

/* Walks; the number of differences. */
static int
walk_one(const struct walk *w)
{
	struct memory		 m;
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_paging	*p;
	char			 got[4096];
	int			 i, bad = 0;

	memory_open(&m);
	p = rx_paging_compile(&m.arena, rx_span_of(w->paging), rx_span_of(w->select), &e);
	if (p == NULL) {
		print_message("%s: %s\n", w->name, e.what);
		memory_close(&m);
		return 1;
	}
	assert_true(rx_paging_start(p, &m.resource, &m.request, RX_SPAN_NONE, &e));
	for (i = 0; i < PAGES && w->pages[i].body != NULL; i++) {
		step(&m, p, w->select, &w->pages[i], got, sizeof(got));
		bad += differs(w->name, i, got, w->pages[i].then);
	}
	if (w->sent != NULL) {
		write_placed(&m, p, got, sizeof(got));
		bad += differs(w->name, i, got, w->sent);
	}
	if (w->said != NULL && strstr(m.said, w->said) == NULL) {
		print_message("%s: '%s' is not in what was said:\n%s", w->name, w->said, m.said);
		bad++;
	}
	memory_close(&m);
	return bad;
}

static void
walk_all(const struct walk *w, size_t n)
{
	size_t	i;
	int	bad = 0;

	for (i = 0; i < n; i++)
		bad += walk_one(&w[i]);
	assert_int_equal(bad, 0);
}

#define WALK_ALL(table)	walk_all(table, sizeof(table) / sizeof((table)[0]))

#endif
