/* charset_detect.h - which encoding bytes are written in, by the bytes alone (charset_detect.c knows
 * uchardet). */
#ifndef CLEAN_CHARSET_DETECT_H
#define CLEAN_CHARSET_DETECT_H

#include "clean/charset_decode.h"

struct charset_detector;
struct charset_detector *charset_detector_new(void);
void charset_detector_free(struct charset_detector **detector);

/* charset_detect - the name of an encoding in charset_encodings() in which `bytes` make sense; NULL: plain
 * ASCII, or nothing can be told. Looks at a bounded part of a long text. */
const char *charset_detect(struct charset_detector *detector, struct charset_decoder *decoder,
                           struct slice bytes);

/* charset_confirm - `declared`, the name of a legacy encoding; another where the bytes make no sense in that
 * and clearly do in the other. */
const char *charset_confirm(struct charset_detector *detector, struct charset_decoder *decoder,
                            struct slice bytes, const char *declared);

/* charset_wide - "UTF-16LE" and its kin where `bytes` are units of two or four bytes, with or without a byte
 * order mark; NULL: they are not. */
const char *charset_wide(struct slice bytes);

#endif
