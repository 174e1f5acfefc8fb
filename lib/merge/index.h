#ifndef RX_INDEX_H
#define RX_INDEX_H
/*
 * index: the items of a growing array by name, a struct rx_span within each of
 * them.  Items whose name is NONE are not in it.
 *
 * The array is its owner's and is handed in each time, because it moves.
 */
#include <stddef.h>

#include "rx/span.h"

struct rx_index {
	size_t	 size, at;	/* bytes of an item, and before its name: RX_INDEX */
	size_t	 cap;		/* items that there is room for */
	size_t	*slots;		/* an item's number + 1; 0: none */
	size_t	 nslots;	/* a power of two */
};

#define RX_INDEX(type, name) \
	((struct rx_index){ .size = sizeof(type), .at = offsetof(type, name) })

/* The item of that name, or NULL. */
void	*rx_index_find(const struct rx_index *, const void *items, struct rx_span name);
/* The array of n items (malloc) with room for one more, or NULL: then it is
 * where it was. */
void	*rx_index_room(struct rx_index *, void *items, size_t n);
void	 rx_index_add(struct rx_index *, const void *items, size_t i);
void	 rx_index_again(struct rx_index *, const void *items, size_t n);	/* names have changed */
void	 rx_index_free(struct rx_index *);	/* not the array */

#endif
