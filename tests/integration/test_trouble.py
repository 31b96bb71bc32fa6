"""Disk full, a read-only disk, a socket that somebody owns, a database that is damaged or of somebody else: a clear sentence,
a named exit code, nothing lost, and where waiting helps it goes on by itself."""

import collections
import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import disks
import pages
from pipeline import SERVICES, Failed, Newsroom, Pipeline, Refused, build_directory, run_tests, wait_until

EX_DATAERR, EX_IOERR, EX_TEMPFAIL, EX_NOPERM, EX_CONFIG = 65, 74, 75, 77, 78  # sysexits.h
FULL = re.compile(r"disk is full|No space left on device")
FAST = {"fetch": {"transfers_per_domain": 8, "ack_timeout": "500ms", "ack_timeout_max": "1s", "retry_delay": "100ms"}}


@contextlib.contextmanager
def newsroom(count):
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web:
        yield web, [web.url(name) for name in pages.write(Path(place), count)]


def home_of(pipeline, service):
    return pipeline.state_dir / "fetch-main" if service == "fetch" else pipeline.state_dir


def database_of(pipeline, service):
    return home_of(pipeline, service) / ("frontier.db" if service == "fetch" else "catalog.db")


def put_on(pipeline, disk, service):
    """The state of `service` lies on the disk, that of the other stateful daemon beside it."""
    beside = pipeline.place.path / "beside"
    beside.mkdir()
    if service == "fetch":
        pipeline.state_dir.mkdir()
        (pipeline.state_dir / "fetch-main").symlink_to(disk.path)
        return
    pipeline.state_dir = disk.path
    (disk.path / "fetch-main").symlink_to(beside)
    pipeline.write_config()


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


def status_when(pipeline, service, state):
    def there():
        status = pipeline.ask(service, "status")
        return status if status["state"] == state else None
    return wait_until(there, f"{service} to be {state}", 30)


def refuses_to_start(pipeline, service, code, *words, config=None):
    """The daemon ends by itself with `code`, and its log gives a reason with all the words."""
    try:
        ended = subprocess.run([str(pipeline.program(service)), "--config", str(config or pipeline.config_path)], text=True,
                               stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False, env=pipeline.environment())
    except subprocess.TimeoutExpired:
        raise Failed(f"{service} started, where it must refuse to with {words}") from None
    events = [json.loads(line) for line in ended.stderr.splitlines() if line.startswith("{")]
    reasons = [event.get("reason", "") for event in events if event["event"] == "not_started"]
    expect(ended.returncode == code, f"{service} ended with {ended.returncode}, not {code}: {ended.stderr[-1500:]}")
    expect(any(all(re.search(word, reason) for word in words) for reason in reasons),
           f"{service} gave no reason with {words}: {ended.stderr[-1500:]}")


def ledger(pipeline, results):
    return dict(collections.Counter(pipeline.settle(results, timeout=60).values()))


def nothing_is_doubled(pipeline, urls):
    """Each page stored once, under a gapless sequence, and fetched once."""
    events = list(pipeline.replay())
    expect([event["sequence"] for event in events] == list(range(1, len(urls) + 1)), "the sequence has gaps")
    expect(sorted(event["data"]["depeche"]["url"] for event in events) == sorted(urls), "the catalog holds other articles than were fed")


# ---- a full disk ----

def a_full_disk_of_the_fetcher_stalls_it_and_it_goes_on_when_there_is_room():
    with newsroom(60) as (web, urls), disks.Disk(24) as disk:
        pipeline = Pipeline(build_directory(), FAST)
        put_on(pipeline, disk, "fetch")
        with pipeline:
            results = pipeline.feed(urls[:20])
            expect(ledger(pipeline, results) == {"stored": 20}, "the first twenty")
            web.process.send_signal(signal.SIGSTOP)  # what is fed now is not fetched before the disk is full
            results += pipeline.feed(urls[20:50])
            disk.fill()
            web.process.send_signal(signal.SIGCONT)
            for worker in nginx_workers(web):
                os.kill(worker, signal.SIGCONT)
            status = status_when(pipeline, "fetch", "stalled")
            expect(FULL.search(status["stalled_reason"]), f"the reason is {status['stalled_reason']}")
            try:
                raise Failed(f"fed on a full disk: {pipeline.ask('fetch', 'feed', {'urls': urls[50:]})}")
            except Refused as refusal:
                expect(FULL.search(str(refusal)) and "again" in str(refusal), f"the feeder was told: {refusal}")
                expect(refusal.code == EX_IOERR, f"code {refusal.code}")
            told = pipeline.cli("feed", urls[50], code=None)
            expect(told.returncode == EX_IOERR and FULL.search(told.stderr), f"depeche feed: {told.returncode} {told.stderr}")
            shown = pipeline.cli("status", code=None)
            expect(FULL.search(shown.stdout), f"depeche status: {shown.stdout}")
            kept = [pipeline.ask("fetch", "show", {"key": url})["found"] for url in urls[50:]]
            expect(not any(kept), "a refused URL is in the frontier")
            disk.empty()
            status_when(pipeline, "fetch", "running")
            results += pipeline.feed(urls[50:])
            expect(ledger(pipeline, results) == {"stored": 60}, f"the ledger {ledger(pipeline, results)}")
            nothing_is_doubled(pipeline, urls)
            asked = collections.Counter(web.requests())
            asked.pop("/", None)
            expect(set(asked.values()) == {1}, f"fetched twice: {asked.most_common(3)}")


def nginx_workers(web):
    children = Path(f"/proc/{web.process.pid}/task/{web.process.pid}/children").read_text().split()
    return [int(child) for child in children]


def a_full_disk_of_the_store_stalls_it_and_it_goes_on_when_there_is_room():
    with newsroom(60) as (_, urls), disks.Disk(24) as disk:
        pipeline = Pipeline(build_directory(), FAST)
        put_on(pipeline, disk, "store")
        with pipeline:
            results = pipeline.feed(urls[:20])
            expect(ledger(pipeline, results) == {"stored": 20}, "the first twenty")
            disk.fill()
            results += pipeline.feed(urls[20:])
            status = status_when(pipeline, "store", "stalled")
            expect(FULL.search(status["stalled_reason"]), f"the reason is {status['stalled_reason']}")
            wait_until(lambda: pipeline.ask("fetch", "status")["queue"]["fetched"] == 40, "all to be fetched", 30)
            expect(len(list(pipeline.replay())) == 20, "what was stored can't be read, or more was published than kept")
            counts = pipeline.ask("fetch", "status")
            expect(counts["queue"]["stored"] == 20 and counts["window"]["items"] == 40, f"acknowledged and not kept: {counts}")
            disk.empty()
            status_when(pipeline, "store", "running")
            expect(ledger(pipeline, results) == {"stored": 60}, f"the ledger {ledger(pipeline, results)}")
            nothing_is_doubled(pipeline, urls)


def killed_on_a_full_disk_they_say_so_or_wait_and_lose_nothing():
    with newsroom(30) as (_, urls):
        for service in ("fetch", "store"):
            with disks.Disk(24) as disk:
                pipeline = Pipeline(build_directory(), FAST)
                put_on(pipeline, disk, service)
                with pipeline:
                    results = pipeline.feed(urls[:15])
                    ledger(pipeline, results)
                    disk.fill()
                    with contextlib.suppress(Refused):
                        results += pipeline.feed(urls[15:])
                    pipeline.kill(service)
                    pipeline.start_daemon(service)

                    def decided(pipeline=pipeline, service=service):
                        return not pipeline.running(service) or answers(pipeline, service)
                    wait_until(decided, f"{service} to start or to end", 60)
                    if not pipeline.running(service):
                        code = pipeline.processes[service].wait()
                        expect(code == EX_IOERR and FULL.search(pipeline.log(service)), f"{code}: {pipeline.log(service)[-1000:]}")
                    disk.empty()
                    if not pipeline.running(service):
                        pipeline.start_daemon(service)
                        pipeline.wait_ready(service)
                    results = pipeline.feed(urls)
                    expect(ledger(pipeline, results) == {"stored": 30}, f"the ledger of {service}")
                    nothing_is_doubled(pipeline, urls)


def answers(pipeline, service):
    try:
        return pipeline.ask(service, "ping", timeout=0.5)
    except Exception:  # nobody there yet
        return None


# ---- a read-only disk ----

def a_read_only_state_directory_is_refused_with_a_sentence_and_kept():
    with newsroom(6) as (_, urls), disks.Disk(24) as disk, Pipeline(build_directory(), FAST, services=()) as pipeline:
        pipeline.state_dir = disk.path / "state"
        pipeline.write_config()

        def refused():
            disk.read_only(True)
            for service in ("fetch", "store"):
                refuses_to_start(pipeline, service, EX_NOPERM, str(pipeline.state_dir), "(?i)read-only")
            disk.read_only(False)
        refused()
        with_all(pipeline)
        expect(ledger(pipeline, pipeline.feed(urls[:3])) == {"stored": 3}, "before")
        stop_all(pipeline)
        refused()
        with_all(pipeline)
        results = pipeline.feed(urls)
        expect([result["outcome"] for result in results] == ["known"] * 3 + ["accepted"] * 3, f"{results}")
        expect(ledger(pipeline, results) == {"stored": 6}, "after")
        nothing_is_doubled(pipeline, urls)
        stop_all(pipeline)  # before the disk goes


def with_all(pipeline):
    pipeline.services = SERVICES
    pipeline.start()


def stop_all(pipeline):
    for service in reversed(SERVICES):
        pipeline.stop_daemon(service)


# ---- sockets that somebody owns ----

def a_second_daemon_is_refused_and_the_first_works_on():
    with newsroom(2) as (_, urls), Pipeline(build_directory()) as pipeline:
        for service in ("store", "tag", "clean", "fetch"):
            refuses_to_start(pipeline, service, EX_TEMPFAIL, "already running", str(pipeline.processes[service].pid))
        expect(ledger(pipeline, pipeline.feed(urls)) == {"stored": 2}, "the first ones")


def a_socket_of_a_live_daemon_of_another_name_is_not_stolen():
    with newsroom(2) as (_, urls), Pipeline(build_directory()) as pipeline:
        for service, name in (("store", "store.ack"), ("tag", "tag.status"), ("clean", "clean.status"), ("fetch", "fetch.out")):
            other = pipeline.place.path / "other.yaml"
            state = pipeline.place.path / f"other-{service}"
            other.write_text(f"run_dir: {pipeline.run_dir}\nstate_dir: {state}\n{service}:\n  name: other\n")
            refuses_to_start(pipeline, service, EX_TEMPFAIL, name, "another process listens", config=other)
        expect(ledger(pipeline, pipeline.feed(urls)) == {"stored": 2}, "the first ones")


def a_file_in_the_place_of_a_socket_is_left_alone():
    with Pipeline(build_directory(), services=()) as pipeline:
        pipeline.run_dir.mkdir(mode=0o750)
        for service, name in (("fetch", "fetch.feed"), ("store", "store.in"), ("tag", "tag.in"), ("clean", "clean.status")):
            (pipeline.run_dir / name).write_text("somebody's notes")
            refuses_to_start(pipeline, service, EX_CONFIG, name, "in the way")
            expect((pipeline.run_dir / name).read_text() == "somebody's notes", f"{name} is gone")


# ---- databases ----

def damaged(whole):
    """Kinds of damage: name, the file's content, what the sentence must say."""
    middle = bytearray(whole)
    middle[:] = whole[:8192] + os.urandom(len(whole) - 8192)
    yield "noise", os.urandom(65536), "not a database"
    yield "text", b"Dear diary\n" * 10000, "not a database"
    yield "pages of noise", bytes(middle), "damaged"
    yield "another program's", foreign_database(), "another program"
    yield "a later version's", later_version(whole), "newer depeche"


def foreign_database():
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "foreign.db"
        database = sqlite3.connect(path)
        database.executescript("CREATE TABLE recipes(name TEXT); INSERT INTO recipes VALUES('tarte'); PRAGMA user_version=3;")
        database.close()
        return path.read_bytes()


def later_version(whole):
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "later.db"
        path.write_bytes(whole)
        database = sqlite3.connect(path)
        database.execute("PRAGMA user_version=9999")
        database.commit()
        database.close()
        return path.read_bytes()


def a_damaged_or_foreign_database_is_refused_and_left_as_it_is():
    with newsroom(8) as (_, urls), Pipeline(build_directory(), FAST) as pipeline:
        expect(ledger(pipeline, pipeline.feed(urls[:6])) == {"stored": 6}, "before")
        stop_all(pipeline)
        for service in ("fetch", "store"):
            path = database_of(pipeline, service)
            whole = path.read_bytes()
            for kind, content, word in damaged(whole):
                path.write_bytes(content)
                code = EX_CONFIG if "version" in kind else EX_DATAERR
                refuses_to_start(pipeline, service, code, re.escape(str(path)), word)
                expect(path.read_bytes() == content, f"{service} changed a file of the kind: {kind}")
                for left in path.parent.glob(path.name + "-*"):
                    left.unlink()
            path.write_bytes(whole)
        with_all(pipeline)
        expect(ledger(pipeline, pipeline.feed(urls)) == {"stored": 8}, "after")
        nothing_is_doubled(pipeline, urls)


NEED_DISKS = [a_full_disk_of_the_fetcher_stalls_it_and_it_goes_on_when_there_is_room,
              a_full_disk_of_the_store_stalls_it_and_it_goes_on_when_there_is_room,
              killed_on_a_full_disk_they_say_so_or_wait_and_lose_nothing,
              a_read_only_state_directory_is_refused_with_a_sentence_and_kept]
OTHERS = [a_second_daemon_is_refused_and_the_first_works_on, a_socket_of_a_live_daemon_of_another_name_is_not_stolen,
          a_file_in_the_place_of_a_socket_is_left_alone, a_damaged_or_foreign_database_is_refused_and_left_as_it_is]

if __name__ == "__main__":
    if not disks.may_mount():
        print("skipped: tests of full and read-only disks, for this user may not mount any")
        NEED_DISKS = []
    sys.exit(run_tests(NEED_DISKS + OTHERS))
