/* JSON values as SQLite keeps them: nothing is widened, nothing rounded. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/real.h"
#include "lib/merge/sqlite.h"

#define SURE	15	/* digits that every double keeps */

static bool
is_whole(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '.' || (s.p[i] | 0x20) == 'e')
			return false;
	return true;
}

/* Without a statement a value is only looked at. */
static int
set_text(const struct sqlite_table *tb, struct rx_span s, sqlite3_destructor_type how)
{
	return tb->into == NULL ? SQLITE_OK : sqlite3_bind_text64(tb->into, tb->at, s.p, s.n, how,
	    SQLITE_UTF8);
}

static int
set_int(const struct sqlite_table *tb, int64_t i)
{
	return tb->into == NULL ? SQLITE_OK : sqlite3_bind_int64(tb->into, tb->at, i);
}

static int
set_double(const struct sqlite_table *tb, double d)
{
	return tb->into == NULL ? SQLITE_OK : sqlite3_bind_double(tb->into, tb->at, d);
}

static enum rx_put
bound(struct sqlite_table *tb, const struct sqlite_column *c, int code, struct rx_err *e)
{
	if (code == SQLITE_OK)
		return RX_PUT_OK;
	if (code != SQLITE_TOOBIG) {
		sqlite_fail(tb->t, e);
		return RX_PUT_FAILED;
	}
	rx_err_set(e, RX_BAD_DATA, "%s is too large for SQLite", c->name);
	return RX_PUT_REJECTED;
}

static enum rx_put
misfit(const struct sqlite_column *c, struct rx_span v, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "%s: %.*s does not fit the column's declared type", c->name,
	    RX_FMT(v));
	return RX_PUT_REJECTED;
}

static enum rx_put
bind_text(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_span s,
    struct rx_err *e)
{
	return bound(tb, c, set_text(tb, s, SQLITE_STATIC), e);
}

/* A number without an exact place keeps its text; of a key the one spelling
 * that equal numbers share. */
static enum rx_put
bind_number_text(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_span v,
    struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	int		code;

	if (!c->key)
		return bind_text(tb, c, v, e);
	if (!rx_number_norm(&b, v)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	code = set_text(tb, rx_buf_view(&b), SQLITE_TRANSIENT);
	rx_buf_free(&b);
	return bound(tb, c, code, e);
}

static enum rx_put
bind_number(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_span v,
    struct rx_err *e)
{
	int64_t	i;
	double	d;
	bool	whole = is_whole(v);

	if (c->affinity == AS_TEXT)
		return bind_number_text(tb, c, v, e);
	if ((whole || c->key) && rx_number_int64(v, &i)) {
		if (c->affinity == AS_REAL && !rx_number_real(v, &d))
			return misfit(c, v, e);
		return bound(tb, c, set_int(tb, i), e);
	}
	if (!whole && rx_number_real(v, &d))
		return bound(tb, c, set_double(tb, d), e);
	if (!whole && c->affinity != AS_REAL && rx_number_int64(v, &i))
		return bound(tb, c, set_int(tb, i), e);
	return c->affinity == AS_ANY ? bind_number_text(tb, c, v, e) : misfit(c, v, e);
}

/* Would SQLite turn this text into a number, and lose some of it? */
static bool
rounded(const struct sqlite_column *c, struct rx_span s)
{
	struct rx_json_fault	f;
	struct rx_span		t = rx_span_trim(s);
	int64_t			i;
	double			d;

	if (c->affinity == AS_ANY || c->affinity == AS_TEXT || t.n <= SURE ||
	    rx_json_kind(t) != RX_JSON_NUMBER)
		return false;
	if (rx_json_skip(t.p, t.p + t.n, &f) != t.p + t.n)
		return t.p[0] >= '0' && t.p[0] <= '9';
	return !(c->affinity != AS_REAL && rx_number_int64(t, &i)) && !rx_number_real(t, &d);
}

static enum rx_put
bind_string(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_span v,
    struct rx_err *e)
{
	struct rx_span	s = { v.p + 1, v.n - 2 };
	size_t		at = tb->scratch.n;
	int		whole;

	if (memchr(s.p, '\\', s.n) != NULL) {
		if ((whole = rx_json_decode(&tb->scratch, v)) < 0) {
			rx_err_nomem(e);
			return RX_PUT_FAILED;
		}
		if (whole == 0) {
			rx_err_set(e, RX_BAD_DATA, "%s: half of a surrogate pair is no text",
			    c->name);
			return RX_PUT_REJECTED;
		}
		rx_buf_byte(&tb->scratch, '\0');
		s = (struct rx_span){ tb->scratch.p + at, tb->scratch.n - at - 1 };
	}
	return rounded(c, s) ? misfit(c, v, e) : bind_text(tb, c, s, e);
}

/* The scratch has room for the whole record: what is in it does not move. */
static enum rx_put
bind_nested(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_span v,
    bool spaces, struct rx_err *e)
{
	size_t at = tb->scratch.n;

	if (!spaces)
		return bind_text(tb, c, v, e);
	if (!rx_json_compact(&tb->scratch, v)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	return bind_text(tb, c, (struct rx_span){ tb->scratch.p + at, tb->scratch.n - at }, e);
}

static enum rx_put
bind(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_span v, bool spaces,
    struct rx_err *e)
{
	enum rx_json_kind kind = rx_json_kind(v);

	switch (kind) {
	case RX_JSON_NULL:
		return bound(tb, c, tb->into == NULL ? SQLITE_OK :
		    sqlite3_bind_null(tb->into, tb->at), e);
	case RX_JSON_FALSE:
	case RX_JSON_TRUE:
		if (c->affinity == AS_TEXT)
			return bind_text(tb, c, v, e);
		return bound(tb, c, set_int(tb, kind == RX_JSON_TRUE), e);
	case RX_JSON_NUMBER:
		return bind_number(tb, c, v, e);
	case RX_JSON_STRING:
		return bind_string(tb, c, v, e);
	default:
		return bind_nested(tb, c, v, spaces, e);
	}
}

enum rx_put
sqlite_bind(struct sqlite_table *tb, sqlite3_stmt *into, int at, const struct sqlite_column *c,
    struct rx_span v, bool spaces, struct rx_err *e)
{
	tb->into = into;
	tb->at = at;
	return bind(tb, c, v, spaces, e);
}
