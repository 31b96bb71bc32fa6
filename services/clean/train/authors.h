/* authors.h - learns the weights of clean/authors_evidence.h. */
#ifndef CLEAN_TRAIN_AUTHORS_H
#define CLEAN_TRAIN_AUTHORS_H

/* train_authors - see --help. Exit codes of sysexits.h. */
int train_authors(int argc, char **argv);

#endif
