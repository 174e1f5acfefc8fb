/* control: /_control, by which a test changes the server while it runs. */
#include "testd.h"

static void
vars_put(struct rx_buf *b, const struct srv_pairs *vars)
{
	size_t	i;

	rx_buf_byte(b, '{');
	for (i = 0; i < vars->n; i++) {
		if (i > 0)
			rx_buf_byte(b, ',');
		rx_json_quote(b, vars->v[i].name);
		rx_buf_byte(b, ':');
		rx_buf_span(b, vars->v[i].value);
	}
	rx_buf_byte(b, '}');
}

void
srv_control_answer(struct srv_scenario *sc, struct srv_request *r,
    struct srv_answer *a)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;

	a->status = 200;
	if (r->json.p != NULL) {
		if (rx_json_kind(rx_json_get(r->json, "reset")) == RX_JSON_TRUE)
			srv_scenario_reset(sc);
		if (rx_json_begin(&it, rx_json_get(r->json, "set")))
			while (rx_json_next(&it, &key, &value))
				srv_scenario_set(sc, srv_text(r->arena, key), value);
	}
	rx_buf_printf(&a->body, "{\"requests\":%lu,\"tokens\":%lu,\"vars\":",
	    sc->requests, sc->ntokens);
	vars_put(&a->body, &sc->vars);
	rx_buf_byte(&a->body, '}');
}
