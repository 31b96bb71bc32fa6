"""The operator's command against real daemons and a real web server."""

import contextlib
import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pages
import zmq
from pipeline import Failed, Newsroom, Pipeline, Schemas, build_directory, run_tests, wait_until

COMMANDS = ("up", "down", "feed", "tail", "show", "status", "source", "fetch", "warc", "reprocess", "dead", "drain", "check",
            "clean", "tag", "rules", "cursor", "search", "sink", "export", "backup", "entities")
SETTINGS = {"fetch": {"transfers_per_domain": 8, "retry_delay": "100ms", "max_fetch_attempts": 2}, "store": {"heartbeat": "200ms"}}


def expect(condition, what):
    if not condition:
        raise Failed(what)


@contextlib.contextmanager
def scene(services=("store", "tag", "clean", "fetch")):
    """A pipeline, a web server, and the directory that it serves."""
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, \
            Pipeline(build_directory(), SETTINGS, services) as pipeline:
        yield pipeline, web, Path(place)


@contextlib.contextmanager
def nothing_running():
    pipeline = Pipeline(build_directory(), SETTINGS, ())
    with pipeline:
        yield pipeline


def ledger_of(lines):
    return next(line for line in lines if line["kind"] == "ledger")


def every_command_teaches_by_example_and_wrong_usage_is_64():
    with nothing_running() as pipeline:
        overview = pipeline.cli("--help").stdout
        for command in COMMANDS:
            text = pipeline.cli(command, "--help").stdout
            expect(f"\n  {command} " in overview, f"the overview does not name {command}")
            expect("examples:\n  " in text and f"depeche {command}" in text.split("examples:")[1], f"{command} --help has no example")
            expect("Exit codes: 0" in text, f"{command} --help does not tell the exit codes")
            wrong = pipeline.cli(command, "--no-such-option", code=64)
            expect(f"see depeche {command} --help" in wrong.stderr, wrong.stderr)
        expect("depeche 0." in pipeline.cli("--version").stdout, "no version")
        expect("no command" in pipeline.cli("fed", code=64).stderr, "a wrong command is not told")
        pipeline.cli(code=64)


def daemons_that_are_down_are_told_with_what_to_do():
    with nothing_running() as pipeline:
        for command in (["feed", "http://a.example/"], ["dead"], ["drain"], ["tail", "--once"], ["show", "1"], ["backup", "b"], ["check", "--store"]):
            done = pipeline.cli(*command, code=69)
            expect("does not answer on ipc://" in done.stderr and "depeche up" in done.stderr, done.stderr)
        status = json.loads(pipeline.cli("status", code=69).stdout)
        expect({status[service]["state"] for service in ("fetch", "clean", "tag", "store")} == {"down"}, str(status))


def mistakes_in_the_configuration_are_told_with_file_and_line():
    with nothing_running() as pipeline:
        pipeline.cli("check")
        printed = pipeline.cli("check", "--print").stdout
        expect("window_items" in printed, "check --print shows no settings")
        whole = pipeline.place.path / "whole.yaml"
        whole.write_text(printed)
        pipeline.cli("check", whole)
        wrong = pipeline.place.path / "wrong.yaml"
        wrong.write_text("fetch:\n  window_itms: 3\n  transfers: many\n")
        told = pipeline.cli("check", wrong, code=78).stderr
        expect(f"{wrong}:2: " in told and f"{wrong}:3: " in told and "window_items" in told, told)
        pipeline.cli("--config", wrong, "status", code=78)
        pipeline.cli("check", pipeline.place.path / "absent.yaml", code=78)


def feeding_tells_what_is_accepted_known_and_refused():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 3)
        done = pipeline.cli("feed", "--wait", *map(web.url, names), "not a url", "ftp://a.example/x", code=65)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        outcomes = [line["outcome"] for line in lines if line["kind"] == "fed"]
        expect(outcomes == ["accepted"] * 3 + ["refused"] * 2, str(outcomes))
        expect(all(line["reason"] for line in lines if line.get("outcome") == "refused"), "a refusal without a reason")
        ledger = ledger_of(lines)
        expect((ledger["fed"], ledger["stored"], ledger["refused"], ledger["unsettled"]) == (3, 3, 2, 0), str(ledger))
        empty = json.loads(pipeline.cli("feed", "", code=65).stdout.splitlines()[0])
        expect((empty["outcome"], empty["reason"]) == ("refused", "it is empty"), str(empty))
        again = ledger_of(pipeline.cli_json("feed", "--wait", *map(web.url, names)))
        expect((again["accepted"], again["known"], again["stored"]) == (0, 3, 3), str(again))


def lines_from_standard_input_settle_with_a_ledger_that_adds_up():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 5)
        (place / "index.html").write_text(pages.index())
        urls = [web.url(name) for name in names] + [web.url("index.html"), web.url("absent.html")]
        urls += [web.url(f"{names[0]}?copy={number}") for number in range(1200)]
        text = "\ufeff# a comment behind a byte order mark\n\n" + "\r\n".join(urls) + f"\n{urls[0]}\n\x01\n"
        done = pipeline.cli("feed", "--wait", "-", input=text, code=65, timeout=600)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        ledger = ledger_of(lines)
        expect((ledger["accepted"], ledger["known"], ledger["refused"]) == (1207, 1, 1), str(ledger))
        ends = {key: ledger[key] for key in ("stored", "duplicate", "rejected", "dead")}
        expect(ends == {"stored": 5, "duplicate": 1200, "rejected": 1, "dead": 1}, str(ends))
        expect(ledger["fed"] == sum(ends.values()) == 1207, str(ledger))
        settled = {line["item"]: line for line in lines if line["kind"] == "settled"}
        expect(len(settled) == 1207, f"{len(settled)} settled lines")
        for end in ("rejected", "dead"):
            line = next(line for line in settled.values() if end in (line.get("verdict"), line["state"]))
            expect(line["reason"] and line["detail"], f"{end} without a reason: {line}")
        expect("1207 = stored 5 + duplicate 1200 + rejected 1 + dead 1" in done.stderr, done.stderr[-500:])


def feeding_goes_on_over_a_fetcher_that_is_killed():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 2)
        pipeline.cli("drain")
        process = subprocess.Popen([str(pipeline.build / "services/cli/depeche"), "feed", "--wait", *map(web.url, names)],
                                   env=pipeline.environment(), stdout=subprocess.PIPE, text=True)
        first = json.loads(process.stdout.readline())
        expect(first["outcome"] == "accepted", str(first))
        pipeline.restart("fetch")  # also ends the drain
        rest = [json.loads(line) for line in process.stdout.read().splitlines()]
        expect(process.wait(60) == 0 and ledger_of(rest)["stored"] == 2, str(rest))


def tail_gives_each_article_once_from_any_point_in_every_format():
    with scene() as (pipeline, web, place):
        schemas = Schemas()
        names = pages.write(place, 4) + pages.write(place, 3, "en")
        pipeline.cli("feed", "--wait", "--quiet", *map(web.url, names))
        events = pipeline.cli_json("tail", "--once")
        expect([event["sequence"] for event in events] == list(range(1, 8)), str([event["sequence"] for event in events]))
        for event in events:
            schemas.check_event(event)
        expect([event["sequence"] for event in pipeline.cli_json("tail", "--from", "6", "--once")] == [6, 7], "--from")
        expect([event["sequence"] for event in pipeline.cli_json("tail", "--last", "2", "-n", "1")] == [6], "--last and -n")
        english = pipeline.cli_json("tail", "--once", "--lang", "en")
        expect(len(english) == 3 and all(event["data"]["language"].startswith("en") for event in english), "--lang")
        for article in pipeline.cli_json("tail", "--once", "--format", "ninjs"):
            expect("depeche" not in article, "ninjs with our key")
            schemas.check("ninjs", article)
        data = pipeline.cli_json("tail", "--once", "--format", "data")
        expect([article["uri"] for article in data] == [event["data"]["uri"] for event in events], "--format data")
        flat = pipeline.cli_json("tail", "--once", "--format", "flat")
        expect([article["sequence"] for article in flat] == list(range(1, len(events) + 1)), "--format flat")
        foreign = pipeline.cli_json("tail", "--once", "--format", "news-please")
        expect([article["maintext"] for article in foreign] == [article["text"] for article in flat], "--format news-please")
        rows = list(csv.DictReader(io.StringIO(pipeline.cli("tail", "--once", "--format", "csv").stdout)))
        expect([row["url"] for row in rows] == [article["url"] for article in flat], "--format csv")
        pipeline.cli("tail", "--format", "xml", code=64)
        pipeline.cli("tail", "--from", "1", "--last", "2", code=64)


def tail_ends_when_its_reader_goes_away():
    with scene() as (pipeline, web, place):
        pipeline.settle(pipeline.feed(map(web.url, pages.write(place, 1))))
        tail = subprocess.Popen([str(pipeline.build / "services/cli/depeche"), "tail", "--from", "1"],
                                env=pipeline.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        expect(json.loads(tail.stdout.readline())["sequence"] == 1, "no first article")
        tail.stdout.close()  # no article comes any more, so no write can tell it
        told = tail.stderr.read()
        expect(tail.wait(60) == 0 and not told, f"ended with {tail.returncode}: {told}")


def tail_follows_over_a_killed_store_and_ends_when_told():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 6)
        tail = subprocess.Popen([str(pipeline.build / "services/cli/depeche"), "tail", "--from", "1"],
                                env=pipeline.environment(), stdout=subprocess.PIPE, text=True)
        pipeline.settle(pipeline.feed(map(web.url, names[:3])))
        seen = [json.loads(tail.stdout.readline())["sequence"] for _ in range(3)]
        pipeline.restart("store")
        pipeline.wait_ready("store")
        pipeline.settle(pipeline.feed(map(web.url, names[3:])))
        tail.send_signal(signal.SIGTERM)
        seen += [json.loads(line)["sequence"] for line in tail.stdout.read().splitlines()]
        expect(seen == [1, 2, 3, 4, 5, 6], str(seen))
        expect(tail.wait(30) == 0, "SIGTERM is no failure")


def show_tells_where_an_article_is_and_its_way_there():
    with scene() as (pipeline, web, place):
        schemas = Schemas()
        names = pages.write(place, 1)
        (place / "index.html").write_text(pages.index())
        urls = [web.url(names[0]), web.url(f"{names[0]}?copy"), web.url("index.html"), web.url("absent.html")]
        for url in urls:
            pipeline.cli("feed", "--wait", "--quiet", url)
        shown = pipeline.cli_json("show", "1")[0]
        steps = [(step["where"], step["what"]) for step in shown["trace"]]
        expect(steps == [("fetch", "accepted"), ("fetch", "fetched"), ("tag", "tagged"), ("store", "stored"), ("fetch", "settled")],
               str(steps))
        expect([step["at"] for step in shown["trace"]] == sorted(step["at"] for step in shown["trace"]), "the trace is not in order")
        schemas.check("article", shown["article"])
        epoch, item = shown["record"]["epoch"], shown["record"]["item"]
        for key in (urls[0], f"{epoch}.{item}"):
            expect(pipeline.cli_json("show", key)[0]["record"] == shown["record"], f"show {key}")
        copy = pipeline.cli_json("show", urls[1])[0]
        expect(copy["record"]["verdict"] == "duplicate" and copy["article"]["uri"] == shown["article"]["uri"], "the duplicate")
        rejected = pipeline.cli_json("show", "--item", "3")[0]
        expect(rejected["record"]["reason"] in ("index-page", "no-article", "empty") and rejected["record"]["detail"], str(rejected["record"]))
        dead = pipeline.cli_json("show", urls[3])[0]
        expect(dead["item"]["state"] == "dead" and "404" in dead["item"]["reason"], str(dead["item"]))
        expect("nothing is known" in pipeline.cli("show", "http://a.example/", code=66).stderr, "an unknown URL")
        pipeline.cli("show", code=64)


def a_revision_is_told_word_by_word():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 1)
        pipeline.cli("feed", "--wait", "--quiet", web.url(names[0]))
        event = next(pipeline.replay())
        body = event["data"]["bodies"][0]["value"]
        word = max(body.split(), key=len)
        for key in ("sequence", "store", "revision", "story", "alike"):
            event.pop(key, None)
        event["item"], event["id"] = 1000, f"{event['epoch']}.1000"
        event["data"]["bodies"][0]["value"] = body.replace(word, "AUTREMENT", 1)
        event["data"]["depeche"]["digest"] = hashlib.sha256(event["data"]["bodies"][0]["value"].encode()).hexdigest()
        sock = pipeline.context.socket(zmq.PUSH)
        sock.connect(pipeline.endpoint("store.in"))
        sock.send(json.dumps(event).encode())
        wait_until(lambda: json.loads(pipeline.cli("status").stdout)["store"]["stored"] == 2, "the revision")
        sock.close()
        record = pipeline.cli_json("show", event["data"]["uri"])[0]["record"]
        expect(record["revision"] == 1 and record["story"] == 1, str(record))
        expect([entry["sequence"] for entry in record["revisions"]] == [2, 1], str(record))
        seen = pipeline.cli("show", "--diff", event["data"]["uri"]).stdout
        expect(f"[-{word}-] {{+AUTREMENT+}}" in seen and "revision 1 -> 2" in seen, seen)
        seen = pipeline.cli("show", "1", "--against", "2").stdout
        expect("{+AUTREMENT+}" in seen, seen)
        pieces = json.loads(pipeline.cli("show", "2", "--diff", "--json").stdout)["text"]
        expect("".join(piece["text"] for piece in pieces if piece["is"] != "removed") == event["data"]["bodies"][0]["value"], "the pieces")
        expect("first revision" in pipeline.cli("show", "1", "--diff", code=66).stderr, "a diff without an earlier revision")
        expect("no revision 7" in pipeline.cli("show", "1", "--against", "7", code=66).stderr, "an unknown revision")


def the_store_copies_and_checks_its_files_while_it_works():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 5)
        for name in names[:3]:
            pipeline.cli("feed", "--wait", "--quiet", web.url(name))
        target = pipeline.place.path / "backups" / "first"
        told = json.loads(pipeline.cli("backup", target).stdout)
        expect(told["state"] == "done" and told["last_sequence"] == 3, str(told))
        expect(sorted(file.name for file in target.iterdir()) == ["catalog.db", "cursors.db"], "files of the copy")
        expect("already" in pipeline.cli("backup", target, code=73).stderr, "a backup was replaced")
        expect(json.loads(pipeline.cli("check", "--store").stdout)["state"] == "done", "check --store")
        pipeline.cli("feed", "--wait", "--quiet", web.url(names[3]))
        pipeline.kill("store", signal.SIGTERM)
        for file in (*pipeline.state_dir.glob("catalog.db*"), *pipeline.state_dir.glob("index.db*")):
            file.unlink()
        (pipeline.state_dir / "catalog.db").write_bytes((target / "catalog.db").read_bytes())
        pipeline.start_daemon("store")
        pipeline.wait_ready("store")
        status = json.loads(pipeline.cli("status").stdout)["store"]
        expect(status["stored"] == 3 and status["state"] == "running", str(status))
        expect([event["sequence"] for event in pipeline.cli_json("tail", "--once")] == [1, 2, 3], "the restored catalog")


def on_a_terminal_a_person_reads_colour_tables_and_no_escapes_of_articles():
    with scene() as (pipeline, web, place):
        (place / "a.html").write_text(pages.article("Un titre \x1b[31mrouge\x1b[0m"))
        url = web.url("a.html")
        code, seen = pipeline.cli_terminal("feed", "--wait", url)
        expect(code == 0 and "accepted" in seen and "fed 1 = stored 1" in seen, seen)
        code, seen = pipeline.cli_terminal("tail", "--once")
        expect(code == 0 and "\x1b[1m" in seen and "\x1b[31mrouge" not in seen and url in seen, seen)
        code, plain = pipeline.cli_terminal("show", "--text", "1", environment={"NO_COLOR": "1"})
        expect("\x1b[" not in plain and "Le pont de Niamey a rouvert" in plain and "settled" in plain, plain)
        code, seen = pipeline.cli_terminal("status")
        expect(code == 0 and "daemon" in seen and "items 0, bytes 0" in seen and "stored 1" in seen, seen)
        code, seen = pipeline.cli_terminal("tail", "--once", "--json")
        expect(code == 0 and json.loads(seen)["sequence"] == 1, seen)
        pipeline.settle(pipeline.feed([web.url("absent-1.html"), web.url("absent-2.html")]))
        code, seen = pipeline.cli_terminal("dead", "--limit", "1")
        expect(code == 0 and "at most 1 are shown" in seen and "dead letters: 1" not in seen, seen)


def status_shows_queue_window_and_who_is_down():
    with scene() as (pipeline, web, place):
        schemas = Schemas()
        names = pages.write(place, 3)
        pipeline.kill("tag")
        pipeline.feed(map(web.url, names))
        wait_until(lambda: pipeline.ask("fetch", "status")["window"]["items"] == 3, "three items in the window")
        status = json.loads(pipeline.cli("status", code=69).stdout)
        expect(status["tag"]["state"] == "down" and status["tag"]["endpoint"].startswith("ipc://"), str(status["tag"]))
        expect(status["fetch"]["window"]["oldest_item"] >= 1 and status["fetch"]["window"]["oldest_since"], str(status["fetch"]))
        pipeline.start_daemon("tag")
        pipeline.wait_ready("tag")
        status = json.loads(pipeline.cli("status").stdout)
        for service in ("fetch", "clean", "tag", "store"):
            schemas.check("status", status[service])


def dead_letters_are_listed_shown_and_retried():
    with scene() as (pipeline, web, place):
        url = web.url("late.html")
        pipeline.settle(pipeline.feed([url, web.url("never.html")]))
        dead = pipeline.cli_json("dead")
        Schemas().check("replies", {"fetch.dead.list": {"dead": dead, "more": False}})
        expect([letter["url"] for letter in dead] == [url, web.url("never.html")], str(dead))
        expect(len(pipeline.cli_json("dead", "list", "--limit", "1")) == 1, "--limit")
        item = dead[0]["item"]
        expect(pipeline.cli_json("dead", "show", item)[0]["url"] == url, "dead show")
        (place / "late.html").write_text(pages.article("Enfin là"))
        pipeline.cli("dead", "retry", item)
        wait_until(lambda: pipeline.settled([item])[item].get("verdict") == "stored", "the retried item to be stored")
        pipeline.cli("dead", "retry", item, code=66)
        pipeline.cli("dead", "show", item, code=66)
        expect(pipeline.cli_json("dead", "retry", "--all")[0]["revived"] == 1, "retry --all")
        for wrong in (["retry"], ["show"], ["bury", "1"], ["show", "x"], ["retry", "--all", "1"]):
            pipeline.cli("dead", *wrong, code=64)


def drain_empties_the_window_and_keeps_what_is_fed_meanwhile():
    with scene() as (pipeline, web, place):
        names = pages.write(place, 2)
        pipeline.feed([web.url(names[0])])
        reply = pipeline.cli_json("drain")[0]
        Schemas().check("replies", {"fetch.drain": reply})
        expect(reply["draining"] and reply["window_items"] == 0 and reply["transfers"] == 0, str(reply))
        results = pipeline.feed([web.url(names[1])])
        expect(pipeline.settled([results[0]["item"]])[results[0]["item"]]["state"] == "queued", "fetched while draining")
        expect(not pipeline.cli_json("drain", "--resume")[0]["draining"], "still draining")
        pipeline.settle(results)


def up_starts_four_daemons_restarts_a_killed_one_and_down_leaves_none():
    with nothing_running() as pipeline:
        told = pipeline.cli("up").stderr
        try:
            expect(all(word in told for word in ("up:", str(pipeline.state_dir), "depeche feed")), told)
            pids = {service: pipeline.ask(service, "ping")["pid"] for service in ("fetch", "clean", "tag", "store")}
            expect("already up" in pipeline.cli("up").stderr, "a second up")
            os.kill(pids["clean"], signal.SIGKILL)

            def is_back():
                with contextlib.suppress(Exception):
                    return pipeline.ask("clean", "ping", timeout=1)["pid"] != pids["clean"]
            wait_until(is_back, "the killed cleaner to be started again")
            expect(pipeline.ask("fetch", "ping")["pid"] == pids["fetch"], "the fetcher was started again too")
        finally:
            pipeline.cli("down")
        expect(pipeline.cli("down").returncode == 0, "down of nothing is no failure")
        json.loads(pipeline.cli("status", code=69).stdout)
        logs = {path.stem for path in (pipeline.state_dir / "log").glob("*.log")}
        expect(logs == {"fetch", "clean", "tag", "store", "supervisor"}, str(logs))
        for path in (pipeline.state_dir / "log").glob("*.log"):
            text = path.read_text()
            expect("Sanitizer" not in text and "runtime error" not in text, f"{path}: {text[-2000:]}")


def up_in_the_foreground_drains_on_sigint():
    with nothing_running() as pipeline:
        process = subprocess.Popen([str(pipeline.build / "services/cli/depeche"), "up", "--foreground"],
                                   env=pipeline.environment(), stderr=subprocess.PIPE, text=True)

        def all_answer():
            with contextlib.suppress(Exception):
                return all(pipeline.ask(service, "ping", timeout=0.5) for service in ("fetch", "clean", "tag", "store"))
        wait_until(all_answer, "four daemons to answer")
        process.send_signal(signal.SIGINT)
        log = process.communicate(timeout=120)[1]
        expect(process.returncode == 0, f"ended with {process.returncode}: {log[-2000:]}")
        expect('"event":"stopping","daemon":"fetch"' in log, log[-2000:])


def up_tells_why_a_daemon_can_not_start():
    with nothing_running() as pipeline:
        pipeline.state_dir.mkdir(parents=True)
        (pipeline.state_dir / "catalog.db").write_text("this is no database, and never was one; long enough to be looked at")
        done = pipeline.cli("up", code=None)
        expect(done.returncode not in (0, None) and "catalog" in done.stderr, f"{done.returncode}: {done.stderr}")
        json.loads(pipeline.cli("status", code=69).stdout)


if __name__ == "__main__":
    chosen = sys.argv[2:]
    tests = [every_command_teaches_by_example_and_wrong_usage_is_64, daemons_that_are_down_are_told_with_what_to_do,
             mistakes_in_the_configuration_are_told_with_file_and_line, feeding_tells_what_is_accepted_known_and_refused,
             lines_from_standard_input_settle_with_a_ledger_that_adds_up, feeding_goes_on_over_a_fetcher_that_is_killed,
             tail_gives_each_article_once_from_any_point_in_every_format, tail_ends_when_its_reader_goes_away,
             tail_follows_over_a_killed_store_and_ends_when_told,
             show_tells_where_an_article_is_and_its_way_there, a_revision_is_told_word_by_word, the_store_copies_and_checks_its_files_while_it_works,
             on_a_terminal_a_person_reads_colour_tables_and_no_escapes_of_articles, status_shows_queue_window_and_who_is_down,
             dead_letters_are_listed_shown_and_retried, drain_empties_the_window_and_keeps_what_is_fed_meanwhile,
             up_starts_four_daemons_restarts_a_killed_one_and_down_leaves_none, up_in_the_foreground_drains_on_sigint,
             up_tells_why_a_daemon_can_not_start]
    sys.exit(run_tests([test for test in tests if not chosen or any(word in test.__name__ for word in chosen)]))
