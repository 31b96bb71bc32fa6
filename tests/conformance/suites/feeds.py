"""feeds - small documents, one property each, in the words of feedparser's tests; translated into the names of our model.

Not counted: checks that no path expresses (op "other") when a case has nothing else, and what belongs to the HTTP answer rather
than to the feed (etag, modified). Two of feedparser's names mean one thing of ours: a text's value and its detail. Dates are
compared as the time they are."""

import base64
import calendar
import json
import re

FLOORS = {"": 0.99, "core": 0.99}
PEERS = "feedparser 6.0.10: 1941 of 2107, core 1239 of 1289"

NOT_OF_THE_FEED = {"etag", "modified", "modified_parsed", "headers", "href", "status"}
DOCUMENT_ROOT = "http://127.0.0.1:8097/tests/"

SAME = {"items": "entries", "guid": "id", "tagline": "subtitle", "copyright": "rights", "modified": "updated", "date": "updated",
        "issued": "published", "url": "href", "expired": "expired", "validity_start": "valid_from", "validity_end": "valid_until",
        "newlocation": "new_location", "errorreportsto": "error_reports", "guidislink": "id_is_link"}
TEXTS = {"title", "subtitle", "summary", "info", "rights"}
DATES = {"updated", "published", "created", "expired", "valid_from", "valid_until"}


def headers_of(case):
    return {name.lower(): value for name, value in case["headers"].items()}


def body_of(case):
    return base64.b64decode(case["body_b64"]) if "body_b64" in case else case["body"].encode()


def checks_of(case):
    return [check for check in case["checks"]
            if check["op"] != "other" and re.split(r"[.\[]", check["path"])[0] not in NOT_OF_THE_FEED]


def question(case):
    if not checks_of(case):
        return None
    headers = headers_of(case)
    url = DOCUMENT_ROOT + case["file"] if "http" in case["file"] else ""  # the others were read from a file
    return {"url": url, "content_type": headers.get("content-type", ""),
            "content_location": headers.get("content-location", ""),
            "content_language": headers.get("content-language", "")}, body_of(case)


def groups(case):
    return ["", "core"] if case["core"] else [""]


def seconds(utc):
    return calendar.timegm(tuple(int(part) for part in re.findall(r"\d+", utc)) + (0, 0, 0))


def parsed_date(date):
    """Our date as feedparser's tuple, which ends in weekday, day of the year and no daylight saving."""
    if not date or "utc" not in date:
        return None
    import time
    return list(time.gmtime(seconds(date["utc"])))[:8] + [0]


def extension(item, name):
    """What feedparser makes of an element it does not know: its text, or its attributes."""
    for member in item.get("extensions", []):
        if member["name"] == name:
            return member["attributes"] if "attributes" in member else member.get("text", "")
    return None


def things(item, name):
    return [thing["values"] for thing in item.get("things", []) if thing["name"] == name]


def nested(points):
    """[["1","2"], …] as numbers."""
    return [[float(number) for number in point] for point in points]


def place(item):
    ours = item.get("place")
    if not ours:
        return None
    points = nested(ours["points"])
    shape = {"Point": lambda: points[0], "Polygon": lambda: [points]}.get(ours["type"], lambda: points)
    return {"type": ours["type"], "coordinates": shape()}


def chapters(item):
    ours = item.get("chapters")
    return {"version": ours.get("version"), "chapters": ours["list"]} if ours else None


def generator(item):
    return {"name": item.get("generator"), "href": item.get("generator_url"), "version": item.get("generator_version")}


def without_rel(link):
    return {name: value for name, value in link.items() if name != "rel"}


def last(people):
    return people[-1] if people else None


SPECIAL = {
    "content": lambda item: item.get("contents"),
    "author_detail": lambda item: last(item.get("authors")),
    "publisher_detail": lambda item: last(item.get("publishers")),
    "generator_detail": generator,
    "enclosures": lambda item: [without_rel(link) for link in item.get("links", []) if link["rel"] == "enclosure"],
    "categories": lambda item: [[tag.get("scheme"), tag.get("term")] for tag in item.get("tags", [])],
    "license": lambda item: next((link["href"] for link in item.get("links", []) if link["rel"] == "license"), None),
    "category": lambda item: item["tags"][0]["term"] if item.get("tags") else None,
    "where": place,
    "psc_chapters": chapters,
    "textinput": lambda item: next(iter(things(item, "textinput")), None),
    "cloud": lambda item: next(({name.lower(): value for name, value in cloud.items()} for cloud in things(item, "cloud")), None),
}
LISTS = {"media_content", "media_thumbnail", "media_credit"}


def member_of_item(item, name, level):
    if name in ("description", "description_detail"):
        name = name.replace("description", "summary" if "summary" in item else "subtitle")
    base = name[:-7] if name.endswith(("_parsed", "_detail")) else name
    ours = SAME.get(base, base)
    if base in SPECIAL and base == name or name in SPECIAL:
        return SPECIAL[name](item)
    if ours in TEXTS:
        text = item.get(ours)
        return text if name.endswith("_detail") else text.get("value") if text else None
    if ours in DATES:
        date = item.get(ours) or (item.get("published") if ours == "updated" else None)
        return parsed_date(date) if name.endswith("_parsed") else date and date["text"]
    if ours == "href":
        return item.get("link")
    if ours in item:
        return item[ours]
    if name == "media_restriction":
        found = things(item, name)
        return dict(found[0], content=found[0].get("content", "").lower().split()) if found else None
    if name.startswith("media_"):
        found = things(item, name)
        return found if name in LISTS else found[0] if found else None
    return extension(item, name)


def member(value, name, level):
    if value is None:
        return None
    if level in ("feed", "entry"):
        return member_of_item(value, name, level)
    return value.get(SAME.get(name, name), value.get(name)) if isinstance(value, dict) else None


def step_into(value, name, level):
    """(value, level) of a member; the level tells which names are known there."""
    if level == "document":
        if name in ("feed", "channel"):
            return value.get("feed"), "feed"
        if name in ("entries", "items"):
            return value.get("entries", []), "entries"
        return value.get(name), "plain"
    if name == "source" and level == "entry":
        return value.get("source"), "feed"
    return member(value, name, level), "plain"


def look_up(answer, path):
    value, level = answer, "document"
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if index:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
            level = "entry" if level == "entries" else level
        else:
            value, level = step_into(value, name, level)
        if value is None:
            return None
    return value


def plain(value):
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {SAME.get(key, key): plain(part) for key, part in value.items()}
    return value


ENCODINGS = {"gb2312": "gb18030"}  # a superset is meant


def same(path, value, expected):
    if path == "encoding":
        names = [name.lower().replace("_", "-") for name in (value or "", expected)]
        names = [ENCODINGS.get(name, name) for name in names]
        return names[0] == names[1]
    if expected == "" and value is None:
        return True
    return plain(value) == plain(expected)


def judge_check(answer, check):
    value, op = look_up(answer, check["path"]), check["op"]
    expected = check.get("value")
    right = {"eq": lambda: same(check["path"], value, expected), "ne": lambda: not same(check["path"], value, expected),
             "true": lambda: bool(value), "false": lambda: not value,
             "len": lambda: len(value or []) == expected, "has": lambda: expected in (value or []),
             "lacks": lambda: expected not in (value or [])}[op]()
    if right:
        return ""
    return "%s is %s, expected %s %s" % (check["path"], json.dumps(value, ensure_ascii=False), op,
                                         json.dumps(expected, ensure_ascii=False))


def judge(case, answer):
    for check in checks_of(case):
        problem = judge_check(answer, check)
        if problem:
            return problem
    return ""
