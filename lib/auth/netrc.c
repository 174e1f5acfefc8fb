/*
 * netrc: user and password by host.  Only exact hosts, no default entry; a
 * secret called user, username or login is the user, any other the password.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/auth/secret_from.h"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next word; one in double quotes may hold blanks and \" \\. */
static struct rx_span
word(struct rx_arena *a, struct rx_span *s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	w;
	size_t		i;

	while (s->n > 0 && blank(s->p[0]))
		*s = rx_span_cut(*s, 1);
	if (s->n == 0 || s->p[0] != '"') {
		for (i = 0; i < s->n && !blank(s->p[i]); i++)
			continue;
		w = (struct rx_span){ s->p, i };
		*s = rx_span_cut(*s, i);
		return w;
	}
	for (i = 1; i < s->n && s->p[i] != '"'; i++) {
		if (s->p[i] == '\\' && i + 1 < s->n)
			i++;
		rx_buf_byte(&b, s->p[i]);
	}
	*s = rx_span_cut(*s, i + 1);
	w = rx_arena_span(a, rx_buf_view(&b));
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	rx_buf_free(&b);
	return w;
}

/* A macro goes on to the next empty line. */
static void
skip_macro(struct rx_span *s)
{
	size_t end = rx_span_find_text(*s, "\n\n");

	*s = rx_span_cut(*s, end);
}

static void
skip_comment(struct rx_span *s)
{
	*s = rx_span_cut(*s, rx_span_find(*s, '\n'));
}

/* The first entry of that host. */
static void
search(struct rx_arena *a, struct rx_span text, struct rx_span host, struct rx_secret_login *e)
{
	struct rx_span	w, name;
	bool		here = false;

	while ((w = word(a, &text)).n > 0) {
		if (w.p[0] == '#') {
			skip_comment(&text);
		} else if (rx_span_is(w, "machine")) {
			if (e->found)
				return;
			name = word(a, &text);
			here = e->found = rx_span_is_nocase(name, host.p);
		} else if (rx_span_is(w, "default")) {
			if (e->found)
				return;
			here = false;
		} else if (rx_span_is(w, "macdef")) {
			skip_macro(&text);
		} else if (rx_span_is(w, "login")) {
			name = word(a, &text);
			if (here)
				e->user = name;
		} else if (rx_span_is(w, "password")) {
			name = word(a, &text);
			if (here)
				e->password = name;
		} else {
			(void)word(a, &text);	/* account, or what is not known */
		}
	}
}

/* The host of an origin, as text: without scheme, port and brackets. */
static const char *
host_of(struct rx_arena *a, struct rx_span origin)
{
	size_t at = rx_span_find_text(origin, "://"), end;

	if (at == origin.n)
		return NULL;
	origin = rx_span_cut(origin, at + 3);
	if (origin.n > 0 && origin.p[0] == '[') {
		origin = rx_span_cut(origin, 1);
		end = rx_span_find(origin, ']');
	} else {
		end = rx_span_find(origin, ':');
	}
	return rx_arena_str(a, (struct rx_span){ origin.p, end });
}

static const char *
netrc_path(struct rx_secrets *s)
{
	const char *home = getenv("HOME");

	if (s->conf->netrc != NULL)
		return s->conf->netrc;
	return home != NULL ? rx_arena_printf(&s->arena, "%s/.netrc", home).p : NULL;
}

/* The file is read once, and searched once for each origin in a row. */
static enum rx_secret_found
look(struct rx_secrets *s, struct rx_span origin, struct rx_err *err)
{
	enum rx_secret_found	 found;
	const char		*host;

	if (!s->conf->use_netrc && s->conf->netrc == NULL)
		return RX_SECRET_MISSING;
	if (s->login.origin.p != NULL && rx_span_eq(s->login.origin, origin))
		return s->login.found ? RX_SECRET_FOUND : RX_SECRET_MISSING;
	if ((host = host_of(&s->arena, origin)) == NULL)
		return RX_SECRET_MISSING;
	if (s->netrc_text.p == NULL) {
		if ((s->netrc_path = netrc_path(s)) == NULL)
			return RX_SECRET_MISSING;
		found = rx_secret_read(s, s->netrc_path, false, &s->netrc_text, err);
		if (found == RX_SECRET_MISSING && s->conf->netrc != NULL) {
			rx_err_set(err, RX_USAGE, "there is no file %s", s->netrc_path);
			return RX_SECRET_FAILED;
		}
		if (found != RX_SECRET_FOUND)
			return found;
	}
	memset(&s->login, 0, sizeof(s->login));
	s->login.origin = rx_arena_span(&s->arena, origin);
	search(&s->arena, s->netrc_text, rx_span_of(host), &s->login);
	return s->login.found ? RX_SECRET_FOUND : RX_SECRET_MISSING;
}

enum rx_secret_found
rx_secret_from_netrc(struct rx_secrets *s, struct rx_span name, struct rx_span origin,
    struct rx_secret *out, struct rx_err *err)
{
	enum rx_secret_found found = look(s, origin, err);

	if (found != RX_SECRET_FOUND)
		return found;
	out->from = s->netrc_path;
	out->value = rx_span_is(name, "user") || rx_span_is(name, "username") ||
	    rx_span_is(name, "login") ? s->login.user : s->login.password;
	return out->value.p != NULL ? RX_SECRET_FOUND : RX_SECRET_MISSING;
}

enum rx_secret_found
rx_secret_login(struct rx_secrets *s, struct rx_span origin, struct rx_span *user,
    struct rx_span *password, struct rx_err *err)
{
	enum rx_secret_found found = look(s, origin, err);

	*user = s->login.user;
	*password = s->login.password;
	return found;
}
