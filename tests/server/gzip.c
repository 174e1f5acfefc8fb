/*
 * gzip: compression as RFC 1951 and 1952 have it, enough to test what reads
 * it: fixed Huffman codes, matches found by a table of three-byte hashes.
 */
#include <stdint.h>
#include <string.h>

#include "testd.h"

#define HASH_SIZE	4096
#define WINDOW		32768
#define MATCH_MAX	258

struct bits {
	struct rx_buf	*out;
	uint64_t	 hold;
	unsigned	 n;
};

static void
bits_put(struct bits *b, unsigned value, unsigned n)
{
	b->hold |= (uint64_t)value << b->n;
	for (b->n += n; b->n >= 8; b->n -= 8) {
		rx_buf_byte(b->out, (char)(b->hold & 255));
		b->hold >>= 8;
	}
}

/* Huffman codes stand with their first bit lowest. */
static void
code_put(struct bits *b, unsigned code, unsigned n)
{
	unsigned	i, turned = 0;

	for (i = 0; i < n; i++)
		turned |= (code >> i & 1) << (n - 1 - i);
	bits_put(b, turned, n);
}

static void
symbol_put(struct bits *b, unsigned s)
{
	if (s < 144)
		code_put(b, 0x30 + s, 8);
	else if (s < 256)
		code_put(b, 0x190 + s - 144, 9);
	else if (s < 280)
		code_put(b, s - 256, 7);
	else
		code_put(b, 0xc0 + s - 280, 8);
}

/* Symbols of lengths (from 257) and distances: base and number of extra bits. */
static void
length_put(struct bits *b, unsigned length)
{
	unsigned	symbol = 257, base = 3, extra = 0;

	if (length == MATCH_MAX) {
		symbol_put(b, 285);
		return;
	}
	while (length >= base + (1u << extra)) {
		base += 1u << extra;
		symbol++;
		extra = symbol < 265 ? 0 : (symbol - 261) / 4;
	}
	symbol_put(b, symbol);
	bits_put(b, length - base, extra);
}

static void
distance_put(struct bits *b, unsigned distance)
{
	unsigned	symbol = 0, base = 1, extra = 0;

	while (distance >= base + (1u << extra)) {
		base += 1u << extra;
		symbol++;
		extra = symbol < 4 ? 0 : (symbol - 2) / 2;
	}
	code_put(b, symbol, 5);
	bits_put(b, distance - base, extra);
}

static size_t
match_length(struct rx_span s, size_t a, size_t at)
{
	size_t	n = 0;

	while (n < MATCH_MAX && at + n < s.n && s.p[a + n] == s.p[at + n])
		n++;
	return n;
}

static void
deflate(struct bits *b, struct rx_span s)
{
	size_t		last[HASH_SIZE], at = 0, from, n;
	uint32_t	h;

	memset(last, 0xff, sizeof(last));
	bits_put(b, 3, 3);	/* the last block, fixed codes */
	while (at < s.n) {
		n = 0;
		if (at + 3 < s.n) {
			memcpy(&h, s.p + at, sizeof(h));
			h = (h & 0xffffff) * 2654435761u >> 20;
			from = last[h];
			last[h] = at;
			if (from < at && at - from <= WINDOW)
				n = match_length(s, from, at);
			if (n >= 3) {
				length_put(b, (unsigned)n);
				distance_put(b, (unsigned)(at - from));
			}
		}
		if (n < 3) {
			symbol_put(b, (unsigned char)s.p[at]);
			n = 1;
		}
		at += n;
	}
	symbol_put(b, 256);
	bits_put(b, 0, 7);
}

static uint32_t
crc32(struct rx_span s)
{
	uint32_t	table[256], c;
	size_t		i, k;

	for (i = 0; i < 256; i++) {
		for (c = (uint32_t)i, k = 0; k < 8; k++)
			c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
		table[i] = c;
	}
	for (c = 0xffffffffu, i = 0; i < s.n; i++)
		c = c >> 8 ^ table[(c ^ (unsigned char)s.p[i]) & 255];
	return ~c;
}

static uint32_t
adler32(struct rx_span s)
{
	uint32_t	a = 1, b = 0;
	size_t		i;

	for (i = 0; i < s.n; i++) {
		a = (a + (unsigned char)s.p[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

static void
word_put(struct rx_buf *out, uint32_t w, bool big)
{
	int	i;

	for (i = 0; i < 4; i++)
		rx_buf_byte(out, (char)(w >> (big ? 24 - 8 * i : 8 * i) & 255));
}

bool
srv_compress(struct rx_buf *out, struct rx_span s, enum srv_coding coding)
{
	struct bits	b = { out, 0, 0 };

	if (coding == SRV_GZIP)
		rx_buf_add(out, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
	else
		rx_buf_add(out, "\x78\x01", 2);
	deflate(&b, s);
	if (coding == SRV_GZIP) {
		word_put(out, crc32(s), false);
		word_put(out, (uint32_t)s.n, false);
	} else
		word_put(out, adler32(s), true);
	return !out->failed;
}
