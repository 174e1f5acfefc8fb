#ifndef RX_TOKEN_H
#define RX_TOKEN_H
/*
 * token: obtained tokens, in files of their own.
 *
 * The store is $XDG_STATE_HOME/rx/tokens (default ~/.local/state), 0700; a
 * token's file is named by the hash of what it was obtained with, less the
 * secrets, and is 0600.  A lock is held from looking to saving, so that
 * processes that need the same token fetch it once.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/digest.h"
#include "rx/err.h"
#include "rx/span.h"

struct rx_token {
	struct rx_span	 access;	/* the token; p NULL: none */
	struct rx_span	 refresh;	/* a refresh token that the server gave */
	double		 obtained;	/* seconds since 1970 */
	double		 expires;	/* seconds since 1970 */
	/* Hash of the refresh token of the configuration when the server gave
	 * another: one that was changed since then counts again. */
	char		 given[RX_SHA256_SHORT + 1];
};

/* The store's directory, made if need be; NULL: err. */
const char *rx_token_dir(struct rx_arena *, struct rx_err *);
/* Waits for the lock of a name; -1: err.  rx_token_unlock gives it back. */
int	rx_token_lock(const char *dir, const char *name, struct rx_err *);
void	rx_token_unlock(int);
/* What is stored, in the arena.  None, and one that can't be read or is no
 * token: access is NONE. */
void	rx_token_load(const char *dir, const char *name, struct rx_arena *,
	    struct rx_token *);
/* On disk when it returns. */
bool	rx_token_save(const char *dir, const char *name, const struct rx_token *,
	    struct rx_err *);
/* Is it the one that was refused (first 16 hex of its SHA-256)? */
bool	rx_token_refused(struct rx_span access, struct rx_span refused);
/*
 * Good for another margin seconds?  A token that lives no longer than twice
 * the margin is used for half its life.
 */
bool	rx_token_fresh(const struct rx_token *, double margin, double now);

#endif
