/* dates.h - learns the weights and confidences of clean/publication_choose.h. */
#ifndef CLEAN_TRAIN_DATES_H
#define CLEAN_TRAIN_DATES_H

/* train_dates - see --help. Exit codes of sysexits.h. */
int train_dates(int argc, char **argv);

#endif
