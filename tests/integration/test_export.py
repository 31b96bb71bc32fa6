"""depeche export: in every form, interrupted and gone on with, and the archived responses."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

import pages
from pipeline import Failed, Newsroom, Pipeline, build_directory, run_tests, wait_until

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chaos"))
import warc_check  # noqa: E402

ATOM = "{http://www.w3.org/2005/Atom}"


def expect(condition, what):
    if not condition:
        raise Failed(what)


@contextlib.contextmanager
def stored(french, english=0):
    """A store with so many articles, and a directory to export to."""
    with tempfile.TemporaryDirectory(prefix="depeche-export-") as place, \
            tempfile.TemporaryDirectory(prefix="depeche-pages-") as web_place, Newsroom(web_place) as web, \
            Pipeline(build_directory(), {"fetch": {"transfers_per_domain": 8}, "store": {"heartbeat": "200ms"}}) as pipeline:
        for language, count in (("fr", french), ("en", english)):
            names = pages.write(Path(web_place), count, language)
            if names:
                pipeline.settle(pipeline.feed([web.url(name) for name in names]))
        wait_until(lambda: pipeline.ask("store", "search", {"query": ""})["indexed"] >= french + english, "the index")
        yield pipeline, Path(place)


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def every_form_has_every_article_that_the_query_fits():
    with stored(6, 3) as (pipeline, place):
        pipeline.cli("export", "-o", place / "all.jsonl")
        events = lines_of(place / "all.jsonl")
        expect([event["sequence"] for event in events] == list(range(1, 10)), "all of them, in order")
        expect(not list(place.glob("*.part*")), "a part is left")
        pipeline.cli("export", "lang:en", "--format", "csv", "-o", place / "english.csv")
        rows = list(csv.DictReader((place / "english.csv").open(newline="")))
        expect([row["language"] for row in rows] == ["en"] * 3 and all(row["text"] for row in rows), "the table")
        piped = [json.loads(line) for line in pipeline.cli("export", "--lang", "en", "--format", "media-cloud").stdout.splitlines()]
        expect([story["url"] for story in piped] == [row["url"] for row in rows], "standard output")
        pipeline.cli("export", "-o", place / "all.jsonl", code=73)
        pipeline.cli("export", "a (", "-o", place / "wrong.jsonl", code=64)
        expect(not list(place.glob("wrong*")), "a query that was refused leaves a file")
        pipeline.cli("export", "--format", "xml", code=64)


def a_warc_extract_holds_the_responses_of_its_articles():
    with stored(2, 3) as (pipeline, place):
        pipeline.cli("export", "lang:en", "--format", "warc", "-o", place / "english.warc.gz")
        fed = sorted(json.loads(line)["data"]["depeche"]["url"] for line in pipeline.cli("export", "lang:en").stdout.splitlines())
        verdict = pipeline.cli_json("warc", "verify", place / "english.warc.gz")[-1]
        expect(verdict["sound"] and verdict["records"] == 4, f"{verdict}")
        found = sorted(headers["warc-target-uri"] for _, headers, _ in warc_check.read(place / "english.warc.gz")
                       if headers["warc-type"] == "response")
        expect(found == fed, f"{found}")


def a_feed_has_the_newest_first():
    with stored(4) as (pipeline, place):
        feed = xml.fromstring(pipeline.cli("export", "--format", "atom", "--limit", "3").stdout)
        links = [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]
        articles = [json.loads(line)["data"]["uri"] for line in pipeline.cli("export").stdout.splitlines()]
        expect(links == articles[:0:-1], f"{links}")
        expect(all(entry.find(f"{ATOM}{name}").text for entry in feed.findall(f"{ATOM}entry") for name in ("id", "title", "updated")),
               "what an entry of Atom must have")
        named = xml.fromstring(pipeline.cli("export", '"d\u00e9p\u00eache 1" OR lang:fr', "--format", "atom").stdout)
        expect(named.find(f"{ATOM}id").text == "tag:depeche,2026:%22d%C3%A9p%C3%AAche%201%22%20OR%20lang%3Afr", "the id of a query")
        rss = xml.fromstring(pipeline.cli("export", "--format", "rss").stdout)
        expect([item.find("link").text for item in rss.iter("item")] == articles[::-1], "rss")


def a_table_that_was_interrupted_before_its_first_row_has_one_header():
    with stored(2) as (pipeline, place):
        pipeline.cli("export", "--format", "csv", "-o", place / "whole.csv")
        whole = (place / "whole.csv").read_bytes()
        header = whole.splitlines(keepends=True)[0]
        (place / "again.csv.part").write_bytes(header)
        (place / "again.csv.part.position").write_bytes(b"0 %d csv since ever: everything\n" % len(header))
        pipeline.cli("export", "--format", "csv", "-o", place / "again.csv")
        expect((place / "again.csv").read_bytes() == whole, "what was begun anew differs")


def what_was_interrupted_goes_on_and_is_the_same():
    with stored(40) as (pipeline, place):
        pipeline.cli("export", "-o", place / "whole.jsonl")
        whole = (place / "whole.jsonl").read_bytes()
        cut = len(b"".join(whole.splitlines(keepends=True)[:17])) + 100
        (place / "again.jsonl.part").write_bytes(whole[:cut])
        what = b"event since ever: everything\n"
        (place / "again.jsonl.part.position").write_bytes(b"17 %d " % (cut - 100) + what)
        pipeline.cli("export", "-o", place / "again.jsonl")
        expect((place / "again.jsonl").read_bytes() == whole, "what was gone on with differs")
        (place / "other.jsonl.part.position").write_bytes(b"17 4 " + what)
        pipeline.cli("export", "lang:fr", "-o", place / "other.jsonl", code=73)
        process = subprocess.Popen([pipeline.build / "services" / "cli" / "depeche", "export", "-o", place / "slow.jsonl"],
                                   env={**pipeline.environment()}, stderr=subprocess.DEVNULL)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not os.path.exists(place / "slow.jsonl"):
            pipeline.cli("export", "-o", place / "slow.jsonl")
        expect((place / "slow.jsonl").read_bytes() == whole, "what was killed differs")


if __name__ == "__main__":
    chosen = sys.argv[2:]
    tests = [every_form_has_every_article_that_the_query_fits, a_warc_extract_holds_the_responses_of_its_articles,
             a_feed_has_the_newest_first, a_table_that_was_interrupted_before_its_first_row_has_one_header,
             what_was_interrupted_goes_on_and_is_the_same]
    sys.exit(run_tests([test for test in tests if not chosen or any(word in test.__name__ for word in chosen)]))
