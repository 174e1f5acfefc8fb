/*
 * Rows without a key are told apart by the page that they came with and their
 * place in it, so that their lists find them.  A page that is asked for again
 * after a run was killed gives the same names.
 *
 * Those of a merge that waits for all of them are numbered, as long as they
 * wait: a page of it may come twice, and is not told from the one before.
 */
#include <stdlib.h>
#include <unistd.h>

#include "rx/clock.h"
#include "rx/digest.h"
#include "lib/merge/nest.h"

#define DIGITS	16	/* hex digits: 64 bits */

/* Which run it is, as far as it has a name. */
static void
write_run(const struct rx_merge *m, const struct rx_load *l, struct rx_buf *b)
{
	struct rx_span id = rx_json_get(l->state.attempt, "id");

	rx_buf_span(b, l->resource);
	if (m->bare)
		rx_buf_printf(b, "\n%.9f %ld", rx_clock_now(), (long)getpid());
	else if (id.p != NULL)
		rx_buf_printf(b, "\n%.*s", RX_FMT(id));
	else
		rx_buf_printf(b, "\n%ld", l->state.generation);
}

/* Which page of it: where its part goes on shows it, before the page is taken. */
static void
write_page(const struct rx_merge *m, const struct rx_load *l, const struct rx_state_part *p,
    struct rx_buf *b)
{
	if (p == NULL) {
		rx_buf_printf(b, "\nline %lu", m->number);
		return;
	}
	rx_buf_byte(b, '\n');
	rx_buf_span(b, p->name);
	rx_buf_byte(b, '\n');
	if (p->next.p != NULL)
		rx_buf_span(b, p->next);
	else if (p->begun)
		rx_buf_printf(b, "page %lu", l->pages);
}

/* Another process goes on from another number. */
static bool
number_rows(struct rx_load *l, size_t from)
{
	struct rx_record	 r;
	struct rx_item		*it;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	char			 hex[DIGITS + 1];
	bool			 ok = true;

	if (l->number == 0) {
		ok = rx_buf_printf(&b, "%.9f %ld", rx_clock_now(), (long)getpid());
		rx_sha256_hex(rx_buf_view(&b), DIGITS, hex);
		rx_buf_free(&b);
		l->number = strtoull(hex, NULL, 16) >> 2;
	}
	while ((it = rx_hold_next(&l->hold, &from, l->hold.released, &r)) != NULL)
		it->page = ++l->number;
	return ok;
}

bool
rx_load_name_rows(struct rx_merge *m, struct rx_load *l, const struct rx_state_part *part,
    size_t from)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_record	 r;
	struct rx_item		*it;
	char			 hex[DIGITS + 1];
	uint32_t		 n = 0;
	uint64_t		 page;
	bool			 ok;

	if (l->form.nest == 0 || (l->disposition == RX_MERGE && !rx_load_staged(l)))
		return true;
	if (l->disposition == RX_MERGE)
		return number_rows(l, from);
	write_run(m, l, &b);
	write_page(m, l, part, &b);
	ok = !b.failed;
	rx_sha256_hex(rx_buf_view(&b), DIGITS, hex);
	rx_buf_free(&b);
	page = strtoull(hex, NULL, 16);
	while ((it = rx_hold_next(&l->hold, &from, l->hold.released, &r)) != NULL) {
		it->page = page;
		it->nth = n++;
	}
	return ok;
}
