#include <string.h>

#include "rx/json.h"

bool
rx_json_fault(const struct rx_json_fault *f, struct rx_span text, struct rx_err *e)
{
	const char	*at = f->at != NULL ? f->at : text.p, *p, *line = text.p;
	unsigned long	 n = 1;

	for (p = text.p; p < at; p++)
		if (*p == '\n') {
			n++;
			line = p + 1;
		}
	rx_err_set(e, RX_BAD_DATA, "not JSON: %s", f->what);
	rx_err_at(e, "line %lu, column %lu", n, (unsigned long)(at - line) + 1);
	return rx_err_got(e, (struct rx_span){ at, (size_t)(text.p + text.n - at) });
}

bool
rx_json_check(struct rx_span text, struct rx_span *value, struct rx_err *e)
{
	struct rx_json_fault	 f = { "empty", NULL };
	const char		*end = text.p + text.n;
	const char		*p = rx_json_space(text.p, end), *q;

	if (p == end)
		return rx_json_fault(&f, text, e);
	if ((q = rx_json_skip(p, end, &f)) == NULL)
		return rx_json_fault(&f, text, e);
	if (rx_json_space(q, end) != end) {
		f = (struct rx_json_fault){ "something stands behind the value",
		    rx_json_space(q, end) };
		return rx_json_fault(&f, text, e);
	}
	*value = (struct rx_span){ p, (size_t)(q - p) };
	return true;
}
