#ifndef RX_KEY_H
#define RX_KEY_H
/*
 * key: the fields whose values name a record, and those values compared as
 * JSON: numbers by exact value, strings by code points, "1" apart from 1.
 *
 * A key owns its texts: RX_KEY_INIT, then rx_key_free.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"
#include "lib/merge/record.h"

#define RX_KEY_MAX	16	/* fields */

struct rx_key_field {
	struct rx_span	 name;		/* text: "id", "a.b" */
	struct rx_span	 path;		/* the same as JSON: "a.b" or ["a","b"] */
	bool		 nested;	/* name is a path into the record */
};

struct rx_key {
	struct rx_key_field	 field[RX_KEY_MAX];
	size_t			 n;
};

#define RX_KEY_INIT	{ .n = 0 }

/* Adds a field by its name, or by JSON: a name or a path. */
bool	rx_key_add(struct rx_key *, struct rx_span name, struct rx_err *);
bool	rx_key_add_json(struct rx_key *, struct rx_span, struct rx_err *);
/* All fields of a JSON value: a name, or a list of names and paths. */
bool	rx_key_read(struct rx_key *, struct rx_span json, struct rx_err *);
bool	rx_key_same(const struct rx_key *, const struct rx_key *);
void	rx_key_move(struct rx_key *to, struct rx_key *from);
void	rx_key_free(struct rx_key *);
/* "id, org_id", for messages. */
bool	rx_key_text(struct rx_buf *, const struct rx_key *);
/* ["id","org_id"] */
bool	rx_key_json(struct rx_buf *, const struct rx_key *);

/* Calls fn for each name of a nested field's path, from the outermost. */
bool	rx_key_names(const struct rx_key_field *, bool (*fn)(void *, unsigned i,
    struct rx_span name),
	    void *arg);
/* The value of field i in a record, or NONE. */
struct rx_span	rx_key_value(const struct rx_key *, size_t i, const struct rx_record *);
/* The field that is missing or null in the record, or -1. */
int	rx_key_missing(const struct rx_key *, const struct rx_record *);
/* Appends bytes that are equal when the keys are. */
bool	rx_key_norm(struct rx_buf *, const struct rx_key *, const struct rx_record *);
/* The same for one value. */
bool	rx_key_norm_value(struct rx_buf *, struct rx_span);

/*
 * The key of a page that lacks the declared one: the one field that reads
 * as the resource's singular and "id", if all records have it, each another.
 * Appends its name, or, when there is none, the fields that could be a key
 * ("Code, AccountID") to candidates.
 */
bool	rx_key_infer(struct rx_buf *name, struct rx_buf *candidates, struct rx_span resource,
	    const struct rx_record *, size_t n);

#endif
