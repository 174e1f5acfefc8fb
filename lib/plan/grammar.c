/* grammar: the keys of a source, of its client, resources and endpoints. */
#include "lib/plan/grammar.h"

#define S	RX_T_STR
#define I	RX_T_INT
#define N	RX_T_NUM
#define B	RX_T_BOOL
#define M	RX_T_MAP
#define L	RX_T_LIST
#define Z	RX_T_NULL
#define X	RX_T_SET
#define ANY	RX_T_ANY

#define COUNT(keys)	(int)(sizeof(keys) / sizeof(keys)[0])
#define KEY(k, t, d)	{ .name = (k), .types = (t), .dlt = (d) }
#define MAP(k, t, d, m)	{ .name = (k), .types = (t), .dlt = (d), .map = (m) }
#define LIST(k, t, d, e) { .name = (k), .types = (t), .dlt = (d), .elem = (e) }
#define WORD(k, t, d, w) { .name = (k), .types = (t), .dlt = (d), .words = (w) }
#define ALIAS(k, t, o)	{ .name = (k), .types = (t), .is = (o) }

static const struct rx_key type_keys[] = { KEY("type", S, 0) };
static const struct rx_grammar any_map = {
	.what = "a map", .free = ANY, .free_dlt = ANY
};
static const struct rx_grammar headers = {
	.what = "headers", .free = S | I | N | B | Z | X, .free_dlt = S | Z | X
};

/* -- incremental -------------------------------------------------------- */

static const struct rx_key option_keys[] = {
	KEY("type", S, 0), KEY("field_name", S, 0),
	WORD("inject_into", S, 0, "query|request_parameter|header|body_json")
};
const struct rx_grammar rx_grammar_option = {
	.what = "a request option", .keys = option_keys, .n = COUNT(option_keys)
};

/* Airbyte's MinMaxDatetime */
static const struct rx_key datetime_keys[] = {
	KEY("type", S, 0), KEY("datetime", S | X, 0), KEY("datetime_format", S, 0)
};
static const struct rx_grammar datetime = {
	.what = "a date", .keys = datetime_keys, .n = COUNT(datetime_keys)
};
#define DATE(k, o)	{ .name = (k), .types = S | I | N | Z | X | M, .is = (o), .map = &datetime }

static const struct rx_key incremental_keys[] = {
	KEY("type", S, 0),
	KEY("cursor_path", S, S), ALIAS("cursor_field", S, "cursor_path"),
	KEY("initial_value", S | I | N | Z | X, S | I | N | Z | X),
	DATE("start_datetime", "initial_value"),
	KEY("end_value", S | I | N | Z | X, S | I | N | Z | X),
	DATE("end_datetime", "end_value"),
	KEY("start_param", S | Z, S | Z), ALIAS("start_time_param", S, "start_param"),
	KEY("end_param", S | Z, S | Z), ALIAS("end_time_param", S, "end_param"),
	MAP("start_time_option", M, 0, &rx_grammar_option),
	MAP("end_time_option", M, 0, &rx_grammar_option),
	KEY("datetime_format", S, 0), LIST("cursor_datetime_formats", L, 0, S),
	KEY("step", S, 0), KEY("cursor_granularity", S, 0), KEY("lookback_window", S | X, 0),
	KEY("convert", S, 0), ALIAS("transform", S, "convert"),
	WORD("last_value_func", S, S, "max|min"),
	KEY("lag", I | N | Z, I | N | Z),
	WORD("row_order", S | Z, S | Z, "asc|desc"),
	WORD("on_cursor_value_missing", S, S, "raise|include|exclude"),
	WORD("range_start", S, S, "open|closed"), WORD("range_end", S, S, "open|closed"),
	LIST("primary_key", S | L | Z, S | L | Z, S),
	KEY("allow_external_schedulers", B, B),
	WORD("filter", S, 0, "client|none")
};
const struct rx_grammar rx_grammar_incremental = {
	.what = "an incremental", .keys = incremental_keys, .n = COUNT(incremental_keys)
};

/* -- params ------------------------------------------------------------- */

static const struct rx_key resolve_keys[] = {
	KEY("type", S, S), KEY("resource", S, S), LIST("field", S | L, S, S),
	KEY("inferred", B, 0), KEY("via", S, 0), KEY("send", S, 0)
};
static const struct rx_grammar resolve = {
	.what = "a resolve", .keys = resolve_keys, .n = COUNT(resolve_keys)
};
static const struct rx_variant param_variants[] = {
	{ "resolve", &resolve, true }, { "incremental", &rx_grammar_incremental, true },
	{ NULL, NULL, false }
};
static const struct rx_grammar param = {
	.what = "a parameter", .keys = type_keys, .n = COUNT(type_keys),
	.variants = param_variants
};
static const struct rx_grammar params = {
	.what = "params", .free = S | I | N | B | L | Z | X | M,
	.free_dlt = S | I | N | B | L | Z | X | M,
	.free_map = &param
};

/* -- partitions, filters, steps ----------------------------------------- */

static const struct rx_key parent_keys[] = {
	KEY("type", S, 0), KEY("stream", S | M, 0), ALIAS("parent_stream", S | M, "stream"),
	KEY("parent_key", S, 0), KEY("partition_field", S, 0),
	MAP("request_option", M, 0, &rx_grammar_option)
};
static const struct rx_grammar parent = {
	.what = "a parent of a partition_router", .keys = parent_keys, .n = COUNT(parent_keys)
};
static const struct rx_key router_keys[] = {
	KEY("type", S, 0), KEY("name", S, 0), ALIAS("cursor_field", S, "name"),
	KEY("values", L | S | X, 0), MAP("request_option", M, 0, &rx_grammar_option),
	KEY("parent_stream", S, 0), KEY("parent_key", S, 0), KEY("partition_field", S, 0),
	{ .name = "parent_stream_configs", .types = L, .elem = M, .map = &parent }
};
static const struct rx_grammar router = {
	.what = "a partition_router", .keys = router_keys, .n = COUNT(router_keys)
};

static const struct rx_key filter_keys[] = {
	KEY("type", S, 0), KEY("condition", S, 0), KEY("jq", S, 0)
};
static const struct rx_grammar filter = {
	.what = "a record_filter", .keys = filter_keys, .n = COUNT(filter_keys)
};

static const struct rx_key step_keys[] = {
	KEY("filter", S, 0), KEY("map", S, 0), KEY("yield_map", S, 0)
};
static const struct rx_grammar step = {
	.what = "a processing step", .keys = step_keys, .n = COUNT(step_keys)
};

/* -- errors ------------------------------------------------------------- */

static const struct rx_key errors_keys[] = {
	LIST("retry_on_status_codes", L | Z, 0, I), LIST("no_retry_on_status_codes", L, 0, I),
	LIST("ignore_status_codes", L | Z, 0, I), LIST("gone_status_codes", L, 0, I),
	KEY("max_retries", I | X, 0), KEY("backoff_factor", I | N | X, 0),
	WORD("backoff", S, 0, "constant|exponential"), KEY("max_wait", I | N | X, 0)
};
const struct rx_grammar rx_grammar_errors = {
	.what = "an error_handler", .keys = errors_keys, .n = COUNT(errors_keys)
};
static const struct rx_key action_keys[] = {
	KEY("status_code", I | S, I), KEY("content", S, S), KEY("jq", S, 0),
	KEY("action", S, S)
};
static const struct rx_grammar action = {
	.what = "a response action", .keys = action_keys, .n = COUNT(action_keys)
};

/* -- tables ------------------------------------------------------------- */

#define TYPES	"text|double|bool|timestamp|bigint|binary|json|complex|decimal|wei|date|time"
#define MODES	"evolve|discard_value|freeze|discard_row"

static const struct rx_key column_keys[] = {
	KEY("name", S, S), WORD("data_type", S | Z, S | Z, TYPES), KEY("description", S | Z, S | Z),
	KEY("nullable", B, B), KEY("precision", I | Z, I | Z), KEY("scale", I | Z, I | Z),
	KEY("timezone", B | Z, B | Z), KEY("primary_key", B, B), KEY("merge_key", B, B),
	KEY("unique", B, B), KEY("sort", B, B), KEY("partition", B, B), KEY("cluster", B, B),
	KEY("hard_delete", B, B), WORD("dedup_sort", S | Z, S | Z, "asc|desc"),
	KEY("row_key", B, B), KEY("parent_key", B, B), KEY("root_key", B, B),
	KEY("variant", B, B), KEY("foreign_key", B, B)
};
static const struct rx_grammar column = {
	.what = "a column", .keys = column_keys, .n = COUNT(column_keys)
};
static const struct rx_grammar columns = {
	.what = "columns", .free = M, .free_dlt = M, .free_map = &column
};
static const struct rx_key disposition_keys[] = {
	KEY("disposition", S, S),
	WORD("strategy", S | Z, S | Z, "delete-insert|upsert|insert-only|scd2"),
	KEY("deduplicated", B | Z, B | Z), LIST("validity_column_names", L | Z, L | Z, S),
	KEY("active_record_timestamp", S | Z, S | Z), KEY("boundary_timestamp", S | Z, S | Z),
	KEY("row_version_column_name", S | Z, S | Z)
};
static const struct rx_grammar disposition = {
	.what = "a write_disposition", .keys = disposition_keys, .n = COUNT(disposition_keys)
};
static const struct rx_key contract_keys[] = {
	WORD("tables", S, S, MODES), WORD("columns", S, S, MODES), WORD("data_type", S, S, MODES)
};
static const struct rx_grammar contract = {
	.what = "a schema_contract", .keys = contract_keys, .n = COUNT(contract_keys)
};

/* -- endpoint, resource, client, source --------------------------------- */

static const struct rx_key endpoint_keys[] = {
	KEY("path", S | X, S | X),
	KEY("method", S, S), ALIAS("http_method", S, "method"),
	MAP("params", M | Z, M | Z, &params),
	MAP("json", M | L | Z, M | Z, &any_map), ALIAS("body", M | L | S | Z, "json"),
	KEY("data", M | L | S | Z, M | L | S | Z),
	MAP("headers", M | Z, M | Z, &headers),
	MAP("auth", S | M | Z, S | M | Z, &rx_grammar_auth),
	LIST("data_selector", S | L | Z, S | Z, S | I),
	KEY("data_selector_required", B, 0),
	MAP("paginator", S | M | Z, S | M | Z, &rx_grammar_paginator),
	MAP("error_handler", M | Z, 0, &rx_grammar_errors),
	{ .name = "response_actions", .types = L | Z, .dlt = L | Z, .elem = M, .map = &action },
	MAP("incremental", M | Z, M | Z, &rx_grammar_incremental),
	MAP("incremental_sync", M | Z, 0, &rx_grammar_incremental),
	{ .name = "partition_router", .types = M | L | Z, .elem = M, .map = &router },
	MAP("record_filter", S | M | Z, 0, &filter), ALIAS("filter", S | M | Z, "record_filter")
};
const struct rx_grammar rx_grammar_endpoint = {
	.what = "an endpoint", .keys = endpoint_keys, .n = COUNT(endpoint_keys)
};

static const struct rx_key resource_keys[] = {
	KEY("name", S, S),
	MAP("endpoint", S | M | Z, S | M, &rx_grammar_endpoint),
	KEY("table_name", S, S), MAP("write_disposition", S | M | Z, S | M | Z, &disposition),
	LIST("primary_key", S | L | Z, S | L | Z, S), LIST("merge_key", S | L | Z, S | L | Z, S),
	{ .name = "columns", .types = M | L | Z, .dlt = M | L | Z, .elem = M, .map = &columns,
	    .item = &column },
	{ .name = "schema_contract", .types = S | M | Z, .dlt = S | M | Z, .words = MODES,
	    .map = &contract },
	KEY("max_table_nesting", I | Z, I | Z), KEY("table_format", S | Z, S | Z),
	KEY("file_format", S | Z, S | Z), KEY("references", L | Z, L | Z),
	KEY("nested_hints", M | Z, M | Z), KEY("parent_table_name", S | Z, S | Z),
	KEY("selected", B, B), KEY("parallelized", B, B),
	LIST("include_from_parent", L | Z, L | Z, S),
	{ .name = "processing_steps", .types = L | Z, .dlt = L | Z, .elem = M, .map = &step },
	/* dlt has these in the endpoint; they mean the same here */
	MAP("incremental_sync", M | Z, 0, &rx_grammar_incremental),
	MAP("incremental", M | Z, 0, &rx_grammar_incremental),
	MAP("auth", S | M | Z, 0, &rx_grammar_auth),
	{ .name = "partition_router", .types = M | L | Z, .elem = M, .map = &router },
	MAP("record_filter", S | M | Z, 0, &filter), ALIAS("filter", S | M | Z, "record_filter")
};
const struct rx_grammar rx_grammar_resource = {
	.what = "a resource", .keys = resource_keys, .n = COUNT(resource_keys)
};

static const struct rx_key client_keys[] = {
	KEY("base_url", S | X, S | X),
	MAP("headers", M | Z, M | Z, &headers),
	MAP("auth", S | M | Z, S | M | Z, &rx_grammar_auth),
	MAP("paginator", S | M | Z, S | M | Z, &rx_grammar_paginator)
};
const struct rx_grammar rx_grammar_client = {
	.what = "client", .keys = client_keys, .n = COUNT(client_keys)
};

static const struct rx_key source_keys[] = {
	MAP("client", M, M, &rx_grammar_client),
	MAP("resource_defaults", M | Z, M, &rx_grammar_resource),
	{ .name = "resources", .types = L, .dlt = L, .elem = S | M, .map = &rx_grammar_resource }
};
const struct rx_grammar rx_grammar_source = {
	.what = "a source", .keys = source_keys, .n = COUNT(source_keys)
};
