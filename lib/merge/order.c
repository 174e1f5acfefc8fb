#include "lib/merge/order.h"

#include <stdlib.h>
#include <string.h>

#define LEAST	1000	/* records that are worth it */

struct place {
	uint64_t	 first;		/* of a number all, of a text its first 8 bytes */
	const char	*text;		/* NULL: a number, or nothing */
	uint32_t	 n;
	size_t		 at;
};

/* Numbers that are equal have one double; its bits, turned so that they compare
 * as it does. */
static uint64_t
number_bits(struct rx_span v)
{
	double		d = strtod(v.p, NULL);
	uint64_t	bits;

	if (d == 0)
		d = 0;	/* -0 */
	memcpy(&bits, &d, sizeof(bits));
	return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static uint64_t
text_bits(const char *p, size_t n)
{
	unsigned char	b[8] = { 0 };
	uint64_t	bits = 0;
	size_t		i;

	memcpy(b, p, n < sizeof(b) ? n : sizeof(b));
	for (i = 0; i < sizeof(b); i++)
		bits = bits << 8 | b[i];
	return bits;
}

/* false: a text with escapes may be equal to one without. */
static bool
place(struct place *p, struct rx_span v)
{
	p->first = 0;
	p->text = NULL;
	p->n = 0;
	switch (rx_json_kind(v)) {
	case RX_JSON_NUMBER:
		p->first = number_bits(v);
		return true;
	case RX_JSON_STRING:
		p->text = v.p + 1;
		p->n = (uint32_t)(v.n - 2);
		p->first = text_bits(p->text, p->n);
		return memchr(p->text, '\\', p->n) == NULL;
	case RX_JSON_ABSENT:
	case RX_JSON_NULL:
	case RX_JSON_FALSE:
	case RX_JSON_TRUE:
		return true;
	default:
		return false;
	}
}

static int
compare(const void *a, const void *b)
{
	const struct place	*x = a, *y = b;
	int			 r;

	if ((x->text == NULL) != (y->text == NULL))
		return x->text == NULL ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->text != NULL && (r = memcmp(x->text, y->text, x->n < y->n ? x->n : y->n)) != 0)
		return r;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static size_t
count(const struct rx_hold *h)
{
	struct rx_record	r;
	size_t			at = 0, n = 0;

	while (rx_hold_next(h, &at, h->released, &r) != NULL)
		n++;
	return n;
}

static bool
find_places(struct place *p, const struct rx_hold *h, const struct rx_key *key)
{
	struct rx_record	r;
	size_t			at = 0, here = 0;
	bool			ok = true;

	for (; ok && rx_hold_next(h, &at, h->released, &r) != NULL; p++, here = at) {
		p->at = here;
		ok = place(p, rx_key_value(key, 0, &r));
	}
	return ok;
}

void
rx_order_open(struct rx_order *o, const struct rx_hold *h, const struct rx_key *key)
{
	struct place	*p;
	size_t		 i, n = key->n > 0 ? count(h) : 0;

	*o = (struct rx_order){ .end = h->released };
	if (n < LEAST || (p = malloc(n * sizeof(*p))) == NULL)
		return;
	if (find_places(p, h, key) && (o->at = malloc(n * sizeof(*o->at))) != NULL) {
		qsort(p, n, sizeof(*p), compare);
		for (i = 0; i < n; i++)
			o->at[i] = p[i].at;
		o->n = n;
	}
	free(p);
}

bool
rx_order_next(struct rx_order *o, size_t *at)
{
	if (o->at == NULL)
		return *at < o->end;
	if (o->next == o->n)
		return false;
	*at = o->at[o->next++];
	return true;
}

void
rx_order_close(struct rx_order *o)
{
	free(o->at);
	o->at = NULL;
}
