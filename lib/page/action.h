#ifndef LIB_PAGE_ACTION_H
#define LIB_PAGE_ACTION_H
/*
 * action: what a source says of an answer that has a certain status, text or
 * content: error_handler.response_actions of a request line.
 */
#include "rx/arena.h"
#include "rx/err.h"
#include "rx/http.h"
#include "rx/span.h"

enum rx_action_kind { RX_ACTION_IGNORE, RX_ACTION_RETRY, RX_ACTION_FAIL };

struct rx_action;			/* a list of them, in their order */

/* From the list (JSON, or NONE: *first is NULL).  false: RX_USAGE.  What was
 * made must be freed either way. */
bool	rx_actions_read(struct rx_action **first, struct rx_arena *, struct rx_span list,
	    struct rx_err *);
/* The first that fits the answer, or NULL. */
const struct rx_action *rx_actions_find(const struct rx_action *first,
	    const struct rx_http_response *);
enum rx_action_kind rx_action_kind(const struct rx_action *);
const char *rx_action_text(const struct rx_action *);	/* its conditions, in words */
void	rx_actions_free(struct rx_action *first);

#endif
