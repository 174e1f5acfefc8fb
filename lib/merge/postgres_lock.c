/*
 * One writer a resource: an advisory lock of the session, which ends with its
 * connection, or a lease.  The session's name tells whose it is.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/merge/postgres.h"

#define TRIES	25	/* 0.2 s each, for the connection of one that was killed */

static long
place(struct postgres *t, const char *what, struct rx_span resource)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	unsigned long	h;

	rx_buf_printf(&b, "rx-merge %s %s ", what, t->schema);
	rx_buf_span(&b, resource);
	h = rx_span_hash(rx_buf_view(&b));
	rx_buf_free(&b);
	return (long)h;
}

struct holder {
	long	 pid, server;	/* processes, of rx-merge and of the server */
	char	 host[128];
};

/* Who holds it; all 0 when nobody does any more. */
static bool
find_holder(struct postgres *t, long at, struct holder *h, struct rx_err *e)
{
	unsigned long	 bits = (unsigned long)at;
	char		*text = NULL;
	int		 n;

	memset(h, 0, sizeof(*h));
	n = postgres_ask(t, e, &text, "SELECT a.pid || ' ' || application_name "
	    "FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid) "
	    "WHERE locktype = 'advisory' AND granted AND l.database = (SELECT oid FROM "
	    "pg_catalog.pg_database WHERE datname = current_database()) AND objsubid = 1 "
	    "AND classid = %d AND objid = %d", (long)(bits >> 32), (long)(bits & 0xffffffff));
	if (n > 0)
		(void)sscanf(text, "%ld rx-merge %ld %127s", &h->server, &h->pid, h->host);
	free(text);
	return n >= 0;
}

static void
own_host(char *host, size_t n)
{
	if (gethostname(host, n) == -1)
		host[0] = '\0';
	host[n - 1] = '\0';
}

static bool
is_dead(const struct holder *h, const char *host)
{
	return (h->server == 0 && h->pid == 0) || (h->pid > 0 && strcmp(h->host, host) == 0 &&
	    kill((pid_t)h->pid, 0) == -1 && errno == ESRCH);
}

static bool
refuse(const struct holder *h, const char *host, struct rx_span resource, struct rx_err *e)
{
	bool far = h->host[0] != '\0' && strcmp(h->host, host) != 0;

	rx_err_set(e, RX_REFUSED, "%.*s: another rx-merge (process %ld%s%s) is writing it",
	    RX_FMT(resource), h->pid, far ? " on " : "", far ? h->host : "");
	return h->server == 0 ? rx_err_hint(e, "wait for it, or stop it") :
	    rx_err_hint(e, "wait for it, or stop it; its connection is the server's process %ld",
	    h->server);
}

/* 1: it is ours; 0: *h holds it; -1 */
static int
try_advisory(struct postgres *t, struct rx_span resource, struct holder *h, struct rx_err *e)
{
	long	 at = place(t, "resource", resource);
	char	*got = NULL;
	bool	 ok;

	if (postgres_ask(t, e, &got, "SELECT pg_catalog.pg_try_advisory_lock(%d)", at) < 1)
		return -1;
	ok = got[0] == 't';
	free(got);
	return ok ? 1 : find_holder(t, at, h, e) ? 0 : -1;
}

static int
try_lease(struct postgres *t, struct rx_span resource, const char *own, struct holder *h,
    struct rx_err *e)
{
	char *text = NULL;

	switch (postgres_lease(t, resource, e)) {
	case LEASE_WON:
		return postgres_lease_own(t, resource, own, e) ? 1 : -1;
	case LEASE_FAILED:
		return -1;
	case LEASE_HELD:
		break;
	}
	memset(h, 0, sizeof(*h));
	if (!postgres_lease_holder(t, resource, &text, e))
		return -1;
	if (text != NULL)
		(void)sscanf(text, "%ld %127s", &h->pid, h->host);
	free(text);
	return 0;
}

bool
postgres_lock(struct rx_target *base, struct rx_span resource, struct rx_err *e)
{
	struct postgres	*t = (struct postgres *)base;
	struct holder	 h;
	char		 host[64], own[96];
	int		 try, r;

	own_host(host, sizeof(host));
	(void)snprintf(own, sizeof(own), "%ld %s", (long)getpid(), host);
	if (!postgres_run(t, e, "SET application_name = 'rx-merge %s'", own))
		return false;
	for (try = 0; try < TRIES; try++) {
		r = t->cockroach ? try_lease(t, resource, own, &h, e) :
		    try_advisory(t, resource, &h, e);
		if (r != 0)
			return r > 0;
		if (!is_dead(&h, host))
			break;
		(void)usleep(200000);
	}
	return refuse(&h, host, resource, e);
}

bool
postgres_lock_names(struct postgres *t, struct rx_err *e)
{
	return t->cockroach ? postgres_lease_names(t, e) : postgres_run(t, e,
	    "SELECT pg_catalog.pg_advisory_xact_lock(%d)", place(t, "names", RX_SPAN_NONE));
}
