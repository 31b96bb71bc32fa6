/* index_schema.c - the tables of the index.
 *
 *   head        whose index this is, and how far it is.
 *   doc         what a list of results shows and counts, a row an article, under its sequence. `current`: no
 *               newer revision. `entities`: their numbers, packed. Small, for it is read in hundreds.
 *   content     the same article's facts, title and text, deflated: for excerpts, and to take it out again.
 *   term        FTS5 over tokens of our own making; it keeps none of the text.
 *   entity      what is named, once. A name that stands for two things has two rows, by their numbers. */
#include "store/index_internal.h"

const char *const index_schema[] = {
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), store TEXT NOT NULL, last INTEGER NOT NULL,"
    "  expired INTEGER NOT NULL);"
    "CREATE TABLE source (id INTEGER PRIMARY KEY, host TEXT NOT NULL UNIQUE, site TEXT NOT NULL);"
    "CREATE TABLE doc (sequence INTEGER PRIMARY KEY, story INTEGER NOT NULL, revision INTEGER NOT NULL,"
    "  current INTEGER NOT NULL, uri_hash INTEGER NOT NULL, source INTEGER NOT NULL, words INTEGER NOT NULL,"
    "  published INTEGER NOT NULL, stored_at INTEGER NOT NULL, language TEXT NOT NULL, uri TEXT NOT NULL,"
    "  title TEXT NOT NULL, entities BLOB NOT NULL);"
    "CREATE INDEX doc_by_uri ON doc (uri_hash);"
    "CREATE TABLE content (sequence INTEGER PRIMARY KEY, deflated BLOB NOT NULL);"
    "CREATE VIRTUAL TABLE term USING fts5 (title, text, facts, content='', columnsize=0,"
    "  tokenize=\"ascii tokenchars '.:-_|'\");"
    "CREATE TABLE entity (id INTEGER PRIMARY KEY, type TEXT NOT NULL, folded TEXT NOT NULL, link TEXT NOT "
    "NULL,"
    "  name TEXT NOT NULL, iso3166 TEXT NOT NULL, geonames TEXT NOT NULL, wikidata TEXT NOT NULL,"
    "  latitude INTEGER, longitude INTEGER, UNIQUE (folded, type, link));",
    /* An index of an earlier version is made anew: its articles lack facts of this one. */
    "INSERT INTO term (term, rank) VALUES ('pgsz', 8000);",
    NULL,
};
