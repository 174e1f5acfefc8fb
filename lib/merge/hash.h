#ifndef RX_HASH_H
#define RX_HASH_H
/*
 * hash: numbers that stand for bytes.  They are keyed by chance, so that
 * nobody can make two texts that share one.
 */
#include <stdint.h>

#include "rx/span.h"

struct rx_hash {
	uint64_t	k[4];
};

void		rx_hash_open(struct rx_hash *);
/* SipHash-2-4, 128 bits (Aumasson and Bernstein): of two keys, however many
 * there are, no two share one. */
void		rx_hash_key(const struct rx_hash *, struct rx_span, uint64_t out[2]);
/* 64 bits, fast for long texts: to tell whether one text became another. */
uint64_t	rx_hash_print(const struct rx_hash *, struct rx_span);

#endif
