/* names.h - depeche-train names. */
#ifndef TAG_TRAIN_NAMES_H
#define TAG_TRAIN_NAMES_H

int train_names(int argc, char **argv);

#endif
