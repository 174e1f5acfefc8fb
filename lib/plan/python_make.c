/*
 * Calls that make values: dict(...), range(...), os.getenv(...), and those
 * objects of dlt's for which its grammar has a dict.
 */
#include "python.h"

#include <string.h>

struct call {
	struct rx_py	*py;
	const struct rx_py_args *args;
	const struct rx_py_token *first;
};

typedef struct rx_node *call_fn(const struct call *);

/* -- dlt's classes ------------------------------------------------------------- */

static const struct {
	const char *name, *type;
	const char *keys[8];		/* of the arguments without a name */
} classes[] = {
	{ "BearerTokenAuth", "bearer", { "token" } },
	{ "APIKeyAuth", "api_key", { "name", "api_key", "location" } },
	{ "HttpBasicAuth", "http_basic", { "username", "password" } },
	{ "HTTPBasicAuth", "http_basic", { "username", "password" } },
	{ "OAuth2ClientCredentials", "oauth2_client_credentials", { "access_token_url",
	    "client_id", "client_secret", "access_token_request_data",
	    "default_token_expiration" } },
	{ "OAuthJWTAuth", "oauth_jwt", { "client_id", "private_key", "auth_endpoint", "scopes" } },
	{ "SinglePagePaginator", "single_page", { NULL } },
	{ "HeaderLinkPaginator", "header_link", { "links_next_key" } },
	{ "JSONLinkPaginator", "json_link", { "next_url_path" } },
	{ "JSONResponsePaginator", "json_link", { "next_url_path" } },
	{ "JSONResponseCursorPaginator", "cursor", { "cursor_path", "cursor_param",
	    "cursor_body_path" } },
	{ "HeaderCursorPaginator", "header_cursor", { "cursor_key", "cursor_param" } },
	{ "PageNumberPaginator", "page_number", { "base_page", "page", "page_param",
	    "total_path", "maximum_page", "stop_after_empty_page" } },
	{ "OffsetPaginator", "offset", { "limit", "offset", "offset_param", "limit_param",
	    "total_path", "maximum_offset", "stop_after_empty_page" } },
};

/* A member in front of all others. */
static void
put_first(struct rx_node *object, struct rx_node *member, const char *key)
{
	member->key = rx_span_of(key);
	member->next = object->first;
	object->first = member;
	if (object->last == NULL)
		object->last = member;
	object->n++;
}

static struct rx_node *
make_class(const struct call *c, size_t i)
{
	struct rx_node *node = c->args->dict, *next, *arg = c->args->list->first;
	struct rx_node *type = rx_reading_string(c->py->in, rx_span_of(classes[i].type),
	    c->first->at);

	for (unsigned k = 0; arg != NULL; k++, arg = next) {
		next = arg->next;
		if (k == 8 || classes[i].keys[k] == NULL) {
			rx_py_refuse(c->py, c->first, "name these arguments");
			return NULL;
		}
		arg->key = rx_span_of(classes[i].keys[k]);
		rx_reading_add(node, arg);
	}
	if (type != NULL)
		put_first(node, type, "type");
	return type != NULL ? node : NULL;
}

/* dlt.sources.incremental("updated_at", ...): a parameter, or an "incremental". */
static struct rx_node *
f_incremental(const struct call *c)
{
	struct rx_node *node = c->args->dict, *path = rx_node_at(c->args->list, 0);
	struct rx_node *value = rx_node_at(c->args->list, 1), *type;

	if (value != NULL) {
		value->key = RX_SPAN("initial_value");
		rx_reading_add(node, value);
	}
	if (path != NULL)
		put_first(node, path, "cursor_path");
	if (rx_span_is(c->py->key, "incremental"))
		return node;
	if ((type = rx_reading_string(c->py->in, RX_SPAN("incremental"), c->first->at)) != NULL)
		put_first(node, type, "type");
	return type != NULL ? node : NULL;
}

/* -- Python's own -------------------------------------------------------------- */

/* dict(a, k=v), and what only names the type of a dict. */
static struct rx_node *
f_dict(const struct call *c)
{
	struct rx_node *node = rx_node_at(c->args->list, 0);

	if (node == NULL)
		return c->args->dict;
	if (node->kind != RX_JSON_OBJECT || c->args->list->n > 1)
		return NULL;
	rx_py_move(node, c->args->dict);
	return rx_reading_close(c->py->in, node, false) ? node : NULL;
}

/* Texts and lists of the same elements. */
static struct rx_node *
f_list(const struct call *c)
{
	struct rx_node *of = rx_node_at(c->args->list, 0);
	struct rx_node *list = rx_reading_node(c->py->in, RX_JSON_ARRAY, c->first->at), *key;

	if (of == NULL || list == NULL || of->kind == RX_JSON_ARRAY)
		return of == NULL ? list : of;
	if (of->kind != RX_JSON_OBJECT || rx_py_sort(of) != RX_PY_KNOWN)
		return NULL;
	for (const struct rx_node *m = of->first; m != NULL; m = m->next) {
		if ((key = rx_reading_string(c->py->in, m->key, c->first->at)) == NULL)
			return NULL;
		rx_reading_add(list, key);
	}
	return list;
}

static struct rx_node *
f_range(const struct call *c)
{
	struct rx_node *list = rx_reading_node(c->py->in, RX_JSON_ARRAY, c->first->at), *n;
	long long v[3] = { 0, 0, 1 };
	unsigned given = c->args->list->n;

	if (list == NULL || given == 0 || given > 3)
		return NULL;
	for (unsigned i = 0; i < given; i++)
		if (!rx_py_whole(rx_node_at(c->args->list, i), &v[given == 1 ? 1 : i]))
			return NULL;
	for (; v[2] != 0 && (v[2] > 0 ? v[0] < v[1] : v[0] > v[1]); v[0] += v[2]) {
		if ((n = rx_py_integer(c->py, v[0], c->first->at)) == NULL)
			return NULL;
		rx_reading_add(list, n);
	}
	return list;
}

/* int(x), str(x), float(x), len(x), round(x) of what only the run knows. */
static struct rx_node *
later_call(const struct call *c, const char *name)
{
	struct rx_node *of = rx_node_at(c->args->list, 0);
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	if (of != NULL && c->args->list->n == 1 && rx_py_sort(of) == RX_PY_LATER) {
		rx_buf_printf(&out, "%s(", name);
		rx_py_operand(&out, of);
		rx_buf_byte(&out, ')');
		return rx_py_template(c->py, &out, c->first->at);
	}
	return NULL;
}

static struct rx_node *
f_str(const struct call *c)
{
	struct rx_node *of = rx_node_at(c->args->list, 0), *node;
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	if (of != NULL && rx_py_sort(of) != RX_PY_KNOWN)
		return of;		/* is sent as a text anyway */
	if (of == NULL || !rx_py_embed(c->py, &out, of))
		return NULL;
	node = rx_reading_string(c->py->in, rx_buf_view(&out), c->first->at);
	rx_buf_free(&out);
	return node;
}

static struct rx_node *
f_int(const struct call *c)
{
	struct rx_node *of = rx_node_at(c->args->list, 0), number;
	long long value;

	if (of == NULL || c->args->list->n != 1)
		return NULL;
	if (rx_py_sort(of) == RX_PY_LATER)
		return of->kind == RX_JSON_OBJECT ? of : later_call(c, "int");
	number = *of;
	number.kind = of->kind == RX_JSON_STRING ? RX_JSON_NUMBER : of->kind;
	return rx_py_whole(&number, &value) ? rx_py_integer(c->py, value, c->first->at) : NULL;
}

static struct rx_node *
f_len(const struct call *c)
{
	struct rx_node *of = rx_node_at(c->args->list, 0);

	if (of == NULL || rx_py_sort(of) != RX_PY_KNOWN)
		return NULL;
	return rx_py_integer(c->py, of->kind == RX_JSON_STRING ? (long long)of->text.n :
	    (long long)of->n, c->first->at);
}

static struct rx_node *
f_bool(const struct call *c)
{
	struct rx_node *of = rx_node_at(c->args->list, 0);
	bool later, truth;

	if (of == NULL)
		return NULL;
	truth = rx_py_truth(c->py, of, &later);
	return later ? of : rx_py_bool(c->py, truth, c->first->at);
}

/* enumerate(x): pairs of a number and an element. */
static struct rx_node *
f_enumerate(const struct call *c)
{
	struct rx_node *list = rx_reading_node(c->py->in, RX_JSON_ARRAY, c->first->at);
	struct rx_node *of = rx_node_at(c->args->list, 0), *pair, *n, *next;
	long long i = 0;

	if (list == NULL || of == NULL || of->kind != RX_JSON_ARRAY)
		return NULL;
	for (struct rx_node *e = of->first; e != NULL; e = next, i++) {
		next = e->next;
		pair = rx_reading_node(c->py->in, RX_JSON_ARRAY, c->first->at);
		n = rx_py_integer(c->py, i, c->first->at);
		if (pair == NULL || n == NULL)
			return NULL;
		rx_reading_add(pair, n);
		rx_reading_add(pair, e);
		rx_reading_add(list, pair);
	}
	return list;
}

/* json.dumps(x): the text, which is sent as it is. */
static struct rx_node *
f_dumps(const struct call *c)
{
	struct rx_node *of = rx_node_at(c->args->list, 0), *node = NULL;
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	if (of != NULL && rx_node_write(&out, of))
		node = rx_reading_string(c->py->in, rx_buf_view(&out), c->first->at);
	rx_buf_free(&out);
	return node;
}

/* cast(T, x) is x. */
static struct rx_node *
f_cast(const struct call *c)
{
	return rx_node_at(c->args->list, 1);
}

static struct rx_node *
f_getenv(const struct call *c)
{
	const struct rx_node *name = rx_py_argument(c->args, 0, "key");
	struct rx_node *other = rx_py_argument(c->args, 1, "default"), *node;

	if (name == NULL || name->kind != RX_JSON_STRING || c->args->list->n > 2)
		return NULL;
	if ((node = rx_py_outside(c->py, name->text, c->first->at)) == NULL)
		return NULL;
	return other != NULL ? rx_py_default(node, other) : node;
}

static const struct {
	const char	*name;
	call_fn		*fn;
} calls[] = {
	{ "dict", f_dict }, { "list", f_list }, { "tuple", f_list }, { "range", f_range },
	{ "str", f_str }, { "int", f_int }, { "len", f_len }, { "bool", f_bool },
	{ "enumerate", f_enumerate }, { "json.dumps", f_dumps }, { "cast", f_cast },
	{ "typing.cast", f_cast }, { "os.getenv", f_getenv }, { "getenv", f_getenv },
	{ "os.environ.get", f_getenv }, { "environ.get", f_getenv },
	{ "dlt.sources.incremental", f_incremental },
	{ "RESTAPIConfig", f_dict }, { "ClientConfig", f_dict }, { "EndpointResource", f_dict },
	{ "Endpoint", f_dict }, { "IncrementalConfig", f_dict }, { "ResolveParamConfig", f_dict },
};

/* The last name of a path. */
static const char *
last_name(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL ? dot + 1 : path;
}

static struct rx_node *
make(const struct call *c, const char *path, struct rx_place at)
{
	struct rx_node *node;
	bool known;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, path) == 0)
			return calls[i].fn(c);
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].name, last_name(path)) == 0)
			return make_class(c, i);
	node = rx_py_time_call(c->py, path, c->args, at, &known);
	return known ? node : NULL;
}

static bool
is_known(const char *path)
{
	static const char *const times[] = { "timedelta", "duration", "datetime", "date", "parse",
	    "fromisoformat", NULL };

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, path) == 0)
			return true;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].name, last_name(path)) == 0)
			return true;
	for (size_t i = 0; times[i] != NULL; i++)
		if (strcmp(times[i], last_name(path)) == 0)
			return true;
	return false;
}

/* What a class of dlt's is given is a secret as in "auth". */
struct rx_node *
rx_py_call(struct rx_py *py, const char *path, const struct rx_py_token *first)
{
	struct rx_py_args args;
	struct call c = { py, &args, first };
	struct rx_node *node;
	bool in_auth = py->in_auth;

	if (!is_known(path)) {
		rx_py_refuse(py, first, NULL);
		return NULL;
	}
	py->in_auth = in_auth || rx_span_ends(rx_span_of(path), "Auth");
	node = rx_py_arguments(py, &args) ? make(&c, path, first->at) : NULL;
	py->in_auth = in_auth;
	if (node == NULL && py->in->err->exit == RX_OK)
		rx_py_refuse(py, first, "this call is not understood with these arguments");
	return node;
}
