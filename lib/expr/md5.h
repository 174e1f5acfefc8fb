#ifndef MD5_H
#define MD5_H
/* md5 (RFC 1321): for the filter hash, which APIs' sources use to make keys;
 * nothing here rests on it being hard to invert. */
#include "rx/span.h"

void	rx_md5(struct rx_span, unsigned char out[16]);

#endif
