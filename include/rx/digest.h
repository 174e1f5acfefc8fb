#ifndef RX_DIGEST_H
#define RX_DIGEST_H
/*
 * digest: SHA-256 (FIPS 180-4) and base64 (RFC 4648), for names of things:
 * plans, tokens, refused tokens; HMAC (RFC 2104), for signatures.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/span.h"

#define RX_SHA256_HEX	64	/* digits of a whole digest */
#define RX_SHA256_SHORT	16	/* digits that name a thing: refused, plan */

void	rx_sha256(struct rx_span, unsigned char out[32]);
/* The first n hex digits (lower case, 64 at most) and a NUL. */
void	rx_sha256_hex(struct rx_span, unsigned n, char *out);
void	rx_hmac_sha256(struct rx_span key, struct rx_span text, unsigned char out[32]);
/* Appends base64 with padding. */
bool	rx_base64(struct rx_buf *, struct rx_span);
/* Appends what it stands for: both alphabets, with or without padding.  false:
 * it is none. */
bool	rx_base64_decode(struct rx_buf *, struct rx_span);

#endif
