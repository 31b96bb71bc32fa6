/* index_window.c - see index_window.h. */
#include "store/index_window.h"

enum { SMALL = 12, LARGE = 16, BLOCKS_MOST = 64 };

void index_window_facts(int64_t sequence, struct buffer *out)
{
  buffer_format(out, " n:%lld o:%lld", (long long)(sequence >> SMALL), (long long)(sequence >> LARGE));
}

void index_window_put(struct slice expression, int64_t after, int64_t upto, struct buffer *out)
{
  bool large = upto - after > (int64_t)1 << LARGE;
  int shift = large ? LARGE : SMALL;
  int64_t first = (after + 1) >> shift, last = upto >> shift;
  buffer_clear(out);
  if (last - first >= BLOCKS_MOST) {
    buffer_slice(out, expression);
    return;
  }
  buffer_text(out, "(");
  buffer_slice(out, expression);
  buffer_text(out, ") AND (");
  for (int64_t block = first; block <= last; block++)
    buffer_format(out, "%s\"%c:%lld\"", block == first ? "" : " OR ", large ? 'o' : 'n', (long long)block);
  buffer_text(out, ")");
}
