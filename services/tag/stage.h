/* stage.h - the tagger as a stage of the pipeline: from a cleaned article's message to a tagged one. */
#ifndef TAG_STAGE_H
#define TAG_STAGE_H

#include "runtime/stage.h"

extern const struct stage tag_stage;

#endif
