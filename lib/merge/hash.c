#include "lib/merge/hash.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

void
rx_hash_open(struct rx_hash *h)
{
	struct timespec	now;
	size_t		i;

	if (getrandom(h->k, sizeof(h->k), GRND_NONBLOCK) == (ssize_t)sizeof(h->k))
		return;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	for (i = 0; i < 4; i++)
		h->k[i] = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15 + i +
		    (uint64_t)(uintptr_t)h;
}

static inline uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static inline uint64_t
word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* Fewer bytes than a word has: from both ends, which may overlap. */
static inline uint64_t
rest(const char *p, size_t n)
{
	uint32_t	first, last;
	uint64_t	w = 0;

	if (n >= sizeof(first)) {
		memcpy(&first, p, sizeof(first));
		memcpy(&last, p + n - sizeof(last), sizeof(last));
		return le32toh(first) | (uint64_t)le32toh(last) << 8 * (n - sizeof(last));
	}
	while (n-- > 0)
		w = w << 8 | (unsigned char)p[n];
	return w;
}

static inline void
rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32) + v[3];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

static inline void
absorb(uint64_t v[4], uint64_t w)
{
	v[3] ^= w;
	rounds(v, 2);
	v[0] ^= w;
}

void
rx_hash_key(const struct rx_hash *h, struct rx_span s, uint64_t out[2])
{
	uint64_t	v[4] = { h->k[0] ^ 0x736f6d6570736575, h->k[1] ^ 0x646f72616e646f6d,
	    h->k[0] ^ 0x6c7967656e657261, h->k[1] ^ 0x7465646279746573 };
	const char	*p = s.p;
	size_t		 n = s.n;

	v[1] ^= 0xee;
	for (; n >= 8; p += 8, n -= 8)
		absorb(v, word(p));
	absorb(v, (uint64_t)s.n << 56 | rest(p, n));
	v[2] ^= 0xee;
	rounds(v, 4);
	out[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
	v[1] ^= 0xdd;
	rounds(v, 4);
	out[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The two halves of a product, folded. */
static inline uint64_t
fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t
rx_hash_print(const struct rx_hash *h, struct rx_span s)
{
	uint64_t	 a = h->k[2], b = h->k[3];
	const char	*p = s.p;
	size_t		 n = s.n;

	for (; n >= 32; p += 32, n -= 32) {
		a = fold(word(p) ^ h->k[0], word(p + 8) ^ a);
		b = fold(word(p + 16) ^ h->k[1], word(p + 24) ^ b);
	}
	for (; n >= 8; p += 8, n -= 8)
		a = fold(word(p) ^ h->k[1], a ^ h->k[0]);
	a = fold(rest(p, n) ^ h->k[1], a ^ h->k[0]);
	return fold(a ^ h->k[2], b ^ s.n) ^ a;
}
