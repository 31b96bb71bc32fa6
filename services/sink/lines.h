/* lines.h - a directory of files with an article a line, a file for each day: NAME-2026-11-23.jsonl.
 *
 * Lines count when lines_commit returned true: it syncs them and then writes NAME.position, which holds the
 * last sequence and how long the file is with it. What a crash leaves behind that is cut off at the next
 * start and comes again: each article is there once, whatever was killed. */
#ifndef SINK_LINES_H
#define SINK_LINES_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"

struct lines;

/* lines_open - the directory is made if need be, and locked against a second writer of the same name. */
struct lines *lines_open(const char *directory, const char *name, dp_error *error);
void lines_close(struct lines **lines);

/* What a line is about. */
struct lines_article {
  struct slice store; /* UUID of the catalog in which the sequence counts */
  int64_t sequence;
  struct slice id; /* of the event */
  millis when;     /* tells the file: its day in UTC */
};

/* lines_has - the article counts already. */
bool lines_has(const struct lines *lines, const struct lines_article *article);

/* lines_last - the sequence of the last article that counts; 0: there is none. lines_is_last - is this that
 * one? A store that was set back to an older copy gives its sequences to other articles. lines_forget - then
 * what is there says nothing of what comes. */
int64_t lines_last(const struct lines *lines);
bool lines_is_last(const struct lines *lines, const struct lines_article *article);
void lines_forget(struct lines *lines);

/* lines_put - one line (with its \n). Articles of one store come by ascending sequence. */
bool lines_put(struct lines *lines, const struct lines_article *article, struct slice line, dp_error *error);

/* lines_commit - what was put is on disk. After a failure it may be called again, or lines_rollback forgets
 * what was put since the last one that succeeded. */
bool lines_commit(struct lines *lines, dp_error *error);
bool lines_rollback(struct lines *lines, dp_error *error);

#endif
