#include "lib/merge/digits.h"

#include <stdlib.h>

#include "rx/json.h"

struct rx_span
rx_number_of(struct rx_span v)
{
	struct rx_json_fault	f;
	struct rx_span		s = v;

	if (rx_json_kind(v) == RX_JSON_STRING)
		s = rx_span_trim((struct rx_span){ v.p + 1, v.n - 2 });
	if (rx_json_kind(s) != RX_JSON_NUMBER || rx_json_skip(s.p, s.p + s.n, &f) != s.p + s.n)
		return RX_SPAN_NONE;
	return s;
}

void
rx_number_shape(struct rx_span s, long *whole, long *fraction)
{
	long	n = 0, first = -1, last = -1, point = -1, scale = 0;
	size_t	i;

	for (i = 0; i < s.n && (s.p[i] | 0x20) != 'e'; i++) {
		if (s.p[i] == '.') {
			point = n;
		} else if (s.p[i] != '-') {
			if (s.p[i] != '0') {
				first = first == -1 ? n : first;
				last = n;
			}
			n++;
		}
	}
	if (i < s.n)
		scale = strtol(s.p + i + 1, NULL, 10);
	scale = scale > 1000000 ? 1000000 : scale < -1000000 ? -1000000 : scale;
	point = (point == -1 ? n : point) + scale;
	*whole = first == -1 || point < first ? 0 : point - first;
	*fraction = first == -1 || last + 1 < point ? 0 : last + 1 - point;
}
