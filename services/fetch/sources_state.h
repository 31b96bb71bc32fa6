/* sources_state.h - what is learnt about a source, as the journal holds it: a line of numbers each. */
#ifndef FETCH_SOURCES_STATE_H
#define FETCH_SOURCES_STATE_H

#include "base/buffer.h"
#include "fetch/source/schedule.h"
#include "fetch/source/silence.h"

struct sources_state {
  struct buffer schedule, silence;
};
/* sources_state_write - appends both; NULL is written as what nothing is known of. */
void sources_state_write(struct sources_state *state, const struct schedule *schedule,
                         const struct silence *silence);
void sources_state_free(struct sources_state *state);
/* sources_state_read - back; a line that is none, or is missing, leaves all zero: learnt anew. */
void sources_state_read(struct slice schedule_line, struct slice silence_line, struct schedule *schedule,
                        struct silence *silence);

#endif
