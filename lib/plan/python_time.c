/*
 * Times in Python: the present one, others counted from it, and literal ones.
 *
 * The present time and what is counted from it are templates; a literal time
 * is its text.  All of them are in UTC.
 */
#include "python.h"

#include <string.h>

static const struct {
	const char *path, *template;
} clocks[] = {
	{ "dlt.utils.now_utc", "now_utc()" },
	{ "dlt.utils.today_utc", "today_utc()" },
	{ "pendulum.now", "now_utc()" },
	{ "pendulum.today", "today_utc()" },
	{ "pendulum.yesterday", "today_utc() - timedelta(days=1)" },
	{ "pendulum.tomorrow", "today_utc() + timedelta(days=1)" },
	{ "datetime.now", "now_utc()" },
	{ "datetime.utcnow", "now_utc()" },
	{ "datetime.datetime.now", "now_utc()" },
	{ "datetime.datetime.utcnow", "now_utc()" },
	{ "dt.datetime.now", "now_utc()" },
	{ "dt.datetime.utcnow", "now_utc()" },
	{ "datetime.today", "now_utc()" },
	{ "datetime.datetime.today", "now_utc()" },
	{ "date.today", "today_utc()" },
	{ "datetime.date.today", "today_utc()" },
	{ "dt.date.today", "today_utc()" },
	{ "time.time", "now_utc().timestamp()" },
};

/* now(): without arguments, or with a time zone, which can only be UTC. */
static bool
clock_arguments(struct rx_py *py)
{
	static const char *const known[] = { "utc", "\"utc\"", "'utc'", "timezone", "datetime",
	    "dt", "pendulum", "tz", ".", "=", NULL };

	if (!rx_py_is(&py->tok, "("))
		return false;
	py->brackets++;
	rx_py_advance(py);
	while (!rx_py_is(&py->tok, ")")) {
		size_t i = 0;

		while (known[i] != NULL && !rx_span_is_nocase(py->tok.text, known[i]))
			i++;
		if (known[i] == NULL || py->tok.kind == RX_PY_END)
			return false;
		rx_py_advance(py);
	}
	return rx_py_close(py, ")", "");
}

struct rx_node *
rx_py_clock(struct rx_py *py, const char *path, const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		if (strcmp(path, clocks[i].path) != 0)
			continue;
		if (!clock_arguments(py)) {
			rx_py_refuse(py, first, "times are in UTC here; for another zone write "
			    "a template: \"{{ today_with_timezone('+02:00') }}\"");
			return NULL;
		}
		rx_buf_text(&out, clocks[i].template);
		return rx_py_template(py, &out, first->at);
	}
	return NULL;
}

/* -- literal times, spans of time ---------------------------------------------- */

/* timedelta(days=7), pendulum.duration(weeks=1): as the evaluator has it. */
static struct rx_node *
span_call(struct rx_py *py, const struct rx_py_args *args, struct rx_place at)
{
	static const char *const names[] = { "days", "seconds", "microseconds", "milliseconds",
	    "minutes", "hours", "weeks" };
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	const char *between = "timedelta(";

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct rx_node *n = rx_py_argument(args, i, names[i]);

		if (n == NULL)
			continue;
		rx_buf_printf(&out, "%s%s=", between, names[i]);
		if (!rx_py_operand(&out, n)) {
			rx_buf_free(&out);
			return NULL;
		}
		between = ", ";
	}
	rx_buf_text(&out, *between == 't' ? "timedelta(days=0)" : ")");
	return rx_py_template(py, &out, at);
}

/* datetime(2024, 1, 31[, 12, 30]), date(2024, 1, 31). */
static struct rx_node *
literal_time(struct rx_py *py, const struct rx_py_args *args, bool date, struct rx_place at)
{
	static const char *const names[] = { "year", "month", "day", "hour", "minute", "second" };
	static const long long most[] = { 9999, 12, 31, 23, 59, 59 };
	struct rx_buf out = RX_BUF_INIT(64);
	struct rx_node *node = NULL;
	long long v[6] = { 0, 1, 1, 0, 0, 0 };

	for (unsigned i = 0; i < 6; i++) {
		const struct rx_node *n = rx_py_argument(args, i, names[i]);

		if ((n != NULL && !rx_py_whole(n, &v[i])) || (n == NULL && i == 0) ||
		    v[i] < (i < 3) || v[i] > most[i])
			return NULL;
	}
	rx_buf_printf(&out, "%04lld-%02lld-%02lld", v[0], v[1], v[2]);
	if (!date)
		rx_buf_printf(&out, "T%02lld:%02lld:%02lld+00:00", v[3], v[4], v[5]);
	node = rx_reading_string(py->in, rx_buf_view(&out), at);
	rx_buf_free(&out);
	return node;
}

struct rx_node *
rx_py_time_call(struct rx_py *py, const char *path, const struct rx_py_args *args,
    struct rx_place at, bool *known)
{
	static const char *const spans[] = { "timedelta", "datetime.timedelta", "dt.timedelta",
	    "pendulum.duration", NULL };
	static const char *const times[] = { "datetime", "datetime.datetime", "dt.datetime",
	    "pendulum.datetime", NULL };
	static const char *const dates[] = { "date", "datetime.date", "dt.date", "pendulum.date",
	    NULL };
	static const char *const texts[] = { "pendulum.parse", "datetime.fromisoformat",
	    "datetime.datetime.fromisoformat", "date.fromisoformat", "parser.parse", NULL };

	*known = true;
	for (size_t i = 0; spans[i] != NULL; i++)
		if (strcmp(path, spans[i]) == 0)
			return span_call(py, args, at);
	for (size_t i = 0; times[i] != NULL; i++)
		if (strcmp(path, times[i]) == 0)
			return literal_time(py, args, false, at);
	for (size_t i = 0; dates[i] != NULL; i++)
		if (strcmp(path, dates[i]) == 0)
			return literal_time(py, args, true, at);
	for (size_t i = 0; texts[i] != NULL; i++)
		if (strcmp(path, texts[i]) == 0)
			return rx_node_at(args->list, 0);
	*known = false;
	return NULL;
}

/* -- methods of times ---------------------------------------------------------- */

/* The time as it stands in an expression; a literal one is its text. */
static void
write_time(struct rx_buf *out, const struct rx_node *of)
{
	bool literal = rx_py_sort(of) == RX_PY_KNOWN;

	if (literal)
		rx_buf_text(out, "str_to_datetime(");
	rx_py_operand(out, of);
	if (literal)
		rx_buf_byte(out, ')');
}

static struct rx_node *
formatted(struct rx_py *py, const struct rx_node *of, const char *format)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	write_time(&out, of);
	rx_buf_printf(&out, ".strftime('%s')", format);
	return rx_py_template(py, &out, (struct rx_place){ of->line, of->col });
}

/* Pendulum's letters as those of strftime: YYYY-MM-DD is %Y-%m-%d. */
static struct rx_node *
by_letters(struct rx_py *py, const struct rx_node *of, struct rx_span letters)
{
	static const struct { const char *from, *to; } map[] = {
		{ "YYYY", "%Y" }, { "YY", "%y" }, { "MMMM", "%B" }, { "MMM", "%b" },
		{ "MM", "%m" }, { "DD", "%d" }, { "HH", "%H" }, { "hh", "%I" }, { "mm", "%M" },
		{ "ss", "%S" }, { "SSSSSS", "%f" }, { "A", "%p" }, { "ZZ", "%z" }, { "X", "%s" },
		{ "[T]", "T" }, { "[Z]", "Z" },
	};
	struct rx_buf out = RX_BUF_INIT(1000);
	struct rx_node *node;

	while (letters.n > 0) {
		size_t i = 0, n = sizeof(map) / sizeof(map[0]);

		while (i < n && !rx_span_starts(letters, map[i].from))
			i++;
		if (i < n)
			rx_buf_text(&out, map[i].to);
		else if (*letters.p != '\'' && *letters.p != '\\')
			rx_buf_byte(&out, *letters.p);
		letters = rx_span_cut(letters, i < n ? strlen(map[i].from) : 1);
	}
	node = formatted(py, of, rx_buf_str(&out));
	rx_buf_free(&out);
	return node;
}

/* subtract(days=7), add(hours=1). */
static struct rx_node *
moved(struct rx_py *py, const struct rx_node *of, char sign, const struct rx_py_args *args)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_place at = { of->line, of->col };
	const struct rx_node *months = rx_node_get(args->dict, "months");
	const struct rx_node *years = rx_node_get(args->dict, "years"), *by;
	long long n;

	write_time(&out, of);
	if (months != NULL || years != NULL) {
		if (args->dict->n == 1 && rx_py_whole(args->dict->first, &n)) {
			rx_buf_printf(&out, " %c duration('P%lld%c')", sign, n, years ? 'Y' : 'M');
			return rx_py_template(py, &out, at);
		}
	} else if ((by = span_call(py, args, at)) != NULL) {
		rx_buf_printf(&out, " %c %.*s", sign, RX_FMT(rx_py_sole(by)));
		return rx_py_template(py, &out, at);
	}
	rx_buf_free(&out);
	return NULL;
}

/* A literal time stays a text where that is what the method gives. */
static struct rx_node *
literal_method(struct rx_py *py, struct rx_node *of, struct rx_span name, bool *known)
{
	struct rx_place at = { of->line, of->col };

	if (rx_span_is(name, "isoformat") || rx_span_is(name, "to_iso8601_string"))
		return of;
	if (rx_span_is(name, "date") || rx_span_is(name, "to_date_string"))
		return rx_reading_string(py->in, (struct rx_span){ of->text.p,
		    of->text.n < 10 ? of->text.n : 10 }, at);
	*known = false;
	return NULL;
}

struct rx_node *
rx_py_time_method(struct rx_py *py, struct rx_node *of, struct rx_span name,
    const struct rx_py_args *args, bool *known)
{
	const struct rx_node *format = rx_node_at(args->list, 0);
	bool literal = rx_py_sort(of) == RX_PY_KNOWN;
	struct rx_node *node = NULL;
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	*known = true;
	if (literal && (node = literal_method(py, of, name, known)) != NULL)
		return node;
	*known = true;
	if (rx_span_is(name, "strftime") && literal && format != NULL) {
		write_time(&out, of);
		rx_buf_text(&out, ".strftime(");
		rx_py_operand(&out, format);
		rx_buf_byte(&out, ')');
		node = rx_py_template(py, &out, (struct rx_place){ of->line, of->col });
	} else if (rx_span_is(name, "timestamp") && literal) {
		write_time(&out, of);
		rx_buf_text(&out, ".timestamp()");
		node = rx_py_template(py, &out, (struct rx_place){ of->line, of->col });
	} else if (rx_span_is(name, "to_date_string")) {
		node = formatted(py, of, "%Y-%m-%d");
	} else if (rx_span_is(name, "to_datetime_string")) {
		node = formatted(py, of, "%Y-%m-%d %H:%M:%S");
	} else if (rx_span_is(name, "to_iso8601_string")) {
		node = formatted(py, of, "%Y-%m-%dT%H:%M:%SZ");
	} else if (rx_span_is(name, "subtract") || rx_span_is(name, "add")) {
		node = moved(py, of, *name.p == 's' ? '-' : '+', args);
	} else if (rx_span_is(name, "format") && !literal && format != NULL) {
		node = by_letters(py, of, format->text);
	} else if (rx_span_is(name, "in_timezone") || rx_span_is(name, "in_tz")) {
		node = of;
	} else {
		*known = false;
	}
	if (*known && node == NULL && py->in->err->exit == RX_OK)
		*known = false;
	return node;
}
