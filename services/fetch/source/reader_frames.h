/* reader_frames.h - what goes over the socket between the fetcher and its reader. Both are the same program
 * on the same machine: numbers are as the machine has them.
 *
 * Question: uint32 bytes of JSON, uint32 bytes of body, the JSON, the body. Answer: uint32 bytes, a part of
 * what was found (found.h). */
#ifndef FETCH_SOURCE_READER_FRAMES_H
#define FETCH_SOURCE_READER_FRAMES_H

#include "fetch/source/read.h"

/* Of a question: its JSON with READ_SITEMAPS addresses of which each byte needs an escape; its body. A longer
 * body is cut. */
enum { READER_MAX_JSON = 2 * 1024 * 1024, READER_MAX_BODY = 64 * 1024 * 1024 };

void reader_frames_question(struct arena *arena, const struct source_answer *answer, struct buffer *out);
/* The child's side. `lengths` are the first eight bytes; then the rest. False: not from this program. */
struct reader_lengths {
  uint32_t json, body;
};
bool reader_frames_lengths_fit(const struct reader_lengths *lengths);
bool reader_frames_read(struct arena *arena, struct slice json, struct slice body,
                        struct source_answer *answer);

enum frame { FRAME_WHOLE, FRAME_PARTIAL, FRAME_BROKEN };
/* reader_frames_answer - the first part in what has come so far. */
enum frame reader_frames_answer(struct slice come, struct slice *part);
size_t reader_frames_length(struct slice part); /* of the part with its header */
void reader_frames_print(struct slice part, struct buffer *out);

#endif
