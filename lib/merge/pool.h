#ifndef RX_POOL_H
#define RX_POOL_H
/*
 * pool: the last record of each key, in the order in which the keys were
 * first seen.
 *
 * It copies keys; records are the caller's and must stay where they are, or
 * are copied too (keep).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "lib/merge/key.h"
#include "lib/merge/record.h"

struct rx_pool_entry {
	uint64_t	 hash;
	const char	*key;		/* its length, 32 bits, before it */
	const char	*p;		/* the record */
	uint32_t	 n, room;	/* room: bytes at p that are ours */
	const char	*part;		/* the caller's; NUL-terminated */
};

struct rx_pool {
	const struct rx_key	*key;
	bool			 keep;
	struct rx_pool_entry	*v;
	uint32_t		 n, cap;
	uint32_t		*slots;		/* index + 1; a power of two of them */
	uint32_t		 nslots;
	struct rx_arena		 arena;
	struct rx_buf		 norm;
};

enum rx_pool_put { RX_POOL_NEW, RX_POOL_CHANGED, RX_POOL_SAME, RX_POOL_NOMEM };

void	rx_pool_open(struct rx_pool *, const struct rx_key *, bool keep);
enum rx_pool_put rx_pool_put(struct rx_pool *, const struct rx_record *, const char *part);
void	rx_pool_free(struct rx_pool *);

#endif
