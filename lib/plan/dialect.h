#ifndef RX_PLAN_DIALECT_H
#define RX_PLAN_DIALECT_H
/*
 * dialect: how a source as people write it becomes the canonical one.
 *
 * The steps work on one copy of the tree, in this order: keys and types
 * (grammar.c), client, then each resource: defaults, incremental, paths,
 * selector, paging, errors; at last the parents of all.  Each step relies on
 * the types that the grammar lets through, and tells what is wrong with
 * rx_work_fault.
 */
#include <stdbool.h>

#include "rx/source.h"

struct rx_placeholder {		/* a placeholder of a resource */
	struct rx_span	 name;
	bool		 in_path;	/* else in parameters, headers or body only */
	struct rx_span	 before;	/* the path before its segment, without outer slashes;
					 * NONE: it does not begin a segment */
	const struct rx_node *where;
	struct rx_placeholder	*next;
};

struct rx_work {		/* a resource in the making */
	struct rx_source *source;
	struct rx_arena	*arena;
	struct rx_span	 name;
	unsigned	 index;		/* resources[index] */
	bool		 dlt;		/* dlt takes the source as it is */
	bool		 window;	/* has start_time and end_time */
	bool		 entity;	/* the path's last segment holds a placeholder */
	struct rx_node	*resource, *endpoint;
	const struct rx_node *client_paginator;
	struct rx_placeholder	*places, *last_place;
	struct rx_span	 path;		/* without query and outer slashes, to find parents by */
	struct rx_span	 fold;		/* the name in lower case without _ and -, singular */
};

/* -- the steps ----------------------------------------------------------- */

bool	rx_dialect_read(struct rx_source *, struct rx_span text, struct rx_err *);
void	rx_dialect_apply(struct rx_source *, const struct rx_source_conf *);
struct rx_node *rx_dialect_client(struct rx_source *, const struct rx_source_conf *,
	    const struct rx_node *client);
/* An auth map, "bearer" or null; what: "client.auth". */
struct rx_node *rx_dialect_auth(struct rx_source *, struct rx_span resource, const char *what,
	    const struct rx_node *);
struct rx_node *rx_dialect_oauth2(struct rx_source *, struct rx_span resource, const char *what,
	    const struct rx_node *);
void	rx_dialect_auth_urls(struct rx_arena *, struct rx_node *auth, struct rx_span base);
/* "x" and {"endpoint":"x"} as maps; what belongs in the endpoint moved there. */
void	rx_defaults_lift(struct rx_source *, struct rx_node *resource, const char *what);
void	rx_defaults_merge(struct rx_arena *, struct rx_node *resource,
	    const struct rx_node *defaults);
void	rx_dialect_window(struct rx_work *);
void	rx_dialect_sync(struct rx_work *);
void	rx_dialect_routers(struct rx_work *);
void	rx_dialect_paths(struct rx_work *);
void	rx_dialect_select(struct rx_work *);
void	rx_dialect_paging(struct rx_work *);
void	rx_dialect_cursor(struct rx_work *, struct rx_node *from, struct rx_node *to);
void	rx_dialect_errors(struct rx_work *);
void	rx_dialect_keys(struct rx_work *);
void	rx_dialect_texts(struct rx_work *);
void	rx_dialect_headers(struct rx_source *, struct rx_span resource, const char *what,
	    const struct rx_node *headers);
/* Tells of a user name or password in a URL, without it. */
void	rx_dialect_user(struct rx_source *, struct rx_span resource, const char *what,
	    const struct rx_node *where, struct rx_span url);
void	rx_dialect_base(struct rx_work *, const struct rx_node *base_url);
void	rx_dialect_parents(struct rx_work *, unsigned n);

struct rx_span	rx_name_stem(struct rx_span);	/* item of item_id; NONE: no such ending */
bool	rx_name_plural(struct rx_span a, struct rx_span b);	/* is b the plural of a? */
bool	rx_name_same(struct rx_span, struct rx_span);	/* but for the plural */
/* brandAccount and brand_accounts read alike: lower case without _ and -. */
struct rx_span	rx_name_fold(struct rx_arena *, struct rx_span);
/* items of v1/items.json; NONE: it has a placeholder. */
struct rx_span	rx_name_segment(struct rx_span path);
bool	rx_name_bare(struct rx_span);	/* id and the like, that say not of what */
void	rx_dialect_cycles(struct rx_work *, unsigned n);
struct rx_node *rx_dialect_order(struct rx_work *, struct rx_span base);

struct rx_node *rx_make_resolve(struct rx_work *, struct rx_span resource,
	    const struct rx_node *field, const struct rx_node *where);
/* Binds a placeholder; a parameter of the same name becomes its "send". */
void	rx_bind_resolve(struct rx_work *, struct rx_span name, struct rx_node *resolve);

/* Would dlt instantiate this source without an error (as read)? */
bool	rx_dlt_takes(const struct rx_node *source);

/* -- saying it ----------------------------------------------------------- */

/* "resources[2].endpoint.paginator: ..." with key "endpoint.paginator". */
struct rx_err *rx_work_fault(struct rx_work *, const struct rx_node *where, const char *key,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* dialect_jq.c: tells it where a text is no jq program. */
void	rx_work_jq(struct rx_work *, const struct rx_node *text, const char *path);
void	rx_work_note(struct rx_work *, const char *key, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* -- small things -------------------------------------------------------- */

/* The first member or element; NULL for NULL. */
struct rx_node *rx_first(const struct rx_node *);
/* A member that is there and not null. */
struct rx_node *rx_given(const struct rx_node *map, const char *key);
/* Sets a copy of from's member, if it is given. */
bool	rx_take(struct rx_arena *, struct rx_node *to, const struct rx_node *from, const char *key);
void	rx_put(struct rx_arena *, struct rx_node *to, const char *key, const char *text);
/* A setting as text: {{ config['k'] }}; a string's own text. */
struct rx_span rx_setting_text(struct rx_arena *, const struct rx_node *);
/* A list node of one text, or a copy of the list. */
struct rx_node *rx_as_list(struct rx_arena *, const struct rx_node *);

#endif
