/* A pattern as a program of states. */
#include "lib/expr/regex_code.h"

#define VISITS	20000	/* a {1000} of a {1000} of nothing has to end too */

static unsigned
emit(struct rx_regex *re, enum rx_code code, unsigned x, unsigned y)
{
	if (re->n >= RX_REGEX_STATES)
		return RX_REGEX_STATES - 1;
	re->s[re->n] = (struct rx_regex_state){ .code = code, .x = x, .y = y };
	return re->n++;
}

static void compile(struct rx_regex *, const struct rx_pattern *);

/* Where a split goes first: into the loop, or past it if it is lazy. */
static void
split(struct rx_regex *re, unsigned at, unsigned in, unsigned out, bool lazy)
{
	re->s[at].x = lazy ? out : in;
	re->s[at].y = lazy ? in : out;
}

static void
compile_repeat(struct rx_regex *re, const struct rx_pattern *p)
{
	unsigned	at;
	int		i;

	for (i = 0; i < p->min && re->visits <= VISITS; i++)
		compile(re, p->child);
	if (p->max < 0) {
		at = emit(re, RX_CODE_SPLIT, 0, 0);
		compile(re, p->child);
		(void)emit(re, RX_CODE_JUMP, at, 0);
		split(re, at, at + 1, re->n, p->lazy);
	}
	for (; i < p->max && re->visits <= VISITS; i++) {
		at = emit(re, RX_CODE_SPLIT, 0, 0);
		compile(re, p->child);
		split(re, at, at + 1, re->n, p->lazy);
	}
}

static void
compile_choice(struct rx_regex *re, const struct rx_pattern *p)
{
	const struct rx_pattern	*c;
	unsigned		 at, jump = RX_REGEX_STATES, last;

	for (c = p->child; c != NULL; c = c->next) {
		if (c->next == NULL) {
			compile(re, c);
			break;
		}
		at = emit(re, RX_CODE_SPLIT, 0, 0);
		compile(re, c);
		jump = emit(re, RX_CODE_JUMP, jump, 0);	/* a chain, set below */
		split(re, at, at + 1, re->n, false);
	}
	while (jump < RX_REGEX_STATES) {
		last = re->s[jump].x;
		re->s[jump].x = re->n;
		if (last == jump)
			break;
		jump = last;
	}
}

static void
compile_look(struct rx_regex *re, const struct rx_pattern *p)
{
	unsigned at = emit(re, RX_CODE_LOOK, 0, 0);

	re->s[at].p = p;
	compile(re, p->child);
	(void)emit(re, RX_CODE_MATCH, 0, 0);
	re->s[at].x = at + 1;
	re->s[at].y = re->n;
}

static void
compile_group(struct rx_regex *re, const struct rx_pattern *p)
{
	if (p->group == 0) {
		compile(re, p->child);
		return;
	}
	(void)emit(re, RX_CODE_SAVE, 2 * p->group, 0);
	compile(re, p->child);
	(void)emit(re, RX_CODE_SAVE, 2 * p->group + 1, 0);
}

static void
compile(struct rx_regex *re, const struct rx_pattern *p)
{
	const struct rx_pattern *c;

	if (re->visits++ > VISITS)
		return;
	switch (p->kind) {
	case RX_PATTERN_CHAR: re->s[emit(re, RX_CODE_CHAR, 0, 0)].c = p->code; break;
	case RX_PATTERN_EDGE: re->s[emit(re, RX_CODE_EDGE, 0, 0)].c = p->code; break;
	case RX_PATTERN_ANY: (void)emit(re, RX_CODE_ANY, 0, 0); break;
	case RX_PATTERN_SET: re->s[emit(re, RX_CODE_SET, 0, 0)].p = p; break;
	case RX_PATTERN_REPEAT: compile_repeat(re, p); break;
	case RX_PATTERN_CHOICE: compile_choice(re, p); break;
	case RX_PATTERN_GROUP: compile_group(re, p); break;
	case RX_PATTERN_LOOK: compile_look(re, p); break;
	case RX_PATTERN_ROW:
		for (c = p->child; c != NULL; c = c->next)
			compile(re, c);
		break;
	}
}

struct rx_regex *
rx_regex_compile(struct rx_arena *a, struct rx_span pattern, const char **what)
{
	struct rx_regex		*re = rx_arena_get(a, sizeof(*re));
	struct rx_pattern	*p;

	if (re == NULL) {
		*what = "out of memory";
		return NULL;
	}
	p = rx_pattern_read(a, pattern, &re->flags, &re->groups, what);
	if (p == NULL)
		return NULL;
	compile(re, p);
	if (re->n >= RX_REGEX_STATES - 1 || re->visits > VISITS) {
		*what = "is too large";
		return NULL;
	}
	(void)emit(re, RX_CODE_MATCH, 0, 0);
	return re;
}

unsigned
rx_regex_groups(const struct rx_regex *re)
{
	return re->groups;
}
