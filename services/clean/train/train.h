/* train.h - the program around boost.h: reads pages, learns, writes the table, checks itself on pages unseen.
 */
#ifndef CLEAN_TRAIN_TRAIN_H
#define CLEAN_TRAIN_TRAIN_H

/* train_main - see --help. Exit codes of sysexits.h. */
int train_main(int argc, char **argv);

#endif
