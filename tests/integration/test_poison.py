"""An article that kills the cleaner each time it comes by: in the end a dead letter of its own, while all others are stored; and
once nothing dies of it any more, `depeche dead retry` brings it through."""

import collections
import queue
import signal
import sys
import tempfile
import threading
from pathlib import Path

import pages
from pipeline import Failed, Newsroom, Pipeline, Wiretap, build_directory, run_tests, wait_until

ATTEMPTS = 5


class Cleaners(threading.Thread):
    """Starts another cleaner whenever one was killed. (A daemon lives as long as the thread that started it.)"""

    def __init__(self, pipeline):
        super().__init__(daemon=True)
        self.pipeline, self.orders = pipeline, queue.Queue()

    def run(self):
        while self.orders.get() == "start":
            self.pipeline.start_daemon("clean")

    def stop(self):
        self.orders.put("stop")
        self.join(30)


class DeadlyRoad:
    """The way to the cleaner: when the poison was sent on it, the cleaner dies with it in its hands, whatever else it had there."""

    def __init__(self, sink, cleaners, poison):
        self.sink, self.cleaners, self.poison = sink, cleaners, poison.encode()
        self.poll, self.close = sink.poll, sink.close
        self.kills, self.harmless = 0, False

    def send_multipart(self, frames):
        if self.poison not in frames[0] or self.harmless:
            self.sink.send_multipart(frames)
            return
        pipeline = self.cleaners.pipeline
        pipeline.processes["clean"].send_signal(signal.SIGSTOP)  # it must not be done with it before it dies
        self.sink.send_multipart(frames)
        pipeline.kill("clean")
        self.kills += 1
        self.cleaners.orders.put("start")


def a_page_that_kills_the_cleaner_becomes_a_dead_letter_and_the_others_are_stored():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web:
        names = pages.write(Path(place), 150)
        poison = web.url(names[7])
        pipeline = Pipeline(build_directory())
        run = f"ipc://{pipeline.run_dir}"
        pipeline.write_config({"fetch": {"ack_timeout": "300ms", "ack_timeout_max": "600ms", "max_attempts": ATTEMPTS, "transfers": 4},
                               "clean": {"from": [f"{run}/tap"]}})
        pipeline.run_dir.mkdir(mode=0o750)
        cleaners = Cleaners(pipeline)
        tap = Wiretap(pipeline.context, (f"{run}/fetch.out", False), (f"{run}/tap", True), lambda frames: None)
        tap.sink = road = DeadlyRoad(tap.sink, cleaners, f'"{poison}"')
        cleaners.start()
        tap.start()
        with pipeline:
            results = pipeline.feed([web.url(name) for name in names[:20]])
            item = next(result["item"] for result in results if result["url"] == poison)
            more = iter(names[20:])

            def buried():
                """An attempt counts only when something that was sent later has got its verdict: so articles keep coming."""
                for name in more:
                    results.extend(pipeline.feed([web.url(name)]))
                    break
                return pipeline.settled([item])[item]["state"] == "dead"
            wait_until(buried, "the poison to be buried", 60, 0.25)
            ends = pipeline.settle(results, 60)
            counted = collections.Counter(ends.values())
            if counted != {"stored": len(results) - 1, "dead": 1}:
                raise Failed(f"the ledger is {dict(counted)} of {len(results)}")
            letter, = pipeline.ask("fetch", "dead.list")["dead"]
            if (letter["item"], letter["reason"], letter["attempts"]) != (item, "undeliverable", ATTEMPTS) or not letter["detail"]:
                raise Failed(f"the dead letter is {letter}")
            if road.kills < ATTEMPTS:
                raise Failed(f"dead after {road.kills} kills")
            told = pipeline.cli("dead", "list").stdout
            if poison not in told or "undeliverable" not in told:
                raise Failed(f"depeche dead list says {told}")
            trace = [step["what"] for step in pipeline.ask("fetch", "show", {"key": poison})["item"]["trace"]]
            print(f"      {road.kills} kills, trace {dict(collections.Counter(trace))}")
            road.harmless = True
            pipeline.cli("dead", "retry", item)
            if pipeline.settle(results, 60)[item] != "stored":
                raise Failed("the poison does not come through once it is none")
            stored = [event["data"]["depeche"]["url"] for event in pipeline.replay()]
            if len(stored) != len(results) or len(set(stored)) != len(stored):
                raise Failed(f"{len(stored)} articles of {len(results)} are in the catalog")
            tap.stop()
            pipeline.stop_daemon("clean")
            cleaners.stop()


if __name__ == "__main__":
    sys.exit(run_tests([a_page_that_kills_the_cleaner_becomes_a_dead_letter_and_the_others_are_stored]))
