#include "lib/merge/pool.h"

#include <stdlib.h>
#include <string.h>

void
rx_pool_open(struct rx_pool *p, const struct rx_key *key, bool keep)
{
	*p = (struct rx_pool){ .key = key, .keep = keep, .norm = RX_BUF_INIT(RX_BUF_LINE) };
	p->arena.max = (size_t)1 << 40;
}

void
rx_pool_free(struct rx_pool *p)
{
	free(p->v);
	free(p->slots);
	rx_arena_free(&p->arena);
	rx_buf_free(&p->norm);
	*p = (struct rx_pool){ 0 };
}

static bool
grow_slots(struct rx_pool *p)
{
	uint32_t	 n = p->nslots == 0 ? 64 : p->nslots * 2, i, at;
	uint32_t	*slots = n > p->nslots ? calloc(n, sizeof(*slots)) : NULL;

	if (slots == NULL)
		return false;
	for (i = 0; i < p->n; i++) {
		for (at = p->v[i].hash & (n - 1); slots[at] != 0; at = (at + 1) & (n - 1))
			continue;
		slots[at] = i + 1;
	}
	free(p->slots);
	p->slots = slots;
	p->nslots = n;
	return true;
}

static bool
grow(struct rx_pool *p)
{
	uint32_t		 cap = p->cap == 0 ? 64 : p->cap + p->cap / 2;
	struct rx_pool_entry	*v = cap > p->cap ? realloc(p->v, cap * sizeof(*v)) : NULL;

	if (v == NULL)
		return false;
	p->v = v;
	p->cap = cap;
	return true;
}

static struct rx_pool_entry *
find(const struct rx_pool *p, uint64_t hash, struct rx_span key, uint32_t *at)
{
	uint32_t n;

	for (*at = hash & (p->nslots - 1); p->slots[*at] != 0;
	    *at = (*at + 1) & (p->nslots - 1)) {
		struct rx_pool_entry *en = &p->v[p->slots[*at] - 1];

		if (en->hash != hash)
			continue;
		memcpy(&n, en->key - sizeof(n), sizeof(n));
		if (n == key.n && memcmp(en->key, key.p, n) == 0)
			return en;
	}
	return NULL;
}

static bool
set(struct rx_pool *p, struct rx_pool_entry *en, struct rx_span data)
{
	char *copy;

	if (!p->keep) {
		en->p = data.p;
	} else if (data.n <= en->room) {
		memcpy((char *)(uintptr_t)en->p, data.p, data.n);
	} else {
		if ((copy = rx_arena_get(&p->arena, data.n)) == NULL)
			return false;
		en->p = memcpy(copy, data.p, data.n);
		en->room = (uint32_t)data.n;
	}
	en->n = (uint32_t)data.n;
	return true;
}

static bool
add(struct rx_pool *p, uint64_t hash, struct rx_span key, uint32_t at, struct rx_span data)
{
	uint32_t		 n = (uint32_t)key.n;
	char			*copy = rx_arena_get(&p->arena, sizeof(n) + key.n);
	struct rx_pool_entry	*en;

	if (copy == NULL || (p->n == p->cap && !grow(p)))
		return false;
	memcpy(copy, &n, sizeof(n));
	memcpy(copy + sizeof(n), key.p, key.n);
	en = &p->v[p->n];
	*en = (struct rx_pool_entry){ .hash = hash, .key = copy + sizeof(n) };
	if (!set(p, en, data))
		return false;
	p->slots[at] = ++p->n;
	return true;
}

enum rx_pool_put
rx_pool_put(struct rx_pool *p, const struct rx_record *r, const char *part)
{
	struct rx_pool_entry	*en;
	struct rx_span		 key;
	uint64_t		 hash;
	uint32_t		 at;

	rx_buf_reset(&p->norm);
	if (!rx_key_norm(&p->norm, p->key, r) || (p->n >= p->nslots / 2 && !grow_slots(p)))
		return RX_POOL_NOMEM;
	key = rx_buf_view(&p->norm);
	hash = rx_span_hash(key);
	if ((en = find(p, hash, key, &at)) == NULL) {
		if (!add(p, hash, key, at, r->data))
			return RX_POOL_NOMEM;
		p->v[p->n - 1].part = part;
		return RX_POOL_NEW;
	}
	en->part = part;
	if (en->n == r->data.n && memcmp(en->p, r->data.p, en->n) == 0)
		return RX_POOL_SAME;
	return set(p, en, r->data) ? RX_POOL_CHANGED : RX_POOL_NOMEM;
}
