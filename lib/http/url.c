#include "rx/url.h"

#include <string.h>

/* The five parts of a reference (RFC 3986, 3); p NULL: not there. */
struct parts {
	struct rx_span	scheme, authority, path, query, fragment;
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
alpha(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The length of "scheme:" without the colon, or 0. */
static size_t
scheme_length(struct rx_span s)
{
	size_t i;

	if (s.n == 0 || !alpha(s.p[0]))
		return 0;
	for (i = 1; i < s.n; i++) {
		if (s.p[i] == ':')
			return i;
		if (!alpha(s.p[i]) && !digit(s.p[i]) && s.p[i] != '+' &&
		    s.p[i] != '-' && s.p[i] != '.')
			return 0;
	}
	return 0;
}

/* Cuts off and returns what stands before the first of the stop bytes. */
static struct rx_span
take_until(struct rx_span *s, const char *stops)
{
	struct rx_span	head = *s;
	size_t		i, n = strlen(stops);

	for (i = 0; i < s->n && memchr(stops, s->p[i], n) == NULL; i++)
		;
	head.n = i;
	*s = rx_span_cut(*s, i);
	return head;
}

static void
split(struct rx_span s, struct parts *u)
{
	size_t n = scheme_length(s);

	memset(u, 0, sizeof(*u));
	if (n > 0) {
		u->scheme = (struct rx_span){ s.p, n };
		s = rx_span_cut(s, n + 1);
	}
	if (rx_span_starts(s, "//")) {
		s = rx_span_cut(s, 2);
		u->authority = take_until(&s, "/?#");
	}
	u->path = take_until(&s, "?#");
	if (s.n > 0 && s.p[0] == '?') {
		s = rx_span_cut(s, 1);
		u->query = take_until(&s, "#");
	}
	if (s.n > 0)
		u->fragment = rx_span_cut(s, 1);
}

static bool
put_parts(struct rx_buf *b, const struct parts *u)
{
	if (u->scheme.p != NULL) {
		rx_buf_span(b, u->scheme);
		rx_buf_byte(b, ':');
	}
	if (u->authority.p != NULL) {
		rx_buf_text(b, "//");
		rx_buf_span(b, u->authority);
	}
	rx_buf_span(b, u->path);
	if (u->query.p != NULL) {
		rx_buf_byte(b, '?');
		rx_buf_span(b, u->query);
	}
	if (u->fragment.p != NULL) {
		rx_buf_byte(b, '#');
		rx_buf_span(b, u->fragment);
	}
	return !b->failed;
}

/* -- origin -------------------------------------------------------------- */

static bool
host_char(char c)
{
	return alpha(c) || digit(c) || c == '-' || c == '.' || c == '_' ||
	    c == '~' || (unsigned char)c >= 0x80;
}

static bool
address_char(char c)
{
	return digit(c) || c == ':' || c == '.' ||
	    (lower(c) >= 'a' && lower(c) <= 'f');
}

/* A host name, or an address in brackets. */
static bool
host_fits(struct rx_span host)
{
	size_t i;

	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']') {
		for (i = 1; i < host.n - 1; i++)
			if (!address_char(host.p[i]))
				return false;
		return true;
	}
	for (i = 0; i < host.n; i++)
		if (!host_char(host.p[i]))
			return false;
	return host.n > 0;
}

/* Takes the port off: 0 when there is none; -1 when it is no port. */
static long
cut_port(struct rx_span *authority)
{
	unsigned long	port = 0;
	size_t		i;

	for (i = authority->n; i > 0 && digit(authority->p[i - 1]); i--)
		;
	if (i == 0 || authority->p[i - 1] != ':')
		return 0;
	if (i < authority->n && (authority->n - i > 9 ||
	    !rx_span_uint(rx_span_cut(*authority, i), &port) ||
	    port == 0 || port > 65535))
		return -1;
	authority->n = i - 1;
	return (long)port;
}

/* What stands before the @ of an authority; NONE: there is none. */
static struct rx_span
user_of(const struct parts *u)
{
	size_t n = u->authority.n;

	while (n > 0 && u->authority.p[n - 1] != '@')
		n--;
	return n > 0 ? (struct rx_span){ u->authority.p, n - 1 } : RX_SPAN_NONE;
}

bool
rx_url_show(struct rx_buf *b, struct rx_span url)
{
	struct parts	u;
	struct rx_span	user;

	split(url, &u);
	user = user_of(&u);
	if (user.p == NULL)
		return rx_buf_span(b, url);
	rx_buf_add(b, url.p, (size_t)(user.p - url.p));
	rx_buf_text(b, "***");
	return rx_buf_span(b, rx_span_cut(url, (size_t)(user.p - url.p) + user.n));
}

static const char *
fault(struct rx_span url, const struct parts *u)
{
	size_t i;

	for (i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || url.p[i] == 0x7f)
			return "a URL with a space or a control character";
	if (!rx_span_is_nocase(u->scheme, "http") &&
	    !rx_span_is_nocase(u->scheme, "https"))
		return "not an http or https URL";
	if (u->authority.n == 0)
		return "a URL without a host";
	if (user_of(u).p != NULL)
		return "a URL with a user name or password in it";
	return NULL;
}

bool
rx_url_origin(struct rx_buf *b, struct rx_span url, struct rx_err *err)
{
	struct parts	 u;
	const char	*why;
	long		 port;
	bool		 tls;
	size_t		 i;

	split(url, &u);
	if ((why = fault(url, &u)) != NULL) {
		rx_err_set(err, RX_USAGE, "%s", why);
		return user_of(&u).p == NULL ? false : rx_err_hint(err, "name the secret in its "
		    "place: rx-page -u 'USER:{{ secrets.NAME }}', rx-auth --basic USER:NAME, or "
		    "\"auth\" in the source");
	}
	tls = u.scheme.n == 5;
	port = cut_port(&u.authority);
	if (port < 0 || !host_fits(u.authority))
		return rx_err_set(err, RX_USAGE,
		    "a URL with a wrong host or port");
	rx_buf_text(b, tls ? "https://" : "http://");
	for (i = 0; i < u.authority.n; i++)
		rx_buf_byte(b, lower(u.authority.p[i]));
	if (port != 0 && port != (tls ? 443 : 80))
		rx_buf_printf(b, ":%ld", port);
	return b->failed ? rx_err_nomem(err) : true;
}

bool
rx_url_absolute(struct rx_span url)
{
	struct parts u;

	split(url, &u);
	return u.authority.p != NULL && (rx_span_is_nocase(u.scheme, "http") ||
	    rx_span_is_nocase(u.scheme, "https"));
}

/* Four numbers of which the first is 127: nothing else is taken for one. */
static bool
loopback4(struct rx_span host)
{
	struct rx_span	part;
	unsigned long	v;
	int		i;

	for (i = 0; i < 4; i++) {
		part = take_until(&host, ".");
		if (part.n == 0 || part.n > 3 || !rx_span_uint(part, &v) ||
		    v > 255 || (i == 0 && v != 127))
			return false;
		if (i < 3 && host.n < 2)
			return false;
		host = rx_span_cut(host, i < 3);
	}
	return host.n == 0;
}

bool
rx_url_loopback(struct rx_span origin)
{
	struct parts u;

	split(origin, &u);
	if (cut_port(&u.authority) < 0)
		return false;
	return rx_span_is_nocase(u.authority, "localhost") ||
	    rx_span_is(u.authority, "[::1]") || loopback4(u.authority);
}

/* -- resolving (RFC 3986, 5.2) ------------------------------------------- */

/* Drops the last segment, and its slash, of what was put since from. */
static void
drop_segment(struct rx_buf *b, size_t from)
{
	while (b->n > from && b->p[--b->n] != '/')
		;
}

/* Appends a path without its dot segments (5.2.4). */
static void
put_path(struct rx_buf *b, struct rx_span path)
{
	size_t		from = b->n;
	struct rx_span	seg, rest;

	while (rx_span_starts(path, "./") || rx_span_starts(path, "../"))
		path = rx_span_cut(path, rx_span_find(path, '/') + 1);
	while (path.n > 0) {
		rest = rx_span_cut(path, path.p[0] == '/');
		seg = take_until(&rest, "/");
		if (rx_span_is(seg, ".") || rx_span_is(seg, "..")) {
			if (seg.n == 2)
				drop_segment(b, from);
			if (rest.n == 0 && path.p[0] == '/')
				rx_buf_byte(b, '/');
		} else {
			rx_buf_add(b, path.p, path.n - rest.n);
		}
		path = rest;
	}
}

/* The base's path up to its last slash, then the reference's (5.2.3). */
static bool
put_merged(struct rx_buf *b, const struct parts *base, struct rx_span path)
{
	struct rx_buf	merged = RX_BUF_INIT(b->max);
	size_t		n = base->path.n;
	bool		ok;

	while (n > 0 && base->path.p[n - 1] != '/')
		n--;
	if (n == 0 && base->authority.p != NULL)
		rx_buf_byte(&merged, '/');
	rx_buf_add(&merged, base->path.p, n);
	rx_buf_span(&merged, path);
	put_path(b, rx_buf_view(&merged));
	ok = !merged.failed;
	rx_buf_free(&merged);
	return ok;
}

bool
rx_url_join(struct rx_buf *b, struct rx_span base, struct rx_span ref)
{
	struct parts	u, r, t;
	struct rx_buf	path = RX_BUF_INIT(b->max);
	bool		ok = true;

	split(base, &u);
	split(rx_span_trim(ref), &r);
	t = r;
	if (r.scheme.p == NULL) {
		t.scheme = u.scheme;
		if (r.authority.p == NULL)
			t.authority = u.authority;
	}
	if (r.scheme.p != NULL || r.authority.p != NULL ||
	    (r.path.n > 0 && r.path.p[0] == '/')) {
		put_path(&path, r.path);
	} else if (r.path.n > 0) {
		ok = put_merged(&path, &u, r.path);
	} else {
		rx_buf_span(&path, u.path);
		if (r.query.p == NULL)
			t.query = u.query;
	}
	t.path = rx_buf_view(&path);
	ok = ok && !path.failed && put_parts(b, &t);
	rx_buf_free(&path);
	return ok;
}

bool
rx_url_base(struct rx_buf *b, struct rx_span base, struct rx_span path)
{
	struct parts	u, r;

	if (path.n == 0)
		return rx_buf_span(b, base);
	if (base.n == 0 || rx_url_absolute(path))
		return rx_buf_span(b, path);
	split(base, &u);
	memset(&r, 0, sizeof(r));
	r.path = take_until(&path, "?#");
	if (path.n > 0 && path.p[0] == '?') {
		path = rx_span_cut(path, 1);
		r.query = take_until(&path, "#");
	}
	while (rx_span_ends(u.path, "/"))
		u.path.n--;
	while (rx_span_starts(r.path, "/"))
		r.path = rx_span_cut(r.path, 1);
	rx_buf_add(b, base.p, (size_t)(u.path.p - base.p) + u.path.n);
	rx_buf_byte(b, '/');
	rx_buf_span(b, r.path);
	if (u.query.n > 0 || r.query.n > 0)
		rx_buf_byte(b, '?');
	rx_buf_span(b, u.query);
	if (u.query.n > 0 && r.query.n > 0)
		rx_buf_byte(b, '&');
	return rx_buf_span(b, r.query) && !b->failed;
}
