#include "rx/token.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rx/io.h"
#include "rx/node.h"

#define MAX_FILE	((size_t)1 << 20)

const char *
rx_token_dir(struct rx_arena *a, struct rx_err *err)
{
	const char	*state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct rx_span	 dir;

	if (state != NULL && state[0] == '/') {
		dir = rx_arena_printf(a, "%s/rx/tokens", state);
	} else if (home != NULL && home[0] != '\0') {
		dir = rx_arena_printf(a, "%s/.local/state/rx/tokens", home);
	} else {
		rx_err_set(err, RX_FAILED, "no place for tokens: neither XDG_STATE_HOME nor "
		    "HOME is set");
		return NULL;
	}
	if (dir.p == NULL) {
		rx_err_nomem(err);
		return NULL;
	}
	return rx_file_mkdirs(dir.p, 0700, err) ? dir.p : NULL;
}

int
rx_token_lock(const char *dir, const char *name, struct rx_err *err)
{
	struct rx_buf	path = RX_BUF_INIT(RX_BUF_TEXT);
	int		fd;

	rx_buf_printf(&path, "%s/%s.lock", dir, name);
	fd = open(rx_buf_str(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		rx_err_errno(err, "cannot open %s", rx_buf_str(&path));
	while (fd != -1 && flock(fd, LOCK_EX) == -1)
		if (errno != EINTR) {
			rx_err_errno(err, "cannot lock %s", rx_buf_str(&path));
			(void)close(fd);
			fd = -1;
		}
	rx_buf_free(&path);
	return fd;
}

void
rx_token_unlock(int fd)
{
	if (fd != -1)
		(void)close(fd);
}

static double
number(const struct rx_node *n)
{
	return n != NULL && n->kind == RX_JSON_NUMBER && n->text.p != NULL ?
	    strtod(n->text.p, NULL) : 0;
}

void
rx_token_load(const char *dir, const char *name, struct rx_arena *a, struct rx_token *t)
{
	struct rx_err	 ignored = RX_ERR_INIT;
	struct rx_span	 path = rx_arena_printf(a, "%s/%s", dir, name), given;
	struct rx_node	*n;
	char		*text;
	size_t		 len;

	memset(t, 0, sizeof(*t));
	if (path.p == NULL || !rx_file_read(path.p, MAX_FILE, &text, &len, &ignored))
		return;
	n = rx_node_parse(a, (struct rx_span){ text, len }, &ignored);
	explicit_bzero(text, len);
	free(text);
	if (n == NULL || n->kind != RX_JSON_OBJECT)
		return;
	t->access = rx_node_text(rx_node_get(n, "access_token"));
	t->refresh = rx_node_text(rx_node_get(n, "refresh_token"));
	t->obtained = number(rx_node_get(n, "obtained"));
	t->expires = number(rx_node_get(n, "expires"));
	given = rx_node_text(rx_node_get(n, "given"));
	if (given.n == RX_SHA256_SHORT)
		memcpy(t->given, given.p, given.n);
}

bool
rx_token_save(const char *dir, const char *name, const struct rx_token *t, struct rx_err *err)
{
	struct rx_buf	path = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(MAX_FILE);
	bool		ok;

	rx_buf_text(&b, "{\"access_token\":");
	rx_json_quote(&b, t->access);
	if (t->refresh.p != NULL) {
		rx_buf_text(&b, ",\"refresh_token\":");
		rx_json_quote(&b, t->refresh);
		rx_buf_printf(&b, ",\"given\":\"%s\"", t->given);
	}
	rx_buf_printf(&b, ",\"obtained\":%.0f,\"expires\":%.0f}\n", floor(t->obtained),
	    floor(t->expires));
	rx_buf_printf(&path, "%s/%s", dir, name);
	if (b.failed || rx_buf_str(&path)[0] == '\0')
		ok = rx_err_nomem(err);
	else
		ok = rx_file_write(path.p, rx_buf_view(&b), 0600, err);
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	rx_buf_free(&b);
	rx_buf_free(&path);
	return ok;
}

bool
rx_token_refused(struct rx_span access, struct rx_span refused)
{
	char hex[RX_SHA256_SHORT + 1];

	if (refused.p == NULL || access.p == NULL)
		return false;
	rx_sha256_hex(access, RX_SHA256_SHORT, hex);
	return rx_span_is_nocase(refused, hex);
}

bool
rx_token_fresh(const struct rx_token *t, double margin, double now)
{
	double life = t->expires - t->obtained;

	return t->access.p != NULL && now + fmin(margin, life / 2) < t->expires;
}
