#include "lib/plan/known.h"

#include <stdlib.h>

typedef unsigned __int128 u128;

#define PRIME	((u128)1 << 88 | 0x13b)
#define BASIS	((u128)0x6c62272e07bb0142 << 64 | 0x62b821756295c58d)

static u128
wide(const struct rx_fnv *d)
{
	return (u128)d->hi << 64 | d->lo;
}

static void
narrow(struct rx_fnv *d, u128 v)
{
	d->hi = (uint64_t)(v >> 64);
	d->lo = (uint64_t)v;
}

struct rx_fnv
rx_fnv_start(void)
{
	struct rx_fnv d;

	narrow(&d, BASIS);
	return d;
}

void
rx_fnv_add(struct rx_fnv *d, struct rx_span s)
{
	u128	h = wide(d);
	size_t	i;

	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * PRIME;
	/* no byte of UTF-8: "a","bc" and "ab","c" differ */
	h = (h ^ 0xff) * PRIME;
	narrow(d, h);
}

void
rx_fnv_member(struct rx_fnv *d, struct rx_span name, struct rx_span text)
{
	struct rx_fnv m = rx_fnv_start();

	rx_fnv_add(&m, name);
	rx_fnv_add(&m, text);
	narrow(d, wide(d) + wide(&m));
}

bool
rx_fnv_hex(const struct rx_fnv *d, struct rx_buf *b)
{
	return rx_buf_printf(b, "%016llx", (unsigned long long)(d->hi ^ d->lo));
}

/* The slot that holds it, or the free one where it belongs. */
static size_t
place(const struct rx_known *s, const struct rx_fnv *d)
{
	size_t i = d->lo & (s->slots - 1);

	while ((s->slot[i].hi | s->slot[i].lo) != 0 &&
	    (s->slot[i].hi != d->hi || s->slot[i].lo != d->lo))
		i = (i + 1) & (s->slots - 1);
	return i;
}

static bool
grow(struct rx_known *s, bool values)
{
	struct rx_known	t = { .slots = s->slots != 0 ? s->slots * 2 : 256, .n = s->n };
	size_t		i, to;

	t.slot = calloc(t.slots, sizeof(*t.slot));
	if (values)
		t.value = calloc(t.slots, sizeof(*t.value));
	if (t.slot == NULL || (values && t.value == NULL)) {
		rx_known_free(&t);
		return false;
	}
	for (i = 0; i < s->slots; i++) {
		if ((s->slot[i].hi | s->slot[i].lo) == 0)
			continue;
		to = place(&t, &s->slot[i]);
		t.slot[to] = s->slot[i];
		if (values)
			t.value[to] = s->value[i];
	}
	rx_known_free(s);
	*s = t;
	return true;
}

static bool
room(struct rx_known *s, bool values)
{
	return s->slots != 0 && s->n < s->slots / 4 * 3 ? true : grow(s, values);
}

int
rx_known_add(struct rx_known *s, struct rx_fnv d)
{
	size_t i;

	if (!room(s, false))
		return -1;
	i = place(s, &d);
	if ((s->slot[i].hi | s->slot[i].lo) != 0)
		return 0;
	s->slot[i] = d;
	s->n++;
	return 1;
}

void **
rx_known_value(struct rx_known *s, struct rx_fnv d, bool make)
{
	size_t i;

	if (s->slots == 0 && !make)
		return NULL;
	if (make && !room(s, true))
		return NULL;
	i = place(s, &d);
	if ((s->slot[i].hi | s->slot[i].lo) == 0) {
		if (!make)
			return NULL;
		s->slot[i] = d;
		s->n++;
	}
	return &s->value[i];
}

void
rx_known_free(struct rx_known *s)
{
	free(s->slot);
	free(s->value);
	*s = (struct rx_known){ NULL, NULL, 0, 0 };
}
