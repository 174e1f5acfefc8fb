#include "rx/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double
read_clock(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double
rx_clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

double
rx_clock_mono(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void
rx_clock_rfc3339(double when, char buf[32])
{
	time_t		t = (time_t)when;
	struct tm	tm;

	(void)gmtime_r(&t, &tm);
	if (strftime(buf, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		buf[0] = '\0';
}

void
rx_clock_precise(double when, char buf[32])
{
	double	whole = floor(when);

	rx_clock_rfc3339(whole, buf);
	if (strlen(buf) == 20)
		(void)snprintf(buf + 19, 13, ".%06.0fZ", fmin((when - whole) * 1e6, 999999));
}

double
rx_clock_parse(const char *text)
{
	struct tm	 tm;
	const char	*end;

	memset(&tm, 0, sizeof(tm));
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return end != NULL && *end == '\0' ? (double)timegm(&tm) : -1;
}
