#ifndef RX_BUDGET_H
#define RX_BUDGET_H
/*
 * budget: the memory that the stores and sorts of one target may take
 * together.  Who is refused goes on with a temporary file.
 */
#include <stdbool.h>
#include <stddef.h>

struct rx_budget {
	size_t	left;		/* bytes */
};

static inline bool
rx_budget_take(struct rx_budget *b, size_t n)
{
	if (n > b->left)
		return false;
	b->left -= n;
	return true;
}

static inline void
rx_budget_give(struct rx_budget *b, size_t n)
{
	b->left += n;
}

#endif
