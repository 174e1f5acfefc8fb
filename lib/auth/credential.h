#ifndef RX_CREDENTIAL_H
#define RX_CREDENTIAL_H
/*
 * credential: one request's credentials while they are put together.
 *
 * All of it lives in the arena of one request, which is wiped and used again.
 */
#include "rx/arena.h"
#include "rx/auth.h"
#include "rx/digest.h"
#include "rx/node.h"

struct rx_tokens;

struct rx_auth {
	const struct rx_auth_conf *conf;
	struct rx_secrets	*secrets;
	struct rx_redact	 redact;
	struct rx_tokens	*tokens;
	struct rx_arena		 arena;		/* one request's */
	struct rx_arena		 kept;		/* the process's */
	struct rx_node		*override;	/* auth by options, or NULL */
	struct rx_span		 checked;	/* the origin whose names are told */
	struct rx_given		*given;		/* tokens of the configuration */
};

struct rx_credential_use {		/* a secret that went in */
	struct rx_span			 name;
	struct rx_secret		 secret;
	struct rx_credential_use	*next;
};

struct rx_credential {
	struct rx_auth		*auth;
	struct rx_arena		*arena;
	struct rx_span		 origin;	/* of the request; NONE: not yet known */
	struct rx_span		 refused;	/* NONE, or the hash of a refused one */
	const struct rx_node	*sent_headers;	/* the request's own, for Cookie */
	struct rx_credential_use *uses;		/* since the last check */
	struct rx_span		 url;		/* NONE: no secret in it */
	struct rx_node		*headers, *params, *body;	/* NULL: nothing */
	struct rx_node		*sigv4;		/* what signs the request; NULL: nothing */
	double			 expires;	/* 0: they do not */
	char			 id[RX_SHA256_SHORT + 1];	/* of what was obtained, or "" */
};

/* -- values ------------------------------------------------------------------ */

/* Is it {"secret":"k"}, with or without "default"? */
bool	rx_credential_is_secret(const struct rx_node *);
/* May text (decoded, or JSON) mention a secret at all?  Cheap. */
bool	rx_credential_mentions(struct rx_span text);
/* The text of a value: {"secret":...}, a string with {{ }}, a number, true or
 * false.  Absent, null: *out is NONE. */
bool	rx_credential_value(struct rx_credential *, const struct rx_node *,
	    struct rx_span *out, struct rx_err *);
/* Text with its {{ secrets.k }} filled in; in a URL, percent-encoded unless it
 * begins the URL.  *any: there was one; without one *out is the text. */
bool	rx_credential_text(struct rx_credential *, struct rx_span text, bool url,
	    struct rx_span *out, bool *any, struct rx_err *);
/* A tree with all secrets in it filled in, a copy; the tree itself if it has
 * none; NULL: err. */
struct rx_node *rx_credential_tree(struct rx_credential *, struct rx_node *, struct rx_err *);
/* The names that a text or a tree mentions. */
bool	rx_credential_text_names(struct rx_arena *, struct rx_span text,
	    void (*fn)(void *, struct rx_span), void *arg, struct rx_err *);
bool	rx_credential_tree_names(struct rx_arena *, const struct rx_node *,
	    void (*fn)(void *, struct rx_span), void *arg, struct rx_err *);

/* -- putting together -------------------------------------------------------- */

/* Values that take part in no message are told to the redactor by these. */
bool	rx_credential_header(struct rx_credential *, struct rx_span name, struct rx_span value,
	    struct rx_err *);
bool	rx_credential_param(struct rx_credential *, struct rx_span name, struct rx_span value,
	    struct rx_err *);
bool	rx_credential_body(struct rx_credential *, struct rx_span name, struct rx_span value,
	    struct rx_err *);
/* Text with something before it, in the arena. */
struct rx_span rx_credential_join(struct rx_credential *, const char *before, struct rx_span);
/* Names what was obtained, so that it can be told when it is refused. */
void	rx_credential_name(struct rx_credential *, struct rx_span);
/* Takes one more secret text (made of others) to be taken out of messages. */
bool	rx_credential_hide(struct rx_credential *, struct rx_span, struct rx_err *);
/* May the secrets used since the last check go to that origin (RX_REFUSED)?
 * Over https, to loopback, or with --allow-http; and where each may go. */
bool	rx_credential_check(struct rx_credential *, struct rx_span origin, struct rx_err *);

/* -- schemes ----------------------------------------------------------------- */

struct rx_scheme {
	const char	*type;		/* the value of auth's member type */
	bool		(*apply)(struct rx_credential *, const struct rx_node *auth,
			    struct rx_err *);
};

extern const struct rx_scheme rx_scheme_api_key, rx_scheme_bearer, rx_scheme_basic,
    rx_scheme_oauth2, rx_scheme_session, rx_scheme_sigv4;
/* Applies an auth object by its type. */
bool	rx_scheme_apply(struct rx_credential *, const struct rx_node *auth, struct rx_err *);
/* "auth: KEY is missing" (RX_USAGE); returns false. */
bool	rx_scheme_lacks(const char *type, const char *key, struct rx_err *);
/* The auth object that the options mean; NULL and true: none were given. */
bool	rx_scheme_override(struct rx_auth *, struct rx_node **, struct rx_err *);
/* Authorization: Basic, of user and password. */
bool	rx_scheme_login(struct rx_credential *, struct rx_span user, struct rx_span password,
	    struct rx_err *);

#endif
