/* Methods of times and spans of time; a text that is a time counts as one. */
#include "lib/expr/expr.h"

#define TIME	(1u << RX_VALUE_TIME)
#define TEXT	(1u << RX_VALUE_STRING)
#define SPAN	(1u << RX_VALUE_SPAN_OF_TIME)

static struct rx_value
m_strftime(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf		b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_instant	t;

	if (!rx_value_instant(e, v, &t))
		return rx_value_undefined();
	(void)rx_date_format(&b, t, rx_value_str(e, &a->v[0]));
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
m_isoformat(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	between = RX_SPAN("T"), spec = rx_value_str(e, &a->v[1]);
	bool		millis = rx_span_is(spec, "milliseconds");

	(void)rx_date_format(&b, v->time, RX_SPAN("%Y-%m-%d"));
	if (v->date_only)
		return rx_value_take(e, &b, RX_VALUE_STRING);
	if (!rx_value_none(&a->v[0]))
		between = rx_value_str(e, &a->v[0]);
	(void)rx_buf_span(&b, between);
	(void)rx_date_format(&b, v->time, RX_SPAN("%H:%M:%S"));
	if (millis)
		(void)rx_date_format(&b, v->time, RX_SPAN(".%_ms"));
	else if (!rx_span_is(spec, "seconds") && v->time.micros != 0)
		(void)rx_date_format(&b, v->time, RX_SPAN(".%f"));
	(void)rx_buf_text(&b, "+00:00");
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
m_timestamp(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	(void)a;
	(void)rx_date_format(&b, v->time, RX_SPAN("%s_as_float"));
	return rx_value_take(e, &b, RX_VALUE_NUMBER);
}

static struct rx_value
m_total_seconds(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return v->months != 0 ? rx_value_undefined() : rx_value_double(e,
	    (double)v->time.seconds + (double)v->time.micros / 1e6);
}

static struct rx_value
m_date(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_civil		c = rx_civil_of(v->time);
	struct rx_instant	t;

	(void)e;
	(void)a;
	c.hour = c.minute = c.second = c.micros = 0;
	return rx_civil_instant(&c, &t) ? rx_value_time(t, true) : rx_value_undefined();
}

static struct rx_value
m_replace(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_civil		c = rx_civil_of(v->time);
	int *const		fields[] = { &c.year, &c.month, &c.day, &c.hour,
				    &c.minute, &c.second, &c.micros };
	struct rx_instant	t;
	int64_t			n;
	unsigned		i;

	(void)e;
	for (i = 0; i < 7; i++) {
		if (rx_value_none(&a->v[i]))
			continue;
		if (!rx_value_long(&a->v[i], &n) || n < 0 || n > 999999)
			return rx_value_undefined();
		*fields[i] = (int)n;
	}
	return rx_civil_instant(&c, &t) ? rx_value_time(t, v->date_only) :
	    rx_value_undefined();
}

/* All times are UTC here. */
static struct rx_value
m_astimezone(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return *v;
}

static struct rx_value
m_weekday(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_value_int(e, rx_civil_of(v->time).weekday);
}

static struct rx_value
m_isoweekday(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_value_int(e, rx_civil_of(v->time).weekday + 1);
}

const struct rx_def rx_time_methods[] = {
	{ "strftime", "format", 1, TIME | TEXT, m_strftime, NULL },
	{ "isoformat", "sep timespec", 0, TIME, m_isoformat, NULL },
	{ "timestamp", "", 0, TIME, m_timestamp, NULL },
	{ "total_seconds", "", 0, SPAN, m_total_seconds, NULL },
	{ "date", "", 0, TIME, m_date, NULL },
	{ "replace", "year month day hour minute second microsecond tzinfo", 0, TIME,
	    m_replace, NULL },
	{ "astimezone", "tz", 0, TIME, m_astimezone, NULL },
	{ "weekday", "", 0, TIME, m_weekday, NULL },
	{ "isoweekday", "", 0, TIME, m_isoweekday, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
