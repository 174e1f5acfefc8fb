/* Sets of 64-bit hashes; and the hash itself. */
#include <stdlib.h>
#include <string.h>

#include "lib/page/paging.h"

static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 r = (unsigned __int128)a * b;

	return (uint64_t)r ^ (uint64_t)(r >> 64);
}

static uint64_t
load(const char *p, size_t n)
{
	uint64_t x = 0;

	memcpy(&x, p, n);
	return x;
}

/* Two lanes of 8 bytes, folded by a 128-bit product. */
uint64_t
rx_page_hash(uint64_t seed, struct rx_span s)
{
	static const uint64_t	k1 = 0x9E3779B97F4A7C15U, k2 = 0xD6E8FEB86659FD93U;
	const char		*p = s.p;
	size_t			 n = s.n;
	uint64_t		 h = seed ^ k1 ^ s.n;

	for (; n >= 16; p += 16, n -= 16)
		h = mix(h ^ load(p, 8), load(p + 8, 8) ^ k2);
	if (n > 8) {
		h = mix(h ^ load(p, 8), k2);
		p += 8;
		n -= 8;
	}
	h = mix(h ^ (n > 0 ? load(p, n) : 0), k1);
	return h != 0 ? h : 1;
}

static size_t
slot(const struct rx_seen *s, uint64_t hash)
{
	size_t i = (size_t)hash & (s->slots - 1);

	while (s->hash[i] != 0 && s->hash[i] != hash)
		i = (i + 1) & (s->slots - 1);
	return i;
}

static bool
grow(struct rx_seen *s)
{
	struct rx_seen	old = *s;
	size_t		i, j;

	s->slots = old.slots != 0 ? old.slots * 2 : 16;
	s->hash = calloc(s->slots, sizeof(*s->hash));
	s->value = calloc(s->slots, sizeof(*s->value));
	if (s->hash == NULL || s->value == NULL) {
		free(s->hash);
		free(s->value);
		*s = old;
		return false;
	}
	for (i = 0; i < old.slots; i++)
		if (old.hash[i] != 0) {
			j = slot(s, old.hash[i]);
			s->hash[j] = old.hash[i];
			s->value[j] = old.value[i];
		}
	free(old.hash);
	free(old.value);
	return true;
}

/* Without memory the set forgets: it is a guard, not data. */
const unsigned long *
rx_seen_add(struct rx_seen *s, uint64_t hash, unsigned long value)
{
	size_t i;

	if (hash == 0 || (s->n + 1 > s->slots / 2 && !grow(s)))
		return NULL;
	i = slot(s, hash);
	if (s->hash[i] == hash)
		return &s->value[i];
	s->hash[i] = hash;
	s->value[i] = value;
	s->n++;
	return NULL;
}

bool
rx_seen_has(const struct rx_seen *s, uint64_t hash)
{
	return s->n > 0 && s->hash[slot(s, hash)] == hash;
}

void
rx_seen_reset(struct rx_seen *s)
{
	if (s->slots > 1024) {
		rx_seen_free(s);
	} else if (s->n > 0) {
		memset(s->hash, 0, s->slots * sizeof(*s->hash));
		s->n = 0;
	}
}

void
rx_seen_free(struct rx_seen *s)
{
	free(s->hash);
	free(s->value);
	*s = (struct rx_seen){ NULL, NULL, 0, 0 };
}
