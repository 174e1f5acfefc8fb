#ifndef RX_JQ_WRAP_H
#define RX_JQ_WRAP_H
/*
 * jq: a jq program, compiled once and run on one JSON text after another.
 *
 * What a program produces is printed anew: libjq 1.6 writes numbers as
 * doubles.  So records go through it only when the user asked for that.
 * Programs see no secrets: RX_SECRET_* are not in the environment that they
 * see; modules are not searched for.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/span.h"

struct rx_jq;

/* NULL: RX_USAGE with jq's words. */
struct rx_jq	*rx_jq_open(const char *program, struct rx_err *);
/*
 * Calls out with each result as compact JSON; out returns false to stop, with
 * or without err.  A program that raises an error fails with RX_BAD_DATA.
 */
bool		 rx_jq_run(struct rx_jq *, struct rx_span json,
		    bool (*out)(void *, struct rx_span, struct rx_err *),
		    void *arg, struct rx_err *);
void		 rx_jq_close(struct rx_jq *);

#endif
