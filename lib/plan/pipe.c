#include "rx/pipe.h"

#include <string.h>

#define NAMED_MAX	32u	/* more resources than that are "all of them" */

struct making {
	struct rx_arena			*arena;
	const struct rx_pipe_conf	*conf;
	struct rx_command		*first, *last;
	bool				*wanted, *loaded;	/* by number of the resource */
	struct rx_span			*name;
	int				*depth;
	unsigned			 n, nloaded;
	const char			**word;		/* where the next one goes */
};

static struct rx_command *
command(struct making *m, const char *tool, size_t room)
{
	struct rx_command *c = rx_arena_get(m->arena, sizeof(*c));

	if (c == NULL || (c->argv = rx_arena_get(m->arena, (room + 2) * sizeof(char *))) == NULL)
		return NULL;
	c->argv[0] = tool;
	m->word = c->argv + 1;
	if (m->last != NULL)
		m->last->next = c;
	else
		m->first = c;
	m->last = c;
	return c;
}

static void
add(struct making *m, const char *word)
{
	*m->word++ = word;
}

static void
add_all(struct making *m, const struct rx_opt_list *args)
{
	size_t i;

	for (i = 0; i < args->n; i++)
		add(m, args->v[i]);
}

static bool
is_operand(const struct rx_pipe_conf *conf, struct rx_span name)
{
	size_t i;

	for (i = 0; i < conf->nresources; i++)
		if (rx_span_is(name, conf->resources[i]))
			return true;
	return false;
}

/* Marks a resource's ancestors as wanted. */
static void
want_parents(struct making *m, struct rx_span name)
{
	const struct rx_span	*parents;
	size_t			 np = rx_plan_parents(m->conf->plan, name, &parents), k;
	unsigned		 i;

	for (k = 0; k < np; k++)
		for (i = 0; i < m->n; i++)
			if (!m->wanted[i] && rx_span_eq(m->name[i], parents[k])) {
				m->wanted[i] = true;
				want_parents(m, parents[k]);
			}
}

static void
choose(struct making *m)
{
	const struct rx_node	*r = rx_source_resources(m->conf->tree)->first;
	unsigned		 i;

	for (i = 0; i < m->n; i++, r = r->next) {
		const struct rx_node *selected = rx_node_get(r, "selected");

		m->loaded[i] = m->conf->nresources > 0 ? is_operand(m->conf, m->name[i]) :
		    selected == NULL || selected->kind != RX_JSON_FALSE;
		m->wanted[i] |= m->loaded[i];
		m->nloaded += m->loaded[i];
		if (m->loaded[i])
			want_parents(m, m->name[i]);
	}
}

static int
depth_of(const struct making *m, unsigned i)
{
	int depth = rx_plan_depth(m->conf->plan, m->name[i]);

	return depth < 0 ? 0 : depth;	/* what can't run is told by the first group */
}

/* rx-plan -p for the resources of one depth. */
static bool
add_plan(struct making *m, int depth, bool families)
{
	const struct rx_opt_list	*args = &m->conf->plan_args;
	bool				 all = m->conf->nresources == 0 && m->nloaded > NAMED_MAX;
	unsigned			 i;

	if (command(m, "rx-plan", args->n + 4 + (all ? 1 : 3) * (size_t)m->n) == NULL)
		return false;
	add(m, "-p");
	add_all(m, args);
	if (families && all) {
		add(m, "--for");
		add(m, "*");
	}
	for (i = 0; families && !all && i < m->n; i++)
		if (m->loaded[i]) {
			add(m, "--for");
			add(m, rx_arena_str(m->arena, m->name[i]));
		}
	add(m, m->conf->source);
	for (i = 0; i < m->n; i++)
		if (m->wanted[i] && m->depth[i] == depth)
			add(m, rx_arena_str(m->arena, m->name[i]));
	return true;
}

static bool
add_group(struct making *m, int depth, bool families)
{
	if (!add_plan(m, depth, families))
		return false;
	if (command(m, "rx-auth", m->conf->auth_args.n) == NULL)
		return false;
	add_all(m, &m->conf->auth_args);
	if (command(m, "rx-page", m->conf->page_args.n) == NULL)
		return false;
	add_all(m, &m->conf->page_args);
	return command(m, "rx-select", 0) != NULL;
}

static bool
add_merge(struct making *m, bool state)
{
	if (command(m, "rx-merge", m->conf->merge_args.n + m->conf->state_args.n + 6 +
	    2 * (size_t)m->n) == NULL)
		return false;
	add(m, "--into");
	add(m, m->conf->into);
	if (state)
		add(m, "--print-state");
	add_all(m, state ? &m->conf->state_args : &m->conf->merge_args);
	return true;
}

/* It has the locks before anything is planned. */
static bool
lead(struct making *m)
{
	struct rx_span	ready = rx_arena_printf(m->arena, "%d", RX_SPAWN_READY);
	unsigned	i;

	if (ready.p == NULL)
		return false;
	for (i = 0; i < m->n; i++)
		if (m->loaded[i]) {
			add(m, "--lock");
			add(m, rx_arena_str(m->arena, m->name[i]));
		}
	add(m, "--ready");
	add(m, ready.p);
	m->last->leads = true;
	return true;
}

/* Is a parent fetched without one of its children?  Then rx-plan must be told
 * so, or it starts each time over for the family's sake. */
static bool
leaves_children(const struct making *m)
{
	const struct rx_span	*parents;
	size_t			 np, k;
	unsigned		 i, j;

	for (i = 0; i < m->n; i++) {
		np = m->wanted[i] ? 0 : rx_plan_parents(m->conf->plan, m->name[i], &parents);
		for (k = 0; k < np; k++)
			for (j = 0; j < m->n; j++)
				if (m->wanted[j] && rx_span_eq(m->name[j], parents[k]))
					return true;
	}
	return false;
}

static bool
build(struct making *m)
{
	int		deepest = 0, depth;
	unsigned	i;
	bool		families;

	choose(m);
	for (i = 0; i < m->n; i++) {
		m->depth[i] = m->wanted[i] ? depth_of(m, i) : -1;
		if (m->depth[i] > deepest)
			deepest = m->depth[i];
	}
	if (m->conf->state && !add_merge(m, true))
		return false;
	families = deepest > 0 || leaves_children(m);
	for (depth = 0; depth <= deepest; depth++)
		if (!add_group(m, depth, families))
			return false;
	return add_merge(m, false) && (!m->conf->leads || lead(m));
}

static bool
list_names(struct making *m)
{
	const struct rx_node	*r = rx_source_resources(m->conf->tree)->first;
	unsigned		 i;

	m->n = rx_source_resources(m->conf->tree)->n;
	m->wanted = rx_arena_get(m->arena, m->n + 1);
	m->loaded = rx_arena_get(m->arena, m->n + 1);
	m->name = rx_arena_get(m->arena, (m->n + 1) * sizeof(*m->name));
	m->depth = rx_arena_get(m->arena, (m->n + 1) * sizeof(*m->depth));
	if (m->wanted == NULL || m->loaded == NULL || m->name == NULL || m->depth == NULL)
		return false;
	for (i = 0; r != NULL; i++, r = r->next)
		m->name[i] = rx_node_text(rx_node_get(r, "name"));
	return true;
}

struct rx_command *
rx_pipe_build(struct rx_arena *a, const struct rx_pipe_conf *conf, struct rx_err *e)
{
	struct making m = { .arena = a, .conf = conf };

	if (!list_names(&m) || !build(&m)) {
		rx_err_nomem(e);
		return NULL;
	}
	return m.first;
}

bool
rx_pipe_quote(struct rx_buf *b, const char *word)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_./:=,@%+";
	const char *p;

	if (*word != '\0' && word[strspn(word, safe)] == '\0')
		return rx_buf_text(b, word);
	rx_buf_byte(b, '\'');
	for (p = word; *p != '\0'; p++)
		if (*p == '\'')
			rx_buf_text(b, "'\\''");
		else
			rx_buf_byte(b, *p);
	return rx_buf_byte(b, '\'');
}

bool
rx_pipe_print(struct rx_buf *b, const struct rx_command *c)
{
	const char	**v;
	bool		  first = true;

	for (; c != NULL; c = c->next, first = false) {
		if (!first)
			rx_buf_text(b, "    ");
		for (v = c->argv; *v != NULL; v++) {
			rx_buf_text(b, v == c->argv ? "" : " ");
			rx_pipe_quote(b, *v);
		}
		rx_buf_text(b, first && c->next != NULL && strcmp(c->argv[0], "rx-plan") == 0 ?
		    " < /dev/null |\n" : c->next != NULL ? " |\n" : "\n");
	}
	return !b->failed;
}
