#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rx/opt.h"

#define LEAST	65536	/* bytes: with less no buffer is of use */

bool
rx_opt_size(const char *text, size_t *out)
{
	const char	*units = "kMGT", *u;
	size_t		 n = strspn(text, "0123456789");
	unsigned long	 v;
	unsigned	 shift = 0;

	if (!rx_span_uint((struct rx_span){ text, n }, &v))
		return false;
	if (text[n] != '\0') {
		u = strchr(units, text[n] == 'K' ? 'k' : text[n]);
		if (u == NULL || text[n + 1] != '\0')
			return false;
		shift = 10 * (unsigned)(u - units + 1);
	}
	if (v > ((unsigned long)-1 >> shift) || v << shift < LEAST)
		return false;
	*out = v << shift;
	return true;
}

bool
rx_opt_time(const char *text, double *out)
{
	char	*end;
	double	 v;

	if (text[0] < '0' || text[0] > '9')
		return false;
	v = strtod(text, &end);
	if (*end != '\0' && end[1] != '\0')
		return false;
	v *= *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 :
	    *end == 's' || *end == '\0' ? 1 : NAN;
	if (!isfinite(v) || v > 1e9)
		return false;
	*out = v;
	return true;
}
