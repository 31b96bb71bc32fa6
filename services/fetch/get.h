/* get.h - one page for one person: what `depeche clean URL` asks the fetcher's program for.
 *
 *   depeche-fetch --get URL [CONFIG]
 *
 * The transport, its limits, its User-Agent and its filter of addresses are those of the fetcher; nothing is
 * journaled or archived, and robots.txt, which is for programs that go through the web by themselves, is not
 * asked. On standard output: a line of JSON
 *
 *   {"url": as it was after redirects, "status": 200, "content_type": "text/html; charset=utf-8",
 *    "content_encoding": "gzip", "fetched_at": milliseconds, "bytes": 5310}
 *
 * and the body, so many bytes, its content encoding left on. Or, when there is no page: {"problem": a
 * sentence}. Exit codes: 0 a page came (status 2xx); 64 no URL that is fetched; 69 nothing came, or another
 * status; 77 an address that must not be connected to; 78 the configuration. */
#ifndef FETCH_GET_H
#define FETCH_GET_H

#define GET_OPTION "--get"

/* get_main - `config_path` may be NULL. */
int get_main(const char *url, const char *config_path);

#endif
