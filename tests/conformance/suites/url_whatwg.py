"""url_whatwg - URLs parsed, resolved and written, and hosts in ASCII, as the URL Standard has it. All cases count but the empty host name: a URL
can't hold one.

Groups: what is fetched (the result is http or https, or there must be none), the rest of parsing, and hosts. The cases hold JavaScript
strings: a lone surrogate is handed over as U+FFFD, as a browser does before its parser begins."""

FLOORS = {"": 0.99, "web scheme": 0.995, "parse": 0.995, "hosts": 0.99}
PEERS = "Node 20: 900 of 919 parse cases, 522 of 532 of web schemes; libcurl 7.88: 331 of 532"

PARTS = {"protocol": lambda answer: answer["scheme"] + ":", "hostname": lambda answer: answer["host"],
         "port": lambda answer: "" if answer["port"] < 0 else str(answer["port"]),
         "pathname": lambda answer: answer["path"],
         "search": lambda answer: "?" + answer["query"] if answer["query"] else "",
         "hash": lambda answer: "#" + answer["fragment"] if answer["fragment"] else ""}


def scalar(text):
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def question(case):
    body = scalar(case["input"])
    if case["kind"] != "parse":
        return ({"host": 1}, body) if body else None
    if case["base"] is None:
        return {}, body
    base = scalar(case["base"])
    return {"base": len(base)}, body + base


def judge(case, answer):
    if case["kind"] != "parse":
        got = answer.get("host")
        return "" if got == case["expected"] else "%r is %r, not %r" % (case["input"], got, case["expected"])
    what = "%r against %r" % (case["input"], case["base"])
    if answer.get("href") != case["expected"]:
        return "%s is %r, not %r" % (what, answer.get("href"), case["expected"])
    for name, of in PARTS.items():
        if case["expected"] is not None and name in case and of(answer) != case[name]:
            return "%s has %s %r, not %r" % (what, name, of(answer), case[name])
    return ""


def groups(case):
    if case["kind"] != "parse":
        return ["", "hosts"]
    return ["", "parse"] + (["web scheme"] if case["web_scheme"] else [])
