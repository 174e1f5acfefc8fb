#ifndef RX_PAGE_H
#define RX_PAGE_H
/*
 * page: requests become pages, rx-page(1).
 *
 * Reads lines, performs the requests among them with up to jobs in flight,
 * retries, waits, follows pages, and passes the rest on.  A page is written
 * whole or not at all; an end or state is held until every request read
 * before it is finished.  Reading, writing and all transfers go on in one
 * loop that blocks for none of them.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/http.h"
#include "rx/opt.h"

struct rx_page_conf {
	struct rx_http_conf http;
	int		 in, out;	/* descriptors; in is not read when there are URLs */
	const char	*out_name;	/* for messages; NULL: standard output */
	char *const	*urls;
	int		 nurls;
	/* these override a line's members */
	const char	*method, *data, *json, *user;
	const char	*paginator;		/* a type, or a JSON object */
	const char	*selector, *resource;
	struct rx_opt_list headers, params;	/* "Name: value"; "name=value" */
	unsigned long	 limit;			/* rows a page; 0: not given */

	struct rx_opt_list allow_origin;
	unsigned long	 jobs;			/* in flight; 0: 1 */
	unsigned long	 max_pages, max_records;	/* of a resource; 0: no limit */
	unsigned long	 max_empty;		/* pages without rows in a row, of a request */
	double		 max_wait;		/* seconds; below 0: not given */
	size_t		 memory;		/* bytes of bodies and queue; 0: 256 MiB */
	const char *const *helper;		/* argv of the credential helper, NULL behind */
	double		 auth_timeout;		/* seconds for each answer; 0: no limit */
	bool		 netrc;			/* ask the helper for every request */
	bool		 allow_http, all_headers, as_curl;

	/* "warning", "info", "verbose" (only with -v) */
	void	(*say)(void *, const char *level, const char *text);
	void	(*fail)(void *, const struct rx_err *);	/* an error that a line tells too */
	void	*arg;
};

#define RX_PAGE_CONF_INIT { .http = RX_HTTP_CONF_INIT, .out = 1, .jobs = 1,	\
	.max_wait = -1, .auth_timeout = 300, .max_empty = 1000, .memory = (size_t)256 << 20 }

#define RX_PAGE_BROKEN_PIPE	141	/* die of SIGPIPE, silently */

/* Reads all of the input.  Returns the exit status; err is set when it is not
 * 0 and something is to be said. */
int	rx_page_run(const struct rx_page_conf *, struct rx_err *);

#endif
