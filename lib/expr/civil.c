/* The proleptic Gregorian calendar in UTC, years 1 to 9999. */
#include "rx/date.h"

#include <math.h>

#define DAY	86400
#define FIRST	(-62135596800LL)	/* 0001-01-01T00:00:00Z */
#define LAST	253402300799LL		/* 9999-12-31T23:59:59Z */

static bool
leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
rx_civil_days(int year, int month)
{
	static const signed char days[] =
	    { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to the first of March of the year that, counted from
 * March, holds the date; so that the leap day comes last. */
static int64_t
days_of(int year, int month, int day)
{
	int64_t	y = month <= 2 ? year - 1 : year;
	int64_t	era = (y >= 0 ? y : y - 399) / 400;
	int64_t	of_era = y - era * 400;
	int64_t	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

struct rx_civil
rx_civil_of(struct rx_instant t)
{
	struct rx_civil	 c = { .micros = t.micros };
	int64_t		 days = t.seconds / DAY, rest = t.seconds % DAY;
	int64_t		 z, era, of_era, y, of_year, m;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	c.weekday = (int)(((days + 3) % 7 + 7) % 7);
	z = days + 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	of_era = z - era * 146097;
	y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * y + y / 4 - y / 100);
	m = (5 * of_year + 2) / 153;
	c.day = (int)(of_year - (153 * m + 2) / 5 + 1);
	c.month = (int)(m < 10 ? m + 3 : m - 9);
	c.year = (int)(y + era * 400 + (c.month <= 2));
	c.yearday = (int)(days - days_of(c.year, 1, 1)) + 1;
	return c;
}

static struct rx_instant
clamp(struct rx_instant t)
{
	if (t.seconds < FIRST)
		return (struct rx_instant){ FIRST, 0 };
	if (t.seconds > LAST)
		return (struct rx_instant){ LAST, 999999 };
	return t;
}

bool
rx_civil_instant(const struct rx_civil *c, struct rx_instant *t)
{
	/* 60 is a leap second, 24:00:00 the next day's beginning. */
	bool last = c->hour == 24 && c->minute == 0 && c->second == 0;

	if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 ||
	    c->day < 1 || c->day > rx_civil_days(c->year, c->month) ||
	    c->hour < 0 || (c->hour > 23 && !last) || c->minute < 0 ||
	    c->minute > 59 || c->second < 0 || c->second > 60 ||
	    c->micros < 0 || c->micros > 999999)
		return false;
	t->seconds = days_of(c->year, c->month, c->day) * DAY +
	    c->hour * 3600 + c->minute * 60 + c->second;
	t->micros = c->micros;
	*t = clamp(*t);
	return true;
}

static struct rx_instant
add_months(struct rx_instant t, int64_t months)
{
	struct rx_civil	c = rx_civil_of(t);
	int64_t		n = (int64_t)c.year * 12 + c.month - 1 + months;

	if (n < 12)
		return (struct rx_instant){ FIRST, 0 };
	if (n >= 10000 * 12)
		return (struct rx_instant){ LAST, 999999 };
	c.year = (int)(n / 12);
	c.month = (int)(n % 12) + 1;
	if (c.day > rx_civil_days(c.year, c.month))
		c.day = rx_civil_days(c.year, c.month);
	(void)rx_civil_instant(&c, &t);
	return t;
}

struct rx_instant
rx_date_add(struct rx_instant t, struct rx_duration d, int sign)
{
	int64_t micros;

	if (d.months != 0)
		t = add_months(t, (int64_t)d.months * sign);
	if (d.seconds > LAST - FIRST)
		d.seconds = LAST - FIRST;
	if (d.seconds < FIRST - LAST)
		d.seconds = FIRST - LAST;
	t.seconds += d.seconds * sign;
	micros = t.micros + (int64_t)d.micros * sign;
	if (micros < 0) {
		micros += 1000000;
		t.seconds--;
	} else if (micros > 999999) {
		micros -= 1000000;
		t.seconds++;
	}
	t.micros = (int)micros;
	return clamp(t);
}

struct rx_instant
rx_date_of(double seconds)
{
	double		  whole = floor(seconds);
	struct rx_instant t;

	if (!(whole >= (double)FIRST && whole <= (double)LAST))
		return (struct rx_instant){ whole > 0 ? LAST : FIRST, 0 };
	t.seconds = (int64_t)whole;
	t.micros = (int)lround((seconds - whole) * 1e6);
	if (t.micros > 999999) {
		t.micros = 0;
		t.seconds++;
	}
	return clamp(t);
}

int
rx_date_cmp(struct rx_instant a, struct rx_instant b)
{
	if (a.seconds != b.seconds)
		return a.seconds < b.seconds ? -1 : 1;
	return a.micros < b.micros ? -1 : a.micros > b.micros;
}
