#ifndef RX_MERGE_CONTRACT_H
#define RX_MERGE_CONTRACT_H
/*
 * contract: how a table may change when records do (dlt's schema_contract).
 *
 * Of three things, each by its mode: new tables, new columns, and values of
 * another type than the column's.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/opt.h"
#include "rx/span.h"

enum rx_entity { RX_TABLES, RX_COLUMNS, RX_DATA_TYPE, RX_ENTITIES };

enum rx_mode {
	RX_EVOLVE,		/* it changes */
	RX_FREEZE,		/* nothing of the resource is loaded */
	RX_DISCARD_ROW,		/* the record is left out */
	RX_DISCARD_VALUE	/* the member is left out */
};

struct rx_contract {
	enum rx_mode	mode[RX_ENTITIES];
};

const char *rx_entity_name(enum rx_entity);	/* "data_type" */
const char *rx_mode_name(enum rx_mode);		/* "discard_row" */
/* Takes over what a source says: a mode, or one for each entity; NONE, null:
 * nothing.  RX_USAGE for what is none. */
bool	rx_contract_read(struct rx_contract *, struct rx_span json, struct rx_err *);
/* Takes over the [RESOURCE=][ENTITY=]MODE of the command line that are of all
 * resources, then those of this one. */
bool	rx_contract_options(struct rx_contract *, const struct rx_opt_list *,
	    struct rx_span resource, struct rx_err *);
/* The resource that such an argument is for; NONE: all. */
struct rx_span	rx_contract_whose(struct rx_span arg);
bool	rx_contract_has(const struct rx_contract *, enum rx_mode);	/* of any entity */
bool	rx_contract_same(const struct rx_contract *, const struct rx_contract *);

#endif
