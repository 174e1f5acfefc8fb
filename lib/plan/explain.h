#ifndef RX_PLAN_EXPLAIN_H
#define RX_PLAN_EXPLAIN_H
/* explain: a source in plain words, a few lines a resource. */
#include "rx/source.h"

struct rx_said {		/* one line about a resource */
	const char	*label;		/* "pages" */
	struct rx_span	 text;
	bool		 common;	/* said of every resource: told once */
	struct rx_said	*next;
};

struct rx_about {		/* what is said about a resource */
	struct rx_source *source;
	const struct rx_node *resource, *endpoint;
	struct rx_said	*first, *last;
};

void	rx_say(struct rx_about *, const char *label, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	rx_say_buf(struct rx_about *, const char *label, struct rx_buf *);	/* and frees it */
/* "secret api_key", "setting since", "as written". */
void	rx_say_value(struct rx_buf *, const struct rx_node *);

void	rx_say_auth(struct rx_about *, const struct rx_node *auth);
void	rx_say_request(struct rx_about *);	/* params, headers, body */
void	rx_say_parents(struct rx_about *);
void	rx_say_pages(struct rx_about *);
void	rx_say_retries(struct rx_about *);
void	rx_say_since(struct rx_about *);
/* What else of an incremental has an effect. */
void	rx_say_window(struct rx_about *, const struct rx_node *incremental, bool sent);
void	rx_say_order(struct rx_about *);	/* the row_order, which ends paging */
void	rx_say_answers(struct rx_about *);	/* those that are taken otherwise */
void	rx_say_records(struct rx_about *);	/* what becomes of them */

#endif
