#ifndef TESTD_H
#define TESTD_H
/*
 * testd: what the files of rx-testd share.  The scenario format is in README.
 *
 * A scenario stays JSON text; structs hold spans into it.  Everything that
 * lives as long as the scenario is in its arena, everything of one request in
 * the arena of its connection.  The server decodes URLs, forms and paths with
 * its own code, so that a fault in the library cannot cancel itself out.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/json.h"
#include "rx/span.h"

#define SRV_BODY_MAX	((size_t)1 << 30)	/* bytes of one answer */
#define SRV_REQUEST_MAX	((size_t)16 << 20)	/* bytes of one request */
#define SRV_ENDLESS	(1L << 60)		/* rows of an endless collection */

/* -- fields.c: JSON objects into structs ------------------------------- */

enum srv_kind { SRV_RAW, SRV_TEXT, SRV_LONG, SRV_REAL, SRV_BOOL };
struct srv_field {
	const char	*name;
	enum srv_kind	 kind;	/* rx_span raw, rx_span decoded, long, double, bool */
	size_t		 at;	/* offsetof */
};
/* Reads the members that the table names; others are left alone. */
bool	srv_fields_read(struct rx_arena *, struct rx_span object,
	    const struct srv_field *, void *into, struct rx_err *);
/* Every member must be in one of the tables (the second may be NULL). */
bool	srv_fields_check(struct rx_span object, const struct srv_field *,
	    const struct srv_field *, const char *where, struct rx_err *);
struct rx_span	srv_text(struct rx_arena *, struct rx_span value);	/* decoded */
/* The value at a dotted path, or NONE. */
struct rx_span	srv_path_get(struct rx_span json, struct rx_span path);
/* Does n stand in 3, [1,3] or "2-4", "2-"?  An absent span holds every n. */
bool	srv_numbers_hold(struct rx_span set, unsigned long n);

/* -- request.c ---------------------------------------------------------- */

struct srv_pair {
	struct rx_span	name, value;
};
struct srv_pairs {
	struct srv_pair	v[64];
	size_t		n;
};
struct srv_request {
	struct rx_arena	 *arena;
	struct rx_span	 method, target, path, query, body;
	struct srv_pairs params, headers, form, vars;	/* vars: of the path */
	struct rx_span	 json;		/* the body, if it is JSON; NONE */
	struct rx_span	 origin;	/* as the client addressed us */
	bool		 keep, tls;	/* keep the connection; https */
	unsigned long	 n, nth;	/* requests of the server, of the route */
};
enum srv_parse { SRV_MORE, SRV_READY, SRV_BAD, SRV_CONTINUE };
/* Reads one request from n bytes; *used: its length.  Header names become
 * lower case in place. */
enum srv_parse	srv_request_parse(struct srv_request *, char *, size_t n,
		    size_t *used);
struct rx_span	srv_pairs_get(const struct srv_pairs *, const char *name);
/* A value that the client sent: in "query", "header", "cookie" or "body" (a
 * form field, or a member of a JSON body, by dotted path). NONE: absent. */
struct rx_span	srv_request_value(struct srv_request *, struct rx_span in,
		    struct rx_span name);
struct rx_span	srv_url_decode(struct rx_arena *, struct rx_span, bool plus);
struct rx_span	srv_url_encode(struct rx_arena *, struct rx_span);
struct rx_span	srv_base64_decode(struct rx_arena *, struct rx_span);

/* -- scenario.c --------------------------------------------------------- */

struct srv_effect {	/* how an answer differs from a plain page: README */
	long		status, length, chunked, huge, deep;
	double		latency, reset, truncate;	/* ms; bytes or a fraction */
	struct rx_span	retry_after, headers, body, text, hex, file, encoding,
			redirect, type, drip, wire, flood;
	bool		bom, malformed, html, bad_utf8, close, silent;
};
#define SRV_EFFECT_INIT	{ .reset = -1, .truncate = -1 }
extern const struct srv_field srv_effect_fields[];

struct srv_rule {	/* a fault: when, and what then */
	struct rx_span	n, page, with, statuses, per, effect;
	long		every, times;
	unsigned long	hits;
	struct srv_hits	*urls;		/* hits by URL, if per is "url" */
	struct srv_rule	*next;
};
struct srv_paging {
	struct rx_span	by, param, in, limit_param, cursor, key, end, shorts;
	long		limit, max, first, beyond, loop;
	bool		ignore;
};
struct srv_filter {
	struct rx_span	param, field, op, in;
	struct srv_filter *next;
};
struct srv_rendered;
struct srv_route {
	struct rx_span	path, method, auth, count, row, rows, rows_file,
			paging_raw, faults_raw, filter_raw, responses, token,
			with, raw;
	long		from;
	struct rx_span	segments[16];
	size_t		nsegments;
	bool		has_effect;
	struct srv_paging paging;
	struct srv_effect effect;	/* of every answer */
	struct srv_rule	*faults;
	struct srv_filter *filters;
	struct rx_span	*list;		/* literal rows */
	long		 nlist;
	struct srv_rendered *rendered;
	unsigned long	 nth;		/* requests so far */
	struct srv_route *next;
};
struct srv_token {
	struct rx_span	text;
	double		dies;		/* rx_clock_mono, 0: never */
	long		uses;		/* left; -1: no limit */
	struct srv_token *next;
};
struct srv_scenario {
	struct rx_arena	 arena, live;	/* live: vars, tokens: until reset */
	struct rx_span	 dir, text, auth;
	struct srv_effect effect;	/* of all routes */
	struct srv_pairs vars;		/* values are raw JSON */
	struct srv_pairs given;		/* by --set: they outlive a reset */
	struct srv_route *routes;
	struct srv_token *tokens;
	struct rx_span	 refresh;	/* the refresh token now in force */
	unsigned long	 ntokens, requests;
	unsigned	 version;	/* raised when a variable changes */
	char		 other[64];	/* the origin of the second port */
};
bool	srv_scenario_load(struct srv_scenario *, const char *path,
	    struct rx_err *);
/* value is JSON; what is none is taken as text. */
void	srv_scenario_set(struct srv_scenario *, struct rx_span name,
	    struct rx_span value);
void	srv_scenario_reset(struct srv_scenario *);
void	srv_scenario_free(struct srv_scenario *);
bool	srv_file_read(struct rx_arena *, struct rx_span dir, struct rx_span name,
	    struct rx_span *text, struct rx_err *);

/* -- template.c ---------------------------------------------------------- */

enum srv_value_kind { SRV_UNKNOWN, SRV_ABSENT, SRV_NUMBER, SRV_JSON, SRV_WORD };
struct srv_value {
	enum srv_value_kind kind;
	long		 number;
	struct rx_span	 text;	/* JSON: raw; WORD: decoded */
};
struct srv_page;
struct srv_scope {	/* where {names} are looked up */
	struct srv_scenario	*scenario;
	struct srv_request	*request;	/* NULL: none */
	struct srv_page		*page;		/* NULL: none */
	const struct srv_pairs	*more;		/* decoded values, or NULL */
	struct rx_span		 row;		/* a literal row, or NONE */
	long			 i;		/* number of the row */
	size_t			 split;		/* where {rows} fell in the output */
	struct rx_span		 unknown;	/* the first name that is none */
	bool			 absent;	/* a name had no value */
};
struct srv_value srv_scope_get(struct srv_scope *, struct rx_span name);
/* JSON with placeholders in its strings, into JSON. */
void	srv_template_json(struct rx_buf *, struct rx_span json,
	    struct srv_scope *);
/* Plain text with placeholders; false: one had no value. */
bool	srv_template_text(struct rx_buf *, struct rx_span text,
	    struct srv_scope *);
struct rx_span	srv_template_arena(struct rx_span text, struct srv_scope *);

/* -- rows.c -------------------------------------------------------------- */

struct srv_rendered {	/* all rows of a route, with commas between them */
	char		*p;
	size_t		*at;	/* n + 1 offsets */
	long		 n;
	unsigned	 version;
	int		 holders;
};
struct srv_rows {	/* the rows that a request may see */
	struct srv_route *route;
	struct srv_scope *scope;
	struct srv_rendered *all;	/* or NULL: made on demand */
	long		 count;
	long		*index;		/* filtered: which, or NULL */
	struct rx_buf	 one;
};
bool	srv_rows_open(struct srv_rows *, struct srv_route *, struct srv_scope *,
	    struct rx_err *);
struct rx_span	srv_rows_one(struct srv_rows *, long at);	/* until the next call */
/* Rows [start, start+n) with commas between them: a span into all (then held
 * by the caller, who drops it), or appended to buf and NONE. */
struct rx_span	srv_rows_slice(struct srv_rows *, long start, long n,
		    struct rx_buf *);
void	srv_rows_close(struct srv_rows *);
void	srv_rendered_drop(struct srv_rendered *);

/* -- paging.c ------------------------------------------------------------ */

struct srv_page {
	struct srv_rows	*rows;
	struct srv_paging *paging;
	long		 start, limit, size, total, next, number;
	bool		 more;
	struct rx_span	 cursor, last_id, target;	/* of the next page */
	struct srv_rendered *held;
	struct rx_span	 slice;
};
/* false: the request is wrong, and *status (4xx) and err say how. */
bool	srv_page_find(struct srv_page *, struct srv_rows *, struct srv_paging *,
	    struct srv_scope *, int *status, struct rx_err *);
struct srv_value srv_page_get(struct srv_page *, struct srv_scope *,
	    struct rx_span name);

/* -- access.c ------------------------------------------------------------ */

/* Does the request carry what auth asks for?  Else *status, and a challenge
 * header line or "". */
bool	srv_access_granted(struct srv_scope *, struct rx_span auth, int *status,
	    const char **challenge);
bool	srv_access_check(struct rx_arena *, struct rx_span auth, struct rx_err *);

/* -- sigv4.c ------------------------------------------------------------- */

struct srv_sigv4 {
	struct rx_span	key_id, secret, region, service, token;	/* token NONE: none */
};
bool	srv_sigv4_holds(struct srv_request *, const struct srv_sigv4 *);

/* -- token.c ------------------------------------------------------------- */

bool	srv_token_use(struct srv_scenario *, struct rx_span text);
/* Answers a token request: a JSON body, and its status. */
int	srv_token_answer(struct srv_scope *, struct rx_span spec,
	    struct rx_buf *body);
bool	srv_token_check(struct rx_span spec, struct rx_err *);

/* -- answer.c, effect.c -------------------------------------------------- */

struct srv_answer {
	int		 status;
	struct rx_buf	 head;		/* whole, up to the empty line */
	struct rx_buf	 extra;		/* header lines */
	struct rx_buf	 body;
	struct rx_span	 part[4];	/* what is sent, in order: head, body */
	struct srv_rendered *held;
	struct srv_effect effect;
	long		 rows, page;	/* for the log; -1: none */
	size_t		 cut;		/* bytes to send, then close or reset */
	bool		 reset, close;
	double		 latency;	/* ms */
	long		 drip, drip_ms;	/* bytes at a time; 0: all */
};
void	srv_answer_make(struct srv_scenario *, struct srv_request *,
	    struct srv_answer *);
void	srv_answer_free(struct srv_answer *);
void	srv_answer_error(struct srv_answer *, int status, const char *what);
/* Takes status, body and the like from the effect, and the rest to the wire:
 * parts, encoding, framing. */
bool	srv_effect_body(struct srv_answer *, struct srv_scope *);
void	srv_effect_frame(struct srv_answer *, struct srv_request *,
	    struct srv_scope *);

/* -- rules.c --------------------------------------------------------------- */

bool	srv_rules_load(struct srv_scenario *, struct srv_route *,
	    struct rx_err *);	/* into the route's faults */
/* Which faults meet this request, put into the effect. */
void	srv_rules_apply(struct srv_route *, struct srv_scope *,
	    struct srv_effect *);
void	srv_rules_reset(struct srv_scenario *);
bool	srv_with_holds(struct rx_span with, struct srv_scope *);

/* -- gzip.c -------------------------------------------------------------- */

enum srv_coding { SRV_GZIP, SRV_DEFLATE };
bool	srv_compress(struct rx_buf *, struct rx_span, enum srv_coding);

/* -- control.c, log.c ---------------------------------------------------- */

void	srv_control_answer(struct srv_scenario *, struct srv_request *,
	    struct srv_answer *);
struct srv_log {
	int		fd;	/* -1: none */
	double		started;
};
void	srv_log_write(struct srv_log *, const struct srv_request *,
	    const struct srv_answer *, unsigned port, unsigned flying);

/* -- tls.c ---------------------------------------------------------------- */

struct srv_tls;
/* A new key, and a certificate that it signed itself, written to a file. */
struct srv_tls	*srv_tls_open(const char *cert_file, struct rx_err *);
void		 srv_tls_free(struct srv_tls *);
struct ssl_st	*srv_tls_accept(struct srv_tls *, int fd);
long		 srv_tls_read(struct ssl_st *, char *, size_t);	/* as srv_conn_receive */
long		 srv_tls_write(struct ssl_st *, const char *, size_t); /* as srv_conn_send */
void		 srv_tls_close(struct ssl_st *, bool properly);

/* -- net.c ---------------------------------------------------------------- */

#define SRV_PORTS	3	/* plain, plain as another origin, TLS */
struct srv_conf {
	struct srv_scenario *scenario;
	struct srv_log	 log;
	double		 timeout;	/* seconds of life */
	unsigned	 ports[SRV_PORTS];	/* 0: any; then those in use */
	int		 listeners[SRV_PORTS];
	struct srv_tls	*tls;		/* NULL: no third port */
};
bool	srv_net_listen(struct srv_conf *, struct rx_err *);
bool	srv_net_run(struct srv_conf *, struct rx_err *);	/* until SIGTERM */

#endif
