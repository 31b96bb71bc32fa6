"""Judges from outside what became of everything: the ledger, the catalog, the subscriber, the index and the archive."""

import collections
import concurrent.futures
import contextlib
import random

import newsroom
import warc_check
from pipeline import Failed, Unanswered, wait_until

GOOD = {"stored", "duplicate"}


def quiet(pipeline):
    """Nothing is queued, on its way, or to be visited again."""
    def nothing_left():
        with contextlib.suppress(Unanswered):
            status = pipeline.ask("fetch", "status")
            queue = status["queue"]
            return queue["queued"] + queue["fetched"] + status["domains"]["waiting"] + status["transfers"] == 0
    wait_until(nothing_left, "the last visit and the last verdict", 600, 0.2)


def items_of(pipeline, pages, named=False):
    """The items of pages that nobody fed, as if they had been fed. named: by a source, of which the fetcher must know."""
    found = []
    for page in pages:
        reply = pipeline.ask("fetch", "show", {"key": page.url})
        if not reply["found"] or (named and not reply["item"].get("source")):
            raise Failed(f"{page.url} is not known, or nobody knows who named it: {reply}")
        found.append({"url": page.url, "item": reply["item"]["item"], "outcome": "found"})
    return found


def later_items(pipeline, items):
    """Items that nobody fed, from revisits: {item: end}."""
    ends, first, pages = {}, 1, set(items)
    while True:
        rows = pipeline.settled(list(range(first, first + 1000)))
        for item, row in rows.items():
            if row["state"] != "unknown" and item not in pages:
                ends[item] = "dead" if row["state"] == "dead" else row.get("verdict")
        if rows[first + 999]["state"] == "unknown":
            return ends
        first += 1000


def check_each_end(results, ends, expected):
    """Every page has one end, and the end that it calls for; returns what was buried under fire: articles that fell with a
    killed daemon again and again, which are dead letters with that reason."""
    by_original, buried = collections.defaultdict(dict), []
    for result in results:
        if result["outcome"] == "refused":
            raise Failed(f"{result['url']} was refused: {result}")
        end, page = ends[result["item"]], expected[result["url"]]
        if end == "dead" and page.end not in ("dead", "robots"):
            buried.append(result["item"])
        elif end not in (GOOD if page.end == "stored" else {page.end.replace("robots", "dead")}):
            raise Failed(f"{page.url} is {end}, expected {page.end}")
        elif page.end == "stored":
            by_original[page.original][result["item"]] = end
    wrong = [original for original, found in by_original.items() if list(found.values()).count("stored") != 1]
    if wrong:
        raise Failed(f"these texts are not stored exactly once: {wrong[:5]}: {by_original[wrong[0]]}")
    return buried


def check_dead_letters(pipeline, results, ends, expected, buried):
    after, dead = 0, {}
    while True:
        reply = pipeline.ask("fetch", "dead.list", {"after": after, "limit": 500})
        dead.update({letter["item"]: letter for letter in reply["dead"]})
        if not reply["more"]:
            break
        after = reply["dead"][-1]["item"]
    listed, ended = set(dead), {item for item, end in ends.items() if end == "dead"}
    if listed != ended or any(not letter["reason"] or not letter["detail"] for letter in dead.values()):
        raise Failed(f"dead letters and ends differ, or lack a reason: {sorted(listed ^ ended)[:5]}")
    if any(dead[item]["reason"] != "undeliverable" for item in buried):
        raise Failed(f"a good page died of {[dead[item] for item in buried][:2]}")
    for result in results:
        if expected[result["url"]].end == "robots" and dead[result["item"]]["reason"] != "robots":
            raise Failed(f"{result['url']} is forbidden, and died of {dead[result['item']]}")
    return collections.Counter(letter["reason"] for letter in dead.values())


def check_sequences(published, subscriber, stored):
    """The catalog has no gap and no text twice; the subscriber saw each of it once, in order."""
    seen = [(event["sequence"], event["data"]["uri"]) for event in published]
    if [number for number, _ in seen] != list(range(1, len(seen) + 1)):
        raise Failed("the sequence of the catalog has a gap")
    digests = collections.Counter(event["data"]["depeche"]["digest"] for event in published)
    if len(seen) != stored or len(digests) != stored:
        raise Failed(f"{stored} ends are stored, the catalog has {len(seen)}, with {len(digests)} texts")
    wait_until(lambda: len(subscriber.seen()) >= len(seen), "the subscriber to catch up", 60)
    subscriber.kill()
    if subscriber.seen() != seen:
        raise Failed("the subscriber did not see each article once and in order")


def is_changed(event):
    return any(newsroom.UPDATED in body.get("value", "") for body in event["data"].get("bodies", []))


def check_changes(published, captures, ways, changed, ends, results):
    """A change that a visit could see is a second sequence of the same uri; returns how many came too late for the last visit."""
    sequences, item_of, late = collections.defaultdict(list), {result["url"]: result["item"] for result in results}, 0
    for event in published:
        sequences[event["data"]["uri"]].append(is_changed(event))
    visited = collections.defaultdict(int)
    for capture in captures:
        visited[capture["item"]] = max(visited[capture["item"]], capture["at_ms"])
    for page, at in changed.items():
        item, sequence = item_of[page.url], sequences[ways.uri(page)]
        if visited[item] <= at * 1000 + 1:
            late += 1
        elif sequence != [False, True]:
            raise Failed(f"the change of {page.url} (item {item}) at {at:.3f} was visited and is no second sequence: {sequence}")
    uris = {ways.uri(page) for page in changed}
    more_than_once = [uri for uri, found in sequences.items() if len(found) > 1 and uri not in uris]
    if more_than_once:
        raise Failed(f"a page that did not change has several sequences: {more_than_once[:3]}")
    if 2 * late > len(changed):
        raise Failed(f"{late} of {len(changed)} changes came after the last visit: nothing is proved")
    return late


def check_visits(captures, ends, results, visits):
    """What was stored was visited as often as it should, and not more often: never, where it came from a foreign archive."""
    count = collections.Counter(capture["item"] for capture in captures)
    wanted = {result["item"]: 1 + (0 if "/archived/" in result["url"] else visits) for result in results}
    wrong = {item: (count[item], much) for item, much in wanted.items() if ends[item] == "stored" and count[item] != much}
    if wrong:
        item, (found, much) = next(iter(wrong.items()))
        raise Failed(f"{len(wrong)} pages were not visited as often as they should, such as item {item}: {found} captures, not {much}")


def all_captures(pipeline):
    found, after = [], None
    while True:
        reply = pipeline.ask("fetch", "captures", {"limit": 1000, **({"after": after} if after else {})})
        found += reply["captures"]
        if not reply["more"]:
            return found
        after = reply["next"]


def check_archive(pipeline, results, ends, captures):
    """Every file is well formed, every response is in it, and the index names the right records."""
    files = sorted(pipeline.state_dir.rglob("*.warc.gz"))
    records = {(file.name, offset): headers for file in files for offset, headers, _ in warc_check.read(file)}
    archived = {headers["warc-target-uri"] for headers in records.values() if headers["warc-type"] in ("response", "revisit")}
    missing = [result["url"] for result in results if ends[result["item"]] != "dead" and result["url"] not in archived]
    if missing:
        raise Failed(f"{len(missing)} responses are not in the WARC files, such as {missing[0]}")
    for capture in captures:
        headers = records.get((capture["warc_file"], capture["warc_offset"]), {})
        told = (headers.get("warc-type"), headers.get("warc-target-uri"), headers.get("warc-payload-digest"))
        if told != (capture["kind"], capture["url"], capture.get("digest")):
            raise Failed(f"the index says {capture}, the archive {told}")
    return files, collections.Counter(headers["warc-type"] for headers in records.values())


def check_verify(pipeline, files):
    verdicts = [line for line in pipeline.cli_json("warc", "verify", "--all") if "sound" in line]
    if len(verdicts) < len(files) or not all(verdict["sound"] for verdict in verdicts):
        raise Failed(f"depeche warc verify --all says {verdicts} of {len(files)} files")


def check_shown(pipeline, captures, most, seed):
    """`depeche warc show` prints the record of each capture, of `most` of them at least."""
    directory = next(pipeline.state_dir.rglob("*.warc.gz")).parent
    chosen = captures if not most or most >= len(captures) else random.Random(seed).sample(captures, most)

    def show(capture):
        line, = pipeline.cli_json("warc", "show", directory / capture["warc_file"], capture["warc_offset"])
        if (line["type"], line["url"]) != (capture["kind"], capture["url"]):
            raise Failed(f"depeche warc show prints {line} for {capture}")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(show, chosen))
    return len(chosen)
