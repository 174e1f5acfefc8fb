#ifndef RX_TOKENS_H
#define RX_TOKENS_H
/* tokens: obtaining tokens, and the ones that this process has. */
#include "rx/token.h"
#include "lib/auth/credential.h"

struct rx_token_ask {			/* one token request (RFC 6749), resolved */
	struct rx_span	 url, origin;	/* of the token endpoint */
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

/*
 * Asks the server, with retries.  refresh: the refresh token to send, or NONE.
 * The token's texts are in the arena.  An answer's error: RX_HTTP_4XX or 5XX
 * with the server's words, redacted.
 */
bool	rx_token_request(struct rx_auth *, const struct rx_token_ask *, struct rx_span refresh,
	    struct rx_arena *, struct rx_token *, struct rx_err *);
/* The form, appended; Authorization's value in *client if it is needed. */
bool	rx_token_form(const struct rx_token_ask *, struct rx_span refresh, struct rx_buf *form,
	    struct rx_buf *client);
/* Reads the answer's body. */
bool	rx_token_answer(struct rx_span body, double life, double now, struct rx_arena *,
	    struct rx_token *, struct rx_err *);

#endif
