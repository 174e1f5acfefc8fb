#ifndef LIB_PAGE_ENGINE_H
#define LIB_PAGE_ENGINE_H
/*
 * engine: the loop of rx-page and what it keeps.  Private to lib/page.
 *
 * A fetch is one request line with all its pages.  An epoch is what was read
 * between two held lines: its output waits until all epochs before it are
 * done.  A resource is one begin, or what stands for it.
 */
#include "rx/arena.h"
#include "rx/bounds.h"
#include "rx/io.h"
#include "rx/line.h"
#include "rx/page.h"
#include "rx/paginator.h"
#include "rx/promise.h"
#include "rx/redact.h"
#include "rx/retry.h"
#include "rx/rows.h"
#include "lib/page/queue.h"
#include "lib/page/action.h"
#include "rx/json.h"

#define RX_REASONS	4
/* bytes written but not taken, beyond which nothing new is begun */
#define RX_AHEAD	((size_t)1 << 20)

struct rx_how {				/* paging, select, error_handler of a line, compiled once */
	struct rx_how	*next;
	unsigned	 refs;
	struct rx_arena	 arena;
	struct rx_span	 paging, select, handler;	/* as on the line */
	struct rx_span	 select_out;	/* with the command line's selector */
	const struct rx_paging *p;
	const struct rx_selector *selector;	/* NULL: detected */
	struct rx_span	 selector_json, key;
	bool		 required;	/* a selector that never matches is an error */
	struct rx_retry	 retry;
	struct rx_action *actions;	/* what the source says of answers */
	struct rx_bounds bounds;	/* which cursor values are wanted */
};

struct rx_counts {
	unsigned long	 requests, pages, rows, retries;
	double		 waited;
	const char	*why[RX_REASONS];	/* why its requests ended, and how many */
	unsigned long	 times[RX_REASONS];
};

struct rx_resource {
	struct rx_resource *next;
	struct rx_arena	 arena;
	struct rx_span	 name;		/* p NULL: none */
	bool		 own;		/* begun by rx-page */
	bool		 partial;	/* own, and of a request with a part */
	bool		 replaces, appends;	/* its disposition */
	bool		 failed, cut;
	bool		 ending;	/* its end was read */
	bool		 finished;	/* its end was written, or it was abandoned */
	struct rx_counts counts;
	unsigned long	 pages, rows;	/* so far, for the limits */
	unsigned long	 asked, gone, row_of_failures;
	unsigned long	 errors;
	unsigned long	 skipped;	/* requests not made after many failures */
	struct rx_paging_resource paging;
	struct rx_fetch	*prober;	/* finds out where page numbers begin */
	/* selecting */
	const struct rx_selector *detected;
	struct rx_span	 detected_json, select_out;
	bool		 hit, missed, said_bare;
	struct rx_span	 members;	/* of a body that the selector missed */
	const char	*selector;	/* that missed */
	struct rx_buf	 error;		/* an error line without its counts */
};

struct rx_epoch {
	struct rx_epoch	*next;
	unsigned long	 pending;	/* fetches not finished */
	struct rx_queue	 q;		/* of an epoch that is not the first */
	bool		 sealed;	/* held stands behind it */
	struct rx_buf	 held;		/* the held line */
	bool		 ends;		/* it is the end of resource */
	struct rx_resource *resource;
};

enum rx_fetch_state {
	RX_FETCH_QUEUED,		/* not begun */
	RX_FETCH_READY,			/* its next exchange may start */
	RX_FETCH_ASKING,		/* waits for the credential helper */
	RX_FETCH_FLYING,
	RX_FETCH_WAITING		/* for a time */
};

struct rx_fetch {
	struct rx_fetch	*next, *prev;	/* in the order of the lines */
	struct rx_fetch	*asking;	/* next in the helper's queue */
	unsigned long	 number;
	enum rx_fetch_state state;
	struct rx_epoch	*epoch;
	struct rx_resource *res;
	struct rx_how	*how;
	struct rx_arena	 arena;
	struct rx_span	 line;		/* copied */
	size_t		 size;		/* bytes that it holds in memory */
	/* of the line, overridden: JSON but for url and origin */
	struct rx_span	 method, url, params, headers, body, auth, part, resume;
	struct rx_span	 origin;
	bool		 has_part, secrets;
	bool		 mentions;	/* a secret elsewhere than in auth */
	struct rx_paging_request paging;
	/* credentials */
	struct rx_buf	 credentials;	/* JSON; n 0: none */
	bool		 resolved;	/* there are credentials, or none are needed */
	bool		 asked;		/* for this page */
	unsigned	 renewals;	/* for this page, after a 401 */
	char		 refused[20];
	uint64_t	 spent;		/* hash of the refused credentials */
	struct rx_exchange *refusal;	/* the 401, until others have come, or the same */
	/* the exchange */
	struct rx_exchange *x;
	struct rx_buf	 shown, wire;	/* its URL without and with credentials */
	struct rx_buf	 past;		/* shown, of the page that is being written */
	struct rx_buf	 target;	/* where a redirect leads; n 0: nowhere */
	bool		 as_get;	/* a redirect turned it into a GET */
	bool		 foreign;	/* it goes to another origin, that was allowed */
	unsigned	 tries, redirects;
	double		 until;
	bool		 cut;
	struct rx_buf	 kept;		/* a page line whose next is not known yet */
	size_t		 kept_front;	/* bytes of it before next */
	int		 kept_next;
	const char	*kept_stop;
	struct rx_counts counts;
};

struct rx_helper {
	int		 pid, to, from;	/* -1: not running */
	struct rx_buf	 out;		/* to be written */
	size_t		 off;
	struct rx_in	 in;
	struct rx_fetch	*first, *last;	/* in the order of the questions */
	double		 since;		/* when the first was asked, or the last answer came */
	bool		 late;		/* it took too long: it is not asked again */
};

#define RX_KNOWN	4

struct rx_known {			/* credentials that more requests may use */
	uint64_t	 key;		/* 0: none */
	struct rx_buf	 json;
};

struct rx_engine {
	const struct rx_page_conf *conf;
	struct rx_err	*err;
	bool		 failed;	/* err is set: stop at once */
	bool		 broken;	/* the input broke off or was no stream */
	struct rx_http	*http;
	struct rx_in	 in;
	bool		 in_ready, in_end;
	int		 url;		/* next of conf->urls */
	struct rx_line	 line;
	struct rx_sink	 sink;
	struct rx_chunks	 pool;
	struct rx_queue	 out;
	size_t		 held;		/* bytes in queues of later epochs and in lines */
	struct rx_epoch	*head, *tail;
	struct rx_promises promises;
	struct rx_resource *resources;
	struct rx_how	*hows;
	unsigned	 nhows;
	struct rx_fetch	*first, *last;	/* all, in order */
	struct rx_fetch	*spare;
	unsigned long	 nqueued, nactive, numbers;
	bool		 over;		/* over the memory budget */
	struct rx_arena	 scratch;	/* reset for each page */
	struct rx_redact redact;
	uint64_t	 hidden;	/* hash of the credentials last hidden */
	struct rx_known	 known[RX_KNOWN];
	unsigned	 nknown;
	struct rx_seen	 stale;		/* hashes of credentials that were refused */
	struct rx_helper helper;
	bool		 busy;		/* something was done in this turn */
};

/* engine.c */
void	rx_engine_fail(struct rx_engine *, const struct rx_err *);	/* stop at once */
void	rx_engine_say(struct rx_engine *, const char *level, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
struct rx_queue *rx_engine_out(struct rx_engine *, struct rx_epoch *);
void	rx_engine_line(struct rx_engine *, struct rx_epoch *, struct rx_span);

/* input.c: lines come in */
void	rx_input_read(struct rx_engine *);
bool	rx_input_wanted(const struct rx_engine *);

/* epoch.c: order */
void	rx_epoch_hold(struct rx_engine *, struct rx_span line, bool ends, struct rx_resource *);
void	rx_epoch_advance(struct rx_engine *);
bool	rx_epoch_open(struct rx_engine *);
void	rx_epoch_free(struct rx_epoch *);

/* resource.c: what belongs to a begin */
struct rx_resource *rx_resource_begin(struct rx_engine *, struct rx_span name,
	    const struct rx_line *);
/* The resource of a request, opened if nobody did. */
struct rx_resource *rx_resource_of(struct rx_engine *, struct rx_span name, bool has_part);
void	rx_resource_end(struct rx_engine *, struct rx_resource *, struct rx_span line,
	    struct rx_epoch *);
void	rx_resource_fail(struct rx_engine *, struct rx_resource *, const struct rx_err *,
	    struct rx_span part, int status, struct rx_epoch *, bool told);
void	rx_resource_finish_all(struct rx_engine *);
void	rx_resource_free(struct rx_resource *);
void	rx_counts_reason(struct rx_counts *, const char *why);
void	rx_counts_add(struct rx_counts *, const struct rx_counts *);
void	rx_counts_write(struct rx_buf *, const struct rx_counts *);
void	rx_counts_why(struct rx_buf *, const struct rx_counts *);

/* how.c */
struct rx_how *rx_how_get(struct rx_engine *, const struct rx_line *, struct rx_err *);
void	rx_how_drop(struct rx_engine *, struct rx_how *);
void	rx_how_free_all(struct rx_engine *);

/* fetch.c: a request line, from its first exchange to its last */
void	rx_fetch_add(struct rx_engine *, const struct rx_line *);
void	rx_fetch_start_all(struct rx_engine *);
void	rx_fetch_timers(struct rx_engine *, double now);
int	rx_fetch_wait(const struct rx_engine *, double now);	/* ms to the next timer; -1 */
void	rx_fetch_budget(struct rx_engine *);
/* Starts the next exchange, or asks for credentials. */
bool	rx_fetch_start(struct rx_engine *, struct rx_fetch *, struct rx_err *);
void	rx_fetch_done(struct rx_engine *, struct rx_fetch *, const char *why);
void	rx_fetch_fail(struct rx_engine *, struct rx_fetch *, struct rx_err *, int status,
	    bool told);
bool	rx_fetch_origin(struct rx_fetch *, struct rx_span url, struct rx_err *);
void	rx_fetch_free(struct rx_fetch *);
void	rx_fetch_next(struct rx_fetch *);	/* forgets the tries of the page before */
/* The limit of the command line that the resource has reached, or NULL. */
const char *rx_fetch_limit(const struct rx_engine *, const struct rx_resource *);

/* override.c: the command line's word over a line's */
bool	rx_override(struct rx_engine *, struct rx_fetch *, struct rx_err *);
struct rx_span rx_override_paging(const struct rx_page_conf *, struct rx_span paging,
	    struct rx_arena *, struct rx_err *);
struct rx_span rx_override_select(const struct rx_page_conf *, struct rx_span select,
	    struct rx_arena *, struct rx_err *);

/* build.c: a request as it goes out */
bool	rx_build(struct rx_engine *, struct rx_fetch *, struct rx_http_request *,
	    struct rx_arena *, struct rx_err *);

/* hide.c: what the credentials of a request hold is taken out of all that is written */
void	rx_hide_credentials(struct rx_engine *, struct rx_fetch *);

/* credentials.c */
void	rx_credentials_take(struct rx_engine *, struct rx_fetch *, struct rx_span json);
bool	rx_credentials_needed(const struct rx_engine *, struct rx_fetch *, double now);
void	rx_credentials_refused(struct rx_engine *, struct rx_fetch *);
/* Are they the ones that were refused? */
bool	rx_credentials_spent(const struct rx_fetch *);
struct rx_span rx_credentials_get(const struct rx_fetch *, const char *member);

/* recall.c: credentials that hold for more than one request */
bool	rx_credentials_recall(struct rx_engine *, struct rx_fetch *);
void	rx_credentials_remember(struct rx_engine *, const struct rx_fetch *);

/* helper.c */
bool	rx_helper_ask(struct rx_engine *, struct rx_fetch *, struct rx_err *);
void	rx_helper_move(struct rx_engine *, bool readable, bool writable);
/* Has it been waited for too long?  And how long may it be, in ms; -1: it is
 * not asked. */
void	rx_helper_timer(struct rx_engine *, double now);
int	rx_helper_wait(const struct rx_engine *, double now);
void	rx_helper_close(struct rx_helper *);

/* answer.c, page.c: what came back */
void	rx_answer(struct rx_engine *, struct rx_exchange *);
/* The helper has answered after a 401. */
void	rx_answer_renewed(struct rx_engine *, struct rx_fetch *);
/* Writes the page that was kept, going on at that page number or stopped. */
void	rx_page_flush(struct rx_engine *, struct rx_fetch *, int next, const char *stop);
void	rx_page_forget(struct rx_engine *, struct rx_fetch *);
/* The answer is a page; stop: an empty one that ends the request. */
void	rx_page_came(struct rx_engine *, struct rx_fetch *, struct rx_http_response *,
	    const char *stop);

/* gate.c */
enum rx_gate { RX_GATE_SAME, RX_GATE_ALLOWED, RX_GATE_REFUSED };
enum rx_gate rx_gate(const struct rx_engine *, const struct rx_fetch *, struct rx_span url,
	    struct rx_err *);

/* curl_line.c */
void	rx_curl_line(struct rx_engine *, struct rx_fetch *);

#endif
