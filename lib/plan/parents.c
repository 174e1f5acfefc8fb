/* parents: records of parents from files, --parents [RESOURCE=]FILE. */
#include "lib/plan/expand.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "rx/io.h"

/* The resource that a --parents names, NONE for any; *file is the rest. */
static struct rx_span
named(const struct rx_plan *p, const char *arg, const char **file)
{
	struct rx_span	s = rx_span_of(arg), name;
	size_t		eq = rx_span_find(s, '=');

	*file = arg;
	name = (struct rx_span){ s.p, eq };
	if (eq == s.n || rx_plan_find((struct rx_plan *)(size_t)p, name) == NULL)
		return RX_SPAN_NONE;
	*file = arg + eq + 1;
	return name;
}

bool
rx_parents_has(const struct rx_plan *p, struct rx_span resource)
{
	const char	*file;
	struct rx_span	 name;
	size_t		 i;

	for (i = 0; i < p->given.nparents; i++) {
		name = named(p, p->given.parents[i], &file);
		if (resource.p == NULL ? name.p == NULL : rx_span_eq(name, resource))
			return true;
	}
	return false;
}

static bool
not_a_record(const char *file, unsigned long line, struct rx_err *e)
{
	if (e->exit == RX_OK)
		rx_err_set(e, RX_BAD_DATA, "a line that is no record");
	rx_err_at(e, "%s, line %lu", file, line);
	return rx_err_hint(e,
	    "--parents reads one JSON object a line, bare or as rx-select writes it");
}

/* A bare record, or a record line of the parent; other lines are passed over. */
static bool
take(struct rx_res *r, unsigned axis, struct rx_span text, struct rx_line *l, struct rx_err *e)
{
	const struct rx_axis	*x = &r->axes[axis];
	struct rx_span		 data;

	if (!rx_json_check(text, &data, e))
		return false;
	if (rx_json_kind(data) != RX_JSON_OBJECT)
		return false;
	if (!rx_line_opens(text))
		return rx_res_feed(r, axis, data, RX_SPAN_NONE, e);
	if (!rx_line_parse(l, text, RX_LINE_WHOLE, e))
		return false;
	if (l->kind != RX_KIND_RECORD || (x->parent != NULL && l->resource.p != NULL &&
	    !rx_span_eq(l->resource, x->parent->name)))
		return true;
	return rx_res_feed(r, axis, l->m[RX_M_DATA], l->m[RX_M_PART], e);
}

static bool
read_lines(struct rx_res *r, unsigned axis, int fd, const char *file, struct rx_err *e)
{
	struct rx_in	 in;
	struct rx_line	 l = RX_LINE_INIT;
	struct rx_span	 text;
	int		 got = 0;
	bool		 ok = true;

	rx_in_open(&in, fd, file, 0, NULL);
	while (ok && (got = rx_in_line(&in, &text, e)) > 0) {
		if (rx_span_trim(text).n == 0)
			continue;
		rx_arena_reset(&r->plan->scratch);
		if (!take(r, axis, rx_span_trim(text), &l, e))
			ok = e->exit == RX_FAILED ? false : not_a_record(file, in.line, e);
	}
	rx_in_close(&in);
	rx_line_free(&l);
	return ok && got == 0;
}

bool
rx_parents_read(struct rx_res *r, unsigned axis, struct rx_err *e)
{
	const struct rx_res	*parent = r->axes[axis].parent;
	const char		*file;
	struct rx_span		 name;
	size_t			 i;
	int			 fd;
	bool			 ok = true;

	for (i = 0; i < r->plan->given.nparents && ok; i++) {
		name = named(r->plan, r->plan->given.parents[i], &file);
		if (parent == NULL ? name.p != NULL : !rx_span_eq(name, parent->name))
			continue;
		if (rx_span_is(rx_span_of(file), "-"))
			return read_lines(r, axis, STDIN_FILENO, "standard input", e);
		if ((fd = open(file, O_RDONLY | O_CLOEXEC)) == -1) {
			rx_err_errno(e, "cannot open %s", file);
			e->exit = RX_USAGE;
			return false;
		}
		ok = read_lines(r, axis, fd, file, e);
		(void)close(fd);
	}
	return ok;
}
