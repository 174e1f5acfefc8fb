#include "lib/merge/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rx/io.h"

#define MEMORY	((uint64_t)1 << 40)	/* bytes: places before it are in memory */
#define PART	((uint64_t)1 << 30)	/* bytes of the file that are mapped together */
#define STEP	((size_t)1 << 20)	/* bytes asked of the budget at once */
#define GATHER	((size_t)256 << 10)	/* bytes written at once */
#define REST	1024			/* pieces looked at before memory is given back */

void
rx_store_open(struct rx_store *s, struct rx_budget *budget)
{
	*s = (struct rx_store){ .budget = budget, .fd = -1 };
}

/* Memory that is not used yet costs nothing: there is one map of all that
 * the budget could ever give. */
static bool
in_memory(struct rx_store *s, size_t n)
{
	size_t more;

	if (s->full)
		return false;
	if (n <= s->room - s->n)
		return true;
	more = (n - (s->room - s->n) + STEP - 1) / STEP * STEP;
	s->full = s->p == NULL ? s->budget->left < more : false;
	if (s->p == NULL && !s->full) {
		s->p = mmap(NULL, s->budget->left, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (s->p == MAP_FAILED) {
			s->p = NULL;
			s->full = true;
		} else {
			s->most = s->budget->left;
			(void)madvise(s->p, s->most, MADV_HUGEPAGE);
		}
	}
	s->full = s->full || s->room + more > s->most || !rx_budget_take(s->budget, more);
	s->room += s->full ? 0 : more;
	return !s->full;
}

static bool
write_out(struct rx_store *s, const char *p, size_t n, struct rx_err *e)
{
	while (n > 0) {
		ssize_t w = write(s->fd, p, n);

		if (w < 0 && errno != EINTR) {
			rx_err_errno(e, "cannot write a temporary file");
			return rx_err_hint(e, "more --memory needs less of it; TMPDIR names its "
			    "directory");
		}
		p += w > 0 ? w : 0;
		n -= w > 0 ? (size_t)w : 0;
	}
	return true;
}

static bool
flush(struct rx_store *s, struct rx_err *e)
{
	size_t n = s->gathered;

	s->gathered = 0;
	return n == 0 || write_out(s, s->gather, n, e);
}

static bool
open_file(struct rx_store *s, struct rx_err *e)
{
	if ((s->gather = malloc(GATHER)) == NULL)
		return rx_err_nomem(e);
	return (s->fd = rx_file_temp(e)) != -1;
}

/* A piece stands in one part of the file. */
static bool
skip(struct rx_store *s, size_t n, struct rx_err *e)
{
	uint64_t part = (s->end + PART - 1) / PART * PART;

	if (s->end % PART + n <= PART)
		return true;
	if (!flush(s, e))
		return false;
	if (lseek(s->fd, (off_t)part, SEEK_SET) == -1)
		return rx_err_errno(e, "cannot write a temporary file");
	s->end = part;
	return true;
}

bool
rx_store_start(struct rx_store *s, size_t n, uint64_t *place, struct rx_err *e)
{
	if (n > PART)
		return rx_err_nomem(e);
	if (in_memory(s, n)) {
		*place = s->n;
		return true;
	}
	if ((s->fd == -1 && !open_file(s, e)) || !skip(s, n, e))
		return false;
	*place = MEMORY + s->end;
	return true;
}

bool
rx_store_add(struct rx_store *s, struct rx_span b, struct rx_err *e)
{
	if (!s->full) {
		memcpy(s->p + s->n, b.p, b.n);
		s->n += b.n;
		return true;
	}
	s->end += b.n;
	if (b.n > GATHER - s->gathered && !flush(s, e))
		return false;
	if (b.n > GATHER)
		return write_out(s, b.p, b.n, e);
	memcpy(s->gather + s->gathered, b.p, b.n);
	s->gathered += b.n;
	return true;
}

static bool
map(struct rx_store *s, size_t part, struct rx_err *e)
{
	char **v;

	if (part >= s->nmaps) {
		if ((v = realloc(s->maps, (part + 1) * sizeof(*v))) == NULL)
			return rx_err_nomem(e);
		memset(v + s->nmaps, 0, (part + 1 - s->nmaps) * sizeof(*v));
		s->maps = v;
		s->nmaps = part + 1;
	}
	if (s->maps[part] != NULL)
		return true;
	s->maps[part] = mmap(NULL, PART, PROT_READ, MAP_SHARED, s->fd, (off_t)(part * PART));
	if (s->maps[part] != MAP_FAILED)
		return true;
	s->maps[part] = NULL;
	return rx_err_errno(e, "cannot read a temporary file");
}

/* The system keeps what of the file was looked at, and can do without. */
static void
rest(struct rx_store *s)
{
	size_t i;

	if (++s->looked < REST)
		return;
	s->looked = 0;
	for (i = 0; i < s->nmaps; i++)
		if (s->maps[i] != NULL)
			(void)madvise(s->maps[i], PART, MADV_DONTNEED);
}

struct rx_span
rx_store_get(struct rx_store *s, uint64_t place, size_t n, struct rx_err *e)
{
	size_t part;

	if (place < MEMORY)
		return (struct rx_span){ s->p + place, n };
	place -= MEMORY;
	part = (size_t)(place / PART);
	if (place + n > s->end - s->gathered && !flush(s, e))
		return RX_SPAN_NONE;
	if ((part >= s->nmaps || s->maps[part] == NULL) && !map(s, part, e))
		return RX_SPAN_NONE;
	rest(s);
	return (struct rx_span){ s->maps[part] + place % PART, n };
}

void
rx_store_close(struct rx_store *s)
{
	size_t i;

	if (s->p != NULL)
		(void)munmap(s->p, s->most);
	for (i = 0; i < s->nmaps; i++)
		if (s->maps[i] != NULL)
			(void)munmap(s->maps[i], PART);
	free(s->maps);
	free(s->gather);
	if (s->fd != -1)
		(void)close(s->fd);
	rx_budget_give(s->budget, s->room);
	rx_store_open(s, s->budget);
}
