#ifndef RX_REDACT_H
#define RX_REDACT_H
/*
 * redact: taking secrets out of text by value.
 *
 * What is added is found as it is, percent-encoded, in base64 (alone or in
 * the middle of more) and escaped as in a JSON string.  Overlapping finds go
 * as one.  Values shorter than 4 bytes are taken out only where they stand
 * alone, between bytes that are no letters or digits.  The forms are wiped
 * when it is freed.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

struct rx_redact_form;
struct rx_redact {
	struct rx_redact_form	*first;
	bool			 starts[256];	/* first bytes of any form */
};

#define RX_REDACT_INIT	{ NULL, { false } }

/* false: no memory.  Empty and known values are no harm. */
bool	rx_redact_add(struct rx_redact *, struct rx_span secret);
bool	rx_redact_any(const struct rx_redact *, struct rx_span text);
/* Appends the text with *** for each find. */
bool	rx_redact_text(const struct rx_redact *, struct rx_buf *, struct rx_span);
/* All texts of an error; the same for text in place. */
void	rx_redact_err(const struct rx_redact *, struct rx_err *);
void	rx_redact_in(const struct rx_redact *, char *text, size_t size);
/* The values of parameters such as ?api_key= and &access_token=, whoever gave
 * them: in texts for people, not in what another program reads. */
void	rx_redact_names(char *text, size_t size);
void	rx_redact_err_names(struct rx_err *);
void	rx_redact_free(struct rx_redact *);

#endif
