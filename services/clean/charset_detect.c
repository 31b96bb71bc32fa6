/* charset_detect.c - which encoding bytes are written in. */
#include "clean/charset_detect.h"

#include "base/memory.h"
#include "clean/charset.h"

#include <stdlib.h>
#include <uchardet/uchardet.h>

enum { STATISTICS_BYTES = 256 * 1024 };

struct charset_detector {
  uchardet_t uchardet;
};

struct charset_detector *charset_detector_new(void)
{
  struct charset_detector *detector = memory_zero(1, sizeof *detector);
  detector->uchardet = uchardet_new();
  return detector;
}

void charset_detector_free(struct charset_detector **detector)
{
  if (!*detector) return;
  uchardet_delete((*detector)->uchardet);
  free(*detector);
  *detector = NULL;
}

static const char *statistics(struct charset_detector *detector, struct slice bytes)
{
  uchardet_reset(detector->uchardet);
  uchardet_handle_data(detector->uchardet, bytes.data,
                       bytes.length < STATISTICS_BYTES ? bytes.length : STATISTICS_BYTES);
  uchardet_data_end(detector->uchardet);
  return charset_of_label(slice_of(uchardet_get_charset(detector->uchardet)));
}

const char *charset_detect(struct charset_detector *detector, struct charset_decoder *decoder,
                           struct slice bytes)
{
  (void)decoder;
  return statistics(detector, bytes);
}
