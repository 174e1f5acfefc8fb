#ifndef RX_TOKENS_H
#define RX_TOKENS_H
/* tokens: obtaining tokens, and the ones that this process has. */
#include "rx/token.h"
#include "lib/auth/credential.h"

struct rx_token_ask {			/* one token request (RFC 6749) or login, resolved */
	struct rx_span	 url, origin;	/* of the token endpoint */
	struct rx_span	 method;	/* NONE: POST */
	const struct rx_node *headers;	/* more of them, or NULL */
	struct rx_span	 body;		/* JSON in place of the form; NONE: the form */
	const struct rx_node *path;	/* of the token in the answer; NULL: access_token */
	struct rx_span	 grant;		/* client_credentials, refresh_token, password */
	struct rx_span	 client_id, client_secret, scopes, username, password, refresh_token;
	const struct rx_node *data;	/* more members of the form, or NULL */
	bool		 basic;		/* the client in an Authorization header */
	double		 life;		/* seconds, when the server does not say */
	char		 name[RX_SHA256_HEX + 1];	/* hash of all that is not secret */
};

struct rx_tokens;

struct rx_tokens *rx_tokens_open(struct rx_auth *, struct rx_err *);
void	rx_tokens_close(struct rx_tokens *);
/* A token that is fresh and is not the refused one: from memory, from the
 * store, or new.  It lives until rx_tokens_close. */
bool	rx_tokens_get(struct rx_tokens *, const struct rx_token_ask *, struct rx_span refused,
	    struct rx_token *, struct rx_err *);

/* Tokens of the configuration that were refused, by the first digits of their
 * SHA-256; remembered by the store. */
bool	rx_tokens_spent(struct rx_tokens *, const char *id);
void	rx_tokens_spend(struct rx_tokens *, const char *id);

struct rx_given {			/* a token of the configuration */
	char		 id[RX_SHA256_SHORT + 1];
	bool		 spent;		/* refused: others are got */
	bool		 valid;		/* the server said so, to this process */
	struct rx_given	*next;
};

/* What is known of it; spent, if it is the one that was refused.  NULL: no memory. */
struct rx_given *rx_given_of(struct rx_credential *, struct rx_span token);
void	rx_given_spend(struct rx_auth *, struct rx_given *);

/*
 * Asks the server, with retries.  refresh: the refresh token to send, or NONE.
 * The token's texts are in the arena.  An answer's error: RX_HTTP_4XX or 5XX
 * with the server's words, redacted.
 */
bool	rx_token_request(struct rx_auth *, const struct rx_token_ask *, struct rx_span refresh,
	    struct rx_arena *, struct rx_token *, struct rx_err *);
/* Does the server accept such a request (2xx), or refuse it (4xx)?  Else err. */
bool	rx_token_probe(struct rx_auth *, const struct rx_token_ask *, bool *accepted,
	    struct rx_err *);
/* The form, appended; Authorization's value in *client if it is needed. */
bool	rx_token_form(const struct rx_token_ask *, struct rx_span refresh, struct rx_buf *form,
	    struct rx_buf *client);
/* Reads the answer's body. */
bool	rx_token_answer(struct rx_span body, const struct rx_token_ask *, double now,
	    struct rx_arena *, struct rx_token *, struct rx_err *);

#endif
