/* markdown_inline.h - what stands in a line of Markdown. */
#ifndef CLEAN_MARKDOWN_INLINE_H
#define CLEAN_MARKDOWN_INLINE_H

#include "base/buffer.h"
#include "clean/document.h"

enum { MARKDOWN_OPEN = 16 };

/* A line that is being written. */
struct markdown_line {
  struct buffer *out;
  size_t start;                       /* in `out`, where its text begins: there more signs mean something */
  const char *closing[MARKDOWN_OPEN]; /* of the inline elements that are open */
  struct slice urls[MARKDOWN_OPEN];   /* data NULL: no link */
  size_t depth;
  bool heading;
};

/* markdown_text - with signs escaped. */
void markdown_text(struct markdown_line *line, struct slice text);

/* markdown_inline - an inline element opens or closes, or an image stands there. `at` looks back and ahead
 * into the steps. Returns how many steps it has done with: more than one for code. */
size_t markdown_inline(struct markdown_line *line, const struct document *document, size_t at);

/* markdown_image - the image alone. */
void markdown_image(struct markdown_line *line, const struct step *image);

/* markdown_fence - appends a run of `sign`, at least `least`, longer than any in `text`. */
void markdown_fence(struct buffer *out, char sign, size_t least, struct slice text);

#endif
