/* grammar_types: the keys of paginators and of authentications, by type. */
#include <stddef.h>

#include "lib/plan/grammar.h"

#define S	RX_T_STR
#define I	RX_T_INT
#define B	RX_T_BOOL
#define M	RX_T_MAP
#define L	RX_T_LIST
#define Z	RX_T_NULL
#define X	RX_T_SET

#define COUNT(keys)	(int)(sizeof(keys) / sizeof(keys)[0])
#define KEY(k, t, d)	{ .name = (k), .types = (t), .dlt = (d) }
#define LIST(k, t, d, e) { .name = (k), .types = (t), .dlt = (d), .elem = (e) }
#define WORD(k, t, d, w) { .name = (k), .types = (t), .dlt = (d), .words = (w) }
#define ALIAS(k, t, o)	{ .name = (k), .types = (t), .is = (o) }

/* -- paginators --------------------------------------------------------- */

#define TYPE		KEY("type", S, S)
#define ENDS		KEY("stop_condition", S, 0), KEY("short_page", B, 0), \
			ALIAS("stop_after_short_page", B, "short_page"), \
			KEY("has_more_path", S | Z, S | Z), \
			KEY("stop_after_empty_page", B, B)
#define SIZE(d)		KEY("limit", I | X | Z, (d)), ALIAS("page_size", I | X | Z, "limit"), \
			KEY("limit_param", S | Z, (d) ? S | Z : 0), \
			ALIAS("size_param", S, "limit_param"), \
			ALIAS("page_size_param", S, "limit_param"), \
			KEY("limit_body_path", S | Z, (d) ? S | Z : 0)
/* a date window that was written down as a paginator (dialect 19) */
#define QUIET(k, t)	{ .name = (k), .types = (t), .quiet = true }
#define OPTION(k)	{ .name = (k), .types = M, .quiet = true, .map = &rx_grammar_option }
#define WINDOW		QUIET("step", S), OPTION("start_time_option"), \
			OPTION("end_time_option"), QUIET("start_datetime", S | I | X), \
			QUIET("end_datetime", S | I | X), QUIET("cursor_field", S), \
			QUIET("datetime_format", S), QUIET("cursor_granularity", S)

static const struct rx_key offset_keys[] = {
	TYPE, SIZE(I), KEY("offset", I, I),
	KEY("offset_param", S | Z, S | Z), ALIAS("page_param", S, "offset_param"),
	KEY("offset_body_path", S | Z, S | Z), KEY("total_path", S | Z, S | Z),
	KEY("maximum_offset", I | Z, I | Z), ENDS, KEY("inject_on_first_request", B, 0), WINDOW
};
static const struct rx_key page_keys[] = {
	TYPE, SIZE(0), WORD("base_page", I | S, I, "auto"),
	ALIAS("start_from_page", I, "base_page"), ALIAS("initial_page", I, "base_page"),
	KEY("page", I | Z, I | Z),
	KEY("page_param", S | Z, S | Z), ALIAS("offset_param", S, "page_param"),
	KEY("page_body_path", S | Z, S | Z), KEY("total_path", S | Z, S | Z),
	KEY("maximum_page", I | Z, I | Z), ENDS, KEY("inject_on_first_request", B, 0)
};
static const struct rx_key cursor_keys[] = {
	TYPE, SIZE(0), LIST("cursor_path", S | L | Z, S, S | I),
	ALIAS("next_url_path", S, "cursor_path"),
	KEY("cursor_value", S, 0), KEY("cursor_param", S | Z, S | Z),
	ALIAS("page_param", S, "cursor_param"), KEY("cursor_body_path", S | Z, S | Z),
	ENDS, WINDOW
};
static const struct rx_key json_link_keys[] = {
	TYPE, LIST("next_url_path", S | L, S, S | I), ENDS
};
static const struct rx_key header_link_keys[] = { TYPE, KEY("links_next_key", S, S), ENDS };
static const struct rx_key header_cursor_keys[] = {
	TYPE, KEY("cursor_key", S, S), KEY("cursor_param", S, S), ENDS
};
static const struct rx_key type_keys[] = { TYPE };

#define GRAMMAR(id, t, k) static const struct rx_grammar id = { \
	.what = (t), .keys = (k), .n = COUNT(k) }
#define PAGINATOR(id, t, k) static const struct rx_grammar id = { \
	.what = (t), .family = "a paginator", .keys = (k), .n = COUNT(k) }
PAGINATOR(offset, "a paginator of type offset", offset_keys);
PAGINATOR(page_number, "a paginator of type page_number", page_keys);
PAGINATOR(cursor, "a paginator of type cursor", cursor_keys);
PAGINATOR(json_link, "a paginator of type json_link", json_link_keys);
PAGINATOR(header_link, "a paginator of type header_link", header_link_keys);
PAGINATOR(header_cursor, "a paginator of type header_cursor", header_cursor_keys);
static const struct rx_grammar custom_pages = {
	.what = "a paginator of type custom", .family = "a paginator", .keys = cursor_keys,
	.n = COUNT(cursor_keys), .free = RX_T_ANY	/* its program's */
};
PAGINATOR(single_page, "a paginator of type single_page", type_keys);
PAGINATOR(automatic, "a paginator of type auto", type_keys);

static const struct rx_variant paginators[] = {
	{ "single_page", &single_page, true }, { "offset", &offset, true },
	{ "page_number", &page_number, true }, { "cursor", &cursor, true },
	{ "json_link", &json_link, true }, { "json_response", &json_link, true },
	{ "header_link", &header_link, true }, { "header_cursor", &header_cursor, true },
	{ "auto", &automatic, true }, { "custom", &custom_pages, false }, { NULL, NULL, false }
};
const struct rx_grammar rx_grammar_paginator = {
	.what = "a paginator", .keys = type_keys, .n = COUNT(type_keys), .variants = paginators
};

/* -- authentications ---------------------------------------------------- */

static const struct rx_key api_key_keys[] = {
	TYPE, KEY("name", S, S), KEY("api_key", S | X, S | X),
	/* dlt takes cookie and fails when it sends: not taken as it is */
	WORD("location", S, S,
	    "header|query|request_parameter|param|cookie|body|body_json")
};
static const struct rx_key bearer_keys[] = {
	TYPE, KEY("token", S | X, S | X), ALIAS("api_key", S | X, "token"),
	ALIAS("access_token", S | X, "token"),
	/* written beside api_key; a bearer token has no other place */
	KEY("location", S, 0), KEY("name", S, 0)
};
static const struct rx_key basic_keys[] = {
	TYPE, KEY("username", S | X, S | X), KEY("password", S | X | Z, S | X)
};
static const struct rx_key oauth2_keys[] = {
	TYPE, KEY("access_token_url", S | X, S | X),
	ALIAS("token_url", S | X, "access_token_url"),
	WORD("grant_type", S, 0, "client_credentials|refresh_token|password"),
	KEY("client_id", S | X, S | X), KEY("client_secret", S | X, S | X),
	KEY("refresh_token", S | X, 0), KEY("username", S | X, 0), KEY("password", S | X, 0),
	LIST("scopes", S | L | X, 0, S), LIST("scope", S | L | X, 0, S),
	WORD("client_auth", S, 0, "body|basic"), KEY("access_token", S | X | Z, S | X | Z),
	KEY("access_token_request_data", M | Z, M | Z),
	KEY("default_token_expiration", I, I)
};
static const struct rx_key session_keys[] = {
	TYPE, KEY("username", S | X, 0), KEY("password", S | X, 0), KEY("header", S, 0),
	KEY("session_token", S | X | Z, 0), LIST("session_token_response_key", S | L, 0, S),
	KEY("login_url", S | X, 0), KEY("validate_session_url", S | X | Z, 0),
	/* a login that is not a user's */
	KEY("param", S, 0), KEY("api_token", S, 0), KEY("login_method", S, 0),
	KEY("login_headers", M | Z, 0),
	KEY("login_json", M | Z, 0), KEY("login_data", M | Z, 0),
	KEY("expiration_duration", S | I | Z, 0)
};
static const struct rx_key sigv4_keys[] = {
	TYPE, KEY("name", S, 0), KEY("aws_key_id", S | X, 0), KEY("aws_secret_key", S | X, 0),
	KEY("aws_region_name", S | X, 0), KEY("aws_session_token", S | X, 0), KEY("service", S, 0)
};

GRAMMAR(none, "an auth of type none", type_keys);
GRAMMAR(api_key, "an auth of type api_key", api_key_keys);
GRAMMAR(bearer, "an auth of type bearer", bearer_keys);
GRAMMAR(basic, "an auth of type http_basic", basic_keys);
static const struct rx_grammar oauth2 = {
	.what = "an auth of type oauth2_client_credentials", .keys = oauth2_keys,
	.n = COUNT(oauth2_keys), .free = S | X	/* goes into the token request */
};
GRAMMAR(session_token, "an auth of type session_token", session_keys);
GRAMMAR(sigv4, "an auth of type aws_sigv4", sigv4_keys);
static const struct rx_grammar custom = {
	.what = "an auth of type custom", .keys = sigv4_keys, .n = COUNT(sigv4_keys),
	.free = RX_T_ANY
};

static const struct rx_variant auths[] = {
	{ "api_key", &api_key, true }, { "bearer", &bearer, true },
	{ "http_basic", &basic, true }, { "basic", &basic, false },
	{ "oauth2_client_credentials", &oauth2, true }, { "oauth2", &oauth2, false },
	{ "session_token", &session_token, false }, { "aws_sigv4", &sigv4, false },
	{ "none", &none, false }, { "custom", &custom, false }, { NULL, NULL, false }
};
const struct rx_grammar rx_grammar_auth = {
	.what = "an auth", .keys = type_keys, .n = COUNT(type_keys), .variants = auths,
	.untyped = "bearer", .untyped_key = "token",	/* dlt's shorthand {"token": ...} */
	.secret = true
};
