/* libpq, loaded on first use. */
#include <dlfcn.h>
#include <string.h>

#include "lib/merge/postgres.h"

static bool
find(void *lib, const char *name, void *to, struct rx_err *e)
{
	void *p = dlsym(lib, name);

	if (p == NULL)
		return rx_err_set(e, RX_FAILED,
		    "the libpq that is installed is too old: it has no %s",
		    name);
	memcpy(to, &p, sizeof(p));	/* ISO C has no cast from data to function */
	return true;
}

/* It is never unloaded: what it has registered with other libraries stays. */
bool
postgres_lib_load(struct postgres_lib *pq, struct rx_err *e)
{
	void *lib = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);

	if (lib == NULL) {
		rx_err_set(e, RX_FAILED, "a postgres target needs libpq, which is not installed");
		return rx_err_hint(e, "on Debian: apt-get install libpq5");
	}
#define F(name)	if (!find(lib, #name, &pq->name, e)) return false;
	POSTGRES_FUNCTIONS(F)
#undef F
	return true;
}
