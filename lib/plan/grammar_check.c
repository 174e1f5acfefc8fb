/* grammar_check: a source against the tables of grammar.c. */
#include <stdio.h>
#include <string.h>

#include "lib/plan/grammar.h"
#include "rx/text.h"

/* Is the text one of "a|b|c"? */
static bool
one_of(struct rx_span text, const char *words)
{
	for (const char *p = words; ; p++) {
		size_t n = strcspn(p, "|");

		if (text.n == n && memcmp(text.p, p, n) == 0)
			return true;
		p += n;
		if (*p == '\0')
			return false;
	}
}

static const char *
type_words(struct rx_buf *buf, unsigned types)
{
	static const struct { unsigned bit; const char *word; } words[] = {
		{ RX_T_STR, "text" }, { RX_T_INT, "a whole number" }, { RX_T_NUM, "a number" },
		{ RX_T_BOOL, "true or false" }, { RX_T_MAP, "a map" }, { RX_T_LIST, "a list" },
		{ RX_T_NULL, "null" }
	};
	unsigned left = types & ~RX_T_SET;

	if (left & RX_T_NUM)
		left &= ~RX_T_INT;
	if (left & ~RX_T_NULL)
		left &= ~RX_T_NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words)[0]; i++) {
		if (!(left & words[i].bit))
			continue;
		left &= ~words[i].bit;
		if (buf->n > 0)
			rx_buf_text(buf, left ? ", " : " or ");
		rx_buf_text(buf, words[i].word);
	}
	return rx_buf_str(buf);
}

static struct rx_err *
fault(struct rx_check *c, const struct rx_node *node, const char *what)
{
	return rx_source_fault(c->source, c->resource, node, "%s: %s", rx_buf_str(&c->path), what);
}

static void
got(const struct rx_check *c, struct rx_err *err, const struct rx_node *node)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	if (c->secret)
		return;
	rx_node_write(&text, node);
	rx_err_got(err, rx_buf_view(&text));
	rx_buf_free(&text);
}

static size_t
push(struct rx_check *c, struct rx_span key)
{
	size_t was = c->path.n;

	rx_buf_printf(&c->path, "%s%.*s", was > 0 ? "." : "", RX_FMT(key));
	return was;
}

static size_t
push_index(struct rx_check *c, unsigned i)
{
	size_t was = c->path.n;

	rx_buf_printf(&c->path, "[%u]", i);
	return was;
}

static void
unlink_child(struct rx_node *parent, struct rx_node *before, struct rx_node *node)
{
	if (before == NULL)
		parent->first = node->next;
	else
		before->next = node->next;
	if (parent->last == node)
		parent->last = before;
	parent->n--;
}

/* -- unknown keys ------------------------------------------------------- */

static const char *
nearest(const struct rx_grammar *g, struct rx_span name, char *word, size_t size)
{
	const char *names[64];
	int n = 0;

	word[0] = '\0';
	if (name.n >= size)
		return NULL;
	memcpy(word, name.p, name.n);
	word[name.n] = '\0';
	for (int i = 0; i < g->n && n < 64; i++)
		names[n++] = g->keys[i].name;
	return rx_text_nearest(word, names, n);
}

static void
hint_keys(struct rx_err *err, const struct rx_grammar *g)
{
	struct rx_buf list = RX_BUF_INIT(RX_BUF_TEXT);

	for (int i = 0; i < g->n; i++)
		if (g->keys[i].is == NULL && !g->keys[i].quiet)
			rx_buf_printf(&list, "%s%s", list.n ? ", " : "", g->keys[i].name);
	rx_err_hint(err, "%s has the keys %s", g->what, rx_buf_str(&list));
	rx_buf_free(&list);
}

/* Always false: the key has to go. */
static bool
unknown_key(struct rx_check *c, const struct rx_grammar *g, const struct rx_node *node)
{
	const char *home = rx_grammar_home(node->key), *near;
	const char *path = c->path.n > 0 ? rx_buf_str(&c->path) : "the source";
	bool idle = home != NULL && g->family != NULL && strcmp(home, g->family) == 0;
	struct rx_err *err;
	char word[64];

	near = nearest(g, node->key, word, sizeof(word));
	if (idle)
		err = rx_source_warn(c->source, c->resource, node, "%s: '%.*s' does nothing in %s",
		    path, RX_FMT(node->key), g->what);
	else if (c->lenient)
		err = rx_source_warn(c->source, c->resource, node,
		    "%s: unknown key '%.*s' is ignored", path, RX_FMT(node->key));
	else
		err = rx_source_fault(c->source, c->resource, node, "%s: unknown key '%.*s'",
		    path, RX_FMT(node->key));
	if (idle)
		rx_err_hint(err, "leave it out, or write the type that uses it");
	else if (home != NULL)
		rx_err_hint(err, "'%.*s' belongs in %s", RX_FMT(node->key), home);
	else if (near != NULL)
		rx_err_hint(err, "did you mean '%s'?", near);
	else if ((near = rx_grammar_nearest(word, &home)) != NULL)
		rx_err_hint(err, "did you mean '%s'? it belongs in %s", near, home);
	else
		hint_keys(err, g);
	return false;
}

/* -- values ------------------------------------------------------------- */

static bool check_map(struct rx_check *, const struct rx_grammar *, struct rx_node *);

static bool
wrong_type(struct rx_check *c, const struct rx_node *node, unsigned types)
{
	struct rx_buf words = RX_BUF_INIT(RX_BUF_TEXT), what = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&what, "%s expected", type_words(&words, types));
	got(c, fault(c, node, rx_buf_str(&what)), node);
	rx_buf_free(&words);
	rx_buf_free(&what);
	return false;
}

static bool
wrong_word(struct rx_check *c, const struct rx_node *node, const struct rx_key *key)
{
	struct rx_buf what = RX_BUF_INIT(RX_BUF_TEXT);

	if (key->types & RX_T_INT)
		rx_buf_text(&what, "a whole number or ");
	else
		rx_buf_text(&what, "one of ");
	for (const char *p = key->words; *p; p++)
		*p == '|' ? rx_buf_text(&what, ", ") : rx_buf_byte(&what, *p);
	rx_buf_text(&what, " expected");
	got(c, fault(c, node, rx_buf_str(&what)), node);
	rx_buf_free(&what);
	return false;
}

/* A whole number that was written as text is that number. */
static bool
fits(struct rx_node *node, unsigned types)
{
	long whole;

	if (rx_grammar_type(node) & types)
		return true;
	if (node->kind != RX_JSON_STRING || !(types & RX_T_INT) || !rx_node_long(node, &whole))
		return false;
	node->kind = RX_JSON_NUMBER;
	return true;
}

static void
check_list(struct rx_check *c, const struct rx_key *key, struct rx_node *list)
{
	struct rx_node *before = NULL, *next;
	unsigned i = 0;

	for (struct rx_node *e = list->first; e != NULL; e = next, i++) {
		size_t was = push_index(c, i);
		struct rx_span outer = c->resource;
		bool good = fits(e, key->elem);

		next = e->next;
		if (key->map == &rx_grammar_resource)
			c->resource = e->kind == RX_JSON_STRING ? e->text :
			    rx_node_text(rx_node_get(e, "name"));
		if (!good)
			wrong_type(c, e, key->elem);
		else if (e->kind == RX_JSON_OBJECT && (key->item != NULL || key->map != NULL))
			good = check_map(c, key->item != NULL ? key->item : key->map, e);
		if (!good)
			unlink_child(list, before, e);
		else
			before = e;
		c->resource = outer;
		c->path.n = was;
	}
}

/* false: the value is told of and has to go. */
static bool
check_value(struct rx_check *c, const struct rx_key *key, struct rx_node *node)
{
	if (!fits(node, key->types))
		return wrong_type(c, node, key->types);
	if (key->words != NULL && node->kind == RX_JSON_STRING && !one_of(node->text, key->words))
		return wrong_word(c, node, key);
	if (node->kind == RX_JSON_ARRAY && key->elem != 0)
		check_list(c, key, node);
	else if (node->kind == RX_JSON_OBJECT && key->map != NULL && !rx_grammar_setting(node))
		return check_map(c, key->map, node);
	return true;
}

/* A member that no key names: a name of the user's, if there are such. */
static bool
check_free(struct rx_check *c, const struct rx_grammar *g, struct rx_node *node)
{
	const struct rx_key any = { .name = "", .types = g->free, .map = g->free_map };

	if (g->free == RX_T_ANY && g->free_map == NULL)
		return true;
	return check_value(c, &any, node);
}

/* false: the member has to go, because it says what another says. */
static bool
respell(struct rx_check *c, const struct rx_key *key, struct rx_node *map, struct rx_node *node)
{
	struct rx_buf what = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *other = rx_node_get(map, key->is);
	bool twice = other != NULL;

	if (twice && !rx_node_equal(other, node)) {
		rx_buf_printf(&what, "'%s' says the same as '%s', which is there too",
		    key->name, key->is);
		rx_err_hint(fault(c, node, rx_buf_str(&what)), "keep one of the two");
	} else if (!twice) {
		node->key = rx_span_of(key->is);
	}
	rx_buf_free(&what);
	return !twice;
}

static bool
check_member(struct rx_check *c, const struct rx_grammar *g, struct rx_node *map,
    struct rx_node *node)
{
	const struct rx_key *key = rx_grammar_find(g, node->key);
	size_t was;
	bool good;

	/* where YAML's anchors have their home */
	if (g == &rx_grammar_source && rx_span_starts(node->key, "x-"))
		return false;
	if (key == NULL && g->free == 0)
		return unknown_key(c, g, node);
	was = push(c, node->key);
	good = key == NULL ? check_free(c, g, node) : check_value(c, key, node);
	if (good && key != NULL && key->is != NULL)
		good = respell(c, key, map, node);
	c->path.n = was;
	return good;
}

static void
hint_types(struct rx_err *err, const struct rx_grammar *g, struct rx_span type)
{
	struct rx_buf list = RX_BUF_INIT(RX_BUF_TEXT);
	const char *names[32], *near;
	char word[64];
	int n = 0;

	snprintf(word, sizeof(word), "%.*s", RX_FMT(type));
	for (const struct rx_variant *v = g->variants; v->type != NULL && n < 32; v++) {
		names[n++] = v->type;
		rx_buf_printf(&list, "%s%s", list.n ? ", " : "", v->type);
	}
	near = type.n > 0 ? rx_text_nearest(word, names, n) : NULL;
	rx_err_hint(err, "%s%s%stypes are %s", near != NULL ? "did you mean '" : "",
	    near != NULL ? near : "", near != NULL ? "'? " : "", rx_buf_str(&list));
	rx_buf_free(&list);
}

static bool
unknown_type(struct rx_check *c, const struct rx_grammar *g, struct rx_node *map)
{
	const struct rx_node *node = rx_node_get(map, "type");
	struct rx_buf what = RX_BUF_INIT(RX_BUF_TEXT);

	if (node == NULL)
		rx_buf_text(&what, "'type' is missing");
	else
		rx_buf_printf(&what, "unknown type '%.*s'", RX_FMT(rx_node_text(node)));
	hint_types(fault(c, node != NULL ? node : map, rx_buf_str(&what)), g, rx_node_text(node));
	rx_buf_free(&what);
	return false;
}

/* false: the map is told of and has to go. */
static bool
check_map(struct rx_check *c, const struct rx_grammar *g, struct rx_node *map)
{
	struct rx_node *before = NULL, *next;
	bool was_secret = c->secret;

	c->secret = was_secret || g->secret;
	if (g->variants != NULL) {
		const struct rx_variant *v = rx_grammar_variant(g, map);

		if (v == NULL) {
			c->secret = was_secret;
			return unknown_type(c, g, map);
		}
		g = v->grammar;
	}
	for (struct rx_node *m = map->first; m != NULL; m = next) {
		next = m->next;
		if (check_member(c, g, map, m))
			before = m;
		else
			unlink_child(map, before, m);
	}
	c->secret = was_secret;
	return true;
}

void
rx_grammar_check(struct rx_check *c, const struct rx_grammar *g, struct rx_node *map)
{
	check_map(c, g, map);
}
