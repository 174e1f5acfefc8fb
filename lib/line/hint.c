/* What input that is not one JSON object a line may be instead. */
#include <string.h>

#include "rx/json.h"
#include "rx/line.h"

/* Does the value that begins here go on behind the line? */
static bool
is_open(struct rx_span s)
{
	struct rx_json_fault f = { NULL, NULL };

	return rx_json_skip(s.p, s.p + s.n, &f) == NULL && f.at >= s.p + s.n;
}

static bool
is_table(struct rx_span s)
{
	return s.n > 0 && strchr("{[\"", s.p[0]) == NULL &&
	    (memchr(s.p, ',', s.n) != NULL || memchr(s.p, ';', s.n) != NULL ||
	    memchr(s.p, '\t', s.n) != NULL);
}

bool
rx_line_hint(struct rx_span text, struct rx_err *e)
{
	struct rx_span s = rx_span_trim(text);

	if (s.n > 0 && s.p[0] == '[')
		return !rx_err_hint(e, "this is a list: jq -c '.[]' makes a line of each of its "
		    "values");
	if (s.n > 0 && s.p[0] == '{' && is_open(s))
		return !rx_err_hint(e, "each object must stand on one line: jq -c . does that");
	return is_table(s) && !rx_err_hint(e, "this looks like CSV; each line must be a JSON "
	    "object: mlr --icsv --ojsonl cat does that");
}
