#ifndef RX_SETTINGS_H
#define RX_SETTINGS_H
/*
 * settings: the values that a user gives to a source's names.
 *
 * --set RESOURCE.NAME wins over --set NAME, then the file of --config, then
 * RX_CONFIG_<NAME> of the environment, then the default in the source
 * (dialect 4).  A value of the file keeps its type; the others are texts.
 */
#include "rx/arena.h"
#include "rx/err.h"
#include "rx/node.h"
#include "rx/span.h"

struct rx_set {			/* one --set */
	struct rx_span	 resource;	/* NONE: for all */
	struct rx_span	 name, value;
	bool		 used;
};

struct rx_settings {
	struct rx_arena	*arena;
	struct rx_set	*set;
	size_t		 nset;
	struct rx_node	*config;	/* a map, or NULL */
	const char	*(*env)(const char *);
};

/* NAME=VALUE or RESOURCE.NAME=VALUE; is says whether there is such a resource. */
bool		 rx_settings_set(struct rx_settings *, const char *const *v, size_t n,
		    bool (*is)(void *, struct rx_span), void *arg, struct rx_err *);
bool		 rx_settings_config(struct rx_settings *, const char *path, struct rx_err *);

/* The values that --set gives a name, as a list of texts; NULL: none.  With
 * exact only those for this very resource. */
struct rx_node	*rx_settings_sets(struct rx_settings *, struct rx_span resource,
		    struct rx_span name, bool exact);
/* The setting of that name, from --set or elsewhere; NULL: not given. */
struct rx_node	*rx_settings_get(struct rx_settings *, struct rx_span resource,
		    struct rx_span name);
/* A text that reads as JSON is that value (where a list is wanted, and in
 * expressions); any other node is itself. */
struct rx_node	*rx_settings_json(struct rx_settings *, struct rx_node *);
/* Where a list is wanted: a text that reads as a list is that list. */
struct rx_node	*rx_settings_list(struct rx_settings *, struct rx_node *);
/* {"config":"name"}: its name; else NONE. */
struct rx_span	 rx_settings_name(const struct rx_node *);

/*
 * The text of an expression with its settings put in: config['x'], config.x,
 * config.get('x', default) become literals.  bare: all of the text is one
 * expression; else what stands in {{ }} and {% %} is.  A setting that is not
 * given is left as it is; missing is called with its name when it has no
 * default.
 */
struct rx_span	 rx_settings_fold(struct rx_settings *, struct rx_span resource,
		    struct rx_span text, bool bare,
		    void (*found)(void *, struct rx_span name, const struct rx_node *), void *arg);

/* RX_CONFIG_ and the name in upper case, all but A-Z and 0-9 as _. */
struct rx_span	 rx_settings_variable(struct rx_arena *, struct rx_span name);

#endif
