/* search_answers.h - what the store answers to `search` and `entities` (PROTOCOL.md, section 5). Belongs to
 * the query thread. */
#ifndef STORE_SEARCH_ANSWERS_H
#define STORE_SEARCH_ANSWERS_H

#include "runtime/control.h"

control_fn answer_search, answer_entities;

#endif
