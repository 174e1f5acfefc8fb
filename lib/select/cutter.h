#ifndef RX_CUTTER_H
#define RX_CUTTER_H
/*
 * cutter: one body in, its records out, each after all steps that select
 * names: selector or jq program, filter, map, fields of the parent.
 */
#include "lib/select/cursor.h"
#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/expr.h"
#include "rx/jq.h"
#include "rx/rows.h"
#include "rx/select.h"

enum cutter_step { CUTTER_FILTER, CUTTER_MAP };

struct cutter {				/* made from one select value */
	struct rx_arena		 arena;
	struct rx_span		 select;	/* JSON, owned by arena */
	const struct rx_selector *selector;	/* NULL: to be detected, or jq */
	struct rx_jq		*jq;
	struct rx_span		 key;		/* raw JSON */
	struct cursor		 cursor;	/* cursor_path and incremental */
	struct rx_span		 include;	/* members, without braces */
	const struct rx_template *filter;	/* record_filter as a template */
	struct {
		enum cutter_step  kind;
		struct rx_jq	 *jq;
	}			 steps[32];
	unsigned		 nsteps;
	bool			 optional;	/* data_selector_required: false */
	struct rx_arena		 scratch;	/* of one record's evaluation */
	struct rx_buf		 row;		/* a record while it is put together */
	struct rx_buf		 whole;		/* the same with the parent's fields */
	/* while a body is cut: */
	struct rx_buf		*out;
	struct rx_span		 prefix, suffix;	/* around each record */
	unsigned long		 written;
};

bool	cutter_open(struct cutter *, const struct rx_select_conf *,
	    struct rx_span select, struct rx_err *);
/* Appends to out each record of the body between prefix and suffix; the body
 * need not be validated.  On failure out is as before. */
bool	cutter_cut(struct cutter *, struct rx_span body, struct rx_buf *out,
	    enum rx_rows_outcome *, struct rx_err *);
void	cutter_close(struct cutter *);

#endif
