/* answers.h - what depeche-sink answers on its status socket: status, sink.list, sink.retry (PROTOCOL.md,
 * section 5). */
#ifndef SINK_ANSWERS_H
#define SINK_ANSWERS_H

#include "runtime/control.h"
#include "sink/team.h"

struct sink_answers {
  const struct team *team;
  const struct control *control;
  const char *name;
  millis started_at;
};

extern const struct control_verb sink_verbs[]; /* their context is a struct sink_answers */

#endif
