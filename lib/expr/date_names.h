#ifndef DATE_NAMES_H
#define DATE_NAMES_H
/* date_names: weekdays from Monday and months, in English; the first three
 * letters are the short form. */
extern const char *const rx_date_weekdays[7];
extern const char *const rx_date_months[12];
#endif
