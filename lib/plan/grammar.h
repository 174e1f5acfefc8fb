#ifndef RX_PLAN_GRAMMAR_H
#define RX_PLAN_GRAMMAR_H
/*
 * grammar: every key that a source may have, in one set of tables.
 *
 * The tables drive the checking of keys and types, the respelling of other
 * names into dlt's, and the question whether dlt would take a source as it is
 * (reference: dlt 1.26, rest_api typing; dialect 5-27).
 */
#include <stdbool.h>

#include "rx/source.h"

enum {				/* what a value may be */
	RX_T_STR = 1, RX_T_INT = 2, RX_T_NUM = 4, RX_T_BOOL = 8,
	RX_T_MAP = 16, RX_T_LIST = 32, RX_T_NULL = 64,
	RX_T_SET = 128,		/* {"secret":"k"} or {"config":"k"} */
	RX_T_ANY = 255
};

struct rx_grammar;

struct rx_key {
	const char	*name;
	unsigned short	 types;		/* what rx takes */
	unsigned short	 dlt;		/* what dlt takes; 0: not one of its keys */
	unsigned short	 elem;		/* of a list: its elements; 0: anything */
	const char	*is;		/* this is another spelling of that key */
	const char	*words;		/* "asc|desc": the texts that there are */
	const struct rx_grammar *map;	/* of a map, or of a list's maps */
	const struct rx_grammar *item;	/* of a list's maps, where they are others */
	bool		 quiet;		/* known, but not recommended */
};

struct rx_variant {		/* a map whose keys depend on its type */
	const char	*type;
	const struct rx_grammar *grammar;
	bool		 dlt;
};

struct rx_grammar {
	const char	*what;		/* "a paginator of type offset" */
	const char	*family;	/* "a paginator": a key of its kin is idle, not unknown */
	const struct rx_key *keys;
	int		 n;
	unsigned short	 free;		/* any other key is a name, with such values */
	unsigned short	 free_dlt;
	const struct rx_grammar *free_map;	/* of those values that are maps */
	const struct rx_variant *variants;	/* ended by a NULL type; else NULL */
	const char	*untyped;	/* the type of a map that names none */
	const char	*untyped_key;	/* but has this key */
	bool		 secret;	/* its values are not shown */
};

extern const struct rx_grammar rx_grammar_source;
extern const struct rx_grammar rx_grammar_client;
extern const struct rx_grammar rx_grammar_resource;
extern const struct rx_grammar rx_grammar_endpoint;
extern const struct rx_grammar rx_grammar_paginator;
extern const struct rx_grammar rx_grammar_auth;
extern const struct rx_grammar rx_grammar_incremental;
extern const struct rx_grammar rx_grammar_errors;
extern const struct rx_grammar rx_grammar_option;

const struct rx_key *rx_grammar_find(const struct rx_grammar *, struct rx_span name);
/* The grammar of a map with variants, by its type; NULL: no such type. */
const struct rx_variant *rx_grammar_variant(const struct rx_grammar *, const struct rx_node *map);
/* In which kind of map does this key do something?  NULL: in none. */
const char *rx_grammar_home(struct rx_span name);
/* The nearest key of any kind of map, and that kind; NULL: none is near. */
const char *rx_grammar_nearest(const char *word, const char **home);
bool	rx_grammar_setting(const struct rx_node *);	/* {"secret":..}, {"config":..} */
bool	rx_grammar_resolve(const struct rx_node *);	/* {"type":"resolve",..} */
unsigned rx_grammar_type(const struct rx_node *);	/* the RX_T bits of a value */

struct rx_check {
	struct rx_source *source;
	struct rx_span	 resource;	/* that the map belongs to, or NONE */
	struct rx_buf	 path;		/* "resources[2].endpoint" */
	bool		 lenient;
	bool		 secret;	/* values here are not shown */
};
/*
 * Checks a map against its grammar, all of it.  What is wrong is told and
 * taken out, other spellings are respelled, so that what is left can be
 * relied on.
 */
void	rx_grammar_check(struct rx_check *, const struct rx_grammar *, struct rx_node *map);
/* Would dlt take this map as it is? */
bool	rx_grammar_dlt(const struct rx_grammar *, const struct rx_node *map);

#endif
