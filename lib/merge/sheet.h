#ifndef RX_MERGE_SHEET_H
#define RX_MERGE_SHEET_H
/*
 * sheet: what is known of one table of a load: the resource's own, or one
 * that a list within its records is unfolded into.
 *
 * A field is known by where its value stands in the record ("a" within "b"),
 * and has one name, for ever: two that would share one are numbered.  Fields
 * are declared by the source, found in the target, or seen in a record, and
 * kept with the state of the resource as JSON:
 *	{"path":["items"],"fresh":true,"fields":[["id","integer"],["a__b","string",["a","b"]]]}
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/target.h"
#include "lib/merge/hint.h"
#include "lib/merge/index.h"
#include "lib/merge/key.h"

enum rx_shade {			/* the values that a column has had */
	RX_SHADE_NOTHING,	/* null at most */
	RX_SHADE_BOOLEAN, RX_SHADE_INTEGER, RX_SHADE_NUMBER, RX_SHADE_STRING, RX_SHADE_JSON,
	RX_SHADE_ANY		/* several of these, or it is not known which */
};

const char *rx_shade_name(enum rx_shade);	/* "integer" */
enum rx_shade rx_shade_of(struct rx_span value);
/* That of a column's type, in the words of a database. */
enum rx_shade rx_shade_of_type(struct rx_span type);
/* Is a value of this shade one of a column of that? */
bool	rx_shade_fits(enum rx_shade value, enum rx_shade column);
enum rx_shade rx_shade_wider(enum rx_shade, enum rx_shade);	/* of both */

struct rx_seen {		/* a field; texts owned */
	struct rx_span	 place;		/* names of the record from the outermost, with PLACE between */
	struct rx_span	 quoted;	/* its name as JSON */
	struct rx_span	 name;		/* of the column's field */
	enum rx_shade	 shade;
	struct rx_hint	 hint;
	bool		 hinted;	/* it is declared, if only by name */
	bool		 known;		/* there was a value, or a column; or it is declared */
	bool		 seen;		/* a record had it */
	unsigned long	 stamp;		/* the row that last had it */
};

#define RX_PLACE	'\x1f'		/* between the names of a place */

struct rx_sheet {
	struct rx_span		 path;		/* the lists to it, as place; owned; root: NONE */
	struct rx_span		 name, resource;	/* as the target is told; owned */
	struct rx_span		 columns;	/* hints, owned, or NONE */
	struct rx_key		 key, merge_key;
	struct rx_target_counts	 counts;	/* of a child */
	struct rx_table		*table;
	struct rx_sheet		*parent, *next;	/* next: of all, parents first */
	enum rx_names		 names;		/* that its fields get */
	bool			 fresh;		/* it is made by this load: columns come freely */
	bool			 there;		/* a table that does not tell its columns */
	bool			 kept;		/* an earlier run has kept fields of it */
	bool			 opened;	/* what the target has of it is known */
	bool			 dirty;		/* what is kept of it has changed */
	struct rx_seen		*v;
	struct rx_index		 index;		/* of these, by place */
	size_t			 n;
	size_t			 required;	/* fields that must have a value */
	unsigned long		 stamp;		/* of the row at hand */
};

struct rx_sheet *rx_sheet_new(struct rx_sheet *parent, struct rx_span path);
void	rx_sheet_free(struct rx_sheet *);	/* this one */
/* Gives it the fields of a source's "columns" (or NONE). */
bool	rx_sheet_declare(struct rx_sheet *, struct rx_span columns);
/* The field at that place, or NULL; add: named, if it is new. */
struct rx_seen *rx_sheet_find(const struct rx_sheet *, struct rx_span place);
struct rx_seen *rx_sheet_add(struct rx_sheet *, struct rx_span place);
/* Takes over the columns that a target has (rx_target_kind.columns). */
bool	rx_sheet_found(struct rx_sheet *, struct rx_span columns);
/* As JSON, for the state; and back. */
bool	rx_sheet_write(const struct rx_sheet *, struct rx_buf *);
bool	rx_sheet_read(struct rx_sheet *, struct rx_span json);
/* ["a","b"] of a place, and back. */
bool	rx_place_write(struct rx_buf *, struct rx_span place);
bool	rx_place_read(struct rx_buf *, struct rx_span json);
/* a__b */
bool	rx_place_join(struct rx_buf *, struct rx_span place);

#endif
