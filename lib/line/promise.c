#include "rx/promise.h"

#include <stdlib.h>
#include <string.h>

static bool
grow(struct rx_promises *ps)
{
	size_t			  slots = ps->slots != 0 ? ps->slots * 2 : 64, i;
	struct rx_promise	**table = calloc(slots, sizeof(struct rx_promise *)), *p;

	if (table == NULL)
		return false;
	for (p = ps->first; p != NULL; p = p->next) {
		for (i = rx_span_hash(p->resource) % slots; table[i] != NULL; i = (i + 1) % slots)
			continue;
		table[i] = p;
	}
	free(ps->table);
	ps->table = table;
	ps->slots = slots;
	return true;
}

static struct rx_promise *
make_promise(struct rx_promises *ps, struct rx_span resource)
{
	struct rx_promise	*p;
	char			*name;
	size_t			 i;

	if (2 * (ps->n + 1) > ps->slots && !grow(ps))
		return NULL;
	p = calloc(1, sizeof(*p));
	name = malloc(resource.n + 1);
	if (p == NULL || name == NULL) {
		free(p);
		free(name);
		return NULL;
	}
	memcpy(name, resource.p, resource.n);
	name[resource.n] = '\0';
	p->resource = (struct rx_span){ name, resource.n };
	for (i = rx_span_hash(resource) % ps->slots; ps->table[i] != NULL; i = (i + 1) % ps->slots)
		continue;
	ps->table[i] = p;
	ps->n++;
	if (ps->last != NULL)
		ps->last->next = p;
	else
		ps->first = p;
	ps->last = p;
	return p;
}

struct rx_promise *
rx_promises_find(struct rx_promises *ps, struct rx_span resource, bool make)
{
	size_t i;

	if (ps->recent != NULL && rx_span_eq(ps->recent->resource, resource))
		return ps->recent;
	if (ps->slots > 0)
		for (i = rx_span_hash(resource) % ps->slots; ps->table[i] != NULL;
		    i = (i + 1) % ps->slots)
			if (rx_span_eq(ps->table[i]->resource, resource))
				return ps->recent = ps->table[i];
	return make ? ps->recent = make_promise(ps, resource) : NULL;
}

bool
rx_promises_fail(struct rx_promises *ps, struct rx_span resource, int status)
{
	struct rx_promise *p;

	if (ps->exit == RX_OK)
		ps->exit = status;
	if (resource.p == NULL)
		return true;
	if ((p = rx_promises_find(ps, resource, true)) == NULL)
		return false;
	p->failed = true;
	return true;
}

static int
exit_of(const struct rx_line *l)
{
	unsigned long v;

	return l->m[RX_M_EXIT].p != NULL && rx_span_uint(l->m[RX_M_EXIT], &v) && v > 0 && v < 256 ?
	    (int)v : RX_FAILED;
}

/* A begin with part and "resume":false starts one part over: no new promise. */
static void
begin(struct rx_promise *p, const struct rx_line *l)
{
	if (l->m[RX_M_PART].p != NULL)
		return;
	p->open = p->begun = true;
	p->failed = false;
	p->records = 0;
}

static bool
out_of_place(const struct rx_line *l, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "%.*s: %s %s before its begin", RX_FMT(l->resource),
	    l->kind == RX_KIND_END ? "an" : "a", rx_kind_name(l->kind));
	rx_err_got(e, l->text);
	return rx_err_hint(e, "keep the begin lines when you cut a stream; rx-lines(5)");
}

bool
rx_promises_see(struct rx_promises *ps, const struct rx_line *l, enum rx_verdict *verdict,
    struct rx_promise **found, struct rx_err *e)
{
	struct rx_promise *p = NULL;

	*verdict = RX_PASS;
	if (l->resource.p != NULL && l->kind >= RX_KIND_BEGIN && l->kind <= RX_KIND_END &&
	    (p = rx_promises_find(ps, l->resource, true)) == NULL)
		return rx_err_nomem(e);
	if (found != NULL)
		*found = p;
	if (l->kind == RX_KIND_ERROR && ps->exit == RX_OK)
		ps->exit = exit_of(l);
	if (p == NULL || (l->kind == RX_KIND_STATE && l->m[RX_M_GENERATION].p != NULL))
		return true;
	switch (l->kind) {
	case RX_KIND_BEGIN:
		begin(p, l);
		break;
	case RX_KIND_ERROR:
		p->failed = true;
		break;
	case RX_KIND_RECORD:
		p->records++;
		/* FALLTHROUGH */
	case RX_KIND_STATE:
		if (!p->begun)
			return out_of_place(l, e);
		break;
	case RX_KIND_END:
		if (!p->begun)
			return out_of_place(l, e);
		if (p->failed)
			*verdict = RX_DROP;
		else if (l->m[RX_M_PART].p == NULL)
			p->open = false;
		break;
	default:
		break;
	}
	return true;
}

static const struct rx_promise *
first_open(const struct rx_promises *ps)
{
	const struct rx_promise *p = ps->first;

	while (p != NULL && !p->open)
		p = p->next;
	return p;
}

int
rx_promises_exit(struct rx_promises *ps, struct rx_err *e)
{
	const struct rx_promise *p = first_open(ps);

	if (ps->exit != RX_OK || p == NULL)
		return ps->exit;
	rx_err_set(e, RX_FAILED, "%.*s: the stream was cut short after %lu record%s",
	    RX_FMT(p->resource), p->records, p->records == 1 ? "" : "s");
	rx_err_hint(e, "what came before it has failed or was stopped; run it again");
	return RX_FAILED;
}

int
rx_promises_close(struct rx_promises *ps, struct rx_buf *line, struct rx_err *e)
{
	int status = rx_promises_exit(ps, e);

	rx_buf_reset(line);
	if (status != RX_OK && ps->exit == RX_OK)
		rx_line_error(line, e, first_open(ps)->resource, RX_SPAN_NONE, 0, RX_SPAN_NONE);
	return status;
}

void
rx_promises_free(struct rx_promises *ps)
{
	struct rx_promise *p, *next;

	for (p = ps->first; p != NULL; p = next) {
		next = p->next;
		free((void *)(size_t)p->resource.p);
		free(p);
	}
	free(ps->table);
	*ps = (struct rx_promises)RX_PROMISES_INIT;
}
