#ifndef RX_AUTH_H
#define RX_AUTH_H
/*
 * auth: requests get their credentials.
 *
 * The only code that sees secrets.  Every {"secret":"k"} and {{ secrets.k }}
 * of a request's url, params, headers, body and auth is resolved into the
 * member credentials, at the same place, bound to the request's origin:
 *
 *	{"origin":"https://h","url":"...","headers":{...},"params":{...},
 *	 "body":...,"expires":1790000000}
 *
 * A member of params, headers or body that has a secret anywhere in it is
 * given whole; so is a body that is no object, and a URL.  expires (seconds
 * since 1970) is there for obtained tokens only.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/http.h"
#include "rx/line.h"
#include "rx/redact.h"
#include "rx/secret.h"

struct rx_auth_conf {
	struct rx_secrets_conf	secrets;
	struct rx_http_conf	http;		/* of token requests */
	double			margin;		/* seconds before its end a token is renewed */
	/* Seconds: no wait is longer; < 0: one over 600 is an error. */
	double			max_wait;
	bool			no_store;	/* no tokens from disk, none to it */
	bool			allow_http;	/* secrets may go over http to anywhere */
	/* In place of a request's auth, at most one: a secret's name; USER:NAME
	 * or a secret's name; "Header: NAME"; key=NAME. */
	const char		*bearer, *basic, *header, *query;
	/* level "warning", or NULL for what only -v shows */
	void			(*say)(void *, const char *level, const char *text);
	void			*arg;
};

#define RX_AUTH_CONF_INIT	{ .http = RX_HTTP_CONF_INIT, .margin = 60, .max_wait = -1 }

struct rx_auth;

/* conf must live as long. */
struct rx_auth	*rx_auth_open(const struct rx_auth_conf *, struct rx_err *);
void		 rx_auth_close(struct rx_auth *);	/* wipes what it knew */
/*
 * Appends the request line (REQUEST, PLAIN or URL, parsed WHOLE) with its
 * credentials and without "refused"; as it came when it needs none.  mask:
 * *** for every value.  The error's texts hold no secret.
 */
bool		 rx_auth_line(struct rx_auth *, const struct rx_line *, bool mask,
		    struct rx_buf *, struct rx_err *);
/* Calls fn for each secret's name that the request mentions, or would. */
bool		 rx_auth_names(struct rx_auth *, const struct rx_line *,
		    void (*fn)(void *, struct rx_span name), void *arg, struct rx_err *);
/* Where a secret is found, for --check; in fn, as it would be for that request. */
enum rx_secret_found rx_auth_where(struct rx_auth *, struct rx_span name,
		    const char **from, struct rx_err *);

#endif
