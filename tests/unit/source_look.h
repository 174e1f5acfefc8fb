/* source_look.h: what stands where in the canonical form. */
#include "source.h"

/* The node at "resources[0].endpoint.path". */
static const struct rx_node *
at(const struct rx_node *node, const char *path)
{
	while (node != NULL && *path != '\0') {
		size_t n = strcspn(path, ".[");

		if (*path == '[') {
			node = rx_node_at(node, (unsigned)strtoul(path + 1, NULL, 10));
			path += strcspn(path, "]") + 1;
		} else {
			node = rx_node_member(node, (struct rx_span){ path, n });
			path += n;
		}
		path += *path == '.';
	}
	return node;
}

static void
print_problems(const struct rx_source *s)
{
	for (const struct rx_problem *p = s->problems; p != NULL; p = p->next)
		print_message("  problem: %s (%s)\n", p->err.what, p->err.at);
}

/* The canonical form read back is the canonical form. */
static void
assert_stable(const struct rx_source *s)
{
	struct rx_buf first = RX_BUF_INIT(RX_BUF_TEXT), second = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_source again;

	rx_source_json(s, &first);
	if (!parse(&again, rx_buf_str(&first), NULL, false))
		print_problems(&again);
	else
		rx_source_json(&again, &second);
	assert_string_equal(rx_buf_str(&second), rx_buf_str(&first));
	rx_source_free(&again);
	rx_buf_free(&first);
	rx_buf_free(&second);
}

struct look {			/* a source, a place, and what stands there */
	const char	*source, *path, *want;	/* want NULL: nothing */
};

static void
look(const struct look *c)
{
	struct rx_buf got = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *node;
	struct rx_source s;

	if (!parse(&s, c->source, NULL, false)) {
		print_message("%s\n", c->source);
		print_problems(&s);
		fail();
	}
	node = at(s.root, c->path);
	if (node != NULL)
		rx_node_write(&got, node);
	if (strcmp(rx_buf_str(&got), c->want != NULL ? c->want : "") != 0)
		print_message("%s: %s\n", c->source, c->path);
	assert_string_equal(rx_buf_str(&got), c->want != NULL ? c->want : "");
	assert_stable(&s);
	rx_buf_free(&got);
	rx_source_free(&s);
}

static void
look_all(const struct look *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		look(&cases[i]);
}

/* The test of a table. */
#define LOOK_TEST(table)						\
	static void							\
	test_##table(void **state)					\
	{								\
		(void)state;						\
		look_all(table, COUNT(table));				\
	}
