"""sitemap - walks over whole sites, written for ultimate-sitemap-parser.

A case's counts of pages and sub-sitemaps stand without the place they were taken at; they must be found among the counts of our tree,
each as often. Not counted: a case whose answers lost the rows that the test generates (pages are expected, and no answer holds a URL
of one)."""

import base64
import collections
import datetime
import re

FLOORS = {"": 1.0}
PEERS = "none run; ultimate-sitemap-parser passes its own"

KINDS = {"IndexWebsiteSitemap": "website", "IndexRobotsTxtSitemap": "robots", "IndexXMLSitemap": "index", "PagesXMLSitemap": "pages",
         "PagesTextSitemap": "text", "PagesRSSSitemap": "rss", "PagesAtomSitemap": "atom", "InvalidSitemap": "invalid"}


def body_of(response):
    encoded = response.get("body_b64")
    return base64.b64decode(encoded) if encoded is not None else response.get("body", "").encode("utf-8", "surrogatepass")


def home_of(case):
    return re.match(r"[a-z]+://[^/]*/", case["responses"][0]["url"] + "/")[0]


def expects_pages(case):
    return any("all_pages" in check.get("count", "") and check["value"] > 0 for check in case["asserts"])


def question(case):
    responses, bodies = [], b""
    for response in case["responses"]:
        body = body_of(response)
        kind = {key.lower(): value for key, value in response.get("headers", {}).items()}.get("content-type", "")
        responses.append({"url": response["url"], "status": response["status"], "type": kind, "at": len(bodies), "length": len(body)})
        bodies += body
    packed = b"\x1f\x8b" in bodies
    if expects_pages(case) and not packed and not re.search(rb"<loc|<link|^https?:", bodies, re.M):
        return None
    return {"home": home_of(case), "responses": responses}, bodies


def milliseconds(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
    return round(moment.timestamp() * 1000)


def page_differs(expected, page):
    story = expected.get("news_story") or {}
    pairs = [("url", expected["url"], page["url"])]
    for theirs, ours in (("title", "title"), ("publication_name", "publication"), ("publication_language", "language")):
        if story.get(theirs):
            pairs.append((theirs, story[theirs], page.get(ours)))
    if story.get("publish_date"):
        pairs.append(("publish_date", milliseconds(story["publish_date"]), page.get("published_ms")))
    if expected.get("last_modified"):
        pairs.append(("last_modified", milliseconds(expected["last_modified"]), page.get("last_modified_ms")))
    if expected.get("change_frequency"):
        pairs.append(("change_frequency", expected["change_frequency"].lower().rpartition(".")[2], page.get("frequency")))
    if expected.get("priority") is not None and "priority" in page:
        pairs.append(("priority", float(expected["priority"]), float(page["priority"])))
    if expected.get("alternates"):
        pairs.append(("alternates", [list(pair) for pair in expected["alternates"]], page["alternates"]))
    return next(("%s: %r instead of %r" % (what, given, wanted) for what, wanted, given in pairs if wanted != given), "")


def pages_differ(expected, pages):
    if len(expected) != len(pages):
        return "%d pages instead of %d" % (len(pages), len(expected))
    return next((problem for problem in map(page_differs, expected, pages) if problem), "")


def tree_differs(expected, node):
    if node["url"] != expected["url"] or node["kind"] != KINDS.get(expected["type"], expected["type"]):
        return "%s %s instead of %s %s" % (node["kind"], node["url"], expected["type"], expected["url"])
    theirs, ours = expected.get("sub_sitemaps", []), node.get("sub_sitemaps", [])
    if len(theirs) != len(ours):
        return "%d sitemaps in %s instead of %d" % (len(ours), node["url"], len(theirs))
    problem = pages_differ(expected.get("pages", []), node.get("pages", []))
    return problem or next((found for found in map(tree_differs, theirs, ours) if found), "")


def nodes_of(node):
    yield node
    for child in node.get("sub_sitemaps", []):
        yield from nodes_of(child)


def all_pages(tree):
    return [page for node in nodes_of(tree) for page in node.get("pages", [])]


def counts_differ(case, tree):
    wanted = {"sub_sitemaps": collections.Counter(), "pages": collections.Counter()}
    for check in case["asserts"]:
        what, value = check["count"], check["value"]
        if "all_pages" in what or "all_sitemaps" in what:
            given = len(all_pages(tree)) if "all_pages" in what else sum(1 for _ in nodes_of(tree)) - 1
            if given != value:
                return "%s is %d instead of %d" % (what, given, value)
        else:
            wanted["sub_sitemaps" if "sub_sitemaps" in what else "pages"][value] += 1
    for member, counts in wanted.items():
        given = collections.Counter(len(node.get(member, [])) for node in nodes_of(tree))
        if counts - given:
            return "counts of %s: %s are not among %s" % (member, dict(counts), dict(given))
    return ""


def judge(case, answer):
    try:
        problem = tree_differs(case["expected_tree"], answer) if case.get("expected_tree") else ""
        if not problem and "expected_pages" in case:
            problem = pages_differ(case["expected_pages"], all_pages(answer))
        return problem or counts_differ(case, answer)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        return "the case is not understood: %r" % error
