"""Every message on every hop, seen in passing, against our published schemas and those of the standards."""

import collections
import contextlib
import json
import sys
import tempfile
import threading
from pathlib import Path

import pages
import zmq
from pipeline import Failed, Newsroom, Pipeline, Refused, Schemas, Wiretap, build_directory, request, run_tests, wait_until

HOPS = ("fetch.out", "tag.in", "store.in")


class Listener(threading.Thread):
    """Keeps what a PUB socket says."""

    def __init__(self, context, endpoint):
        super().__init__(daemon=True)
        self.heard, self.stopping = [], threading.Event()
        self.socket = context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.RCVHWM, 1000)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"")
        self.socket.connect(endpoint)
        self.start()

    def run(self):
        while not self.stopping.is_set():
            if self.socket.poll(100):
                self.heard.append(self.socket.recv_multipart())
        self.socket.close()

    def stop(self):
        self.stopping.set()
        self.join(30)
        return self.heard


@contextlib.contextmanager
def tapped(look):
    """A pipeline whose every hop passes through a Wiretap; look(hop, frames)."""
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web:
        pipeline = Pipeline(build_directory())
        run = f"ipc://{pipeline.run_dir}"
        pipeline.write_config({"clean": {"from": [f"{run}/tap1"], "to": f"{run}/tap2"}, "tag": {"to": f"{run}/tap3"},
                               "store": {"heartbeat": "100ms"}})
        pipeline.run_dir.mkdir(mode=0o750)
        taps = [Wiretap(pipeline.context, (f"{run}/fetch.out", False), (f"{run}/tap1", True), lambda frames: look("fetch.out", frames)),
                Wiretap(pipeline.context, (f"{run}/tap2", True), (f"{run}/tag.in", False), lambda frames: look("tag.in", frames)),
                Wiretap(pipeline.context, (f"{run}/tap3", True), (f"{run}/store.in", False), lambda frames: look("store.in", frames))]
        for tap in taps:
            tap.start()
        with pipeline:
            yield pipeline, web, Path(place)
            for tap in taps:
                tap.stop()


def every_message_on_every_hop_is_valid():
    schemas, types = Schemas(), collections.defaultdict(collections.Counter)

    def look(hop, frames):
        event = json.loads(frames[0])
        types[hop][event["type"]] += 1
        schemas.check_event(event)
        if len(frames) != (2 if hop == "fetch.out" else 1):
            raise Failed(f"{len(frames)} frames on {hop}")

    with tapped(look) as (pipeline, web, place):
        names = pages.write(place, 4) + pages.write(place, 2, "en")
        (place / "index.html").write_text(pages.index())
        (place / "empty.html").write_text("")
        (place / "data.json").write_text("{}")
        names += ["index.html", "empty.html", "data.json", f"{names[0]}?copy"]
        news, verdicts = (Listener(pipeline.context, pipeline.endpoint(name)) for name in ("store.news", "store.ack"))

        def both_heard():
            return news.heard and verdicts.heard
        wait_until(both_heard, "a heartbeat on both sockets")
        results = pipeline.feed(map(web.url, names))
        ends = collections.Counter(pipeline.settle(results).values())
        wait_until(lambda: sum(b"article." in frames[0] for frames in news.heard) == 6, "six articles in the news")
        for frames in news.stop() + verdicts.stop():
            schemas.check_event(json.loads(frames[1]))
            types[frames[0].decode()][json.loads(frames[1])["type"]] += 1
    print("     ", {hop: dict(kinds) for hop, kinds in types.items()})
    print("     ", "checked:", schemas.checked)
    if ends != {"stored": 6, "rejected": 3, "duplicate": 1}:
        raise Failed(str(ends))
    expected = {"fetch.out": {"depeche.article.fetched": 10},
                "tag.in": {"depeche.article.cleaned": 7, "depeche.article.rejected": 3},
                "store.in": {"depeche.article.tagged": 7, "depeche.article.rejected": 3}}
    for hop in HOPS:
        if types[hop] != expected[hop]:
            raise Failed(f"{hop}: {dict(types[hop])}")
    for topic in ("article.fr|127.0.0.1|", "article.en|127.0.0.1|", "source.127.0.0.1|fr|", "source.127.0.0.1|en|", "heartbeat|", "ack.main|"):
        if not types[topic]:
            raise Failed(f"nothing was published under {topic}: {list(types)}")


def every_reply_is_valid():
    schemas = Schemas()
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory()) as pipeline:
        url = web.url(pages.write(Path(place), 1)[0])
        results = pipeline.feed([url, web.url("absent.html"), "no url"])
        pipeline.settle(results)
        item = results[0]["item"]
        questions = {"fetch.feed": {"urls": [url, "no url"]}, "fetch.show": {"key": url}, "fetch.settled": {"items": [item, 2, 99]},
                     "fetch.dead.list": {}, "fetch.dead.retry": {"items": [2]}, "fetch.drain": {"on": False},
                     "store.replay": {"after": 0}, "store.show": {"key": url}, "store.search": {"query": "-absent", "facets": True},
                     "store.entities": {"by": "week", "pairs": True},
                     "store.cursor.open": {"name": "desk1", "from": "start"},
                     "store.cursor.next": {"name": "desk1", "limit": 10}, "store.cursor.list": {},
                     "store.cursor.ack": {"name": "desk1", "to": 1}, "store.cursor.seek": {"name": "desk1", "after": 0},
                     "store.cursor.remove": {"name": "desk1"}}
        for name, data in questions.items():
            service, _, verb = name.partition(".")
            schemas.check("replies", {name: pipeline.ask(service, verb, data)})
        for service in ("fetch", "clean", "tag", "store"):
            schemas.check("replies", {"ping": pipeline.ask(service, "ping")})
            schemas.check("status", pipeline.ask(service, "status"))
        found, frames = pipeline.ask_frames("store", "show", {"key": "1"})
        if not found["found"] or len(frames) != 1 or frames[0]["sequence"] != 1:
            raise Failed("show of a stored article has no second frame")
        schemas.check_event(frames[0])


def what_can_not_be_understood_is_answered_with_an_error_and_stops_nothing():
    schemas = Schemas()
    with Pipeline(build_directory()) as pipeline:
        nonsense = [b"", b"{", b"\xff\xfe", b"[]", b'{"specversion":"1.0"}', b"[" * 100000, b'{"a":1,"a":2}',
                    json.dumps(request("no.such.verb")).encode(), json.dumps({**request("ping"), "specversion": "0.3"}).encode()]
        for service, name in (("fetch", "fetch.feed"), ("clean", "clean.status"), ("tag", "tag.status"), ("store", "store.query")):
            for question in nonsense:
                reply = json.loads(pipeline.exchange(pipeline.endpoint(name), question)[-1])  # behind an empty frame, if that was all
                schemas.check("event", reply)
                if reply["type"] != "depeche.reply.error":
                    raise Failed(f"{service} answered {question[:40]!r} with {reply['type']}")
            pipeline.ask(service, "ping")
        for service, verb, data in (("fetch", "feed", {}), ("fetch", "feed", {"urls": ["x"] * 1001}), ("fetch", "settled", {"items": "x"}),
                                    ("fetch", "drain", {}), ("store", "replay", {"after": -1}), ("store", "show", {})):
            try:
                raise Failed(f"{service} took {verb} {data}: {pipeline.ask(service, verb, data)}")
            except Refused as refusal:
                if not refusal.code or not str(refusal):
                    raise Failed(f"{service} {verb}: an error without code or message") from None


if __name__ == "__main__":
    sys.exit(run_tests([every_message_on_every_hop_is_valid, every_reply_is_valid,
                        what_can_not_be_understood_is_answered_with_an_error_and_stops_nothing]))
