#ifndef RX_SINGER_H
#define RX_SINGER_H
/*
 * singer: words that rx-select writes and rx-merge reads with --singer.
 * https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md
 */

/* Strings that are times: the format of a JSON schema, and the data_type of a
 * column.  Ended by NULL. */
struct rx_singer_format {
	const char	*format;	/* "date-time" */
	const char	*data_type;	/* "timestamp" */
};
extern const struct rx_singer_format rx_singer_formats[];

#endif
