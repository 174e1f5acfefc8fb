#ifndef RX_RECORD_H
#define RX_RECORD_H
/*
 * record: one row, taken apart once, as it arrives.
 *
 * Its bytes are kept; a field knows where in them its name (a raw string) and
 * its value stand.  Of a name that comes twice, the last one counts.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rx/buf.h"
#include "rx/json.h"
#include "rx/span.h"

struct rx_field {		/* offsets and lengths in the record's bytes */
	uint32_t	key, nkey, value, nvalue;
};

struct rx_record {
	struct rx_span		 data;		/* the object */
	const struct rx_field	*fields;
	uint32_t		 n;
	bool			 spaces;	/* white space stands between tokens */
	/* Of a load that waits and has tables of lists: whose it is, the same for
	 * a record and the rows of its lists, one behind the other; else 0. */
	uint64_t		 number;
};

struct rx_fields {		/* room for them; grows, kept from record to record */
	struct rx_field	*v;
	uint32_t	 n, cap;
};

enum rx_record_fault {
	RX_RECORD_OK,
	RX_RECORD_INVALID,	/* no JSON: *fault says why */
	RX_RECORD_OTHER,	/* JSON, but no object */
	RX_RECORD_NOMEM
};

/* Validates the value that text begins with and takes it apart.  *end: the
 * byte behind it. */
enum rx_record_fault rx_record_parse(struct rx_record *, struct rx_fields *,
	    struct rx_span text, const char **end, struct rx_json_fault *);
void	rx_fields_free(struct rx_fields *);

static inline struct rx_span
rx_record_key(const struct rx_record *r, const struct rx_field *f)
{
	return (struct rx_span){ r->data.p + f->key, f->nkey };
}

static inline struct rx_span
rx_record_value(const struct rx_record *r, const struct rx_field *f)
{
	return (struct rx_span){ r->data.p + f->value, f->nvalue };
}

/* The value of the member of that name (text), or NONE. */
struct rx_span	rx_record_get(const struct rx_record *, struct rx_span name);

/* Appends a member to an object that begins with the buffer and has no end
 * yet; the name is a raw string. */
void	rx_record_member(struct rx_buf *, struct rx_span raw, struct rx_span value);
/* Writes the fields of a in their places, with b's values where b has them, and
 * then what b has besides. */
bool	rx_record_overlay(struct rx_buf *, const struct rx_record *a, const struct rx_record *b);

#endif
