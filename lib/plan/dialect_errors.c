/* dialect_errors: what is asked again, passed over, given up (dialect 25). */
#include <stdio.h>

#include "lib/plan/dialect.h"
#include "rx/retry.h"

#define KEY		"endpoint.error_handler"

static const char *const lists[] = {
	"retry_on_status_codes", "no_retry_on_status_codes", "ignore_status_codes",
	"gone_status_codes", NULL
};
static const char *const order[] = {
	"retry_on_status_codes", "no_retry_on_status_codes", "ignore_status_codes",
	"gone_status_codes", "max_retries", "backoff_factor", "backoff", "max_wait", NULL
};

static const char *
key_path(char *path, size_t n, const char *key)
{
	snprintf(path, n, KEY ".%s", key);
	return path;
}

static void
check_codes(struct rx_work *w, const struct rx_node *list, const char *key)
{
	char path[80];
	long code;

	for (const struct rx_node *c = rx_first(list); c != NULL; c = c->next)
		if (rx_node_long(c, &code) && (code < 100 || code > 599))
			rx_err_hint(rx_work_fault(w, c, key_path(path, sizeof(path), key),
			    "%ld is no HTTP status", code), "statuses are 100 to 599");
}

static void
check_numbers(struct rx_work *w, const struct rx_node *handler)
{
	static const char *const keys[] = { "max_retries", "backoff_factor", "max_wait" };
	char path[80];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys)[0]; i++) {
		const struct rx_node *node = rx_given(handler, keys[i]);

		if (node != NULL && node->kind == RX_JSON_NUMBER && node->text.p[0] == '-')
			rx_err_hint(rx_work_fault(w, node, key_path(path, sizeof(path), keys[i]),
			    "%.*s is too little", RX_FMT(node->text)), "the least is 0");
	}
}

/* dlt's response_actions that look at the status alone are lists of ours. */
static const char *
list_for(const struct rx_node *action)
{
	const struct rx_node *what = rx_given(action, "action");
	const struct rx_node *code = rx_given(action, "status_code");
	long status = 0;

	if (code == NULL || !rx_node_long(code, &status) || status < 400 ||
	    code->kind != RX_JSON_NUMBER || rx_given(action, "content") != NULL ||
	    rx_given(action, "jq") != NULL)
		return NULL;
	if (rx_node_is(what, "ignore"))
		return "ignore_status_codes";
	if (rx_node_is(what, "retry"))
		return "retry_on_status_codes";
	return rx_node_is(what, "fail") ? "no_retry_on_status_codes" : NULL;
}

static void
add_code(struct rx_work *w, struct rx_node *handler, const char *key, const struct rx_node *code)
{
	struct rx_node *list = rx_given(handler, key);

	if (list == NULL) {
		list = rx_node_new(w->arena, RX_JSON_ARRAY);
		if (list == NULL)
			return;
		rx_node_set(w->arena, handler, key, list);
	}
	rx_node_add(list, rx_node_copy(w->arena, code));
}

static void
check_word(struct rx_work *w, const struct rx_node *word, const char *path)
{
	struct rx_buf	got = RX_BUF_INIT(RX_BUF_TEXT);
	char		key[80];

	if (word == NULL || rx_node_is(word, "ignore") || rx_node_is(word, "retry") ||
	    rx_node_is(word, "fail"))
		return;
	snprintf(key, sizeof(key), "%s.action", path);
	rx_node_write(&got, word);
	rx_err_got(rx_work_fault(w, word, key, "one of ignore, retry, fail expected"),
	    rx_buf_view(&got));
	rx_buf_free(&got);
}

static void
check_action(struct rx_work *w, const struct rx_node *action, unsigned i)
{
	const struct rx_node *code = rx_given(action, "status_code"), *jq = rx_given(action, "jq");
	unsigned low, high;
	char path[64];

	snprintf(path, sizeof(path), "endpoint.response_actions[%u]", i);
	check_word(w, rx_given(action, "action"), path);
	if (rx_node_get(action, "action") == NULL)
		rx_err_hint(rx_work_fault(w, action, path, "'action' is missing"),
		    "actions are ignore, retry, fail");
	if (code == NULL && rx_given(action, "content") == NULL && jq == NULL)
		rx_err_hint(rx_work_fault(w, action, path,
		    "it does not say which answers it is for"),
		    "status_code: 404, \"4xx\" or \"500-599\"; content: a text within the body; "
		    "jq: a condition");
	if (code != NULL && !rx_status_range(code->text, &low, &high))
		rx_err_hint(rx_work_fault(w, code, path, "'%.*s' is no status_code",
		    RX_FMT(code->text)), "404, \"4xx\" or \"500-599\"");
	if (jq != NULL)
		rx_work_jq(w, jq, path);
}

/* Actions run in order: the first that fits counts.  Only where no two can fit
 * one answer may they become lists. */
static void
actions(struct rx_work *w, struct rx_node *handler)
{
	const struct rx_node *given = rx_given(w->endpoint, "response_actions");
	bool plain = true;
	unsigned i = 0;

	for (const struct rx_node *a = rx_first(given); a != NULL; a = a->next, i++) {
		check_action(w, a, i);
		plain &= list_for(a) != NULL;
	}
	for (const struct rx_node *a = rx_first(given); plain && a != NULL; a = a->next)
		add_code(w, handler, list_for(a), rx_given(a, "status_code"));
	if (plain)
		rx_node_remove(w->endpoint, "response_actions");
}

void
rx_dialect_errors(struct rx_work *w)
{
	const struct rx_node *from = rx_given(w->endpoint, "error_handler");
	struct rx_node *to = rx_node_new(w->arena, RX_JSON_OBJECT), *sorted;

	if (to == NULL)
		return;
	for (const char *const *k = order; from != NULL && *k != NULL; k++)
		rx_take(w->arena, to, from, *k);
	actions(w, to);
	for (const char *const *k = lists; *k != NULL; k++)
		check_codes(w, rx_given(to, *k), *k);
	check_numbers(w, to);
	rx_node_remove(w->endpoint, "error_handler");
	sorted = rx_node_new(w->arena, RX_JSON_OBJECT);
	for (const char *const *k = order; sorted != NULL && *k != NULL; k++)
		rx_take(w->arena, sorted, to, *k);
	if (sorted != NULL && sorted->n > 0)
		rx_node_set(w->arena, w->endpoint, "error_handler", sorted);
}
