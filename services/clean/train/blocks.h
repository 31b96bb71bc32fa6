/* blocks.h - learns the trees of clean/model.h. */
#ifndef CLEAN_TRAIN_BLOCKS_H
#define CLEAN_TRAIN_BLOCKS_H

/* train_blocks - see --help. Exit codes of sysexits.h. */
int train_blocks(int argc, char **argv);

#endif
