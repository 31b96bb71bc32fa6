/* authors_given.h - given names that are common in Europe, the Americas and beyond. */
#ifndef CLEAN_AUTHORS_GIVEN_H
#define CLEAN_AUTHORS_GIVEN_H

#include "base/slice.h"

/* authors_given - true when the first word of `name` is a common given name: most names of people begin with
 * one, and hardly any other line of two or three capitalised words does. */
bool authors_given(struct slice name);

#endif
