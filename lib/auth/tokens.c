/* From memory, from the store, or new: one token for all who need the same. */
#include "lib/auth/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "rx/clock.h"

struct have {			/* a token of this process */
	char		 name[RX_SHA256_HEX + 1];
	struct rx_token	 token;
	struct have	*next;
};

struct rx_tokens {
	struct rx_auth	*auth;
	struct rx_arena	 arena;
	const char	*dir;		/* NULL: there is no store */
	bool		 looked;	/* for the store */
	struct have	*first;
};

struct rx_tokens *
rx_tokens_open(struct rx_auth *auth, struct rx_err *err)
{
	struct rx_tokens *ts = calloc(1, sizeof(*ts));

	if (ts == NULL) {
		rx_err_nomem(err);
		return NULL;
	}
	ts->auth = auth;
	ts->arena = (struct rx_arena)RX_ARENA_INIT;
	return ts;
}

void
rx_tokens_close(struct rx_tokens *ts)
{
	if (ts == NULL)
		return;
	rx_arena_wipe(&ts->arena);
	free(ts);
}

static void
warn(struct rx_tokens *ts, const char *text, const char *more)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&b, "%s%s", text, more);
	if (ts->auth->conf->say != NULL)
		ts->auth->conf->say(ts->auth->conf->arg, "warning", rx_buf_str(&b));
	rx_buf_free(&b);
}

/* The store is made at first need; without one, tokens live in memory. */
static const char *
store(struct rx_tokens *ts)
{
	struct rx_err err = RX_ERR_INIT;

	if (ts->looked || ts->auth->conf->no_store)
		return ts->dir;
	ts->looked = true;
	if ((ts->dir = rx_token_dir(&ts->arena, &err)) == NULL)
		warn(ts, "tokens are not kept: ", err.what);
	return ts->dir;
}

static void
spent_name(const char *id, char name[RX_SHA256_HEX + 1])
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&b, "spent\n%s", id);
	rx_sha256_hex(rx_buf_view(&b), RX_SHA256_HEX, name);
	rx_buf_free(&b);
}

bool
rx_tokens_spent(struct rx_tokens *ts, const char *id)
{
	struct rx_token	 t = { .access = RX_SPAN_NONE };
	const char	*dir = store(ts);
	char		 name[RX_SHA256_HEX + 1];

	spent_name(id, name);
	if (dir != NULL)
		rx_token_load(dir, name, &ts->arena, &t);
	return t.access.p != NULL;
}

void
rx_tokens_spend(struct rx_tokens *ts, const char *id)
{
	struct rx_token	 t = { .access = RX_SPAN("spent"), .obtained = rx_clock_now() };
	struct rx_err	 ignored = RX_ERR_INIT;
	const char	*dir = store(ts);
	char		 name[RX_SHA256_HEX + 1];

	spent_name(id, name);
	if (dir != NULL)
		(void)rx_token_save(dir, name, &t, &ignored);
}

static struct have *
find(struct rx_tokens *ts, const char *name)
{
	struct have *h;

	for (h = ts->first; h != NULL; h = h->next)
		if (strcmp(h->name, name) == 0)
			return h;
	if ((h = rx_arena_get(&ts->arena, sizeof(*h))) == NULL)
		return NULL;
	memcpy(h->name, name, sizeof(h->name));
	h->next = ts->first;
	ts->first = h;
	return h;
}

static bool
good(const struct rx_tokens *ts, const struct rx_token *t, struct rx_span refused)
{
	return rx_token_fresh(t, ts->auth->conf->margin, rx_clock_now()) &&
	    !rx_token_refused(t->access, refused);
}

static bool
same_given(const struct rx_token *t, struct rx_span refresh)
{
	char hex[RX_SHA256_SHORT + 1];

	rx_sha256_hex(refresh, RX_SHA256_SHORT, hex);
	return strcmp(t->given, hex) == 0;
}

/*
 * With the refresh token that the server gave last, if it gave one for the
 * configured one; when the server no longer takes that, with the configured
 * one.
 */
static bool
request(struct rx_tokens *ts, const struct rx_token_ask *ask, const struct rx_token *old,
    struct rx_token *t, struct rx_err *err)
{
	struct rx_span	refresh = ask->refresh_token;
	bool		rotated = refresh.p != NULL && old->refresh.p != NULL &&
			    same_given(old, refresh) && !rx_span_eq(old->refresh, refresh);
	bool		ok;

	if (rotated && (!rx_redact_add(&ts->auth->redact, old->refresh) ||
	    !rx_token_request(ts->auth, ask, old->refresh, &ts->arena, t, err))) {
		if (err->exit != RX_HTTP_4XX)
			return false;
		rotated = false;
	}
	ok = t->access.p != NULL ||
	    rx_token_request(ts->auth, ask, refresh, &ts->arena, t, err);
	if (!ok)
		return false;
	if (t->refresh.p == NULL && rotated)
		t->refresh = old->refresh;
	if (refresh.p != NULL)
		rx_sha256_hex(refresh, RX_SHA256_SHORT, t->given);
	else
		t->refresh = RX_SPAN_NONE;	/* never used: not kept */
	return rx_redact_add(&ts->auth->redact, t->access) &&
	    rx_redact_add(&ts->auth->redact, t->refresh);
}

/* A new refresh token ends the old one: it must not get lost. */
static void
keep(struct rx_tokens *ts, const struct rx_token_ask *ask, const char *dir,
    const struct rx_token *t)
{
	struct rx_err err = RX_ERR_INIT;

	if (dir == NULL && t->refresh.p != NULL && !rx_span_eq(t->refresh, ask->refresh_token))
		warn(ts, "the server gave a new refresh token, which is lost when this process "
		    "ends", "");
	if (dir != NULL && !rx_token_save(dir, ask->name, t, &err))
		warn(ts, "a token is not kept: ", err.what);
}

bool
rx_tokens_get(struct rx_tokens *ts, const struct rx_token_ask *ask, struct rx_span refused,
    struct rx_token *out, struct rx_err *err)
{
	struct have	*h = find(ts, ask->name);
	struct rx_token	 old, new = { .access = RX_SPAN_NONE };
	const char	*dir;
	int		 lock;
	bool		 ok = true;

	if (h == NULL)
		return rx_err_nomem(err);
	if (good(ts, &h->token, refused)) {
		*out = h->token;
		return true;
	}
	dir = store(ts);
	lock = dir != NULL ? rx_token_lock(dir, ask->name, err) : -1;
	if (dir != NULL && lock == -1) {
		warn(ts, "tokens are not kept: ", err->what);
		dir = ts->dir = NULL;
	}
	old = h->token;
	if (dir != NULL)
		rx_token_load(dir, ask->name, &ts->arena, &old);
	if (good(ts, &old, refused)) {
		h->token = old;
	} else if ((ok = request(ts, ask, &old, &new, err))) {
		keep(ts, ask, dir, &new);
		h->token = new;
	}
	rx_token_unlock(lock);
	*out = h->token;
	return ok;
}
