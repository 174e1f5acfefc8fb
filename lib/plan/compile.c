/* compile: a resource of the source becomes a mold. */
#include "lib/plan/dialect.h"
#include "lib/plan/expand.h"

static void
put_node(struct rx_mold *m, const char *name, const struct rx_node *n)
{
	rx_mold_text(m, RX_SPAN(",\""));
	rx_mold_text(m, rx_span_of(name));
	rx_mold_text(m, RX_SPAN("\":"));
	rx_node_write(&m->text, n);
}

static bool
absent(const struct rx_node *n)
{
	return n == NULL || n->kind == RX_JSON_NULL;
}

/* -- auth and errors ------------------------------------------------------ */

/* The base URL, settings filled in; NONE: it has names that requests fill. */
static struct rx_span
base_of(struct rx_res *r)
{
	struct rx_node *n = rx_node_get(rx_source_client(r->plan->source), "base_url");
	struct rx_span	base;

	n = n != NULL ? rx_res_settle(r, n, false) : NULL;
	base = rx_node_text(n);
	return base.n > 0 && (rx_span_find(base, '{') == base.n ||
	    rx_span_find_text(base, "{{") == rx_span_find(base, '{')) ? base : RX_SPAN_NONE;
}

static bool
put_auth(struct rx_res *r)
{
	struct rx_node	*own = rx_node_get(r->endpoint, "auth"), *n = own;

	if (n == NULL)
		n = rx_node_get(rx_source_client(r->plan->source), "auth");
	if (absent(n) || rx_node_is(rx_node_get(n, "type"), "none")) {
		if (own != NULL && !absent(n))	/* not even netrc's */
			put_node(&r->mold, "auth", n);
		return true;
	}
	if (own == NULL && r->foreign) {
		rx_plan_say(r->plan, "warning",
		    "%.*s: its path leads to another origin: the client's "
		    "auth is not sent there; give the endpoint its own auth if it should",
		    RX_FMT(r->name));
		return true;
	}
	if ((n = rx_res_settle(r, n, false)) == NULL)
		return false;
	rx_dialect_auth_urls(&r->plan->arena, n, base_of(r));
	put_node(&r->mold, "auth", n);
	return true;
}

/* What a placeholder names may be gone by now: that is no error. */
static bool
put_errors(struct rx_res *r)
{
	struct rx_arena	*a = &r->plan->arena;
	struct rx_node	*n = rx_node_get(r->endpoint, "error_handler"), *gone;
	struct rx_node	*actions = rx_node_get(r->endpoint, "response_actions");

	n = absent(n) ? rx_node_new(a, RX_JSON_OBJECT) : rx_res_settle(r, n, true);
	if (n == NULL)
		return false;
	if (!absent(actions) && (actions = rx_res_settle(r, actions, true)) != NULL)
		rx_node_set(a, n, "response_actions", actions);
	if (r->gone && rx_node_get(n, "gone_status_codes") == NULL &&
	    (gone = rx_node_new(a, RX_JSON_ARRAY)) != NULL) {
		rx_node_add(gone, rx_node_int(a, 404));
		rx_node_add(gone, rx_node_int(a, 410));
		rx_node_set(a, n, "gone_status_codes", gone);
	}
	if (n->n > 0)
		put_node(&r->mold, "error_handler", n);
	return true;
}

/* -- paging --------------------------------------------------------------- */

/* A learned member takes the place of one that the source leaves open. */
static void
learn(struct rx_res *r, struct rx_node *paging, const struct rx_node *learned, const char *key)
{
	struct rx_node *have = rx_node_get(paging, key), *known = rx_node_get(learned, key);

	if (absent(known) || !(absent(have) || rx_node_is(have, "auto")))
		return;
	rx_node_set(&r->plan->arena, paging, key, rx_node_copy(&r->plan->arena, known));
}

static struct rx_node *
learned_of(struct rx_res *r)
{
	struct rx_err e = RX_ERR_INIT;

	return r->state.learned.p != NULL ?
	    rx_node_parse(&r->plan->arena, r->state.learned, &e) : NULL;
}

static bool
put_paging(struct rx_res *r)
{
	struct rx_arena	*a = &r->plan->arena;
	struct rx_node	*n = rx_node_get(r->endpoint, "paginator"), *type, *learned = learned_of(r);

	if (absent(n) || n->kind == RX_JSON_STRING) {
		type = absent(n) ? rx_node_cstr(a, "auto") : rx_node_string(a, n->text);
		if ((n = rx_node_new(a, RX_JSON_OBJECT)) != NULL)
			rx_node_set(a, n, "type", type);
	} else
		n = rx_res_settle(r, n, true);
	if (n == NULL)
		return false;
	type = rx_node_get(n, "type");
	if (rx_node_is(type, "page_number") && absent(rx_node_get(n, "page")))
		learn(r, n, learned, "base_page");
	if (rx_node_is(type, "cursor") && absent(rx_node_get(n, "cursor_value"))) {
		learn(r, n, learned, "cursor_path");
		learn(r, n, learned, "cursor_param");
	}
	r->paging = n;
	put_node(&r->mold, "paging", n);
	return true;
}

/* -- select --------------------------------------------------------------- */

static struct rx_node *
as_list(struct rx_res *r, struct rx_node *n)
{
	struct rx_node *list;

	if (n == NULL || n->kind != RX_JSON_STRING)
		return n;
	if ((list = rx_node_new(&r->plan->arena, RX_JSON_ARRAY)) != NULL)
		rx_node_add(list, rx_node_string(&r->plan->arena, n->text));
	return list;
}

/* A member of select, settled; filters are conditions for later. */
static bool
copy(struct rx_res *r, struct rx_node *to, const char *name, const struct rx_node *n)
{
	if (absent(n))
		return true;
	if (rx_node_get(n, "condition") != NULL)
		n = rx_node_get(n, "condition");
	n = n->kind == RX_JSON_STRING && rx_span_is(rx_span_of(name), "filter") ?
	    rx_res_fold(r, n) : rx_res_settle(r, n, true);
	if (n == NULL)
		return false;
	rx_node_set(&r->plan->arena, to, name, (struct rx_node *)(size_t)n);
	return true;
}

static struct rx_node *
select_of(struct rx_res *r)
{
	struct rx_arena	*a = &r->plan->arena;
	struct rx_node	*s = rx_node_new(a, RX_JSON_OBJECT), *learned = learned_of(r),
	    *e = r->endpoint;

	if (s == NULL ||
	    !copy(r, s, "selector", rx_node_get(e, "data_selector")) ||
	    !copy(r, s, "key", as_list(r, rx_node_get(r->node, "primary_key"))) ||
	    (!r->window.bounded &&
	    !copy(r, s, "cursor_path", rx_node_get(r->window.node, "cursor_path"))) ||
	    !copy(r, s, "required", rx_node_get(e, "data_selector_required")) ||
	    !copy(r, s, "filter", rx_node_get(e, "record_filter")) ||
	    !copy(r, s, "steps", rx_node_get(r->node, "processing_steps")))
		return NULL;
	learn(r, s, learned, "selector");
	return s;
}

/* Whose records include_from_parent means. */
static struct rx_span
parent_of(struct rx_res *r)
{
	unsigned i;

	for (i = 0; i < r->nholes; i++) {
		const struct rx_node *n = r->holes[i].resolve;

		if (n != NULL && rx_node_get(n, "via") == NULL)
			return rx_node_text(rx_node_get(n, "resource"));
	}
	return RX_SPAN_NONE;
}

/* _orgs_id; of a nested field _orgs_owner_id: a dot would make it a path. */
static struct rx_span
included_name(struct rx_res *r, struct rx_span parent, struct rx_span field)
{
	struct rx_span	s = rx_arena_printf(&r->plan->arena, "_%.*s_%.*s", RX_FMT(parent),
	    RX_FMT(field));
	char		*p = (char *)(uintptr_t)s.p;

	for (size_t i = s.n - field.n; p != NULL && i < s.n; i++)
		if (p[i] == '.')
			p[i] = '_';
	return s;
}

static bool
put_include(struct rx_res *r, const struct rx_node *list, bool first)
{
	struct rx_span		 parent = parent_of(r);
	const struct rx_node	*f;

	if (parent.p == NULL) {
		(void)rx_res_fault(r, list, "include_from_parent, but it has no parent");
		return false;
	}
	rx_mold_text(&r->mold, first ? RX_SPAN("\"include\":{") : RX_SPAN(",\"include\":{"));
	for (f = list->first; f != NULL; f = f->next) {
		rx_mold_text(&r->mold, f == list->first ? RX_SPAN("") : RX_SPAN(","));
		rx_json_quote(&r->mold.text, included_name(r, parent, f->text));
		rx_mold_text(&r->mold, RX_SPAN(":"));
		rx_mold_hole(&r->mold, rx_res_hole(r, RX_HOLE_INCLUDE, f->text), RX_ENC_VALUE);
	}
	rx_mold_text(&r->mold, RX_SPAN("}"));
	return true;
}

static bool
put_select(struct rx_res *r)
{
	struct rx_node		*s = r->window.client && !rx_window_read(r) ? NULL : select_of(r);
	const struct rx_node	*list = rx_node_get(r->node, "include_from_parent");
	bool			 include = list != NULL && list->n > 0;
	bool			 bounds = rx_node_get(r->window.node, "cursor_path") != NULL;

	if (s == NULL)
		return false;
	if (s->n == 0 && !include && !bounds)
		return true;
	put_node(&r->mold, "select", s);
	r->mold.text.n--;	/* its closing brace */
	if (include && !put_include(r, list, s->n == 0))
		return false;
	if (bounds)
		rx_mold_piece(&r->mold, RX_PIECE_BOUNDS);
	rx_mold_text(&r->mold, RX_SPAN("}"));
	return true;
}

/* -- all of it ------------------------------------------------------------ */

/* What makes this request another one than yesterday's, before anything of
 * the state is put in; settings are added as they are looked up. */
static void
hash_source(struct rx_res *r)
{
	static const char *const keys[] = { "path", "method", "params", "json", "data", "paginator",
	    "data_selector", "incremental", "partition_router", "record_filter" };
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	const struct rx_node	*n = rx_node_get(rx_source_client(r->plan->source), "base_url");
	size_t			 i;

	r->hash = rx_fnv_start();
	if (n != NULL)
		rx_node_write(&b, n);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		rx_buf_byte(&b, '\n');
		if ((n = rx_node_get(r->endpoint, keys[i])) != NULL)
			rx_node_write(&b, n);
	}
	for (i = 0; i < 2; i++) {
		rx_buf_byte(&b, '\n');
		if ((n = rx_node_get(r->node, i == 0 ? "primary_key" : "processing_steps")) != NULL)
			rx_node_write(&b, n);
	}
	rx_fnv_add(&r->hash, rx_buf_view(&b));
	rx_buf_free(&b);
}

static void
put_head(struct rx_res *r)
{
	const struct rx_node *method = rx_node_get(r->endpoint, "method");

	rx_line_start(&r->mold.text, RX_KIND_REQUEST, r->name);
	rx_mold_text(&r->mold, RX_SPAN(",\"part\":"));
	rx_mold_piece(&r->mold, RX_PIECE_PART);
	rx_line_string(&r->mold.text, "method", method != NULL && method->text.n > 0 ?
	    method->text : RX_SPAN("GET"));
	rx_mold_text(&r->mold, RX_SPAN(",\"url\":\""));
}

bool
rx_res_compile(struct rx_res *r)
{
	struct rx_node *e = rx_node_get(r->node, "endpoint");

	r->mold = (struct rx_mold){ .res = r, .text = RX_BUF_INIT(RX_BUF_LINE) };
	r->endpoint = e != NULL && e->kind == RX_JSON_OBJECT ?
	    rx_node_copy(&r->plan->arena, e) : rx_node_new(&r->plan->arena, RX_JSON_OBJECT);
	if (r->endpoint == NULL)
		return false;
	hash_source(r);
	rx_window_open(r);
	rx_res_route(r);
	put_head(r);
	if (!rx_res_url(r))
		return false;
	rx_mold_text(&r->mold, RX_SPAN("\""));
	if (!rx_res_params(r) || !rx_res_headers(r) || !put_auth(r) || !put_paging(r) ||
	    !put_select(r) || !put_errors(r))
		return false;
	rx_mold_piece(&r->mold, RX_PIECE_RESUME);
	if (!rx_res_body(r) ||
	    !rx_window_sends(r, rx_res_sends(r, RX_HOLE_START), rx_res_sends(r, RX_HOLE_END)))
		return false;
	rx_mold_text(&r->mold, RX_SPAN("}\n"));
	rx_mold_flush(&r->mold);
	return true;
}
