#include "lib/merge/zip.h"

#include <dlfcn.h>
#include <string.h>

static const struct rx_zip_kind *const kinds[] = { &rx_zip_gzip, &rx_zip_zstd, NULL };

const struct rx_zip_kind *
rx_zip_find(const char *path)
{
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (rx_span_ends(rx_span_of(path), kinds[i]->suffix))
			break;
	return kinds[i];
}

size_t
rx_zip_stem(const char *path)
{
	const struct rx_zip_kind *kind = rx_zip_find(path);

	return strlen(path) - (kind != NULL ? strlen(kind->suffix) : 0);
}

struct rx_zip *
rx_zip_open(const struct rx_zip_kind *kind, bool pack, rx_zip_sink *sink, void *arg,
    struct rx_err *e)
{
	struct rx_zip *z = kind->open(pack, e);

	if (z == NULL)
		return NULL;
	z->kind = kind;
	z->pack = pack;
	z->sink = sink;
	z->arg = arg;
	z->whole = true;
	return z;
}

bool
rx_zip_feed(struct rx_zip *z, const char *p, size_t n, bool last, struct rx_err *e)
{
	return z->kind->feed(z, p, n, last, e);
}

void
rx_zip_close(struct rx_zip *z)
{
	if (z != NULL)
		z->kind->close(z);
}

/* It is never unloaded. */
bool
rx_zip_load(const char *library, const char *package, const char *const *names,
    void (**functions)(void), size_t n, struct rx_err *e)
{
	void	*lib = dlopen(library, RTLD_NOW | RTLD_LOCAL), *p;
	size_t	 i;

	if (lib == NULL) {
		rx_err_set(e, RX_FAILED, "%s is needed, which is not installed", library);
		return rx_err_hint(e, "on Debian: apt-get install %s", package);
	}
	for (i = 0; i < n; i++) {
		if ((p = dlsym(lib, names[i])) == NULL)
			return rx_err_set(e, RX_FAILED, "the %s that is installed has no %s",
			    library, names[i]);
		memcpy(&functions[i], &p, sizeof(p));	/* ISO C has no cast for it */
	}
	return true;
}
