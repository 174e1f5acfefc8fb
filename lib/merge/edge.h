#ifndef RX_MERGE_EDGE_H
#define RX_MERGE_EDGE_H
/*
 * edge: the records that stand at a greatest cursor value, so that the next
 * run, which asks for that value again, knows them.
 */
#include <stdbool.h>

#include "rx/span.h"

/* Moves a value and its edge to a greater value and its edge; joins the edges
 * of equal ones.  What is less changes nothing.  false: no memory. */
bool	rx_edge_move(struct rx_span *value, struct rx_span *edge, struct rx_span to,
	    struct rx_span to_edge);

#endif
