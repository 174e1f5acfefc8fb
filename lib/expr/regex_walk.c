/* The walk of a pattern's states through a text (R. Pike's): each state at most
 * once at each character, in order of preference, with what it captured. */
#include <stdlib.h>
#include <string.h>

#include "lib/expr/regex_code.h"
#include "lib/expr/regex_set.h"

#define VISITS	20000000	/* of states, in one evaluation */

#define SLOTS	(2 * RX_REGEX_GROUPS)

struct captured {
	size_t	 at[SLOTS];		/* offset + 1; 0: not there */
};

struct threads {
	unsigned	 n;
	unsigned	*pc;
	struct captured	*caps;
	unsigned	*seen;		/* by state: the round that it was added in */
	unsigned	 round;
};

struct walk {
	const struct rx_regex *re;
	struct rx_span	 text;
	unsigned long	 work;
	size_t		 filled;	/* offset + 1 where nothing is no match; 0: none */
};

static bool run(struct walk *, unsigned start, size_t at, bool anchored,
    struct captured *);

static bool
word_at(const struct walk *w, size_t at)
{
	unsigned char c;

	if (at >= w->text.n)
		return false;
	c = (unsigned char)w->text.p[at];
	return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool
at_edge(const struct walk *w, size_t at, unsigned long c)
{
	struct rx_span	t = w->text;
	bool		word = (at > 0 && word_at(w, at - 1)) != word_at(w, at);

	switch (c) {
	case '^': return at == 0 || (w->re->flags.lines && t.p[at - 1] == '\n');
	case '$':
		return at == t.n || (at + 1 == t.n && t.p[at] == '\n') ||
		    (w->re->flags.lines && t.p[at] == '\n');
	case 'A': return at == 0;
	case 'Z': return at == t.n;
	case 'b': return word;
	default: return !word;
	}
}

/* What a look ahead captured stays captured. */
static bool
looks(struct walk *w, const struct rx_regex_state *s, size_t at, struct captured *caps)
{
	struct captured	found;
	size_t		n = s->p->behind ? s->p->width : 0, i, filled = w->filled;
	bool		is;

	memset(&found, 0, sizeof(found));
	for (; n > 0; n--) {
		if (at == 0)
			return s->p->negated;
		at--;
		while (at > 0 && ((unsigned char)w->text.p[at] & 0xc0) == 0x80)
			at--;
	}
	w->filled = 0;
	is = run(w, s->x, at, true, &found);
	w->filled = filled;
	for (i = 2; is && !s->p->negated && i < SLOTS; i++)
		if (found.at[i] != 0)
			caps->at[i] = found.at[i];
	return is != s->p->negated;
}

/* Adds a state, following what takes no character. */
static void
add(struct walk *w, struct threads *l, unsigned pc, size_t at, struct captured *caps)
{
	const struct rx_regex_state	*s = &w->re->s[pc];
	struct captured		 looked;
	size_t			 before;

	if (l->seen[pc] == l->round || w->work == 0)
		return;
	l->seen[pc] = l->round;
	w->work--;
	switch (s->code) {
	case RX_CODE_JUMP:
		add(w, l, s->x, at, caps);
		break;
	case RX_CODE_SPLIT:
		add(w, l, s->x, at, caps);
		add(w, l, s->y, at, caps);
		break;
	case RX_CODE_SAVE:
		before = caps->at[s->x];
		caps->at[s->x] = at + 1;
		add(w, l, pc + 1, at, caps);
		caps->at[s->x] = before;
		break;
	case RX_CODE_EDGE:
		if (at_edge(w, at, s->c))
			add(w, l, pc + 1, at, caps);
		break;
	case RX_CODE_LOOK:
		looked = *caps;
		if (looks(w, s, at, &looked))
			add(w, l, s->y, at, &looked);
		break;
	default:
		l->pc[l->n] = pc;
		l->caps[l->n++] = *caps;
	}
}

static bool
takes(const struct rx_regex *re, const struct rx_regex_state *s, unsigned long c)
{
	bool nocase = re->flags.nocase;

	switch (s->code) {
	case RX_CODE_CHAR:
		return s->c == c || (nocase &&
		    rx_chars_lower_code(s->c) == rx_chars_lower_code(c));
	case RX_CODE_ANY: return c != '\n' || re->flags.dot_all;
	default: return rx_set_has(s->p->ranges, s->p->negated, nocase, c);
	}
}

/* One character: the states of now that take it go into next.  A match ends
 * those that are less preferred. */
static bool
step(struct walk *w, const struct threads *now, struct threads *next, size_t at,
    struct captured *found)
{
	size_t			 n = at < w->text.n ? rx_chars_step(w->text, at) : 1;
	unsigned long		 c = at < w->text.n ? rx_chars_code(w->text, at) : 0;
	const struct rx_regex_state	*s;
	struct captured		 caps;
	unsigned		 i;

	next->n = 0;
	next->round++;
	for (i = 0; i < now->n; i++) {
		s = &w->re->s[now->pc[i]];
		if (s->code == RX_CODE_MATCH) {
			if (w->filled == at + 1 && now->caps[i].at[0] == w->filled)
				continue;
			*found = now->caps[i];
			found->at[1] = at + 1;
			return true;
		}
		if (at >= w->text.n || !takes(w->re, s, c))
			continue;
		caps = now->caps[i];
		add(w, next, now->pc[i] + 1, at + n, &caps);
	}
	return false;
}

static bool
threads_begin(struct threads *l, unsigned n)
{
	l->n = 0;
	l->round = 1;
	l->pc = malloc(n * sizeof(*l->pc));
	l->caps = malloc(n * sizeof(*l->caps));
	l->seen = calloc(n, sizeof(*l->seen));
	return l->pc != NULL && l->caps != NULL && l->seen != NULL;
}

static void
threads_end(struct threads *l)
{
	free(l->pc);
	free(l->caps);
	free(l->seen);
}

static bool
walk(struct walk *w, struct threads *l, unsigned start, size_t at, bool anchored,
    struct captured *found)
{
	struct captured	none;
	bool		matched = false, first = true;
	unsigned	now = 0;

	memset(&none, 0, sizeof(none));
	for (;; first = false) {
		if (first || (!anchored && !matched)) {
			none.at[0] = at + 1;
			add(w, &l[now], start, at, &none);
		}
		if (l[now].n == 0 && (anchored || matched))
			return matched;
		if (step(w, &l[now], &l[!now], at, found))
			matched = true;
		if (at >= w->text.n || w->work == 0)
			return matched;
		at += rx_chars_step(w->text, at);
		now = !now;
	}
}

static bool
run(struct walk *w, unsigned start, size_t at, bool anchored, struct captured *found)
{
	struct threads	l[2];
	unsigned	n = w->re->n;
	bool		first = threads_begin(&l[0], n);
	bool		matched = threads_begin(&l[1], n) && first &&
	    walk(w, l, start, at, anchored, found);

	threads_end(&l[0]);
	threads_end(&l[1]);
	w->work = w->work > n ? w->work - n : 0;
	return matched;
}

bool
rx_regex_search(const struct rx_regex *re, struct rx_eval *e, struct rx_span text,
    size_t from, bool filled, struct rx_span group[RX_REGEX_GROUPS])
{
	struct walk	w = { .re = re, .text = text, .work = VISITS - e->visits,
			    .filled = filled ? from + 1 : 0 };
	struct captured	found;
	unsigned	i;
	bool		found_any;

	memset(&found, 0, sizeof(found));
	found_any = rx_eval_step(e) && run(&w, 0, from, false, &found);
	e->visits = VISITS - w.work;
	if (w.work == 0)
		e->steps = RX_EXPR_STEPS;	/* what was not searched is not known */
	if (!found_any)
		return false;
	for (i = 0; i < RX_REGEX_GROUPS; i++) {
		group[i] = RX_SPAN_NONE;
		if (found.at[2 * i] != 0 && found.at[2 * i + 1] != 0)
			group[i] = (struct rx_span){ text.p + found.at[2 * i] - 1,
			    found.at[2 * i + 1] - found.at[2 * i] };
	}
	return true;
}
