#include "lib/merge/named.h"

#include <stdlib.h>
#include <string.h>

#include "rx/buf.h"
#include "rx/text.h"

#define SHOWN	20	/* names of a hint */

bool
rx_named_open(struct rx_named *d, const char *const *v, size_t n, struct rx_err *e)
{
	*d = (struct rx_named){ .v = v, .n = n, .met = calloc(n + 1, sizeof(bool)),
	    .arena = RX_ARENA_INIT };
	return d->met != NULL || rx_err_nomem(e);
}

void
rx_named_close(struct rx_named *d)
{
	free(d->met);
	rx_opt_list_free(&d->known);
	rx_arena_free(&d->arena);
}

static bool
is_known(const struct rx_named *d, struct rx_span name)
{
	size_t i;

	for (i = d->known.n; i > 0; i--)
		if (rx_span_is(name, d->known.v[i - 1]))
			return true;
	return false;
}

bool
rx_named_see(struct rx_named *d, struct rx_span name)
{
	const char	*text;
	size_t		 i;

	if (d->n == 0 || is_known(d, name))
		return true;
	for (i = 0; i < d->n; i++)
		d->met[i] |= rx_span_is(name, d->v[i]);
	text = rx_arena_str(&d->arena, name);
	return text != NULL && rx_opt_list_add(&d->known, text);
}

bool
rx_named_is(const struct rx_named *d, struct rx_span name)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (rx_span_is(name, d->v[i]))
			return true;
	return d->n == 0;
}

static bool
tell(const struct rx_named *d, const char *name, const char *what, struct rx_err *e)
{
	const char	*near = rx_text_nearest(name, d->known.v, (int)d->known.n);
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		 i;

	rx_err_set(e, RX_USAGE, "the target knows no %s '%s'", what, name);
	if (near != NULL)
		return rx_err_hint(e, "did you mean '%s'?", near);
	for (i = 0; i < d->known.n && i < SHOWN; i++)
		rx_buf_printf(&b, "%s%s", i > 0 ? ", " : "", d->known.v[i]);
	(void)rx_err_hint(e, "it knows %s%s", rx_buf_str(&b), i < d->known.n ? ", ..." : "");
	rx_buf_free(&b);
	return false;
}

bool
rx_named_check(const struct rx_named *d, const char *what, struct rx_err *e)
{
	size_t i;

	for (i = 0; d->known.n > 0 && i < d->n; i++)
		if (!d->met[i])
			return tell(d, d->v[i], what, e);
	return true;
}
