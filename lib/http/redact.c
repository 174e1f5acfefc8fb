#include "rx/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/digest.h"
#include "rx/json.h"
#include "rx/url.h"

#define SHORT	4	/* bytes: what is shorter must stand alone */

struct rx_redact_form {
	struct rx_redact_form	*next;
	size_t			 n;
	bool			 alone;
	char			 p[];
};

static bool
known(const struct rx_redact *r, struct rx_span s)
{
	const struct rx_redact_form *f;

	for (f = r->first; f != NULL; f = f->next)
		if (f->n == s.n && memcmp(f->p, s.p, s.n) == 0)
			return true;
	return false;
}

static bool
add_form(struct rx_redact *r, struct rx_span s)
{
	struct rx_redact_form *f;

	if (s.n == 0 || known(r, s))
		return true;
	if ((f = malloc(sizeof(*f) + s.n)) == NULL)
		return false;
	f->n = s.n;
	f->alone = s.n < SHORT;
	memcpy(f->p, s.p, s.n);
	f->next = r->first;
	r->first = f;
	r->starts[(unsigned char)s.p[0]] = true;
	return true;
}

/* Percent-encoded with digits in either case; + for a space. */
static bool
add_encoded(struct rx_redact *r, struct rx_buf *b, struct rx_span secret)
{
	size_t	i, j;
	bool	ok;

	rx_buf_reset(b);
	ok = rx_url_encode(b, secret, RX_URL_QUERY) &&
	    add_form(r, rx_buf_view(b));
	for (i = 0; i + 2 < b->n; i++)
		if (b->p[i] == '%')
			for (j = i + 1; j <= i + 2; j++)
				if (b->p[j] >= 'A' && b->p[j] <= 'F')
					b->p[j] = (char)(b->p[j] + 32);
	ok = ok && add_form(r, rx_buf_view(b));
	rx_buf_reset(b);
	for (i = 0; i < secret.n; i++)
		if (secret.p[i] == ' ')
			rx_buf_byte(b, '+');
		else
			rx_url_encode(b, rx_span_cut((struct rx_span){ secret.p,
			    i + 1 }, i), RX_URL_QUERY);
	return ok && !b->failed && add_form(r, rx_buf_view(b));
}

/* As in a JSON string, with and without the escaped slash. */
static bool
add_escaped(struct rx_redact *r, struct rx_buf *b, struct rx_span secret)
{
	struct rx_buf	slashed = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;
	bool		ok;

	rx_buf_reset(b);
	ok = rx_json_quote(b, secret) && b->n > 2 &&
	    add_form(r, (struct rx_span){ b->p + 1, b->n - 2 });
	for (i = 1; ok && i + 1 < b->n; i++) {
		if (b->p[i] == '/')
			rx_buf_byte(&slashed, '\\');
		rx_buf_byte(&slashed, b->p[i]);
	}
	ok = ok && !slashed.failed && add_form(r, rx_buf_view(&slashed));
	if (slashed.p != NULL)
		explicit_bzero(slashed.p, slashed.cap);
	rx_buf_free(&slashed);
	return ok;
}

static bool
add_both_alphabets(struct rx_redact *r, char *p, size_t n)
{
	size_t i;

	if (!add_form(r, (struct rx_span){ p, n }))
		return false;
	for (i = 0; i < n; i++)
		p[i] = p[i] == '+' ? '-' : p[i] == '/' ? '_' : p[i];
	return add_form(r, (struct rx_span){ p, n });
}

/*
 * In base64, alone, and behind 0, 1 or 2 bytes of something else and before
 * anything: then the first and last digits hold foreign bits and are left
 * out.
 */
static bool
add_base64(struct rx_redact *r, struct rx_buf *b, struct rx_span secret)
{
	struct rx_buf	in = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		before, from, to;
	bool		ok = true;

	if (secret.n < SHORT)
		return true;
	for (before = 0; before < 3 && ok; before++) {
		rx_buf_reset(&in);
		rx_buf_add(&in, "\0\0", before);
		rx_buf_span(&in, secret);
		rx_buf_reset(b);
		ok = rx_base64(b, rx_buf_view(&in)) &&
		    (before > 0 || add_form(r, rx_buf_view(b)));
		from = (before * 8 + 5) / 6;
		to = in.n * 8 / 6;		/* whole digits */
		ok = ok && add_both_alphabets(r, b->p + from, to - from);
	}
	if (in.p != NULL)
		explicit_bzero(in.p, in.cap);
	rx_buf_free(&in);
	return ok;
}

bool
rx_redact_add(struct rx_redact *r, struct rx_span secret)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (secret.n == 0 || known(r, secret))
		return true;
	ok = add_form(r, secret) && add_encoded(r, &b, secret) &&
	    add_escaped(r, &b, secret) && add_base64(r, &b, secret);
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	rx_buf_free(&b);
	return ok;
}

static bool
word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* How many bytes at i belong to a secret; 0: none. */
static size_t
find_at(const struct rx_redact *r, struct rx_span s, size_t i)
{
	const struct rx_redact_form	*f;
	size_t				 longest = 0;

	if (!r->starts[(unsigned char)s.p[i]])
		return 0;
	for (f = r->first; f != NULL; f = f->next) {
		if (f->n > s.n - i || f->n <= longest ||
		    memcmp(f->p, s.p + i, f->n) != 0)
			continue;
		if (f->alone && ((i > 0 && word(s.p[i - 1])) ||
		    (i + f->n < s.n && word(s.p[i + f->n]))))
			continue;
		longest = f->n;
	}
	return longest;
}

bool
rx_redact_any(const struct rx_redact *r, struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (find_at(r, s, i) > 0)
			return true;
	return false;
}

bool
rx_redact_text(const struct rx_redact *r, struct rx_buf *b, struct rx_span s)
{
	size_t	i, n, until = 0;	/* bytes before it belong to a secret */

	for (i = 0; i < s.n; i++) {
		n = find_at(r, s, i);
		if (n > 0 && i >= until)
			rx_buf_text(b, "***");
		if (n > 0 && i + n > until)
			until = i + n;
		if (i >= until)
			rx_buf_byte(b, s.p[i]);
	}
	return !b->failed;
}

void
rx_redact_in(const struct rx_redact *r, char *text, size_t size)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	s = rx_span_of(text);

	if (rx_redact_any(r, s)) {
		rx_redact_text(r, &b, s);
		(void)snprintf(text, size, "%s", rx_buf_str(&b));
	}
	rx_buf_free(&b);
}

void
rx_redact_err(const struct rx_redact *r, struct rx_err *e)
{
	rx_redact_in(r, e->what, sizeof(e->what));
	rx_redact_in(r, e->at, sizeof(e->at));
	rx_redact_in(r, e->got, sizeof(e->got));
	rx_redact_in(r, e->hint, sizeof(e->hint));
}

void
rx_redact_free(struct rx_redact *r)
{
	struct rx_redact_form *f;

	while ((f = r->first) != NULL) {
		r->first = f->next;
		explicit_bzero(f->p, f->n);
		free(f);
	}
	memset(r->starts, 0, sizeof(r->starts));
}
