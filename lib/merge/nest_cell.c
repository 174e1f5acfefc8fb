/* The row at hand, as text, until it is kept. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/nest.h"

void
rx_nest_start(struct rx_unfolding *u, struct rx_sheet *s, struct rx_span source)
{
	u->sheet = s;
	u->source = source;
	s->stamp++;
	rx_buf_reset(&u->sh->text);
	rx_buf_byte(&u->sh->text, '{');
}

bool
rx_nest_separate(struct rx_buf *b)
{
	return b->n <= 1 || b->p[b->n - 1] == '{' || rx_buf_byte(b, ',');
}

bool
rx_nest_cell(struct rx_buf *b, struct rx_seen *f, struct rx_span v)
{
	struct rx_buf name = RX_BUF_INIT(RX_BUF_LINE);

	if (f->quoted.p == NULL) {
		if (!rx_json_quote(&name, f->name) ||
		    !rx_state_text(&f->quoted, rx_buf_view(&name)))
			b->failed = true;
		rx_buf_free(&name);
	}
	rx_nest_separate(b);
	rx_buf_span(b, f->quoted);
	rx_buf_byte(b, ':');
	return rx_buf_span(b, v);
}

/* The text at hand as a record that lasts until it is stored. */
bool
rx_nest_keep(struct rx_unfolding *u, struct rx_buf *text, struct rx_record *r)
{
	struct rx_arena		*a = &u->l->versions;
	struct rx_json_fault	 f;
	struct rx_field		*v;
	const char		*end;
	struct rx_span		 copy = rx_buf_byte(text, '}') ?
				    rx_arena_span(a, rx_buf_view(text)) : RX_SPAN_NONE;

	if (copy.p == NULL || rx_record_parse(r, &u->sh->fields, copy, &end, &f) != RX_RECORD_OK ||
	    (v = rx_arena_get(a, (r->n + 1) * sizeof(*v))) == NULL)
		return false;
	r->fields = memcpy(v, u->sh->fields.v, r->n * sizeof(*v));
	return true;
}

struct rx_nest_row *
rx_nest_add(struct rx_unfolding *u, enum rx_op op)
{
	struct rx_shape	*sh = u->sh;
	size_t		 cap = sh->cap == 0 ? 64 : sh->cap * 2;
	struct rx_nest_row	*v;

	if (sh->n == sh->cap) {
		if ((v = realloc(sh->rows, cap * sizeof(*v))) == NULL)
			return NULL;
		sh->rows = v;
		sh->cap = cap;
	}
	v = &sh->rows[sh->n++];
	*v = (struct rx_nest_row){ .sheet = u->sheet, .source = u->source, .op = op,
	    .part = u->item->part->part };
	return v;
}
