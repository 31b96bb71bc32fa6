"""Durable subscriptions and filters, as the operator's command and a foreign subscriber use them, against real daemons."""

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pages
from pipeline import Failed, Newsroom, Pipeline, Schemas, build_directory, run_tests, wait_until

SETTINGS = {"fetch": {"transfers_per_domain": 8}, "store": {"heartbeat": "200ms"}}


def expect(condition, what):
    if not condition:
        raise Failed(what)


@contextlib.contextmanager
def scene(french=4, english=3):
    """A pipeline that has stored so many articles: French ones speak of Niger, English ones of Kenya."""
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, \
            Pipeline(build_directory(), SETTINGS) as pipeline:
        names = [f"{number}.html" for number in range(french + english)]
        for number, name in enumerate(names):
            words = ("Dépêche", "fr", "Cela se passe à Niamey, au Niger.") if number < french else \
                ("Dispatch", "en", "All this happens in Mombasa, in Kenya.")
            (Path(place) / name).write_text(pages.article(f"{words[0]} {number}", *words[1:]))
        pipeline.cli("feed", "--wait", "--quiet", *map(web.url, names))
        yield pipeline, web, Path(place)


def sequences(events):
    return [event["sequence"] for event in events]


def of_language(events, language):
    return [event["sequence"] for event in events if event["data"]["language"].startswith(language)]


def filters_let_through_what_fits_all_of_them():
    with scene() as (pipeline, _, _):
        events = pipeline.cli_json("tail", "--once")
        french, english = of_language(events, "fr"), of_language(events, "en")
        expect(len(french) == 4 and len(english) == 3, str(events)[:300])
        for arguments, wanted in ((("--place", "NE"), french), (("--place", "Niamey"), french), (("--place", "KE", "--lang", "en"), english),
                                  (("--place", "NE", "--lang", "en"), []), (("--query", "crane OR pont"), french + english),
                                  (("--query", "crane OR pont", "--place", "KE"), english), (("--source", "127.0.0.1"), french + english),
                                  (("--source", "elsewhere.example"), []), (("--since", "2000-01-01", "--place", "NE"), french),
                                  (("--query", '"harbour crane"'), english)):
            got = sequences(pipeline.cli_json("tail", "--once", *arguments))
            expect(got == sorted(wanted), f"{arguments}: {got}, not {sorted(wanted)}")
        for wrong in (("--query", "( crane"), ("--place", 'a"b'), ("--since", "soon"), ("--query", "colour:red"), ("--replace",)):
            told = pipeline.cli("tail", "--once", *wrong, code=64).stderr
            expect(len(told) > 20, f"{wrong}: {told}")


def a_name_goes_on_where_it_was():
    with scene() as (pipeline, web, place):
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "desk1", "-n", "3")) == [1, 2, 3], "the first three")
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "desk1", "-n", "2")) == [4, 5], "the next two")
        cursor, = pipeline.cli_json("cursor")
        expect(cursor["name"] == "desk1" and cursor["position"] == 5 and cursor["lag"] == 2 and cursor["oldest_at"], str(cursor))
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "desk1")) == [6, 7], "the rest")
        expect(pipeline.cli_json("tail", "--once", "--name", "desk1") == [], "nothing twice")
        (place / "more.html").write_text(pages.article("Encore une"))
        pipeline.cli("feed", "--wait", "--quiet", web.url("more.html"))
        _, seen = pipeline.cli_terminal("status")
        expect("desk1 lag 1" in seen, seen)
        status = pipeline.ask("store", "status")
        Schemas().check("status", status)
        expect(status["cursors"]["count"] == 1 and status["cursors"]["lag"] == 1, str(status["cursors"]))
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "desk1")) == [8], "what came since")


def a_filter_belongs_to_its_name():
    with scene() as (pipeline, _, _):
        french = of_language(pipeline.cli_json("tail", "--once"), "fr")
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "niger", "--place", "NE", "-n", "2")) == french[:2], "two of Niger")
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "niger")) == french[2:], "the filter is kept")
        expect(pipeline.ask("store", "cursor.list")["cursors"][0]["lag"] == 0, "what is passed over is done")
        told = pipeline.cli("tail", "--once", "--name", "niger", "--place", "KE", code=64).stderr
        expect("another filter" in told, told)
        pipeline.cli("tail", "--once", "--name", "niger", "--place", "KE", "--replace")
        expect(pipeline.cli_json("cursor")[0]["filter"] == "place:KE", "--replace")


def cursors_are_moved_and_removed():
    with scene() as (pipeline, _, _):
        pipeline.cli("tail", "--once", "--name", "desk1")
        expect(pipeline.cli_json("cursor", "seek", "desk1", "6")[0]["position"] == 5, "seek 6")
        expect(sequences(pipeline.cli_json("tail", "--once", "--name", "desk1")) == [6, 7], "goes on with 6")
        expect(pipeline.cli_json("cursor", "seek", "desk1", "2000-01-01")[0]["position"] == 0, "seek to a time")
        expect(pipeline.cli_json("cursor", "seek", "desk1", "now")[0]["lag"] == 0, "seek now")
        expect(pipeline.cli_json("cursor", "seek", "desk1", "start")[0]["lag"] == 7, "seek start")
        pipeline.cli("cursor", "seek", "desk1", "99", code=64)
        pipeline.cli("cursor", "seek", "nobody", "1", code=66)
        pipeline.cli("cursor", "remove", "desk1")
        pipeline.cli("cursor", "remove", "desk1", code=66)
        expect(pipeline.cli_json("cursor", "list") == [], "it is gone")
        for number in range(130):
            pipeline.ask("store", "cursor.open", {"name": f"c{number:03}"})
        expect([cursor["name"] for cursor in pipeline.cli_json("cursor")] == [f"c{n:03}" for n in range(130)], "all pages")
        _, seen = pipeline.cli_terminal("cursor")
        expect("c000" in seen and "c129" in seen and "position" in seen, seen)


def a_killed_reader_loses_nothing_and_follows_over_a_killed_store():
    with scene() as (pipeline, web, place):
        command = [str(pipeline.build / "services/cli/depeche"), "tail", "--name", "desk1", "--from", "1"]
        seen = []
        for turn in range(3):
            tail = subprocess.Popen(command, env=pipeline.environment(), stdout=subprocess.PIPE, text=True)
            (place / f"turn{turn}.html").write_text(pages.article(f"Tour {turn}"))
            if turn == 1:
                pipeline.restart("store")
                pipeline.wait_ready("store")
            pipeline.cli("feed", "--wait", "--quiet", web.url(f"turn{turn}.html"))
            last = 8 + turn
            while not seen or seen[-1] != last:
                seen.append(json.loads(tail.stdout.readline())["sequence"])
            if turn == 0:
                wait_until(lambda: pipeline.ask("store", "cursor.list")["cursors"][0]["lag"] == 0, "the acknowledgement", 30)
            tail.send_signal(signal.SIGKILL)
            tail.wait()
        # Acknowledged ones came once; what was killed before that came again, in order.
        expect(sorted(set(seen)) == list(range(1, 11)), str(seen))
        expect(seen[:8] == list(range(1, 9)) and min(seen[8:]) == 9, str(seen))


def a_reader_that_was_away_too_long_is_told_once():
    settings = {**SETTINGS, "store": {"heartbeat": "200ms", "keep": "500ms"}}
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, \
            Pipeline(build_directory(), settings) as pipeline:
        for name in ("desk1", "desk2"):
            pipeline.ask("store", "cursor.open", {"name": name, **({"filter": "lang:fr"} if name == "desk2" else {})})
        pipeline.cli("feed", "--wait", "--quiet", *map(web.url, pages.write(Path(place), 3)))
        wait_until(lambda: pipeline.ask("store", "status")["expired"] == 3, "three articles to expire")
        for name in ("desk1", "desk2"):
            told = pipeline.cli("tail", "--once", "--name", name).stderr
            expect("3 articles (between 1 and 3) have expired" in told, told)
            expect(pipeline.cli("tail", "--once", "--name", name).stderr == "", "told twice")


if __name__ == "__main__":
    sys.exit(run_tests([filters_let_through_what_fits_all_of_them, a_name_goes_on_where_it_was, a_filter_belongs_to_its_name,
                        cursors_are_moved_and_removed, a_killed_reader_loses_nothing_and_follows_over_a_killed_store,
                        a_reader_that_was_away_too_long_is_told_once]))
