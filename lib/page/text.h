#ifndef LIB_PAGE_TEXT_H
#define LIB_PAGE_TEXT_H
/* Texts of JSON values in an arena; private to lib/page. */
#include "rx/arena.h"
#include "rx/span.h"

/* A JSON string of a text. */
struct rx_span	rx_arena_quote(struct rx_arena *, struct rx_span text);
/* The text of a JSON value: a string decoded, anything else as it stands. */
struct rx_span	rx_arena_text(struct rx_arena *, struct rx_span json);

#endif
