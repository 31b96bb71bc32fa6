"""charset_detect - guessing an encoding by the bytes alone.

An answer is right when it names the encoding of the case or a superset of it, in which the bytes are the same text; peers are
judged by the same table. Apart: "as a page" (declarations in the text and its byte order mark are read, too), "labelled rightly"
(a header names the encoding of the case: it is to be believed), and the peers: uchardet, chardet where it is installed."""

import base64

try:
    import chardet
except ImportError:
    chardet = None

FLOORS = {"": 0.97, "as a page": 0.97, "labelled rightly": 0.98}
PEERS = "of all, judged elsewhere: uchardet 402 of 421; chardet 5.1 296 of the 341 under 20 kB"

# By the names of the WHATWG in lower case; None: an answer of nothing, which is ASCII.
SUPERSETS = {
    "ascii": {"utf-8", "windows-1252", None},
    "iso-8859-1": {"windows-1252"}, "iso-8859-9": {"windows-1254"}, "tis-620": {"windows-874"}, "iso-8859-11": {"windows-874"},
    "iso-8859-8": {"windows-1255"}, "gb2312": {"gbk", "gb18030"}, "gbk": {"gb18030"}, "euc-kr": {"cp949", "uhc"},
    "cp949": {"euc-kr"}, "shift_jis": {"cp932"}, "cp932": {"shift_jis"}, "big5": {"big5-hkscs"},
    "maccyrillic": {"x-mac-cyrillic"}, "utf-16": {"utf-16le", "utf-16be"}, "utf-32": {"utf-32le", "utf-32be"},
    "utf-16le": {"utf-16"}, "utf-16be": {"utf-16"}, "utf-32le": {"utf-32"}, "utf-32be": {"utf-32"},
}
ALIASES = {"mac-cyrillic": "maccyrillic", "x-mac-cyrillic": "maccyrillic", "cp1252": "windows-1252", "utf-8-sig": "utf-8",
           "sjis": "shift_jis", "euc_kr": "euc-kr"}


def question(case):
    return {"label": case["expected"]}, base64.b64decode(case["body_b64"])


def right(case, name):
    name, wanted = (name or "").lower() or None, case["expected"].lower()
    name = ALIASES.get(name, name)
    return name == wanted or name in SUPERSETS.get(wanted, ())


def judge(case, answer):
    name = answer.get("ours")
    return "" if right(case, name) else "%s instead of %s in %s (uchardet %s, as a page %s)" % (
        name, case["expected"], case["file"], answer["uchardet"], answer["page"])


def peers(case, answer):
    verdicts = {"as a page": right(case, answer.get("page")), "labelled rightly": right(case, answer.get("labelled")),
                "uchardet": right(case, answer.get("uchardet"))}
    if chardet:
        verdicts["chardet"] = right(case, chardet.detect(base64.b64decode(case["body_b64"]))["encoding"])
    return verdicts
