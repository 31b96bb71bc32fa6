/* warc_check.h - does content match a digest as WARC headers tell it ("sha1:…" in base32 or hexadecimal)? */
#ifndef DATA_WARC_CHECK_H
#define DATA_WARC_CHECK_H

#include "data/warc_reader.h"

struct warc_checker; /* used again and again */
struct warc_checker *warc_checker_new(void);
void warc_checker_free(struct warc_checker **checker);

/* warc_checker_begin - `told` is the header's value; empty, or of a kind that is not known: nothing is
 * checked. */
void warc_checker_begin(struct warc_checker *checker, struct slice told);
void warc_checker_add(struct warc_checker *checker, struct slice bytes);
enum warc_check warc_checker_end(struct warc_checker *checker);

#endif
