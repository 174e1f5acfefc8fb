/* zstd, by libzstd. */
#include <stdlib.h>
#include <zstd.h>

#include "lib/merge/zip.h"

#define ROOM	((size_t)128 << 10)	/* bytes that come out together */

enum { NEW_PACK, PACK, FREE_PACK, NEW, UNPACK, FREE, IS_ERROR, ERROR_NAME, CALLS };
static const char *const names[CALLS] = { "ZSTD_createCCtx", "ZSTD_compressStream2",
    "ZSTD_freeCCtx", "ZSTD_createDCtx", "ZSTD_decompressStream", "ZSTD_freeDCtx",
    "ZSTD_isError", "ZSTD_getErrorName" };

struct zstd {
	struct rx_zip	 base;
	void		(*call[CALLS])(void);
	void		*s;
	char		 room[ROOM];
};

#define CALL(g, i, type)	((type *)(g)->call[i])
typedef void *make(void);
typedef size_t pack_fn(void *, ZSTD_outBuffer *, ZSTD_inBuffer *, ZSTD_EndDirective);
typedef size_t unpack_fn(void *, ZSTD_outBuffer *, ZSTD_inBuffer *);
typedef size_t release(void *);
typedef unsigned is_error(size_t);
typedef const char *error_name(size_t);

static struct rx_zip *
open_zstd(bool pack, struct rx_err *e)
{
	struct zstd *g = calloc(1, sizeof(*g));

	if (g == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (!rx_zip_load("libzstd.so.1", "libzstd1", names, g->call, CALLS, e)) {
		free(g);
		return NULL;
	}
	if ((g->s = CALL(g, pack ? NEW_PACK : NEW, make)()) != NULL)
		return &g->base;
	rx_err_nomem(e);
	free(g);
	return NULL;
}

static bool
failed(struct zstd *g, size_t r, struct rx_err *e)
{
	return CALL(g, IS_ERROR, is_error)(r) != 0 && !rx_err_set(e, RX_BAD_DATA, "not zstd: %s",
	    CALL(g, ERROR_NAME, error_name)(r));
}

static bool
feed(struct rx_zip *z, const char *p, size_t n, bool last, struct rx_err *e)
{
	struct zstd	*g = (struct zstd *)z;
	ZSTD_inBuffer	 in = { p, n, 0 };
	ZSTD_outBuffer	 out;
	size_t		 r;
	bool		 more;

	do {
		out = (ZSTD_outBuffer){ g->room, ROOM, 0 };
		r = z->pack ? CALL(g, PACK, pack_fn)(g->s, &out, &in,
		    last ? ZSTD_e_end : ZSTD_e_continue) :
		    CALL(g, UNPACK, unpack_fn)(g->s, &out, &in);
		if (failed(g, r, e) || !z->sink(z->arg, g->room, out.pos, e))
			return false;
		z->whole = r == 0;
		more = z->pack && last ? r != 0 : in.pos < in.size || out.pos == ROOM;
	} while (more);
	return true;
}

static void
close_zstd(struct rx_zip *z)
{
	struct zstd *g = (struct zstd *)z;

	(void)CALL(g, z->pack ? FREE_PACK : FREE, release)(g->s);
	free(g);
}

const struct rx_zip_kind rx_zip_zstd = { ".zst", "zstd", open_zstd, feed, close_zstd };
