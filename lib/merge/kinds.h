#ifndef RX_KINDS_H
#define RX_KINDS_H
/* kinds: the targets that there are; target.c has the table of them. */
#include "rx/target.h"

extern const struct rx_target_kind rx_target_stdout;
extern const struct rx_target_kind rx_target_file;
extern const struct rx_target_kind rx_target_dir;
extern const struct rx_target_kind rx_target_dir_gz;
extern const struct rx_target_kind rx_target_dir_zst;
extern const struct rx_target_kind rx_target_sqlite;
extern const struct rx_target_kind rx_target_postgres;

#endif
