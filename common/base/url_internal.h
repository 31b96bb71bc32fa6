/* url_internal.h - what the parts of the URL parser share. */
#ifndef BASE_URL_INTERNAL_H
#define BASE_URL_INTERNAL_H

#include "base/url.h"

/* What is percent-encoded where (URL Standard, 1.3), each on top of the C0 controls and all that is not
 * ASCII. */
enum url_set {
  URL_SET_C0,
  URL_SET_FRAGMENT,
  URL_SET_QUERY,
  URL_SET_SPECIAL_QUERY,
  URL_SET_PATH,
  URL_SET_USERINFO
};

bool url_must_encode(unsigned char byte, enum url_set set);

/* url_put_encoded - writes `text` to `at`, three bytes for each that must be encoded. Returns the new end. */
char *url_put_encoded(char *at, struct slice text, enum url_set set);

/* url_encode - `text` itself when nothing must be encoded, else a copy in the arena. */
struct slice url_encode(struct arena *arena, struct slice text, enum url_set set);

int url_hex(char byte); /* the value of a hexadecimal digit, -1 when it is none */

/* url_unescape - a copy in the arena with every percent-encoded byte as that byte. */
struct slice url_unescape(struct arena *arena, struct slice text);

/* url_scheme_port - the default port of a special scheme (0 for file); -1: the scheme is not special. */
int32_t url_scheme_port(struct slice scheme);

/* url_host_parse - the host of a URL with a special scheme or not. False when it can't be one. */
bool url_host_parse(struct arena *arena, struct slice text, bool special, struct url *url);

/* url_path_parse - what stands behind `parent` in the text of a URL, without a leading separator, appended to
 * `parent` with dot segments resolved. url->scheme must be set. */
struct slice url_path_parse(struct arena *arena, const struct url *url, struct slice parent,
                            struct slice text);

/* url_path_shorten - `path` without its last segment; the drive letter of a file stays. */
struct slice url_path_shorten(const struct url *url, struct slice path);

/* url_drive_letter - "C:" or "C|", and nothing else. */
bool url_drive_letter(struct slice text);

/* url_starts_with_drive_letter - the same up to a separator or the end. */
bool url_starts_with_drive_letter(struct slice text);

#endif
