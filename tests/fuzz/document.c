/*
 * A document that was edited at some places, as people edit them: no crash; and
 * what is accepted has a canonical form that reads back to itself.  The first
 * byte chooses the document, each three more an edit.
 */

#include "tests/fuzz/mutate.h"
#include "tests/fuzz/read_back.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const documents[] = {
	"# Crm\n\n```python\nsource = rest_api_source({\n  \"client\": {\"base_url\": \"https://h/v1\",\n"
	"    \"auth\": {\"type\": \"api_key\", \"name\": \"Api-Token\", \"api_key\": dlt.secrets[\"k\"]},\n"
	"    \"headers\": {\"X\": f\"a {dlt.config['x']}\"}},  # who\n"
	"  \"resource_defaults\": {\"primary_key\": \"id\", \"write_disposition\": \"merge\"},\n"
	"  \"resources\": [{\"name\": \"posts\", \"endpoint\": {\"path\": \"/posts\",\n"
	"    \"paginator\": {\"type\": \"page_number\", \"page_size\": 50, \"size_param\": \"n\"},\n"
	"    \"error_handler\": {\"retry_on_status_codes\": [420], \"max_retries\": 3}}},\n"
	"   {\"name\": \"comments\", \"endpoint\": {\"path\": \"posts/{post_id}/comments\",\n"
	"    \"data_selector\": \"data.*.x\", \"params\": {\"q\": \"{{ stream_slice.post_id }}\"}}}]})\n```\n",
	"client:\n  base_url: https://h\n  auth: &a {type: oauth2, token_url: t, client_id: i,\n"
	"    client_secret: {secret: s}, scopes: [a, b]}\nresources:\n- name: posts\n  endpoint:\n"
	"    path: posts\n    paginator: {type: cursor, cursor_value: \"{{ response.next }}\",\n"
	"      stop_condition: \"{{ not response.next }}\", cursor_param: after}\n"
	"    incremental_sync:\n      cursor_field: at\n      start_datetime: '2026-01-01'\n"
	"      datetime_format: '%Y-%m-%d'\n      step: P1D\n      start_time_option:\n"
	"        {field_name: since, inject_into: query}\n- name: comments\n  endpoint:\n"
	"    path: >-\n      posts/{resources.posts.id}/comments\n    auth: *a\n",
	"{\"client\":{\"base_url\":\"https://h\",\"auth\":{\"type\":\"http_basic\",\"username\":\"u\","
	"\"password\":{\"secret\":\"p\"}},\"paginator\":\"auto\"},\"resource_defaults\":{\"endpoint\":"
	"{\"params\":{\"n\":30}}},\"resources\":[\"posts\",{\"name\":\"comments\",\"include_from_parent\":"
	"[\"id\"],\"columns\":{\"a\":{\"data_type\":\"text\"}},\"processing_steps\":[{\"filter\":\".a\"}],"
	"\"endpoint\":{\"method\":\"POST\",\"path\":\"c/{x}\",\"params\":{\"x\":{\"type\":\"resolve\","
	"\"resource\":\"posts\",\"field\":\"id\"}},\"json\":{\"a\":[\"{resources.posts.id}\"]},"
	"\"partition_router\":{\"type\":\"list\",\"cursor_field\":\"y\",\"values\":[\"1\"],"
	"\"request_option\":{\"field_name\":\"y\",\"inject_into\":\"query\"}},\"incremental\":"
	"{\"cursor_path\":\"at\",\"initial_value\":\"2026\",\"start_param\":\"since\",\"lag\":1},"
	"\"response_actions\":[{\"status_code\":404,\"action\":\"ignore\"}],"
	"\"record_filter\":\"{{ record.a == 1 }}\"}}]}"
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct rx_buf text = RX_BUF_INIT(MUTATE_MAX), work = RX_BUF_INIT(MUTATE_MAX);
	struct rx_err err = RX_ERR_INIT;
	struct rx_source s;

	if (n < 1)
		return 0;
	rx_buf_text(&text, documents[data[0] % (sizeof(documents) / sizeof(documents[0]))]);
	mutate(&text, &work, data + 1, n - 1, 40);
	if (rx_source_parse(&s, "fuzz", rx_buf_view(&text), NULL, &err))
		read_back(&s);
	rx_source_free(&s);
	rx_buf_free(&text);
	rx_buf_free(&work);
	return 0;
}
