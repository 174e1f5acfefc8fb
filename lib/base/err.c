#include "rx/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rx/buf.h"
#include "rx/text.h"

static void
put(char *to, size_t size, const char *fmt, va_list ap)
{
	(void)vsnprintf(to, size, fmt, ap);
}

bool
rx_err_set(struct rx_err *e, int status, const char *fmt, ...)
{
	va_list ap;

	*e = (struct rx_err)RX_ERR_INIT;
	e->exit = status;
	va_start(ap, fmt);
	put(e->what, sizeof(e->what), fmt, ap);
	va_end(ap);
	return false;
}

bool
rx_err_errno(struct rx_err *e, const char *fmt, ...)
{
	const char	*why = strerror(errno);
	va_list		 ap;
	size_t		 n;

	*e = (struct rx_err)RX_ERR_INIT;
	e->exit = RX_FAILED;
	va_start(ap, fmt);
	put(e->what, sizeof(e->what), fmt, ap);
	va_end(ap);
	n = strlen(e->what);
	(void)snprintf(e->what + n, sizeof(e->what) - n, ": %s", why);
	return false;
}

bool
rx_err_nomem(struct rx_err *e)
{
	return rx_err_set(e, RX_FAILED, "out of memory");
}

bool
rx_err_at(struct rx_err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(e->at, sizeof(e->at), fmt, ap);
	va_end(ap);
	return false;
}

bool
rx_err_got(struct rx_err *e, struct rx_span got)
{
	size_t n = got.n > 500 ? 500 : got.n;

	if (n > 0)
		memcpy(e->got, got.p, n);
	memcpy(e->got + n, got.n > n ? "..." : "", got.n > n ? 4 : 1);
	return false;
}

bool
rx_err_hint(struct rx_err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(e->hint, sizeof(e->hint), fmt, ap);
	va_end(ap);
	return false;
}

static void
part(struct rx_buf *b, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	rx_buf_printf(b, "  %s: ", name);
	rx_text_safe(b, rx_span_of(text), false);
	rx_buf_byte(b, '\n');
}

void
rx_err_format(const struct rx_err *e, const char *tool, struct rx_buf *b)
{
	rx_buf_printf(b, "%s: error: ", tool);
	rx_text_safe(b, rx_span_of(e->what), false);
	rx_buf_byte(b, '\n');
	part(b, "at", e->at);
	part(b, "got", e->got);
	part(b, "hint", e->hint);
}
