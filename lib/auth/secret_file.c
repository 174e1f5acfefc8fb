/* The secrets file (JSON), and dlt's. */
#include "lib/auth/secret_from.h"

#include <stdlib.h>
#include <string.h>

#define DLT	".dlt/secrets.toml"

/* -- rx/secrets.json ---------------------------------------------------------- */

static const char *
default_path(struct rx_secrets *s)
{
	const char *dir = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (dir != NULL && dir[0] == '/')
		return rx_arena_printf(&s->arena, "%s/rx/secrets.json", dir).p;
	if (home != NULL && home[0] != '\0')
		return rx_arena_printf(&s->arena, "%s/.config/rx/secrets.json", home).p;
	return NULL;
}

static bool
wrong_file(const char *path, const char *what, struct rx_span name, struct rx_err *err)
{
	rx_err_set(err, RX_USAGE, "%s: %s", path, what);
	if (name.n > 0)
		rx_err_at(err, "secret '%.*s'", RX_FMT(name));
	return rx_err_hint(err, "{\"name\":\"value\"} or {\"name\":{\"value\"|\"file\"|\"cmd\":"
	    "\"...\",\"origins\":[\"https://api.example.com\"]}}; rx-secrets(7)");
}

/* The text of a fault in this file could show a secret: it is not shown. */
static enum rx_secret_found
read_file(struct rx_secrets *s, struct rx_err *err)
{
	enum rx_secret_found	found;
	struct rx_span		text;

	s->file_path = s->conf->file != NULL ? s->conf->file : default_path(s);
	if (s->file_path == NULL)
		return RX_SECRET_MISSING;
	found = rx_secret_read(s, s->file_path, false, &text, err);
	if (found == RX_SECRET_MISSING && s->conf->file != NULL) {
		rx_err_set(err, RX_USAGE, "there is no secrets file %s", s->file_path);
		return RX_SECRET_FAILED;
	}
	if (found != RX_SECRET_FOUND)
		return found;
	s->file = rx_node_parse(&s->arena, text, err);
	if (s->file == NULL || s->file->kind != RX_JSON_OBJECT) {
		char at[128];

		memcpy(at, err->at, sizeof(at) - 1);
		at[sizeof(at) - 1] = '\0';
		(void)wrong_file(s->file_path, "not a JSON object", RX_SPAN_NONE, err);
		if (s->file == NULL)
			rx_err_at(err, "%s", at);
		s->file = NULL;
		return RX_SECRET_FAILED;
	}
	return RX_SECRET_FOUND;
}

static enum rx_secret_found
from_entry(struct rx_secrets *s, struct rx_span name, const struct rx_node *e,
    struct rx_secret *out, struct rx_err *err)
{
	static const char *const kinds[] = { "file", "cmd" };
	const struct rx_node	*v = rx_node_get(e, "value"), *origins;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		 how;
	size_t			 i;

	if ((origins = rx_node_get(e, "origins")) != NULL) {
		if (origins->kind != RX_JSON_ARRAY || !rx_node_write(&b, origins))
			return wrong_file(s->file_path, "origins must be a list", name, err),
			    RX_SECRET_FAILED;
		out->origins = rx_arena_span(&s->arena, rx_buf_view(&b));
		rx_buf_free(&b);
	}
	if (v != NULL && (v->kind == RX_JSON_STRING || v->kind == RX_JSON_NUMBER)) {
		out->value = v->text;
		return RX_SECRET_FOUND;
	}
	for (i = 0; i < 2; i++)
		if ((v = rx_node_get(e, kinds[i])) != NULL && v->kind == RX_JSON_STRING) {
			how = rx_arena_printf(&s->arena, "%s:", kinds[i]);
			rx_buf_span(&b, how);
			rx_buf_span(&b, v->text);
			how = rx_arena_span(&s->arena, rx_buf_view(&b));
			rx_buf_free(&b);
			return rx_secret_from_text(s, how, out, err);
		}
	return wrong_file(s->file_path, "an entry without value, file or cmd", name, err),
	    RX_SECRET_FAILED;
}

enum rx_secret_found
rx_secret_from_file(struct rx_secrets *s, struct rx_span name, struct rx_span origin,
    struct rx_secret *out, struct rx_err *err)
{
	const struct rx_node *e;

	(void)origin;
	if (!s->file_read && read_file(s, err) == RX_SECRET_FAILED)
		return RX_SECRET_FAILED;
	s->file_read = true;
	if (s->file == NULL || (e = rx_node_member(s->file, name)) == NULL)
		return RX_SECRET_MISSING;
	out->from = s->file_path;
	if (e->kind == RX_JSON_STRING || e->kind == RX_JSON_NUMBER) {
		out->value = e->text;
		return RX_SECRET_FOUND;
	}
	if (e->kind == RX_JSON_OBJECT)
		return from_entry(s, name, e, out, err);
	return wrong_file(s->file_path, "a secret must be a text or an object", name, err),
	    RX_SECRET_FAILED;
}

/* -- .dlt/secrets.toml ----------------------------------------------------------- */

static enum rx_secret_found
read_toml(struct rx_secrets *s, struct rx_err *err)
{
	const char	*home = getenv("HOME");
	struct rx_span	 text;
	int		 i;

	s->toml_path[0] = DLT;
	if (home != NULL && home[0] != '\0')
		s->toml_path[1] = rx_arena_printf(&s->arena, "%s/" DLT, home).p;
	for (i = 0; i < 2; i++) {
		if (s->toml_path[i] == NULL)
			continue;
		switch (rx_secret_read(s, s->toml_path[i], true, &text, err)) {
		case RX_SECRET_FAILED:
			return RX_SECRET_FAILED;
		case RX_SECRET_MISSING:
			break;
		default:
			if ((s->toml[i] = rx_toml_parse(&s->arena, text, err)) == NULL) {
				rx_err_hint(err, "in %s", s->toml_path[i]);
				return RX_SECRET_FAILED;
			}
		}
	}
	return RX_SECRET_FOUND;
}

static const struct rx_node *
scalar(const struct rx_node *n)
{
	return n != NULL && n->kind != RX_JSON_OBJECT && n->kind != RX_JSON_ARRAY ? n : NULL;
}

/* The exact place: a name with dots is a path. */
static const struct rx_node *
exact(const struct rx_node *n, struct rx_span name)
{
	size_t			 dot = rx_span_find(name, '.');
	const struct rx_node	*in;

	if (dot == name.n || (in = rx_node_member(n, name)) != NULL)
		return scalar(rx_node_member(n, name));
	in = rx_node_member(n, (struct rx_span){ name.p, dot });
	return in != NULL && in->kind == RX_JSON_OBJECT ?
	    exact(in, rx_span_cut(name, dot + 1)) : NULL;
}

/* The key in any section below; *twice when two of them differ. */
static const struct rx_node *
below(const struct rx_node *n, struct rx_span name, bool *twice)
{
	const struct rx_node *c, *hit, *found = NULL;

	for (c = n->first; c != NULL; c = c->next) {
		hit = c->kind == RX_JSON_OBJECT ? below(c, name, twice) :
		    rx_span_eq(c->key, name) ? scalar(c) : NULL;
		if (hit != NULL && found != NULL && !rx_span_eq(hit->text, found->text))
			*twice = true;
		if (found == NULL)
			found = hit;
	}
	return found;
}

enum rx_secret_found
rx_secret_from_dlt(struct rx_secrets *s, struct rx_span name, struct rx_span origin,
    struct rx_secret *out, struct rx_err *err)
{
	const struct rx_node	*sources, *v = NULL;
	bool			 twice = false;
	int			 i;

	(void)origin;
	if (!s->toml_read && read_toml(s, err) == RX_SECRET_FAILED)
		return RX_SECRET_FAILED;
	s->toml_read = true;
	for (i = 0; i < 2 && v == NULL; i++) {
		if (s->toml[i] == NULL || (v = exact(s->toml[i], name)) != NULL)
			continue;
		sources = rx_node_get(s->toml[i], "sources");
		if (sources != NULL && sources->kind == RX_JSON_OBJECT)
			v = below(sources, name, &twice);
	}
	if (v == NULL)
		return RX_SECRET_MISSING;
	out->from = s->toml_path[i - (i > 0)];
	if (twice) {
		rx_err_set(err, RX_USAGE, "%s has several different '%.*s'", out->from,
		    RX_FMT(name));
		rx_err_hint(err, "name it with its sections: sources.NAME.%.*s, or give it "
		    "another way", RX_FMT(name));
		return RX_SECRET_FAILED;
	}
	out->value = v->text;
	return RX_SECRET_FOUND;
}
