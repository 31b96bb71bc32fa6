/* stage.h - the cleaner as a stage of the pipeline: from a fetched article's message to a cleaned one. */
#ifndef CLEAN_STAGE_H
#define CLEAN_STAGE_H

#include "runtime/stage.h"

extern const struct stage clean_stage;

#endif
