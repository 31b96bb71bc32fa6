"""Sinks: a webhook that fails in every way, and files by day, with real daemons that are killed in the middle."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import pages
from pipeline import EVERY_SERVICE, Failed, Newsroom, Pipeline, build_directory, run_tests, wait_until

SECRET = b"a secret of the desk"


def expect(condition, what):
    if not condition:
        raise Failed(what)


class Receiver:
    """A web server that keeps what is posted. `answer(count, headers)` gives (status, headers) for the count-th POST, from 1."""

    def __init__(self, answer=lambda count, headers: (204, {})):
        self.posts, self.times, self.lock = [], [], threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.times.append(time.monotonic())
                    status, headers = answer(len(receiver.times), self.headers)
                    if 200 <= status < 300:
                        receiver.posts.append((dict(self.headers), body))
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/articles"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def sequences(self):
        with self.lock:
            return [json.loads(body)["sequence"] for _, body in self.posts]


class Desk:
    """A pipeline with sinks, and a web server to feed from."""

    def __init__(self, stack, definitions):
        self.place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="depeche-sinks-")))
        (self.place / "sinks").mkdir()
        (self.place / "web").mkdir()
        for name, text in definitions.items():
            self.define(name, text.replace("OUT", f"{self.place}/out"))
        self.web = stack.enter_context(Newsroom(self.place / "web"))
        settings = {"sink": {"definitions": self.place / "sinks"}, "store": {"heartbeat": "200ms"}}
        self.pipeline = stack.enter_context(Pipeline(build_directory(), settings, EVERY_SERVICE))
        self.fed = 0

    def define(self, name, text):
        (self.place / "sinks" / f"{name}.yaml").write_text(text)

    def store(self, count, language="fr"):
        for number in range(self.fed, self.fed + count):
            (self.place / "web" / f"{number}.html").write_text(pages.article(f"Dépêche {number}", language))
        urls = [self.web.url(f"{number}.html") for number in range(self.fed, self.fed + count)]
        self.fed += count
        self.pipeline.settle(self.pipeline.feed(urls))

    def sinks(self):
        return {sink["name"]: sink for sink in self.pipeline.cli_json("sink", "list")}

    def files(self, name="files"):
        lines = []
        for path in sorted((self.place / "out").glob(f"{name}-*.jsonl")):
            lines += path.read_text().splitlines()
        return [json.loads(line) for line in lines]


@contextlib.contextmanager
def desk(**definitions):
    with contextlib.ExitStack() as stack:
        yield Desk(stack, definitions)


def a_webhook_gets_each_article_in_order_and_signed():
    with Receiver() as receiver, tempfile.NamedTemporaryFile() as secret:
        Path(secret.name).write_bytes(SECRET + b"\n")
        with desk(desk=f"webhook: {receiver.url}\nfrom: start\nsecret_file: {secret.name}\n") as newsroom:
            newsroom.store(12)
            wait_until(lambda: len(receiver.posts) >= 12, "twelve articles")
            expect(receiver.sequences() == list(range(1, 13)), f"{receiver.sequences()}")
            for headers, body in receiver.posts:
                signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
                right = "v1," + base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
                expect(headers["webhook-signature"] == right, "the signature is wrong")
                expect(headers["webhook-id"] == json.loads(body)["id"], "the id is not that of the event")
                expect(headers["Content-Type"].startswith("application/cloudevents+json"), headers["Content-Type"])
            wait_until(lambda: newsroom.sinks()["desk"]["position"] == 12, "the position")


def what_fails_is_tried_again_and_nothing_overtakes_it():
    def answer(count, headers):
        if count == 3:
            return 429, {"Retry-After": "2"}
        return (503, {}) if count in (1, 5, 6) else (200, {})

    with Receiver(answer) as receiver, desk(desk=f"webhook: {receiver.url}\nfrom: start\n") as newsroom:
        newsroom.store(6)
        wait_until(lambda: len(receiver.posts) >= 6, "six articles")
        expect(receiver.sequences() == list(range(1, 7)), f"{receiver.sequences()}")
        expect(receiver.times[3] - receiver.times[2] >= 2, "Retry-After was not heeded")


def what_is_refused_becomes_a_dead_letter_and_can_be_sent_again():
    refusing = threading.Event()
    refusing.set()

    def answer(count, headers):
        return (422, {}) if refusing.is_set() and count <= 2 else (200, {})

    with Receiver(answer) as receiver, desk(desk=f"webhook: {receiver.url}\nfrom: start\n") as newsroom:
        newsroom.store(4)
        wait_until(lambda: receiver.sequences() == [3, 4], "the two that are taken")
        letters = newsroom.pipeline.cli_json("sink", "dead", "desk")
        expect([letter["sequence"] for letter in letters] == [1, 2], f"{letters}")
        expect(all(letter["reason"] == "the receiver answered 422" and letter["event"]["data"] for letter in letters), "reasons")
        wait_until(lambda: newsroom.sinks()["desk"]["position"] == 4, "the position")
        expect((newsroom.sinks()["desk"]["sent"], newsroom.sinks()["desk"]["dead"]) == (2, 2), "what was taken and what was not")
        refusing.clear()
        newsroom.pipeline.cli("sink", "retry", "desk")
        wait_until(lambda: receiver.sequences() == [3, 4, 1, 2], "the dead letters to arrive")
        wait_until(lambda: newsroom.sinks()["desk"]["dead"] == 0, "no dead letters to be left")
        newsroom.store(1)
        wait_until(lambda: receiver.sequences() == [3, 4, 1, 2, 5], "what came after them")
        newsroom.pipeline.cli("sink", "retry", "nobody", code=66)
        newsroom.pipeline.cli("sink", "dead", "nobody", code=66)
        expect(newsroom.pipeline.cli("sink", "dead", "desk").stdout == "", "letters that were taken")


def a_receiver_that_is_gone_stops_its_sink_and_no_other():
    with Receiver(lambda count, headers: (410, {})) as gone, Receiver() as there, \
            desk(gone=f"webhook: {gone.url}\nfrom: start\n", there=f"webhook: {there.url}\nfrom: start\n") as newsroom:
        newsroom.store(3)
        wait_until(lambda: there.sequences() == [1, 2, 3], "the other sink")
        wait_until(lambda: newsroom.sinks()["gone"]["state"] == "stopped", "the sink to stop")
        expect(len(gone.times) == 1 and "410" in newsroom.sinks()["gone"]["last_error"], f"{newsroom.sinks()['gone']}")


def a_slow_receiver_holds_up_nobody():
    wait = threading.Event()

    def answer(count, headers):
        wait.wait(60)
        return 200, {}

    with Receiver(answer) as slow, desk(slow=f"webhook: {slow.url}\nfrom: start\ntimeout: 30s\n",
                                        files="directory: OUT\nfrom: start\nformat: flat\n") as newsroom:
        newsroom.store(5)
        wait_until(lambda: len(newsroom.files()) == 5, "the files")
        expect(slow.posts == [], "the slow one was not slow")
        wait.set()
        wait_until(lambda: slow.sequences() == [1, 2, 3, 4, 5], "the slow one to arrive")


def killed_in_the_middle_files_have_each_article_once_and_webhooks_repeat_only_under_the_same_id():
    with Receiver() as receiver, desk(desk=f"webhook: {receiver.url}\nfrom: start\n",
                                      files="directory: OUT\nfrom: start\n") as newsroom:
        for _ in range(4):
            newsroom.store(25)
            wait_until(lambda: len(receiver.posts) >= newsroom.fed - 20, "some of them")
            newsroom.pipeline.restart("sink")
        newsroom.pipeline.wait_ready("sink")
        wanted = list(range(1, newsroom.fed + 1))
        wait_until(lambda: len(newsroom.files()) >= newsroom.fed, "every article in the files")
        expect([event["sequence"] for event in newsroom.files()] == wanted, "files: an article is missing, doubled or misplaced")
        wait_until(lambda: sorted(set(receiver.sequences())) == wanted, "every article at the webhook")
        ids = {}
        for headers, body in receiver.posts:
            expect(ids.setdefault(json.loads(body)["sequence"], headers["webhook-id"]) == headers["webhook-id"], "another id")
        firsts = list(dict.fromkeys(receiver.sequences()))
        expect(firsts == wanted, "an article overtook another")


def where_a_sink_begins_is_said_once():
    with Receiver() as receiver, desk(desk="directory: OUT\n") as newsroom:
        newsroom.store(3)
        newsroom.define("late", f"webhook: {receiver.url}\nfrom: 3\n")
        newsroom.pipeline.processes["sink"].send_signal(signal.SIGHUP)
        wait_until(lambda: receiver.sequences() == [3], "the third article")
        newsroom.define("late", f"webhook: {receiver.url}\nfrom: 5\n")
        newsroom.pipeline.restart("sink")
        newsroom.store(2)
        wait_until(lambda: receiver.sequences()[-1] == 5, "the fifth article")
        expect(sorted(set(receiver.sequences())) == [3, 4, 5], f"{receiver.sequences()}")


def what_a_restored_store_gives_anew_is_written_too():
    with desk(files="directory: OUT\nfrom: start\n") as newsroom:
        pipeline, copy = newsroom.pipeline, newsroom.place / "copy"
        newsroom.store(5)
        wait_until(lambda: pipeline.cli_json("cursor", "list")[0]["position"] == 5, "the acknowledgement")
        pipeline.cli("backup", copy)
        newsroom.store(5)
        wait_until(lambda: len(newsroom.files()) == 10, "ten articles")
        wait_until(lambda: newsroom.sinks()["files"]["position"] == 10, "the position")
        for service in ("sink", "store"):
            pipeline.stop_daemon(service)
        for path in pipeline.state_dir.glob("*.db*"):
            path.unlink()
        for path in copy.glob("*.db"):
            shutil.copy(path, pipeline.state_dir / path.name)
        for service in ("store", "sink"):
            pipeline.start_daemon(service)
            pipeline.wait_ready(service)
        newsroom.store(4)
        wait_until(lambda: len(newsroom.files()) == 14, "what came after the restore")
        ids = [event["id"] for event in newsroom.files()]
        expect(len(set(ids)) == 14, "an article is there twice")


def a_filter_lets_through_what_it_says():
    with Receiver() as receiver, desk(english=f"webhook: {receiver.url}\nfrom: start\nfilter: lang:en\nformat: flat\n") as newsroom:
        newsroom.store(2, "fr")
        newsroom.store(3, "en")
        wait_until(lambda: len(receiver.posts) >= 3, "three articles")
        expect([json.loads(body)["language"] for _, body in receiver.posts] == ["en"] * 3, "the languages")


def wrong_definitions_are_refused_and_the_old_ones_stay():
    with Receiver() as receiver, desk(desk=f"webhook: {receiver.url}\nfrom: start\n") as newsroom:
        newsroom.define("other", "webhook: nowhere\n")
        newsroom.pipeline.processes["sink"].send_signal(signal.SIGHUP)
        wait_until(lambda: "other.yaml:1" in newsroom.pipeline.log("sink"), "the refusal in the log")
        newsroom.store(2)
        wait_until(lambda: receiver.sequences() == [1, 2], "the old definition at work")
        expect(list(newsroom.sinks()) == ["desk"], "the sinks")


def a_directory_that_is_not_there_yet_is_waited_for():
    with desk(files="directory: OUT/below\nfrom: start\n") as newsroom:
        newsroom.pipeline.kill("sink")
        shutil.rmtree(newsroom.place / "out")
        (newsroom.place / "out").write_text("in the way")
        newsroom.pipeline.start_daemon("sink")
        newsroom.pipeline.wait_ready("sink")
        wait_until(lambda: newsroom.sinks()["files"]["state"] == "waiting" and newsroom.sinks()["files"].get("last_error"), "the trouble")
        newsroom.store(2)
        (newsroom.place / "out").unlink()
        wait_until(lambda: len(list((newsroom.place / "out").glob("below/files-*.jsonl"))) == 1, "the file")
        wait_until(lambda: newsroom.sinks()["files"]["sent"] == 2, "what was waiting")


def a_new_definition_takes_the_place_of_one_that_is_busy():
    busy, free = threading.Event(), threading.Event()

    def answer(count, headers):
        busy.set()
        free.wait(60)
        return 200, {}

    with Receiver(answer) as slow, Receiver() as other, desk(desk=f"webhook: {slow.url}\nfrom: start\ntimeout: 60s\n") as newsroom:
        newsroom.store(2)
        expect(busy.wait(60), "the slow receiver was not asked")
        newsroom.define("desk", f"webhook: {other.url}\n")
        newsroom.define("files", f"directory: {newsroom.place}/out\nfrom: start\n")
        newsroom.pipeline.processes["sink"].send_signal(signal.SIGHUP)
        wait_until(lambda: len(newsroom.files()) == 2, "the other sink")
        wait_until(lambda: other.sequences() == [1, 2], "the new receiver, behind what the old one took")
        free.set()


if __name__ == "__main__":
    chosen = sys.argv[2:]
    tests = [a_webhook_gets_each_article_in_order_and_signed, what_fails_is_tried_again_and_nothing_overtakes_it,
             what_is_refused_becomes_a_dead_letter_and_can_be_sent_again, a_receiver_that_is_gone_stops_its_sink_and_no_other,
             a_slow_receiver_holds_up_nobody,
             killed_in_the_middle_files_have_each_article_once_and_webhooks_repeat_only_under_the_same_id,
             a_directory_that_is_not_there_yet_is_waited_for, a_new_definition_takes_the_place_of_one_that_is_busy,
             where_a_sink_begins_is_said_once,
             what_a_restored_store_gives_anew_is_written_too, a_filter_lets_through_what_it_says, wrong_definitions_are_refused_and_the_old_ones_stay]
    sys.exit(run_tests([test for test in tests if not chosen or any(word in test.__name__ for word in chosen)]))
