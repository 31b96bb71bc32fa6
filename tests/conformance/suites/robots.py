"""robots - single verdicts by robots.txt, written for five other matchers.

The suite's own score counts what nobody disputes and is not an addition of Google's to the standard. Apart: "google only";
"disputed" (the matcher of the standard's authors says the opposite of the case; we keep out when either does); "crawl delay"."""

import base64

FLOORS = {"": 1.0, "google only": 1.0, "crawl delay": 1.0}
PEERS = "of all: protego 94.8 %, Google's matcher 87.8 %, urllib.robotparser 72.6 %"


def well_formed(text):
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def body_of(case, key):
    encoded = case.get(key + "_b64")
    return base64.b64decode(encoded) if encoded is not None else case[key].encode("utf-8", "surrogatepass")


def question(case):
    urls = [well_formed(case["url"])] if "url" in case else []
    return {"agents": [well_formed(case["user_agent"])], "urls": urls}, body_of(case, "robots")


def judge(case, answer):
    if "url" not in case:
        expected = -1 if case["crawl_delay"] is None else round(1000 * case["crawl_delay"])
        given = answer["delays"][0]
        return "" if given == expected else "a Crawl-delay of %d ms instead of %d ms" % (given, expected)
    allowed = bool(answer["allowed"][0][0])
    if allowed == case["allowed"]:
        return ""
    return "%s by line %d for %s, %s" % ("allowed" if allowed else "denied", answer["lines"][0][0], case["user_agent"], case["url"])


def groups(case):
    if case.get("disputed"):
        return ["disputed"]
    if case.get("google_only"):
        return ["google only"]
    return [""] if "url" in case else ["crawl delay"]
