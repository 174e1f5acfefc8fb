/* scope: where the names of a template get their values. */
#include "testd.h"

static struct srv_value
number(long n)
{
	return (struct srv_value){ SRV_NUMBER, n, RX_SPAN_NONE };
}

static struct srv_value
variable_get(const struct srv_pairs *vars, struct rx_span name,
    enum srv_value_kind kind)
{
	size_t	i;

	for (i = 0; i < vars->n; i++)
		if (rx_span_eq(vars->v[i].name, name))
			return (struct srv_value){ vars->v[i].value.p != NULL ?
			    kind : SRV_ABSENT, 0, vars->v[i].value };
	return (struct srv_value){ SRV_UNKNOWN, 0, RX_SPAN_NONE };
}

static struct srv_value
request_get(struct srv_scope *s, struct rx_span name)
{
	struct srv_request	*r = s->request;
	struct srv_value	 v = { SRV_WORD, 0, RX_SPAN_NONE };
	size_t			 dot = rx_span_find(name, '.');

	if (dot < name.n) {	/* query.since, body.filter.id, header.accept */
		v.text = srv_request_value(r, (struct rx_span){ name.p, dot },
		    rx_span_cut(name, dot + 1));
		if (v.text.p == NULL)
			v.kind = SRV_ABSENT;
		return v;
	}
	if (rx_span_is(name, "n"))
		return number((long)r->n);
	if (rx_span_is(name, "nth"))
		return number((long)r->nth);
	if (rx_span_is(name, "origin"))
		v.text = r->origin;
	else if (rx_span_is(name, "other"))
		v.text = rx_span_of(s->scenario->other);
	else if (rx_span_is(name, "path"))
		v.text = r->path;
	else
		return variable_get(&r->vars, name, SRV_WORD);
	return v;
}

struct srv_value
srv_scope_get(struct srv_scope *s, struct rx_span name)
{
	struct srv_value	v = { SRV_UNKNOWN, 0, RX_SPAN_NONE };

	if (s->i >= 0 && name.n == 1 && name.p[0] == 'i')
		return number(s->i);
	if (s->row.p != NULL && rx_span_is(name, "row"))
		return (struct srv_value){ SRV_JSON, 0, s->row };
	v = variable_get(&s->scenario->vars, name, SRV_JSON);
	if (v.kind == SRV_UNKNOWN && s->more != NULL)
		v = variable_get(s->more, name, SRV_WORD);
	if (v.kind == SRV_UNKNOWN && s->page != NULL)
		v = srv_page_get(s->page, s, name);
	if (v.kind == SRV_UNKNOWN && s->request != NULL)
		v = request_get(s, name);
	if (v.kind == SRV_UNKNOWN && s->unknown.p == NULL)
		s->unknown = name;
	return v;
}
