/* language.h - the languages whose words the layers know; 0 stands for any other. */
#ifndef TAG_LANGUAGE_H
#define TAG_LANGUAGE_H

enum tag_language { TAG_FRENCH = 1, TAG_ENGLISH = 2 };

#endif
