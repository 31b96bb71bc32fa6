"""What was stored is found, by the command and by requests; and no query, however written, does harm."""
import csv
import io
import json
import sys
import tempfile
from pathlib import Path

import pages
from pipeline import Failed, Newsroom, Pipeline, Refused, build_directory, run_tests, wait_until

HOSTILE = [
    '"', "(", ")", "*", "-", "NOT", "AND", "OR", "a OR", "((((((((((((((((((a", "a" * 5000, "x " * 70, "\u0000", "a\u0000b", "'; DROP TABLE doc; --",
    "title:'; DELETE FROM term; --", 'place:"\' OR 1=1 --"', "term MATCH 'x'", "NEAR(a b, 5)", "{title} : x", "^mali", "a + b", "rank MATCH 'bm25(10)'",
    "text:mali", "facts:all", "place:", "place:(NE)", "lang:'", "source:%", "story:1e9", "story:-1", "date:0000", "date:9999-99-99", "since:2026..2027",
    "(a+)+$", "a" * 300 + "*", "?" * 4000, "\ud83d\ude00" * 900, "\u202e\u200f", "a*b*c*", "***", '"a" "b', "«", "-" * 4000 + "a", "all", "iso:ne", "per.poutine",
]


def expect(fact, sentence):
    if not fact:
        raise Failed(sentence)


def stored(pipeline, web, place, count=3):
    pipeline.settle(pipeline.feed([web.url(name) for name in pages.write(Path(place), count)]))
    last = pipeline.ask("store", "status")["last_sequence"]
    wait_until(lambda: pipeline.ask("store", "status")["index"]["last"] == last, "the index is up with the catalog")
    return last


def what_was_stored_is_found():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory()) as pipeline:
        last = stored(pipeline, web, place)
        everything = pipeline.ask("store", "search", {"copies": True, "facets": True})
        expect(everything["matches"] == last and everything["all"] and everything["indexed"] == last, f"{everything}")
        first = everything["results"][0]
        word = max(first["title"]["text"].split(), key=len)
        found = pipeline.ask("store", "search", {"query": f'title:"{word}"'})
        expect(first["sequence"] in [r["sequence"] for r in found["results"]], f"{word}: {found}")
        marked = found["results"][0]["title"]
        start, end = marked["marks"][0]
        expect(marked["text"][start:end].lower() in word.lower(), f"the mark of {word} is {marked}")
        expect(pipeline.ask("store", "search", {"query": "-" + word})["matches"] < last, "a word is not excluded")


def the_command_prints_a_line_a_result():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory()) as pipeline:
        last = stored(pipeline, web, place)
        lines = pipeline.cli_json("search", "--copies", "--facets")
        expect(len(lines) == last + 1 and "people" in lines[-1], f"{lines}")
        refused = pipeline.cli("search", "(mali", code=64)
        expect("never closed" in refused.stderr and not refused.stdout, f"{refused}")
        code, seen = pipeline.cli_terminal("search", "lang:fr")
        expect(code == 0 and "Dépêche" in seen and "in 1 story" in seen, f"{code}: {seen}")


def entities_are_counted_in_every_format():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory()) as pipeline:
        last = stored(pipeline, web, place)
        rows = pipeline.cli_json("entities", "--by", "month")
        expect(rows and rows[0]["count"] <= last and sum(rows[0]["by"].values()) == rows[0]["count"], f"{rows[:1]}")
        table = list(csv.reader(io.StringIO(pipeline.cli("entities", "--format", "csv").stdout)))
        expect(table[0][0] == "type" and len(table[1]) == len(table[0]) and int(table[1][-1]) == rows[0]["count"], f"{table[:2]}")
        places = json.loads(pipeline.cli("entities", "--format", "geojson").stdout)
        expect(places["type"] == "FeatureCollection", f"{places}")
        for feature in places["features"]:
            longitude, latitude = feature["geometry"]["coordinates"]
            expect(abs(longitude) <= 180 and abs(latitude) <= 90, f"{feature}")
        pairs = pipeline.cli_json("entities", "--with")
        expect(all(pair["one"] != pair["other"] and pair["count"] <= last for pair in pairs), f"{pairs[:1]}")
        code, seen = pipeline.cli_terminal("entities", "--by", "week")
        expect(code == 0 and "(articles)" in seen and f"in {last} articles" in seen, f"{code}: {seen}")
        pipeline.cli("entities", "--with", "--by", "day", code=64)


def without_an_index_the_rest_works():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory(), {"store": {"index": 0}}) as pipeline:
        pipeline.settle(pipeline.feed([web.url(name) for name in pages.write(Path(place), 3)]))
        expect("index" not in pipeline.ask("store", "status"), "the status tells of an index")
        for verb, data in (("search", {}), ("entities", {}), ("replay", {"after": 0, "filter": "mali"})):
            try:
                pipeline.ask("store", verb, data)
                raise Failed(f"{verb} was answered")
            except Refused as refused:
                expect(refused.code == 69 and "store.index" in str(refused), f"{verb}: {refused}")
        expect(len(list(pipeline.replay())) > 0, "nothing is replayed")


def no_query_does_harm():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory()) as pipeline:
        last = stored(pipeline, web, place)
        for query in HOSTILE + ["y" * (1 << 20)]:
            for request in ({"query": query, "facets": True}, {"query": "mali", "cursor": query[:100]}):
                try:
                    answer = pipeline.ask("store", "search", request)
                    expect(answer["matches"] <= last, f"{query[:60]!r} found {answer['matches']}")
                except Refused as refused:
                    expect(len(str(refused)) > 20, f"{query[:60]!r}: {refused}")
        for request in ({"query": 7}, {"limit": 1000}, {"limit": "x"}, {"order": "worst"}, {"cursor": "1"}, {"cursor": "1.9999999"}):
            try:
                pipeline.ask("store", "search", request)
                raise Failed(f"{request} was answered")
            except Refused as refused:
                expect(refused.code == 64, f"{request}: {refused}")
        expect(pipeline.ask("store", "search", {"copies": True})["matches"] == last, "something was lost")


if __name__ == "__main__":
    sys.exit(run_tests([what_was_stored_is_found, the_command_prints_a_line_a_result,
                        entities_are_counted_in_every_format, without_an_index_the_rest_works, no_query_does_harm]))
