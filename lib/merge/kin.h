#ifndef RX_KIN_H
#define RX_KIN_H
/*
 * kin: what tables of lists must know of the fold of their root (fold.h):
 * which of the records that came became rows, and what names the rows whose
 * lists' rows go.
 */
#include "lib/merge/hash.h"
#include "lib/merge/store.h"

#define RX_KIN_NONE	UINT64_MAX

struct rx_kin_link {
	uint64_t	link[2];	/* a name, as a hash */
	uint64_t	before;		/* place of the one noted before it, or NONE */
};

struct rx_kin {
	struct rx_hash	 hash;		/* that names were hashed with */
	unsigned char	*taken;		/* a bit for each record that came */
	size_t		 ntaken;	/* bytes of it */
	struct rx_store	 links;
	uint64_t	 last;		/* place of the last one, or NONE */
};

void	rx_kin_open(struct rx_kin *, struct rx_budget *);
/* The n-th record that came (from 0) became a row, or took one's place. */
bool	rx_kin_take(struct rx_kin *, uint64_t n, struct rx_err *);
bool	rx_kin_taken(const struct rx_kin *, uint64_t n);
/* The lists' rows of what is so named go. */
bool	rx_kin_link(struct rx_kin *, const uint64_t link[2], struct rx_err *);
/* The one before *at, which begins as { .before = kin->last }; false: no more, or
 * an error in e. */
bool	rx_kin_next(struct rx_kin *, struct rx_kin_link *at, struct rx_err *);
void	rx_kin_close(struct rx_kin *);

#endif
