"""Signals to the running daemons: SIGHUP with a broken and with a good configuration, SIGTERM once and twice."""

import collections
import contextlib
import json
import signal
import sys
import tempfile
from pathlib import Path

import pages
from pipeline import SERVICES, Failed, Newsroom, Pipeline, build_directory, run_tests, wait_until


@contextlib.contextmanager
def newsroom(count, locations=""):
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place, locations) as web:
        yield web, [web.url(name) for name in pages.write(Path(place), count)]


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


def hangs_up(pipeline, service, event, word=""):
    """After SIGHUP the daemon logs `event` with the word once more; returns that line."""
    def lines():
        return [line for line in pipeline.log_events(service) if line["event"] == event and word in json.dumps(line, ensure_ascii=False)]
    before = len(lines())
    pipeline.processes[service].send_signal(signal.SIGHUP)
    wait_until(lambda: len(lines()) > before, f"{service} to log {event} {word}", 30)
    return lines()[-1]


def a_broken_configuration_is_refused_with_its_place_and_the_old_one_stays():
    with newsroom(4) as (_, urls), Pipeline(build_directory(), {"fetch": {"window_items": 9}}) as pipeline:
        good = pipeline.config_path.read_text()
        line = len(good.splitlines()) + 1
        for bad, word in ((good + "  window_byts: 1MiB\n", f"{pipeline.config_path}:{line}: "),
                          (good + "  transfers: many\n", f"{pipeline.config_path}:{line}: "),
                          (good + "clean: [\n", f"{pipeline.config_path}:")):
            pipeline.config_path.write_text(bad.replace("window_items: 9", "window_items: 77"))
            for service in SERVICES:
                hangs_up(pipeline, service, "reload_refused", word)
        pipeline.config_path.unlink()
        for service in SERVICES:
            hangs_up(pipeline, service, "reload_refused", "can't be read")
        expect(pipeline.ask("fetch", "status")["window"]["max_items"] == 9, "the old limits are gone")
        pipeline.config_path.write_text(good)
        expect(set(pipeline.settle(pipeline.feed(urls)).values()) == {"stored"}, "an article that flows was not stored")


def a_setting_that_needs_a_restart_is_refused_whole_by_the_stateful_daemons():
    with Pipeline(build_directory(), services=("store", "fetch")) as pipeline:
        pipeline.write_config({"fetch": {"window_items": 11, "name": "other"}, "store": {"name": "other"}})
        for service in ("store", "fetch"):
            expect("restart" in hangs_up(pipeline, service, "reload_refused", f"{service}.name")["reason"], f"{service} does not say restart")
        expect(pipeline.ask("fetch", "status")["window"]["max_items"] == 256, "half of a refused configuration is in force")


def a_good_configuration_changes_the_limits_of_running_daemons():
    with newsroom(40) as (_, urls), Pipeline(build_directory(), {"fetch": {"window_items": 5}}) as pipeline:
        pipeline.processes["store"].send_signal(signal.SIGSTOP)
        results = pipeline.feed(urls)

        def window(items):
            status = pipeline.ask("fetch", "status")
            return status["window"]["items"] == items and not status["transfers"]
        wait_until(lambda: window(5), "a window of five", 30)
        pipeline.write_config({"fetch": {"window_items": 20, "window_bytes": "32MiB"}})
        hangs_up(pipeline, "fetch", "reload")
        limits = pipeline.ask("fetch", "status")["window"]
        expect((limits["max_items"], limits["max_bytes"]) == (20, 32 << 20), f"the limits are {limits}")
        wait_until(lambda: window(20), "a window of twenty", 30)
        pipeline.write_config({"fetch": {"window_items": 5, "max_body": "1KiB"}})
        hangs_up(pipeline, "fetch", "reload")
        pipeline.processes["store"].send_signal(signal.SIGCONT)
        ends = collections.Counter(pipeline.settle(results, 60).values())
        expect(ends == {"stored": 20, "dead": 20}, f"twenty before and twenty beyond the new max_body, but {ends}")
        reasons = {dead["reason"] for dead in pipeline.ask("fetch", "dead.list")["dead"]}
        expect(reasons == {"too-large"}, f"dead of {reasons}")


def sigterm_drains_the_window_while_the_middle_is_alive():
    with newsroom(60) as (_, urls), Pipeline(build_directory(), {"fetch": {"window_items": 30, "transfers_per_domain": 4}}) as pipeline:
        pipeline.processes["store"].send_signal(signal.SIGSTOP)
        pipeline.feed(urls)
        wait_until(lambda: pipeline.ask("fetch", "status")["window"]["items"] == 30, "a full window", 30)
        fetch = pipeline.processes["fetch"]
        fetch.terminate()
        wait_until(lambda: any(line["event"] == "draining" for line in pipeline.log_events("fetch")), "the fetcher to drain", 30)
        expect(fetch.poll() is None, "the fetcher ended over a full window")
        status = pipeline.ask("fetch", "status")
        expect(status["state"] == "draining" and status["window"]["items"] == 30, f"while draining: {status}")
        pipeline.processes["store"].send_signal(signal.SIGCONT)
        expect(fetch.wait(60) == 0, "the fetcher did not end well")
        stopped = [line for line in pipeline.log_events("fetch") if line["event"] in ("stopped", "drain-timeout")]
        expect(stopped[0].get("how") == "drained", f"it stopped with {stopped}")
        pipeline.start_daemon("fetch")
        pipeline.wait_ready("fetch")
        opened = [line for line in pipeline.log_events("fetch") if line["event"] == "opened"][-1]
        expect(opened["fetched"] == 0 and opened["queued"] == 30, f"left behind: {opened}")
        expect(collections.Counter(pipeline.settle(pipeline.feed(urls)).values()) == {"stored": 60}, "the rest")


def sigterm_of_the_others_gives_every_item_its_end_all_the_same():
    with newsroom(60) as (_, urls), Pipeline(build_directory(), {"fetch": {"ack_timeout": "500ms", "ack_timeout_max": "1s"}}) as pipeline:
        results = pipeline.feed(urls)
        for service in ("clean", "tag", "store"):
            pipeline.stop_daemon(service)
            pipeline.start_daemon(service)
        expect(collections.Counter(pipeline.settle(results, 60).values()) == {"stored": 60}, "the ledger")
        expect(len(list(pipeline.replay())) == 60, "the catalog")


def a_second_sigterm_ends_at_once_and_nothing_is_lost():
    with newsroom(20) as (_, urls), Pipeline(build_directory(), {"fetch": {"drain_timeout": "10min"}}) as pipeline:
        pipeline.processes["store"].send_signal(signal.SIGSTOP)
        results = pipeline.feed(urls)
        wait_until(lambda: pipeline.ask("fetch", "status")["window"]["items"] == 20, "a full window", 30)
        fetch = pipeline.processes["fetch"]
        fetch.terminate()
        wait_until(lambda: any(line["event"] == "draining" for line in pipeline.log_events("fetch")), "the fetcher to drain", 30)
        pipeline.stop_daemon("fetch", 30)  # the second one; drain_timeout would let it wait for ten minutes
        stopped = [line for line in pipeline.log_events("fetch") if line["event"] == "stopped"]
        expect(stopped[-1]["how"] == "stopped at once", f"it stopped with {stopped}")
        pipeline.processes["store"].send_signal(signal.SIGCONT)
        pipeline.start_daemon("fetch")
        expect(collections.Counter(pipeline.settle(results, 60).values()) == {"stored": 20}, "the ledger")


if __name__ == "__main__":
    sys.exit(run_tests([a_broken_configuration_is_refused_with_its_place_and_the_old_one_stays,
                        a_setting_that_needs_a_restart_is_refused_whole_by_the_stateful_daemons,
                        a_good_configuration_changes_the_limits_of_running_daemons,
                        sigterm_drains_the_window_while_the_middle_is_alive,
                        sigterm_of_the_others_gives_every_item_its_end_all_the_same,
                        a_second_sigterm_ends_at_once_and_nothing_is_lost]))
