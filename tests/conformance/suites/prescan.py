"""prescan - the encoding of a page from its byte order mark and meta elements, before anything is guessed.

Where neither says anything the cases expect windows-1252, the default of western browsers; that is counted as right when
nothing is found. The HTML standard's later parse (a meta far behind the start, or written by a script) is judged the same."""

import base64

FLOORS = {"": 1.0}
PEERS = "of all: html5lib 1.1 75 of its own 82, 12 of 16 fixtures of the sniffer"


def question(case):
    body = base64.b64decode(case["body_b64"]) if "body_b64" in case else case["body"].encode("utf-8", "surrogatepass")
    return {}, body


def judge(case, answer):
    given = answer.get("mark") or answer.get("meta") or "windows-1252"
    wanted = case["expected"].lower()
    return "" if given.lower() == wanted else "%s instead of %s in %s" % (given, wanted, case["file"])
