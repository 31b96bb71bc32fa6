"""url_canon - what three other programs make of URLs, each by a policy of its own.

Counted, a group for each function of theirs:
- Functions with one right answer, compared as they are: whatwg, ipv4_host, path_dots_*, is_url, get_base_url, get_host_and_path,
  fix_relative_urls, and the two that encode what may not stand in a URL (safe_url_string, safe_download_url). Of these the expected
  URL is read and written by us as well, for some leave out the slash of an empty path or write a default port.
- Canonical forms (semantic_precise, canonicalize_url, clean_url, normalize_url, surt's sorting of queries and stripping of
  session ids): the form that is expected must name the same page as the input, by our rules of identity.

Not counted, for the policy is another: aggressive, massageHost, surt:*IA (www. dropped, paths in lower case); SURTs;
Safe Browsing, which decodes "%2541" down to "A" (surt:google*, surt:unescapeRepeatedly, and nested encodings in semantic_precise);
filters by type, language, domain and path, check_url and is_valid_url, which are made of them; scrub_url, which cuts URLs out of
markup; editing of queries (url_query_*, add_or_replace_parameter*); registrable domains. Neither are: input without a scheme
where the source puts http:// before it; other schemes than http and https in semantic_precise, for they have no identity; hosts of
nothing but dots, which urlcanon takes for 0.0.0.0 and the standard's own suite does not; a path that begins with a backslash
under a scheme where that is no separator; options that we don't offer (other encodings than UTF-8, quote_path, query_separator,
keep_blank_values, a list of parameters to keep)."""

import re

FLOORS = {"": 0.95}
PEERS = "w3lib 2.1.1: canonicalize_url 63 of 67, safe_url_string 84 of 84, semantic_precise 78 of 280, whatwg 32 of 118"

WRITTEN = {"whatwg", "safe_url_string", "safe_download_url", "fix_relative_urls"}
SAME_PAGE = {"semantic_precise", "canonicalize_url", "clean_url", "normalize_url", "surt:alphaRorderQuery",
             "surt:alphaReorderQuery", "surt:stripPathSessionId", "surt:stripQuerySessionId"}
PATHS = {"path_dots_special": "http://h", "path_dots_nonspecial": "x://h"}
ASKED = {"ipv4_host": "ipv4", "get_base_url": "origin", "get_host_and_path": "rest", "is_url": "url"}
FOREIGN_OPTIONS = {"path_encoding", "quote_path", "query_separator", "keep_blank_values", "strict"}

SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.\-]*:")
WEB = re.compile(r"\s*https?:", re.I)
DOTS_FOR_HOST = re.compile(r"[a-z]+:/*(\.|%2e)+(/|$)", re.I)
NESTED = re.compile(r"%(%|25)[0-9a-f%]", re.I)


def of_another_policy(case):
    op, url, options = case["op"], case["input"], case.get("kw") or {}
    if FOREIGN_OPTIONS & set(options) or options.get("encoding", "utf-8") != "utf-8":
        return True
    if op in ("whatwg", "semantic_precise") and (not SCHEME.match(url) or DOTS_FOR_HOST.match(url)):
        return True
    if op == "semantic_precise":
        return not WEB.match(url) or bool(NESTED.search(url))
    return op == "path_dots_nonspecial" and url[:1] == "\\"


def texts(case):
    """(form to be written, base, input, expected URL or "")"""
    op, url, expected = case["op"], case["input"], case["expected"]
    if op in PATHS:
        return "url", "", PATHS[op] + url, ""
    if op in ASKED:
        return ASKED[op], "", "http://%s/" % url if op == "ipv4_host" else url, ""
    if op == "fix_relative_urls":
        return "url", url, case["args"][0], expected
    if op == "surt:stripPathSessionId":
        return "identity", "", "http://h" + url, "http://h" + expected
    if op.startswith("surt:"):
        return "identity", "", "http://h/?" + url, "http://h/?" + expected
    base = "" if SCHEME.match(url) or op == "whatwg" else "http://base.example/directory/"
    return "url" if op in WRITTEN else "identity", base, url, expected


def in_bytes(case, text):
    """urlcanon's strings are bytes."""
    if case["src"] == "urlcanon" and max(text, default="") < "\u0100":
        return text.encode("latin-1")
    return text.encode()


def question(case):
    if case["op"] not in WRITTEN | SAME_PAGE | set(PATHS) | set(ASKED) or of_another_policy(case):
        return None
    form, base, url, expected = texts(case)
    url, expected = in_bytes(case, url), in_bytes(case, expected)
    return {"form": form, "base": base, "input": len(url)}, url + expected


def wanted(case, answer):
    op, expected = case["op"], case["expected"]
    if op in PATHS:  # where a backslash is a separator, we write a slash
        return PATHS[op] + (expected.replace("\\", "/") if op == "path_dots_special" else expected)
    if op in ASKED:
        return expected
    return answer.get("expected", expected)


def judge(case, answer):
    got = answer.get("input")
    if case["op"] == "is_url":  # w3lib knows no others
        got = answer.get("scheme") in ("http", "https", "file")
    if case["op"] == "get_host_and_path":
        got = [answer.get("origin"), got]
    if case["op"] == "ipv4_host":
        got = got or None
    expected = wanted(case, answer)
    return "" if got == expected else "%s: %r is %r, not %r" % (case["op"], case["input"], got, expected)


def groups(case):
    return ["", case["op"]]
