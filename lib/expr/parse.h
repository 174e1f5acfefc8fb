#ifndef PARSE_H
#define PARSE_H
/* parse: what the two halves of the parser share: operators call operands for
 * their leaves, operands call operators for what stands in brackets. */
#include "lib/expr/lex.h"

struct rx_parse {
	struct rx_arena	*arena;
	struct rx_lex	 lex;
	struct rx_err	*err;
	unsigned	 nest;
};

/* All return NULL after the first fault, which is in err. */
struct rx_term	*rx_parse_expression(struct rx_parse *);	/* lowest: inline if */
struct rx_term	*rx_parse_unary(struct rx_parse *, bool filters);
struct rx_term	*rx_parse_operand(struct rx_parse *, bool filters);
/* A call of what t names (function, method, or data), of a filter, of a test;
 * each begins at the token that tells it: ( or | or is. */
struct rx_term	*rx_parse_called(struct rx_parse *, struct rx_term *);
struct rx_term	*rx_parse_filter(struct rx_parse *, struct rx_term *);
struct rx_term	*rx_parse_test(struct rx_parse *, struct rx_term *);

struct rx_term	*rx_parse_term(struct rx_parse *, enum rx_op, size_t at,
		    struct rx_term *left, struct rx_term *right);
struct rx_term	*rx_parse_fault(struct rx_parse *, size_t at, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
bool		 rx_parse_take(struct rx_parse *, const char *sign_or_word);
bool		 rx_parse_want(struct rx_parse *, const char *sign);	/* or fault */
struct rx_term	*rx_parse_unexpected(struct rx_parse *);

#endif
