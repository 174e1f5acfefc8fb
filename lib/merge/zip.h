#ifndef RX_ZIP_H
#define RX_ZIP_H
/*
 * zip: bytes packed and unpacked as they pass, by the name of their file:
 * .gz, .zst.  What follows a whole member or frame is another one.
 *
 * The libraries are loaded when they are needed: most runs need none.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/err.h"
#include "rx/span.h"

/* Takes what comes out; false: err. */
typedef bool rx_zip_sink(void *, const char *, size_t, struct rx_err *);

struct rx_zip {			/* begins what a kind has */
	const struct rx_zip_kind	*kind;
	rx_zip_sink			*sink;
	void				*arg;
	bool				 pack;
	bool				 whole;		/* the last member has come to its end */
};

struct rx_zip_kind {
	const char	*suffix;	/* ".gz" */
	const char	*name;		/* "gzip" */
	struct rx_zip	*(*open)(bool pack, struct rx_err *);
	/* last: nothing more comes, the member ends. */
	bool		 (*feed)(struct rx_zip *, const char *, size_t, bool last, struct rx_err *);
	void		 (*close)(struct rx_zip *);
};

extern const struct rx_zip_kind rx_zip_gzip, rx_zip_zstd;

/* How a file of that name is packed; NULL: it is not. */
const struct rx_zip_kind *rx_zip_find(const char *path);
/* The length of a name without what says how it is packed. */
size_t	rx_zip_stem(const char *path);
/* NULL: err. */
struct rx_zip *rx_zip_open(const struct rx_zip_kind *, bool pack, rx_zip_sink *, void *arg,
	    struct rx_err *);
bool	rx_zip_feed(struct rx_zip *, const char *, size_t, bool last, struct rx_err *);
void	rx_zip_close(struct rx_zip *);	/* of NULL: nothing */

/* The library of a kind, with functions[n] found in it, or err. */
bool	rx_zip_load(const char *library, const char *package, const char *const *names,
	    void (**functions)(void), size_t n, struct rx_err *);

#endif
