#ifndef RX_MERGE_DIR_H
#define RX_MERGE_DIR_H
/* dir: names of files, from names of anything. */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/span.h"

/* Appends the name of a journal: no two resources share one, not even where
 * upper and lower case are the same.  At most 180 bytes. */
bool	dir_name_journal(struct rx_buf *, struct rx_span resource);
/* Appends a table's name as far as a file may be called so.  At most 180
 * bytes; two tables may share it. */
bool	dir_name_file(struct rx_buf *, struct rx_span table);

#endif
