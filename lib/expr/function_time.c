/* Functions of times, as Airbyte's macros define them. */
#include "lib/expr/expr.h"
#include "lib/expr/iso.h"
#include "rx/zone.h"

static struct rx_instant
now(struct rx_eval *e)
{
	return rx_date_of(e->ctx->now);
}

static struct rx_value
today(struct rx_eval *e, int64_t offset)
{
	struct rx_duration	d = { 0, offset, 0 };
	struct rx_civil		c = rx_civil_of(rx_date_add(now(e), d, 1));
	struct rx_instant	t;

	c.hour = c.minute = c.second = c.micros = 0;
	return rx_civil_instant(&c, &t) ? rx_value_time(t, true) : rx_value_undefined();
}

static struct rx_value
c_now_utc(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	(void)a;
	return rx_value_time(now(e), false);
}

static struct rx_value
c_today_utc(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	(void)a;
	return today(e, 0);
}

/* UTC, offsets, and places that the system knows. */
static bool
zone_offset(struct rx_span zone, int64_t at, int64_t *offset)
{
	struct rx_span digits = zone;

	*offset = 0;
	if (rx_span_is_nocase(zone, "UTC") || rx_span_is_nocase(zone, "GMT") ||
	    rx_span_is(zone, "Etc/UTC"))
		return true;
	if (rx_iso_offset(&digits, offset) && digits.n == 0)
		return true;
	return rx_zone_offset(zone, at, offset);
}

static bool
is_constant(const struct rx_arg *a)
{
	return a != NULL && a->term->op == RX_OP_CONST;
}

static const char *
check_zone(const struct rx_arg *a)
{
	int64_t ignored;

	if (!is_constant(a) || zone_offset(a->term->value.text, 0, &ignored))
		return NULL;
	return "knows UTC, offsets such as +09:00 and places such as Europe/Berlin";
}

static const char *
check_duration(const struct rx_arg *a)
{
	struct rx_duration ignored;

	if (!is_constant(a) || rx_duration_parse(a->term->value.text, &ignored))
		return NULL;
	return "takes an ISO 8601 duration such as P7D";
}

static struct rx_value
c_today_zone(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int64_t offset;

	(void)v;
	return zone_offset(rx_value_str(e, &a->v[0]), now(e).seconds, &offset) ? today(e, offset) :
	    rx_value_undefined();
}

static struct rx_value
formatted(struct rx_eval *e, struct rx_instant t, struct rx_span format)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	(void)rx_date_format(&b, t, format);
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
c_format_datetime(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_instant	t;
	struct rx_span		format = rx_value_str(e, &a->v[1]);
	bool			ok;

	(void)v;
	if (rx_value_none(&a->v[2]) || a->v[0].kind == RX_VALUE_TIME)
		ok = rx_value_instant(e, &a->v[0], &t);
	else
		ok = rx_date_parse(rx_value_str(e, &a->v[0]), rx_value_str(e, &a->v[2]), &t);
	return ok ? formatted(e, t, format) : rx_value_undefined();
}

static struct rx_value
c_str_to_datetime(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_instant t;

	(void)v;
	return rx_value_instant(e, &a->v[0], &t) ? rx_value_time(t, false) :
	    rx_value_undefined();
}

static struct rx_value
c_timestamp(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value t;

	(void)v;
	if (a->v[0].kind == RX_VALUE_NUMBER)
		return rx_number_whole(e, &a->v[0]);
	t = c_str_to_datetime(e, v, a);
	if (t.kind == RX_VALUE_UNDEFINED)
		return t;
	t = formatted(e, t.time, RX_SPAN("%s_as_float"));
	if (t.kind == RX_VALUE_STRING)
		t.kind = RX_VALUE_NUMBER;
	return t;
}

static struct rx_value
c_day_delta(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_duration	d = { 0, 0, 0 };
	struct rx_span		format = RX_SPAN("%Y-%m-%dT%H:%M:%S.%f%z");
	int64_t			days;

	(void)v;
	if (!rx_value_long(&a->v[0], &days) || days > 4000000 || days < -4000000)
		return rx_value_undefined();
	if (!rx_value_none(&a->v[1]))
		format = rx_value_str(e, &a->v[1]);
	d.seconds = days * 86400;
	return formatted(e, rx_date_add(now(e), d, 1), format);
}

static struct rx_value
c_duration(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_duration d;

	(void)v;
	return rx_duration_parse(rx_value_str(e, &a->v[0]), &d) ? rx_value_span(d) :
	    rx_value_undefined();
}

/* Python's: days, seconds, ..., in its order; fractions by the microsecond. */
static struct rx_value
c_timedelta(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	static const double	units[] = { 86400, 1, 1e-6, 1e-3, 60, 3600, 7 * 86400 };
	struct rx_duration	d = { 0, 0, 0 };
	double			n, sum = 0;
	int64_t			micros;
	unsigned		i;

	(void)e;
	(void)v;
	for (i = 0; i < 7; i++) {
		if (rx_value_none(&a->v[i]))
			continue;
		if (!rx_value_real(&a->v[i], &n))
			return rx_value_undefined();
		sum += n * units[i];
	}
	if (!(sum < 4e11 && sum > -4e11))
		return rx_value_undefined();
	micros = (int64_t)(sum * 1e6 + (sum < 0 ? -0.5 : 0.5));
	d.seconds = micros / 1000000 - (micros % 1000000 < 0);
	d.micros = (int)(micros - d.seconds * 1000000);
	return rx_value_span(d);
}

const struct rx_def rx_time_functions[] = {
	{ "now_utc", "", 0, 0, c_now_utc, NULL },
	{ "today_utc", "", 0, 0, c_today_utc, NULL },
	{ "today_with_timezone", "timezone", 1, 0, c_today_zone, check_zone },
	{ "format_datetime", "dt format input_format", 2, 0, c_format_datetime, NULL },
	{ "str_to_datetime", "s", 1, 0, c_str_to_datetime, NULL },
	{ "timestamp", "dt", 1, 0, c_timestamp, NULL },
	{ "day_delta", "num_days format", 1, 0, c_day_delta, NULL },
	{ "duration", "datestring", 1, 0, c_duration, check_duration },
	{ "timedelta", "days seconds microseconds milliseconds minutes hours weeks", 0, 0,
	    c_timedelta, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
