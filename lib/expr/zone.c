/* Time zone files: the table of changes, and a rule for what comes after it. */
#include "rx/zone.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/date.h"
#include "rx/io.h"

#define FILE_MAX	((size_t)1 << 20)
#define HEADER		44

/* -- the rule behind the table ------------------------------------------------ */

struct rule {			/* the text that is left */
	const char	*p, *end;
};

struct change {			/* Mm.w.d/time: the w-th weekday d of a month; 5 is the last */
	long		 month, week, day, time;
};

static bool
take(struct rule *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* CET, or <+03> */
static bool
take_name(struct rule *r)
{
	const char *start = r->p;

	if (take(r, '<')) {
		while (r->p < r->end && *r->p != '>')
			r->p++;
		return take(r, '>');
	}
	while (r->p < r->end && isalpha((unsigned char)*r->p))
		r->p++;
	return r->p - start >= 3;
}

static bool
take_number(struct rule *r, long *n)
{
	const char *start = r->p;

	for (*n = 0; r->p < r->end && isdigit((unsigned char)*r->p) && r->p - start < 4; r->p++)
		*n = *n * 10 + (*r->p - '0');
	return r->p > start;
}

/* [+-]hh[:mm[:ss]], in seconds. */
static bool
take_time(struct rule *r, long *seconds)
{
	bool negative = take(r, '-');
	long n;

	if (!negative)
		(void)take(r, '+');
	if (!take_number(r, &n))
		return false;
	*seconds = n * 3600;
	for (long unit = 60; unit > 0 && take(r, ':'); unit /= 60) {
		if (!take_number(r, &n))
			return false;
		*seconds += n * unit;
	}
	*seconds = negative ? -*seconds : *seconds;
	return true;
}

static bool
take_change(struct rule *r, struct change *c)
{
	c->time = 7200;
	return take(r, ',') && take(r, 'M') && take_number(r, &c->month) && take(r, '.') &&
	    take_number(r, &c->week) && take(r, '.') && take_number(r, &c->day) &&
	    c->month >= 1 && c->month <= 12 && c->week >= 1 && c->week <= 5 && c->day <= 6 &&
	    (!take(r, '/') || take_time(r, &c->time));
}

/* When it happens in that year, by the clock that runs until then. */
static bool
moment(const struct change *c, int year, int64_t *at)
{
	struct rx_civil first = { .year = year, .month = (int)c->month, .day = 1 };
	struct rx_instant t;
	int day, days = rx_civil_days(year, first.month);

	if (!rx_civil_instant(&first, &t))
		return false;
	/* The rule counts weekdays from Sunday, the calendar from Monday. */
	day = (int)(c->day + 13 - rx_civil_of(t).weekday) % 7 + (int)(c->week - 1) * 7;
	while (day >= days)
		day -= 7;
	*at = t.seconds + day * 86400 + c->time;
	return true;
}

bool
rx_zone_of_rule(struct rx_span rule, int64_t at, int64_t *offset)
{
	struct rule r = { rule.p, rule.p + rule.n };
	struct change on, off;
	int64_t begins, ends;
	long standard, summer;
	int year;

	if (!take_name(&r) || !take_time(&r, &standard))
		return false;
	*offset = -standard;
	if (r.p == r.end)
		return true;
	if (!take_name(&r))
		return false;
	summer = standard - 3600;
	if (r.p < r.end && *r.p != ',' && !take_time(&r, &summer))
		return false;
	year = rx_civil_of((struct rx_instant){ at - standard, 0 }).year;
	if (!take_change(&r, &on) || !take_change(&r, &off) || !moment(&on, year, &begins) ||
	    !moment(&off, year, &ends))
		return false;
	begins += standard;
	ends += summer;
	if (begins < ends ? at >= begins && at < ends : at >= begins || at < ends)
		*offset = -summer;
	return true;
}

/* -- the file ------------------------------------------------------------------ */

struct counts {
	uint32_t	 isut, isstd, leap, time, type, chars;
};

static int64_t
number(const char *p, size_t n)
{
	uint64_t v = (unsigned char)*p & 0x80 ? ~(uint64_t)0 : 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

static bool
header(struct rx_span bytes, struct counts *c)
{
	uint32_t *const fields[] = { &c->isut, &c->isstd, &c->leap, &c->time, &c->type,
	    &c->chars };

	if (bytes.n < HEADER || memcmp(bytes.p, "TZif", 4) != 0)
		return false;
	for (size_t i = 0; i < 6; i++) {
		*fields[i] = (uint32_t)number(bytes.p + 20 + 4 * i, 4);
		if (*fields[i] > 100000)
			return false;
	}
	return c->type > 0;
}

/* The bytes of a table whose times have that width. */
static size_t
table_size(const struct counts *c, size_t width)
{
	return c->time * (width + 1) + c->type * (size_t)6 + c->chars +
	    c->leap * (width + 4) + c->isstd + c->isut;
}

/* The offset by the table; *after if the time is behind its last change. */
static bool
by_table(const char *p, const struct counts *c, size_t width, int64_t at, int64_t *offset,
    bool *after)
{
	const char *types = p + c->time * width, *info = types + c->time;
	uint32_t n = 0, type;

	while (n < c->time && number(p + n * width, width) <= at)
		n++;
	type = n > 0 ? (unsigned char)types[n - 1] : 0;
	*after = n == c->time;
	if (type >= c->type)
		return false;
	*offset = number(info + type * (size_t)6, 4);
	return true;
}

bool
rx_zone_of_file(struct rx_span bytes, int64_t at, int64_t *offset)
{
	struct rx_span rest = bytes, rule;
	struct counts c;
	size_t width = 4;
	bool after;

	if (!header(rest, &c))
		return false;
	if (bytes.p[4] >= '2') {		/* the same again, with times of 8 bytes */
		rest = rx_span_cut(rest, HEADER + table_size(&c, 4));
		width = 8;
		if (!header(rest, &c))
			return false;
	}
	rest = rx_span_cut(rest, HEADER);
	if (rest.n < table_size(&c, width) || !by_table(rest.p, &c, width, at, offset, &after))
		return false;
	rule = rx_span_trim(rx_span_cut(rest, table_size(&c, width)));
	if (after && width == 8 && rule.n > 0)
		return rx_zone_of_rule(rule, at, offset);
	return true;
}

/* A name that stays within the folder. */
static bool
is_name(struct rx_span name)
{
	if (name.n == 0 || name.n > 60 || !isalpha((unsigned char)*name.p))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!isalnum((unsigned char)name.p[i]) && strchr("/_+-", name.p[i]) == NULL)
			return false;
	return true;
}

bool
rx_zone_offset(struct rx_span name, int64_t at, int64_t *offset)
{
	struct rx_err ignored = RX_ERR_INIT;
	char path[100], *text;
	size_t n;
	bool ok;

	if (!is_name(name))
		return false;
	(void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%.*s", RX_FMT(name));
	if (!rx_file_read(path, FILE_MAX, &text, &n, &ignored))
		return false;
	ok = rx_zone_of_file((struct rx_span){ text, n }, at, offset);
	free(text);
	return ok;
}
