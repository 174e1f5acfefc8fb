/* Reading a pattern. */
#include <string.h>

#include "lib/expr/regex_set.h"

#define NEST	40
#define REPEATS	1000

struct reader {
	struct rx_arena	*arena;
	struct rx_span	 s;
	size_t		 at;
	unsigned	 groups, nest;
	struct rx_pattern_flags *flags;
	const char	*what;		/* the first fault */
};

static struct rx_pattern *
fault(struct reader *r, const char *what)
{
	if (r->what == NULL)
		r->what = what;
	return NULL;
}

static struct rx_pattern *
make(struct reader *r, enum rx_pattern_kind kind)
{
	struct rx_pattern *p = rx_arena_get(r->arena, sizeof(*p));

	if (p == NULL)
		return fault(r, "out of memory");
	p->kind = kind;
	return p;
}

static bool
take(struct reader *r, const char *s)
{
	if (!rx_span_starts(rx_span_cut(r->s, r->at), s))
		return false;
	r->at += strlen(s);
	return true;
}

static struct rx_pattern *
character(struct reader *r, unsigned long c)
{
	struct rx_pattern *p = make(r, RX_PATTERN_CHAR);

	if (p != NULL)
		p->code = c;
	return p;
}

static struct rx_pattern *
edge(struct reader *r, char c)
{
	struct rx_pattern *p = make(r, RX_PATTERN_EDGE);

	if (p != NULL)
		p->code = (unsigned char)c;
	return p;
}

static struct rx_pattern *
escape(struct reader *r)
{
	struct rx_pattern	*p;
	char			 c;

	if (r->at >= r->s.n)
		return fault(r, "ends in a backslash");
	c = r->s.p[r->at];
	if (c == 'b' || c == 'B' || c == 'A' || c == 'Z') {
		r->at++;
		return edge(r, c);
	}
	if (c >= '1' && c <= '9')
		return fault(r, "has a back reference, which rx does not know");
	if (strchr("dwsDWS", c) == NULL || c == '\0')
		return character(r, rx_set_escape(r->s, &r->at));
	r->at++;
	if ((p = make(r, RX_PATTERN_SET)) != NULL && !rx_set_class(r->arena, p, c))
		return fault(r, "out of memory");
	return p;
}

static struct rx_pattern *choice(struct reader *);

/* How many characters it takes, if that is fixed. */
static bool
width(const struct rx_pattern *p, size_t *n)
{
	const struct rx_pattern	*c;
	size_t			 one = 0, sum = 0;

	switch (p->kind) {
	case RX_PATTERN_CHAR: case RX_PATTERN_ANY: case RX_PATTERN_SET:
		*n = 1;
		return true;
	case RX_PATTERN_EDGE: case RX_PATTERN_LOOK:
		*n = 0;
		return true;
	case RX_PATTERN_REPEAT:
		*n = 0;
		if (p->min != p->max || !width(p->child, &one))
			return false;
		*n = one * (size_t)p->min;
		return *n < REPEATS;
	default:
		break;
	}
	for (c = p->child; c != NULL; c = c->next) {
		if (!width(c, &one))
			return false;
		if (p->kind == RX_PATTERN_CHOICE && c != p->child && one != sum)
			return false;
		sum = p->kind == RX_PATTERN_CHOICE ? one : sum + one;
	}
	*n = sum;
	return sum < REPEATS;
}

static struct rx_pattern *
look(struct reader *r, bool behind, bool negated)
{
	struct rx_pattern *p = make(r, RX_PATTERN_LOOK);

	if (p == NULL || (p->child = choice(r)) == NULL)
		return NULL;
	p->behind = behind;
	p->negated = negated;
	if (behind && !width(p->child, &p->width))
		return fault(r, "looks behind by a length that is not fixed");
	return p;
}

static struct rx_pattern *
captured(struct reader *r)
{
	struct rx_pattern *p = make(r, RX_PATTERN_GROUP);

	if (p == NULL)
		return NULL;
	p->group = ++r->groups < RX_REGEX_GROUPS ? r->groups : 0;
	return (p->child = choice(r)) != NULL ? p : NULL;
}

static struct rx_pattern *
named(struct reader *r)
{
	r->at += rx_span_find(rx_span_cut(r->s, r->at), '>');
	if (!take(r, ">"))
		return fault(r, "has a group name without its >");
	return captured(r);
}

static struct rx_pattern *
group_kind(struct reader *r)
{
	if (!take(r, "?"))
		return captured(r);
	if (take(r, ":"))
		return choice(r);
	if (take(r, "P<"))
		return named(r);
	if (take(r, "="))
		return look(r, false, false);
	if (take(r, "!"))
		return look(r, false, true);
	if (take(r, "<="))
		return look(r, true, false);
	if (take(r, "<!"))
		return look(r, true, true);
	return fault(r, "has a kind of group that rx does not know");
}

static struct rx_pattern *
group(struct reader *r)
{
	struct rx_pattern *p;

	if (++r->nest > NEST)
		return fault(r, "nests too deeply");
	p = group_kind(r);
	r->nest--;
	if (p != NULL && !take(r, ")"))
		return fault(r, "has a ( without its )");
	return p;
}

static struct rx_pattern *
set(struct reader *r)
{
	struct rx_pattern *p = make(r, RX_PATTERN_SET);

	if (p != NULL && !rx_set_read(r->arena, p, r->s, &r->at))
		return fault(r, "has a set [...] that cannot be read");
	return p;
}

static struct rx_pattern *
atom(struct reader *r)
{
	unsigned long c;

	if (take(r, "("))
		return group(r);
	if (take(r, "["))
		return set(r);
	if (take(r, "."))
		return make(r, RX_PATTERN_ANY);
	if (take(r, "^"))
		return edge(r, '^');
	if (take(r, "$"))
		return edge(r, '$');
	if (take(r, "\\"))
		return escape(r);
	if (strchr("*+?", r->s.p[r->at]) != NULL && r->s.p[r->at] != '\0')
		return fault(r, "repeats nothing");
	c = rx_chars_code(r->s, r->at);
	r->at += rx_chars_step(r->s, r->at);
	return character(r, c);
}

static bool
count(struct reader *r, int *n)
{
	size_t from = r->at;

	for (*n = 0; r->at < r->s.n && r->s.p[r->at] >= '0' && r->s.p[r->at] <= '9';
	    r->at++)
		if (*n <= REPEATS)
			*n = *n * 10 + (r->s.p[r->at] - '0');
	return r->at > from;
}

/* {m} {m,} {,n} {m,n}; anything else is the characters themselves. */
static bool
counts(struct reader *r, int *min, int *max)
{
	size_t	before = r->at;
	bool	first, second = false;

	if (!take(r, "{"))
		return false;
	first = count(r, min);
	*max = *min;
	if (take(r, ",") && !(second = count(r, max)))
		*max = -1;
	if (take(r, "}") && (first || second))
		return true;
	r->at = before;
	return false;
}

static bool
quantifier(struct reader *r, int *min, int *max)
{
	*min = 0;
	*max = -1;
	if (take(r, "*"))
		return true;
	if (take(r, "+")) {
		*min = 1;
		return true;
	}
	if (take(r, "?")) {
		*max = 1;
		return true;
	}
	return counts(r, min, max);
}

static struct rx_pattern *
repeated(struct reader *r)
{
	struct rx_pattern	*p = atom(r), *repeat;
	int			 min, max;

	if (p == NULL || !quantifier(r, &min, &max))
		return p;
	if (min > REPEATS || max > REPEATS || (max >= 0 && max < min))
		return fault(r, "has a {m,n} that is too large or upside down");
	if ((repeat = make(r, RX_PATTERN_REPEAT)) == NULL)
		return NULL;
	repeat->child = p;
	repeat->min = min;
	repeat->max = max;
	repeat->lazy = take(r, "?");
	return repeat;
}

static struct rx_pattern *
row(struct reader *r)
{
	struct rx_pattern *p = make(r, RX_PATTERN_ROW), **tail;

	if (p == NULL)
		return NULL;
	for (tail = &p->child; r->at < r->s.n && r->s.p[r->at] != '|' &&
	    r->s.p[r->at] != ')'; tail = &(*tail)->next)
		if ((*tail = repeated(r)) == NULL)
			return NULL;
	return p;
}

static struct rx_pattern *
choice(struct reader *r)
{
	struct rx_pattern *p = make(r, RX_PATTERN_CHOICE), **tail;

	if (p == NULL)
		return NULL;
	tail = &p->child;
	do {
		if ((*tail = row(r)) == NULL)
			return NULL;
		tail = &(*tail)->next;
	} while (take(r, "|"));
	return p;
}

static void
flags(struct reader *r)
{
	size_t	before = r->at;

	if (!take(r, "(?"))
		return;
	for (; r->at < r->s.n; r->at++) {
		if (r->s.p[r->at] == 'i')
			r->flags->nocase = true;
		else if (r->s.p[r->at] == 's')
			r->flags->dot_all = true;
		else if (r->s.p[r->at] == 'm')
			r->flags->lines = true;
		else
			break;
	}
	if (r->at == before + 2 || !take(r, ")"))
		r->at = before;
}

struct rx_pattern *
rx_pattern_read(struct rx_arena *arena, struct rx_span s, struct rx_pattern_flags *f,
    unsigned *groups, const char **what)
{
	struct reader		 r = { .arena = arena, .s = s, .flags = f };
	struct rx_pattern	*p;

	flags(&r);
	p = choice(&r);
	if (p != NULL && r.at < s.n)
		p = fault(&r, "has a ) without its (");
	*groups = r.groups < RX_REGEX_GROUPS ? r.groups : RX_REGEX_GROUPS - 1;
	*what = r.what;
	return p;
}
