/* Python's ways to put values into a text: specifications, % and {}. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/expr/expr.h"

#define WIDTH	10000

struct spec {
	char	fill, align, sign, type;
	bool	zero, comma;
	int	width, precision;	/* precision -1: none */
};

static int
digits(struct rx_span s, size_t *at)
{
	int n = 0;

	for (; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++)
		if (n < WIDTH)
			n = n * 10 + (s.p[*at] - '0');
	return n > WIDTH ? WIDTH : n;
}

static char
one_of(struct rx_span s, size_t *at, const char *set)
{
	if (*at < s.n && s.p[*at] != '\0' && strchr(set, s.p[*at]) != NULL)
		return s.p[(*at)++];
	return '\0';
}

/* [[fill]align][sign][0][width][,][.precision][type] */
static bool
read_spec(struct rx_span s, struct spec *f)
{
	size_t at = 0;

	*f = (struct spec){ .fill = ' ', .precision = -1 };
	if (s.n > 1 && s.p[1] != '\0' && strchr("<>^=", s.p[1]) != NULL) {
		f->fill = s.p[0];
		at = 1;
	}
	f->align = one_of(s, &at, "<>^=");
	f->sign = one_of(s, &at, "+- ");
	f->zero = one_of(s, &at, "0") != '\0';
	f->width = digits(s, &at);
	f->comma = one_of(s, &at, ",_") != '\0';
	if (one_of(s, &at, ".") != '\0')
		f->precision = digits(s, &at);
	f->type = one_of(s, &at, "sdfFeEgGxXn%");
	return at == s.n;
}

static void
padded(struct rx_buf *b, struct rx_span s, const struct spec *f, bool number)
{
	char	align = f->align != '\0' ? f->align : number ? '>' : '<';
	size_t	n = rx_chars_count(s), sign = 0;
	int	pad = (int)n < f->width ? f->width - (int)n : 0, left;

	if (f->zero && number && f->align == '\0')
		align = '=';
	if (align == '=' && s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		sign = 1;
	left = align == '<' ? 0 : align == '^' ? pad / 2 : pad;
	(void)rx_buf_add(b, s.p, sign);
	for (; left > 0; left--, pad--)
		(void)rx_buf_byte(b, f->zero && align == '=' ? '0' : f->fill);
	(void)rx_buf_span(b, rx_span_cut(s, sign));
	for (; pad > 0; pad--)
		(void)rx_buf_byte(b, f->fill);
}

/* 1234567.5 as 1,234,567.5 */
static void
grouped(struct rx_buf *b, struct rx_span s)
{
	size_t	i, whole = 0, first = s.n > 0 && s.p[0] == '-';

	while (first + whole < s.n && s.p[first + whole] >= '0' && s.p[first + whole] <= '9')
		whole++;
	(void)rx_buf_add(b, s.p, first);
	for (i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			(void)rx_buf_byte(b, ',');
		(void)rx_buf_byte(b, s.p[first + i]);
	}
	(void)rx_buf_span(b, rx_span_cut(s, first + whole));
}

/* A number by its type, without padding; whole ones keep their digits. */
static bool
number_text(struct rx_buf *b, const struct rx_value *v, const struct spec *f)
{
	char	print[] = { '%', '.', '*', f->type, '\0' };
	int64_t	n;
	double	d;

	if (f->type == 'x' || f->type == 'X')
		return rx_value_long(v, &n) && n >= 0 &&
		    rx_buf_printf(b, f->type == 'x' ? "%" PRIx64 : "%" PRIX64, (uint64_t)n);
	if (f->type == 'd' || f->type == 'n' || (f->type == '\0' && f->precision < 0)) {
		if (v->kind == RX_VALUE_NUMBER)
			return rx_buf_span(b, v->text);
		return rx_value_long(v, &n) && rx_buf_printf(b, "%" PRId64, n);
	}
	if (!rx_value_real(v, &d))
		return false;
	if (f->type == '\0')
		print[3] = 'g';
	if (f->type == '%') {
		d *= 100;
		print[3] = 'f';
	}
	(void)rx_buf_printf(b, print, f->precision < 0 ? 6 : f->precision > 300 ? 300 :
	    f->precision, d);
	return f->type != '%' || rx_buf_byte(b, '%');
}

static bool
format_number(struct rx_buf *b, const struct rx_value *v, const struct spec *f)
{
	struct rx_buf	plain = RX_BUF_INIT(RX_EXPR_TEXT), done = RX_BUF_INIT(RX_EXPR_TEXT);
	bool		ok = number_text(&plain, v, f);

	if (f->sign == '+' && plain.n > 0 && plain.p[0] != '-')
		(void)rx_buf_byte(&done, '+');
	if (f->comma)
		grouped(&done, rx_buf_view(&plain));
	else
		(void)rx_buf_span(&done, rx_buf_view(&plain));
	padded(b, rx_buf_view(&done), f, true);
	rx_buf_free(&plain);
	rx_buf_free(&done);
	return ok;
}

bool
rx_value_format(struct rx_buf *b, const struct rx_value *v, struct rx_span spec)
{
	struct rx_buf	text = RX_BUF_INIT(RX_EXPR_TEXT);
	struct spec	f;
	int64_t		n;

	if (v->kind == RX_VALUE_TIME && spec.n > 0)
		return rx_date_format(b, v->time, spec);
	if (!read_spec(spec, &f))
		return rx_value_text(b, v);
	if (v->kind == RX_VALUE_NUMBER || (rx_value_long(v, &n) && f.type != '\0'))
		if (f.type != 's')
			return format_number(b, v, &f);
	(void)rx_value_text(&text, v);
	if (f.precision >= 0 && (size_t)f.precision < text.n)
		text.n = (size_t)f.precision;
	padded(b, rx_buf_view(&text), &f, false);
	rx_buf_free(&text);
	return !b->failed;
}

struct rx_value
rx_format_percent(struct rx_eval *e, struct rx_span format, const struct rx_value *v,
    unsigned n)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct spec	f;
	size_t		i, from;
	unsigned	used = 0;

	for (i = 0; i < format.n; i++) {
		if (format.p[i] != '%') {
			(void)rx_buf_byte(&b, format.p[i]);
			continue;
		}
		from = ++i;
		while (i < format.n && strchr("sdifeEgGxXr%", format.p[i]) == NULL)
			i++;
		if (i < format.n && format.p[i] == '%' && i == from) {
			(void)rx_buf_byte(&b, '%');
			continue;
		}
		if (i >= format.n || used >= n)
			break;
		if (format.p[i] == 's' || format.p[i] == 'r' || format.p[i] == 'i' ||
		    !read_spec((struct rx_span){ format.p + from, i + 1 - from }, &f))
			(void)rx_value_text(&b, &v[used++]);
		else
			(void)format_number(&b, &v[used++], &f);
	}
	if (i >= format.n && used == n)
		return rx_value_take(e, &b, RX_VALUE_STRING);
	rx_buf_free(&b);
	return rx_value_undefined();	/* too few or too many values */
}

/* The value that {}, {0} or {name} means, with .members behind; *next counts {}. */
static struct rx_value
replacement(struct rx_eval *e, struct rx_span field, const struct rx_args *a,
    unsigned *next)
{
	size_t		n = rx_span_find(field, '.');
	struct rx_span	first = { field.p, n };
	struct rx_value	v = rx_value_undefined();
	unsigned long	at;
	unsigned	i;

	if (first.n == 0)
		at = (*next)++;
	else if (!rx_span_uint(first, &at))
		at = RX_EXPR_ARGS;
	if (at < a->n && a->name[at].p == NULL)
		v = a->v[at];
	for (i = 0; at == RX_EXPR_ARGS && i < a->n; i++)
		if (a->name[i].p != NULL && rx_span_eq(a->name[i], first))
			v = a->v[i];
	return n < field.n ? rx_value_path(e, &v, rx_span_cut(field, n + 1)) : v;
}

struct rx_value
rx_format_braces(struct rx_eval *e, struct rx_span format, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	field;
	struct rx_value	v;
	size_t		i, n, colon;
	unsigned	next = 0;

	for (i = 0; i < format.n; i++) {
		if (format.p[i] != '{' && format.p[i] != '}') {
			(void)rx_buf_byte(&b, format.p[i]);
			continue;
		}
		if (i + 1 < format.n && format.p[i + 1] == format.p[i]) {
			(void)rx_buf_byte(&b, format.p[i++]);
			continue;
		}
		field = rx_span_cut(format, i + 1);
		n = rx_span_find(field, '}');
		if (format.p[i] == '}' || n == field.n)
			break;
		field.n = n;
		colon = rx_span_find(field, ':');
		v = replacement(e, (struct rx_span){ field.p, colon }, a, &next);
		(void)rx_value_format(&b, &v, rx_span_cut(field, colon + (colon < n)));
		i += n + 1;
	}
	if (i >= format.n)
		return rx_value_take(e, &b, RX_VALUE_STRING);
	rx_buf_free(&b);
	return rx_value_undefined();	/* a brace without its other */
}
