/* Looking into validated text: nothing is checked again. */
#include <string.h>

#include "rx/json.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum rx_json_kind
rx_json_kind(struct rx_span v)
{
	if (v.n == 0)
		return RX_JSON_ABSENT;
	switch (v.p[0]) {
	case '{': return RX_JSON_OBJECT;
	case '[': return RX_JSON_ARRAY;
	case '"': return RX_JSON_STRING;
	case 't': return RX_JSON_TRUE;
	case 'f': return RX_JSON_FALSE;
	case 'n': return RX_JSON_NULL;
	default: return RX_JSON_NUMBER;
	}
}

const char *
rx_json_kind_name(enum rx_json_kind k)
{
	static const char *const names[] = { "nothing", "null", "false", "true", "a number",
	    "a string", "an array", "an object" };

	return names[k];
}

/* p is behind the opening quote; the byte behind the closing one. */
static inline const char *
jump_string(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');

	while (end - p >= 16) {
		__m128i	x = _mm_loadu_si128((const __m128i *)(const void *)p);
		int	m = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(x, quote),
		    _mm_cmpeq_epi8(x, back)));

		if (m == 0) {
			p += 16;
			continue;
		}
		p += __builtin_ctz((unsigned)m);
		if (*p == '"')
			return p + 1;
		p += 2;
	}
#endif
	while (p < end && *p != '"')
		p += *p == '\\' ? 2 : 1;
	return p < end ? p + 1 : end;
}

/* The next quote or bracket; [ and { differ from ] and } in one bit that
 * 0x20 does not touch, so that two comparisons find all four. */
static inline const char *
next_mark(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), open = _mm_set1_epi8('{');
	const __m128i close = _mm_set1_epi8('}'), bit = _mm_set1_epi8(0x20);

	for (; end - p >= 16; p += 16) {
		__m128i	x = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i	y = _mm_or_si128(x, bit);
		int	m = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(x, quote),
		    _mm_or_si128(_mm_cmpeq_epi8(y, open), _mm_cmpeq_epi8(y, close))));

		if (m != 0)
			return p + __builtin_ctz((unsigned)m);
	}
#endif
	while (p < end && *p != '"' && (*p | 0x20) != '{' && (*p | 0x20) != '}')
		p++;
	return p;
}

static const char *
jump_container(const char *p, const char *end)
{
	unsigned depth = 0;

	for (p = next_mark(p, end); p < end; p = next_mark(p, end)) {
		if (*p == '"') {
			p = jump_string(p + 1, end);
			continue;
		}
		if ((*p | 0x20) == '{')
			depth++;
		else if (--depth == 0)
			return p + 1;
		p++;
	}
	return end;
}

const char *
rx_json_jump(const char *p, const char *end)
{
	if (p == end)
		return p;
	if (*p == '"')
		return jump_string(p + 1, end);
	if (*p == '{' || *p == '[')
		return jump_container(p, end);
	while (p < end && *p != ',' && *p != '}' && *p != ']' && (unsigned char)*p > ' ')
		p++;
	return p;
}

bool
rx_json_begin(struct rx_json_iter *it, struct rx_span v)
{
	if (v.n < 2 || (v.p[0] != '{' && v.p[0] != '['))
		return false;
	it->object = v.p[0] == '{';
	it->end = v.p + v.n - 1;
	it->p = rx_json_space(v.p + 1, it->end);
	return true;
}

bool
rx_json_next(struct rx_json_iter *it, struct rx_span *key, struct rx_span *value)
{
	const char *p = it->p, *q;

	if (p >= it->end)
		return false;
	if (it->object) {
		q = jump_string(p + 1, it->end);
		if (key != NULL)
			*key = (struct rx_span){ p, (size_t)(q - p) };
		p = rx_json_space(q, it->end);
		p = rx_json_space(p + (p < it->end), it->end);
	} else if (key != NULL) {
		*key = RX_SPAN_NONE;
	}
	q = rx_json_jump(p, it->end);
	*value = (struct rx_span){ p, (size_t)(q - p) };
	p = rx_json_space(q, it->end);
	it->p = rx_json_space(p + (p < it->end), it->end);
	return true;
}

bool
rx_json_is(struct rx_span raw, struct rx_span text)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		same;

	if (raw.n < 2)
		return false;
	if (memchr(raw.p, '\\', raw.n) == NULL)
		return raw.n - 2 == text.n && memcmp(raw.p + 1, text.p, text.n) == 0;
	same = rx_json_decode(&b, raw) >= 0 && rx_span_eq(rx_buf_view(&b), text);
	rx_buf_free(&b);
	return same;
}

struct rx_span
rx_json_member(struct rx_span object, struct rx_span name)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;

	if (object.n > 0 && object.p[0] == '{' && rx_json_begin(&it, object))
		while (rx_json_next(&it, &key, &value))
			if (rx_json_is(key, name))
				return value;
	return RX_SPAN_NONE;
}

struct rx_span
rx_json_get(struct rx_span object, const char *name)
{
	return rx_json_member(object, rx_span_of(name));
}

struct rx_span
rx_json_at(struct rx_span array, size_t i)
{
	struct rx_json_iter	it;
	struct rx_span		value;

	if (array.n > 0 && array.p[0] == '[' && rx_json_begin(&it, array))
		while (rx_json_next(&it, NULL, &value))
			if (i-- == 0)
				return value;
	return RX_SPAN_NONE;
}

size_t
rx_json_count(struct rx_span v)
{
	struct rx_json_iter	it;
	struct rx_span		value;
	size_t			n = 0;

	if (rx_json_begin(&it, v))
		while (rx_json_next(&it, NULL, &value))
			n++;
	return n;
}

bool
rx_json_empty(struct rx_span v)
{
	struct rx_json_iter it;

	return rx_json_begin(&it, v) && it.p == it.end;
}
