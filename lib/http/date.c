/* HTTP dates, without the locale that strptime(3) would ask. */
#include "rx/retry.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int
month_of(const char *name)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	char	low[4];
	int	i;

	for (i = 0; i < 3; i++)
		low[i] = (char)(name[i] | 0x20);
	for (i = 0; i < 12; i++)
		if (memcmp(names + 3 * (size_t)i, low, 3) == 0)
			return i;
	return -1;
}

/* Two digits of a year (RFC 850) mean the century that is near: 70 to 99 the
 * last one. */
static int
year_of(int y)
{
	return y >= 100 ? y : y < 70 ? y + 2000 : y + 1900;
}

bool
rx_retry_date(struct rx_span s, double *out)
{
	char		text[64], month[4] = "";
	int		day, year, h, m, sec;
	const char	*p;
	struct tm	tm;

	if (s.n < 20 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if ((p = strchr(text, ',')) != NULL) {	/* Sun, 06 Nov 1994 08:49:37 GMT */
		if (sscanf(p + 1, " %2d%*1[ -]%3[A-Za-z]%*1[ -]%4d %2d:%2d:%2d",
		    &day, month, &year, &h, &m, &sec) != 6)
			return false;
	} else if (sscanf(text, "%*3s %3[A-Za-z] %2d %2d:%2d:%2d %4d",
	    month, &day, &h, &m, &sec, &year) != 6) {	/* Sun Nov  6 08:49:37 1994 */
		return false;
	}
	memset(&tm, 0, sizeof(tm));
	if (strlen(month) != 3 || (tm.tm_mon = month_of(month)) < 0 ||
	    day < 1 || day > 31 || h < 0 || h > 23 || m < 0 || m > 59 ||
	    sec < 0 || sec > 60)
		return false;
	tm.tm_year = year_of(year) - 1900;
	tm.tm_mday = day;
	tm.tm_hour = h;
	tm.tm_min = m;
	tm.tm_sec = sec;
	*out = (double)timegm(&tm);
	return true;
}
