/* What is put and not yet sent. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

enum { BY_KEY, BY_MERGE_KEY };

void
postgres_batch_free(struct postgres_batch *b)
{
	rx_buf_free(&b->text);
	rx_buf_free(&b->keys);
	free(b->v);
	free(b->slots[BY_KEY]);
	free(b->slots[BY_MERGE_KEY]);
}

static void
forget(struct postgres_batch *b)
{
	if (b->nslots == 0)
		return;
	memset(b->slots[BY_KEY], 0, b->nslots * sizeof(*b->slots[BY_KEY]));
	memset(b->slots[BY_MERGE_KEY], 0, b->nslots * sizeof(*b->slots[BY_MERGE_KEY]));
}

void
postgres_batch_reset(struct postgres_batch *b)
{
	rx_buf_reset(&b->text);
	rx_buf_reset(&b->keys);
	forget(b);
	b->n = b->segment = 0;
	b->revived = false;
}

static struct rx_span
key_of(const struct postgres_batch *b, int by, size_t i)
{
	const struct postgres_row *row = &b->v[i];

	return by == BY_KEY ? (struct rx_span){ b->keys.p + row->key, row->nkey } :
	    (struct rx_span){ b->keys.p + row->merge_key, row->nmerge_key };
}

static size_t *
slot(struct postgres_batch *b, int by, struct rx_span key)
{
	size_t i = rx_span_hash(key) & (b->nslots - 1), *slots = b->slots[by];

	while (slots[i] != 0 && !rx_span_eq(key_of(b, by, slots[i] - 1), key))
		i = (i + 1) & (b->nslots - 1);
	return &slots[i];
}

static bool
grow_slots(struct postgres_batch *b, int by, size_t n)
{
	size_t *slots = calloc(n, sizeof(*slots));

	if (slots == NULL)
		return false;
	free(b->slots[by]);
	b->slots[by] = slots;
	return true;
}

static bool
grow(struct postgres_batch *b)
{
	size_t			 cap = b->cap == 0 ? 1024 : b->cap * 2, i;
	struct postgres_row	*v = realloc(b->v, cap * sizeof(*v));

	if (v == NULL)
		return false;
	b->v = v;
	if (!grow_slots(b, BY_KEY, cap * 2) || !grow_slots(b, BY_MERGE_KEY, cap * 2))
		return false;
	b->nslots = cap * 2;
	b->cap = cap;
	for (i = b->segment; i < b->n; i++) {
		if (v[i].nkey > 0)
			*slot(b, BY_KEY, key_of(b, BY_KEY, i)) = i + 1;
		if (v[i].nmerge_key > 0)
			*slot(b, BY_MERGE_KEY, key_of(b, BY_MERGE_KEY, i)) = i + 1;
	}
	return true;
}

static bool
is_missing(const struct rx_key *key, const struct rx_record *r)
{
	return key == NULL || key->n == 0 || rx_key_missing(key, r) >= 0;
}

static bool
write_keys(struct postgres_table *tb, struct postgres_row *row, const struct rx_record *r)
{
	struct postgres_batch	*b = &tb->batch;
	const struct rx_key	*merge_key = tb->conf.merge_key;

	row->key = row->merge_key = b->keys.n;
	if (tb->sink == IN_STAGE)
		return true;
	if (row->op != RX_OP_CLEAR && !is_missing(tb->conf.key, r) &&
	    !rx_key_norm(&b->keys, tb->conf.key, r))
		return false;
	row->nkey = b->keys.n - row->key;
	row->merge_key = b->keys.n;
	if (row->op != RX_OP_DELETE && !is_missing(merge_key, r) &&
	    !rx_key_norm(&b->keys, merge_key, r))
		return false;
	row->nmerge_key = b->keys.n - row->merge_key;
	return true;
}

/* What the last row does can't be done in one segment with what is there. */
static bool
conflicts(const struct postgres_table *tb, const struct postgres_row *row, size_t other)
{
	return other != 0 && (row->op != RX_OP_PUT || tb->conf.patch ||
	    tb->batch.v[other - 1].op != RX_OP_PUT);
}

static struct rx_span
text_of(const struct postgres_batch *b, const struct postgres_row *row)
{
	return (struct rx_span){ b->text.p + row->at, row->n };
}

/* Of two rows of one key the later one is sent; of insert-only the first. */
static void
supersede(struct postgres_table *tb, size_t *s)
{
	struct postgres_batch	*b = &tb->batch;
	struct postgres_row	*old = &b->v[*s - 1], *new = &b->v[b->n - 1];

	if (tb->conf.strategy == RX_INSERT_ONLY) {
		new->dead = new->same = true;
		return;
	}
	old->dead = true;
	old->same = rx_span_eq(text_of(b, old), text_of(b, new));
	*s = b->n;
}

static void
enter(struct postgres_table *tb)
{
	struct postgres_batch	*b = &tb->batch;
	struct postgres_row	*row = &b->v[b->n - 1];
	size_t			*s = NULL, *m = NULL;

	if (row->nkey > 0)
		s = slot(b, BY_KEY, key_of(b, BY_KEY, b->n - 1));
	if (row->nmerge_key > 0)
		m = slot(b, BY_MERGE_KEY, key_of(b, BY_MERGE_KEY, b->n - 1));
	if ((s != NULL && conflicts(tb, row, *s)) || (m != NULL && *m != 0 &&
	    row->op == RX_OP_CLEAR)) {
		forget(b);
		b->segment = b->n - 1;
		row->first = true;
	}
	if (s != NULL && *s != 0)
		supersede(tb, s);
	else if (s != NULL)
		*s = b->n;
	if (m != NULL && *m == 0)
		*m = b->n;
}

bool
postgres_batch_add(struct postgres_table *tb, enum rx_op op, const struct rx_record *r, size_t at)
{
	struct postgres_batch	*b = &tb->batch;
	struct postgres_row	*row;

	if (b->n == b->cap && !grow(b))
		return false;
	if (!rx_buf_byte(&b->text, '\n'))
		return false;
	row = &b->v[b->n];
	*row = (struct postgres_row){ .at = at, .n = b->text.n - at, .places = tb->places,
	    .data = r->data, .op = op, .first = b->n == 0 };
	if (!write_keys(tb, row, r))
		return false;
	b->n++;
	enter(tb);
	return true;
}

struct sorted {
	struct rx_span	key;
	size_t		i;
};

static int
by_key(const void *a, const void *b)
{
	const struct sorted	*l = a, *r = b;
	int			 order = rx_span_cmp(l->key, r->key);

	return order != 0 ? order : (l->i > r->i) - (l->i < r->i);
}

/* malloc; NULL: no memory */
static struct sorted *
sort(const struct postgres_batch *b, size_t from, size_t to)
{
	struct sorted	*v = calloc(to - from, sizeof(*v));
	size_t		 i;

	if (v == NULL)
		return NULL;
	for (i = from; i < to; i++)
		v[i - from] = (struct sorted){ key_of(b, BY_KEY, i), i };
	qsort(v, to - from, sizeof(*v), by_key);
	return v;
}

/* Keys are written with their lengths before them: of one length they sort as
 * the index does, where it goes by bytes. */
size_t *
postgres_batch_order(const struct postgres_batch *b, size_t from, size_t to)
{
	struct sorted	*v;
	size_t		*order, i;

	if (to - from < 2 || b->v[from].nkey == 0 || b->revived ||
	    (v = sort(b, from, to)) == NULL)
		return NULL;
	if ((order = malloc((to - from) * sizeof(*order))) != NULL)
		for (i = 0; i < to - from; i++)
			order[i] = v[i].i;
	free(v);
	return order;
}

int
postgres_batch_twice(const struct postgres_batch *b, size_t from, size_t to)
{
	struct sorted	*v;
	size_t		 i;
	bool		 twice = false;

	if (to - from < 2)
		return 0;
	if ((v = sort(b, from, to)) == NULL)
		return -1;
	for (i = 1; i < to - from && !twice; i++)
		twice = v[i].key.n > 0 && rx_span_eq(v[i].key, v[i - 1].key);
	free(v);
	return twice;
}
