#ifndef RX_SECRET_H
#define RX_SECRET_H
/*
 * secret: the value behind a name, and where it was found.
 *
 * Looked for, in this order: --secret, RX_SECRET_NAME, a file in
 * $CREDENTIALS_DIRECTORY, the secrets file, dlt's .dlt/secrets.toml, netrc
 * (only when asked for).  A value is looked up once a process.  Values belong
 * to the set and are wiped when it is closed; so are those in the
 * environment, when it is opened: no child inherits them, /proc shows none.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/opt.h"
#include "rx/span.h"

struct rx_secrets_conf {
	struct rx_opt_list given;	/* --secret: name=env:VAR, file:PATH, cmd:COMMAND */
	const char	*file;		/* --secrets; NULL: ~/.config/rx/secrets.json, if there */
	const char	*netrc;		/* --netrc-file; NULL: ~/.netrc */
	bool		 use_netrc;	/* -n */
	/* Told: which file a secret came from is not safe, and the like. */
	void		(*say)(void *, const char *level, const char *text);
	void		*arg;
};

struct rx_secret {
	struct rx_span	 value;
	const char	*from;		/* "RX_SECRET_TOKEN", "/home/u/.netrc": for --check */
	struct rx_span	 origins;	/* JSON: the only origins it may go to; NONE: any */
};

enum rx_secret_found {
	RX_SECRET_FAILED = -1,	/* err: the place is there, but can't be read */
	RX_SECRET_MISSING = 0,	/* err: RX_USAGE, with all ways to give it */
	RX_SECRET_FOUND = 1
};

struct rx_secrets;

/* conf must live as long.  A --secret that is no name=KIND:WHERE is RX_USAGE. */
struct rx_secrets *rx_secrets_open(const struct rx_secrets_conf *, struct rx_err *);
void	rx_secrets_close(struct rx_secrets *);
/*
 * origin: where it is to go, for netrc ("" or NONE: nowhere).  fresh: look
 * again, though it was found before (after a 401).
 */
enum rx_secret_found rx_secret_get(struct rx_secrets *, struct rx_span name,
	    struct rx_span origin, bool fresh, struct rx_secret *, struct rx_err *);
/* May it go there?  false: RX_REFUSED, with the two origins. */
bool	rx_secret_allowed(const struct rx_secret *, struct rx_span name,
	    struct rx_span origin, struct rx_err *);
/* netrc's user and password (NONE: it has no such word) for an origin's host. */
enum rx_secret_found rx_secret_login(struct rx_secrets *, struct rx_span origin,
	    struct rx_span *user, struct rx_span *password, struct rx_err *);

#endif
