#ifndef LEX_H
#define LEX_H
/* lex: an expression's text as tokens, one at a time. */
#include "lib/expr/expr.h"

enum rx_token_kind {
	RX_TOKEN_END,		/* the closer, or the end of the text */
	RX_TOKEN_NAME, RX_TOKEN_NUMBER, RX_TOKEN_STRING, RX_TOKEN_SIGN,
	RX_TOKEN_BAD		/* what says why */
};

struct rx_token {
	enum rx_token_kind kind;
	size_t		 at;
	struct rx_span	 text;		/* of strings with their quotes */
	const char	*what;
};

struct rx_lex {
	struct rx_span	 text;
	size_t		 at;		/* behind the token now */
	unsigned	 open;		/* brackets of all kinds */
	enum rx_close	 close;
	struct rx_token	 now;
};

void	rx_lex_next(struct rx_lex *);
bool	rx_lex_is(const struct rx_lex *, const char *sign_or_word);
/* Appends what a quoted string says, escapes resolved as Python does. */
void	rx_lex_string(struct rx_buf *, struct rx_span quoted);

#endif
