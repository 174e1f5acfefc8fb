#include "rx/digest.h"

#include <stdint.h>
#include <string.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64
 * primes (FIPS 180-4, 4.2.2). */
static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t
ror(uint32_t v, unsigned n)
{
	return v >> n | v << (32 - n);
}

static void
schedule(uint32_t w[64], const unsigned char *p)
{
	unsigned i;

	for (i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	for (; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		    (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^ w[i - 15] >> 3) +
		    (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);
}

static void
block(uint32_t h[8], const unsigned char *p)
{
	uint32_t w[64], v[8], t, u;
	unsigned i;

	schedule(w, p);
	memcpy(v, h, sizeof(v));
	for (i = 0; i < 64; i++) {
		t = v[7] + (ror(v[4], 6) ^ ror(v[4], 11) ^ ror(v[4], 25)) +
		    ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
		u = (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22)) +
		    ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t;
		v[0] = t + u;
	}
	for (i = 0; i < 8; i++)
		h[i] += v[i];
}

/* front: a block that stands before the text, or NULL. */
static void
digest(const unsigned char *front, struct rx_span s, unsigned char out[32])
{
	uint32_t	h[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
	unsigned char	tail[128] = { 0 };
	uint64_t	bits = ((uint64_t)s.n + (front != NULL ? 64 : 0)) * 8;
	size_t		n;
	unsigned	i;

	if (front != NULL)
		block(h, front);
	for (n = s.n; n >= 64; n -= 64, s.p += 64)
		block(h, (const unsigned char *)s.p);
	if (n > 0)
		memcpy(tail, s.p, n);
	tail[n] = 0x80;
	n = n < 56 ? 64 : 128;
	for (i = 0; i < 8; i++)
		tail[n - 1 - i] = (unsigned char)(bits >> (8 * i));
	block(h, tail);
	if (n == 128)
		block(h, tail + 64);
	for (i = 0; i < 32; i++)
		out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

void
rx_sha256(struct rx_span s, unsigned char out[32])
{
	digest(NULL, s, out);
}

void
rx_hmac_sha256(struct rx_span key, struct rx_span text, unsigned char out[32])
{
	unsigned char	short_key[32], inner[64], outer[64], sum[32];
	size_t		i;

	if (key.n > 64) {
		rx_sha256(key, short_key);
		key = (struct rx_span){ (const char *)short_key, sizeof(short_key) };
	}
	for (i = 0; i < 64; i++) {
		unsigned char c = i < key.n ? (unsigned char)key.p[i] : 0;

		inner[i] = c ^ 0x36;
		outer[i] = c ^ 0x5c;
	}
	digest(inner, text, sum);
	digest(outer, (struct rx_span){ (const char *)sum, sizeof(sum) }, out);
	explicit_bzero(short_key, sizeof(short_key));
	explicit_bzero(inner, sizeof(inner));
	explicit_bzero(outer, sizeof(outer));
}

void
rx_sha256_hex(struct rx_span s, unsigned n, char *out)
{
	static const char	digits[] = "0123456789abcdef";
	unsigned char		sum[32];
	unsigned		i;

	rx_sha256(s, sum);
	for (i = 0; i < n; i++)
		out[i] = digits[sum[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	out[n] = '\0';
}

bool
rx_base64(struct rx_buf *b, struct rx_span s)
{
	static const char	a[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t			i, left;
	uint32_t		v;

	for (i = 0; i < s.n; i += 3) {
		left = s.n - i;
		v = (uint32_t)(unsigned char)s.p[i] << 16;
		if (left > 1)
			v |= (uint32_t)(unsigned char)s.p[i + 1] << 8;
		if (left > 2)
			v |= (unsigned char)s.p[i + 2];
		rx_buf_byte(b, a[v >> 18]);
		rx_buf_byte(b, a[v >> 12 & 63]);
		rx_buf_byte(b, left > 1 ? a[v >> 6 & 63] : '=');
		rx_buf_byte(b, left > 2 ? a[v & 63] : '=');
	}
	return !b->failed;
}

static int
sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

bool
rx_base64_decode(struct rx_buf *b, struct rx_span s)
{
	unsigned	v = 0, bits = 0;
	size_t		i;

	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	for (i = 0; i < s.n; i++) {
		if (sextet(s.p[i]) < 0)
			return false;
		v = (v << 6 | (unsigned)sextet(s.p[i])) & 0xffff;
		if ((bits += 6) >= 8)
			rx_buf_byte(b, (char)(v >> (bits -= 8) & 0xff));
	}
	return !b->failed;
}
