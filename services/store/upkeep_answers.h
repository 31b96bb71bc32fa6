/* upkeep_answers.h - the requests `backup` and `check` (PROTOCOL.md, section 5): they begin the work, or tell
 * how far it is. Their context is a struct answers. */
#ifndef STORE_UPKEEP_ANSWERS_H
#define STORE_UPKEEP_ANSWERS_H

#include "runtime/control.h"

control_fn answer_backup, answer_check;

#endif
