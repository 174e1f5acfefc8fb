#ifndef RX_PART_H
#define RX_PART_H
/*
 * part: a file that is there as a whole or not at all.  Until then it is
 * written beside, as FILE.part; what is no regular file (a device, a pipe) is
 * written at once.
 */
#include <stdbool.h>

#include "rx/err.h"

struct rx_part {
	char	*path, *temp;	/* owned; temp NULL: written at once */
	int	 fd;		/* -1: not open */
};

#define RX_PART_INIT	{ NULL, NULL, -1 }

bool	rx_part_open(struct rx_part *, const char *path, struct rx_err *);
bool	rx_part_empty(const struct rx_part *);	/* nothing was written */
/* whole: the file takes its name; else it stays FILE.part, unless it is empty.
 * false: it could not take its name, and stays so. */
bool	rx_part_close(struct rx_part *, bool whole, struct rx_err *);

#endif
