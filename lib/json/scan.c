/*
 * The validating scanner: one pass, no allocation, no copy.
 *
 * Strings are most of JSON, so they are looked at 16 bytes at a time where
 * the machine has SSE2: one signed comparison finds control characters and
 * all that is not ASCII.
 */
#include <string.h>

#include "rx/json.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const char *
fault(struct rx_json_fault *f, const char *at, const char *what)
{
	f->what = what;
	f->at = at;
	return NULL;
}

static inline bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') <= 9;
}

const char *
rx_json_space(const char *p, const char *end)
{
	while (p < end && is_space(*p))
		p++;
	return p;
}

static bool
is_hex4(const char *p)
{
	int i;

	for (i = 0; i < 4; i++) {
		char c = (char)(p[i] | 0x20);

		if (!is_digit(p[i]) && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

/* p is at a backslash; the byte behind the escape. */
static const char *
escape(const char *p, const char *end, struct rx_json_fault *f)
{
	if (end - p < 2)
		return fault(f, p, "a string has no end");
	if (p[1] != 'u')
		return strchr("\"\\/bfnrt", p[1]) != NULL && p[1] != '\0' ? p + 2 :
		    fault(f, p, "an unknown escape");
	if (end - p < 6 || !is_hex4(p + 2))
		return fault(f, p, "\\u needs four hex digits");
	return p + 6;
}

/* p is at a byte over 0x7F; the byte behind its UTF-8 sequence. */
static const char *
sequence(const char *s, const char *end, struct rx_json_fault *f)
{
	const unsigned char	*p = (const unsigned char *)s;
	size_t			 n = (size_t)(end - s);

	if (p[0] >= 0xC2 && p[0] < 0xE0 && n > 1 && (p[1] & 0xC0) == 0x80)
		return s + 2;
	if ((p[0] & 0xF0) == 0xE0 && n > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
	    !(p[0] == 0xE0 && p[1] < 0xA0) && !(p[0] == 0xED && p[1] > 0x9F))
		return s + 3;
	if (p[0] >= 0xF0 && p[0] < 0xF5 && n > 3 && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80 && (p[3] & 0xC0) == 0x80 &&
	    !(p[0] == 0xF0 && p[1] < 0x90) && !(p[0] == 0xF4 && p[1] > 0x8F))
		return s + 4;
	return fault(f, s, "not UTF-8");
}

/* Skips what needs no look: printable ASCII but quote and backslash. */
static inline const char *
plain(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	const __m128i low = _mm_set1_epi8(0x20);

	for (; end - p >= 16; p += 16) {
		__m128i	x = _mm_loadu_si128((const __m128i *)(const void *)p);
		int	m = _mm_movemask_epi8(_mm_or_si128(_mm_cmplt_epi8(x, low),
		    _mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, back))));

		if (m != 0)
			return p + __builtin_ctz((unsigned)m);
	}
#endif
	while (p < end && (signed char)*p >= 0x20 && *p != '"' && *p != '\\')
		p++;
	return p;
}

/* p is behind the opening quote; the byte behind the closing one. */
static inline const char *
string(const char *p, const char *end, struct rx_json_fault *f)
{
	for (;;) {
		p = plain(p, end);
		if (__builtin_expect(p == end, 0))
			return fault(f, p, "a string has no end");
		if (__builtin_expect(*p == '"', 1))
			return p + 1;
		if (*p == '\\')
			p = escape(p, end, f);
		else if ((unsigned char)*p >= 0x80)
			p = sequence(p, end, f);
		else
			p = fault(f, p, "a control character in a string");
		if (p == NULL)
			return NULL;
	}
}

static inline const char *
digits(const char *p, const char *end, struct rx_json_fault *f)
{
	if (p == end || !is_digit(*p))
		return fault(f, p, "a digit expected");
	while (p < end && is_digit(*p))
		p++;
	return p;
}

static inline const char *
number(const char *p, const char *end, struct rx_json_fault *f)
{
	if (*p == '-')
		p++;
	if (p < end && *p == '0') {
		p++;
		if (p < end && is_digit(*p))
			return fault(f, p - 1, "a number with a leading zero");
	} else if ((p = digits(p, end, f)) == NULL) {
		return NULL;
	}
	if (p < end && *p == '.' && (p = digits(p + 1, end, f)) == NULL)
		return NULL;
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		p = digits(p, end, f);
	}
	return p;
}

static const char *
literal(const char *p, const char *end, struct rx_json_fault *f)
{
	const char	*word = *p == 't' ? "true" : *p == 'f' ? "false" : "null";
	size_t		 n = strlen(word);

	if ((size_t)(end - p) < n || memcmp(p, word, n) != 0)
		return fault(f, p, "a value expected");
	return p + n;
}

static inline const char *
scalar(const char *p, const char *end, struct rx_json_fault *f)
{
	if (*p == '"')
		return string(p + 1, end, f);
	if (is_digit(*p) || *p == '-')
		return number(p, end, f);
	return literal(p, end, f);
}

struct scan {
	const char		*end;
	struct rx_json_fault	*f;
	unsigned		 depth;
	bool			 spaces;
	unsigned char		 object[RX_JSON_DEPTH + 1];
};

static inline const char *
space(const char *p, struct scan *s)
{
	if (__builtin_expect(p < s->end && (unsigned char)*p <= ' ', 0)) {
		const char *q = rx_json_space(p, s->end);

		s->spaces |= q != p;
		return q;
	}
	return p;
}

/* A key, its colon, and what stands before the value. */
static inline const char *
member(const char *p, struct scan *s)
{
	if (p == s->end || *p != '"')
		return fault(s->f, p, "a member's name in quotes expected");
	if ((p = string(p + 1, s->end, s->f)) == NULL)
		return NULL;
	p = space(p, s);
	if (p == s->end || *p != ':')
		return fault(s->f, p, "a colon expected");
	return space(p + 1, s);
}

/* p is at an opening bracket: where the first value begins, or behind the
 * closing bracket of an empty container (then depth is as before). */
static inline const char *
enter(const char *p, struct scan *s)
{
	char close = *p == '{' ? '}' : ']';

	if (s->depth == RX_JSON_DEPTH)
		return fault(s->f, p, "nested too deep (the limit is 512)");
	s->object[++s->depth] = close == '}';
	p = space(p + 1, s);
	if (p < s->end && *p == close) {
		s->depth--;
		return p + 1;
	}
	return close == '}' ? member(p, s) : p;
}

/* p is behind a value: closes what closes there and finds the next value;
 * *done when the outermost one has ended. */
static inline const char *
leave(const char *p, struct scan *s, bool *done)
{
	while (s->depth > 0) {
		p = space(p, s);
		if (p == s->end)
			return fault(s->f, p, s->object[s->depth] ?
			    "an object has no end" : "an array has no end");
		if (*p == ',') {
			p = space(p + 1, s);
			return s->object[s->depth] ? member(p, s) : p;
		}
		if (*p != (s->object[s->depth] ? '}' : ']'))
			return fault(s->f, p, s->object[s->depth] ?
			    "a comma or } expected" : "a comma or ] expected");
		s->depth--;
		p++;
	}
	*done = true;
	return p;
}

const char *
rx_json_skip_spaces(const char *p, const char *end, struct rx_json_fault *f, bool *spaces)
{
	struct scan	s;
	bool		done = false;

	s.end = end;
	s.f = f;
	s.depth = 0;
	s.spaces = false;
	while (!done) {
		if (__builtin_expect(p == end, 0))
			return fault(f, p, "a value expected");
		if (*p == '{' || *p == '[') {
			unsigned before = s.depth;

			if ((p = enter(p, &s)) == NULL)
				return NULL;
			if (s.depth > before)
				continue;
		} else if ((p = scalar(p, end, f)) == NULL) {
			return NULL;
		}
		if ((p = leave(p, &s, &done)) == NULL)
			return NULL;
	}
	*spaces |= s.spaces;
	return p;
}

const char *
rx_json_skip(const char *p, const char *end, struct rx_json_fault *f)
{
	bool spaces = false;

	return rx_json_skip_spaces(p, end, f, &spaces);
}
