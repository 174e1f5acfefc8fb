/* gzip, by zlib. */
#include <stdlib.h>
#include <zlib.h>

#include "lib/merge/zip.h"

#define ROOM	((size_t)64 << 10)	/* bytes that come out together */
#define GZIP	(15 + 16)		/* zlib's window, and gzip's header */
#define MEMORY	8			/* zlib's usual */

enum { START_PACK, PACK, END_PACK, START, UNPACK, RESET, END, CALLS };
static const char *const names[CALLS] = { "deflateInit2_", "deflate", "deflateEnd",
    "inflateInit2_", "inflate", "inflateReset", "inflateEnd" };

struct gzip {
	struct rx_zip	 base;
	void		(*call[CALLS])(void);
	z_stream	 s;
	char		 room[ROOM];
};

#define CALL(g, i, type)	((type *)(g)->call[i])
typedef int init_pack(z_stream *, int, int, int, int, int, const char *, int);
typedef int init_unpack(z_stream *, int, const char *, int);
typedef int run(z_stream *, int);
typedef int one(z_stream *);

static struct rx_zip *
open_gzip(bool pack, struct rx_err *e)
{
	struct gzip	*g = calloc(1, sizeof(*g));
	int		 r;

	if (g == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (!rx_zip_load("libz.so.1", "zlib1g", names, g->call, CALLS, e)) {
		free(g);
		return NULL;
	}
	r = pack ? CALL(g, START_PACK, init_pack)(&g->s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP,
	    MEMORY, Z_DEFAULT_STRATEGY, ZLIB_VERSION, (int)sizeof(g->s)) :
	    CALL(g, START, init_unpack)(&g->s, GZIP, ZLIB_VERSION, (int)sizeof(g->s));
	if (r == Z_OK)
		return &g->base;
	rx_err_nomem(e);
	free(g);
	return NULL;
}

static bool
drain(struct gzip *g, struct rx_err *e)
{
	return g->base.sink(g->base.arg, g->room, ROOM - g->s.avail_out, e);
}

static bool
pack(struct gzip *g, bool last, struct rx_err *e)
{
	int r;

	do {
		g->s.next_out = (Bytef *)g->room;
		g->s.avail_out = ROOM;
		r = CALL(g, PACK, run)(&g->s, last ? Z_FINISH : Z_NO_FLUSH);
		if (!drain(g, e))
			return false;
	} while (last ? r != Z_STREAM_END : g->s.avail_out == 0);
	return true;
}

static bool
unpack(struct gzip *g, struct rx_err *e)
{
	int r;

	while (g->s.avail_in > 0 || g->s.avail_out == 0) {
		if (g->base.whole && g->s.avail_in > 0) {
			(void)CALL(g, RESET, one)(&g->s);
			g->base.whole = false;
		}
		g->s.next_out = (Bytef *)g->room;
		g->s.avail_out = ROOM;
		r = CALL(g, UNPACK, run)(&g->s, Z_NO_FLUSH);
		g->base.whole = r == Z_STREAM_END;
		if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR)
			return rx_err_set(e, RX_BAD_DATA, "not gzip: %s",
			    g->s.msg != NULL ? g->s.msg : "broken");
		if (!drain(g, e))
			return false;
		if (r == Z_BUF_ERROR || (g->base.whole && g->s.avail_in == 0))
			break;
	}
	return true;
}

static bool
feed(struct rx_zip *z, const char *p, size_t n, bool last, struct rx_err *e)
{
	struct gzip	*g = (struct gzip *)z;
	size_t		 some;

	do {
		some = n > 1 << 30 ? 1 << 30 : n;
		g->s.next_in = (Bytef *)(size_t)p;
		g->s.avail_in = (uInt)some;
		g->s.avail_out = ROOM;
		p += some;
		n -= some;
		if (!(z->pack ? pack(g, last && n == 0, e) : unpack(g, e)))
			return false;
	} while (n > 0);
	return true;
}

static void
close_gzip(struct rx_zip *z)
{
	struct gzip *g = (struct gzip *)z;

	(void)CALL(g, z->pack ? END_PACK : END, one)(&g->s);
	free(g);
}

const struct rx_zip_kind rx_zip_gzip = { ".gz", "gzip", open_gzip, feed, close_gzip };
