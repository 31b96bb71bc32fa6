"""A subscriber written from PROTOCOL.md alone, with nothing but a ZeroMQ binding and a JSON parser."""

import contextlib
import json
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import pages
import zmq
from pipeline import Failed, Newsroom, Pipeline, build_directory, run_tests, wait_until


class ForeignSubscriber(threading.Thread):
    """PROTOCOL.md, section 4, word for word. `deaf` makes it drop what the stream says, as PUB does to a slow one."""

    def __init__(self, news, query, after=0):
        super().__init__(daemon=True)
        self.news, self.query, self.last, self.store = news, query, after, None
        self.articles, self.replays, self.rebuilt = [], 0, False
        self.deaf, self.stopping, self.problem = threading.Event(), threading.Event(), None

    def run(self):
        self.context = zmq.Context()
        stream = self.context.socket(zmq.SUB)
        stream.setsockopt(zmq.RCVHWM, 100)
        stream.setsockopt(zmq.SUBSCRIBE, b"article.")
        stream.setsockopt(zmq.SUBSCRIBE, b"heartbeat|")
        stream.connect(self.news)
        try:
            while not self.stopping.is_set():
                if stream.poll(100):
                    topic, text = stream.recv_multipart()
                    if not (self.deaf.is_set() and topic.startswith(b"article.")):
                        self.take(topic, json.loads(text))
        except Exception as problem:
            self.problem = problem
        self.context.destroy(linger=0)

    def take(self, topic, event):
        if self.store and event["store"] != self.store:
            self.rebuilt, self.last = True, 0
        self.store = event["store"]
        if topic.startswith(b"article.") and event["sequence"] == self.last + 1:
            self.keep(event)
        elif event["sequence"] > self.last:
            self.fetch_missing()

    def keep(self, event):
        self.last = event["sequence"]
        self.articles.append((event["sequence"], event["data"]["uri"]))

    def fetch_missing(self):
        more = True
        while more:
            frames = self.ask("replay", {"after": self.last, "limit": 2})
            if frames is None:
                return
            self.replays += 1
            for frame in frames[1:]:
                self.keep(json.loads(frame))
            more = json.loads(frames[0])["data"]["more"]

    def ask(self, verb, data):
        with self.context.socket(zmq.REQ) as socket:
            socket.setsockopt(zmq.LINGER, 0)
            socket.connect(self.query)
            question = str(uuid.uuid4())
            socket.send_json({"specversion": "1.0", "id": question, "source": "/depeche/foreign/subscriber",
                              "type": f"depeche.request.{verb}", "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                              "datacontenttype": "application/json", "data": data})
            if not socket.poll(2000):
                return None
            frames = socket.recv_multipart()
            if json.loads(frames[0])["inreplyto"] != question:
                raise Failed("the reply is to somebody else")
            return frames

    def stop(self):
        self.stopping.set()
        self.join(30)
        if self.problem:
            raise self.problem


@contextlib.contextmanager
def scene(count):
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, \
            Pipeline(build_directory(), {"store": {"heartbeat": "200ms"}}) as pipeline:
        yield pipeline, [web.url(name) for name in pages.write(Path(place), count)]


def subscriber(pipeline, after=0):
    one = ForeignSubscriber(pipeline.endpoint("store.news"), pipeline.endpoint("store.query"), after)
    one.start()
    return one


def expect_all(one, count):
    wait_until(lambda: one.problem or one.last >= count, f"the subscriber to have {count} articles")
    one.stop()
    numbers = [sequence for sequence, _ in one.articles]
    if numbers != list(range(numbers[0], count + 1)) or len({uri for _, uri in one.articles}) != len(numbers):
        raise Failed(f"not each article once and in order: {one.articles}")


def it_gets_live_articles_and_replays_what_was_before_it():
    with scene(8) as (pipeline, urls):
        pipeline.settle(pipeline.feed(urls[:3]))
        one = subscriber(pipeline)
        wait_until(lambda: one.last == 3, "the replay of the past")
        pipeline.settle(pipeline.feed(urls[3:]))
        expect_all(one, 8)
        late = subscriber(pipeline, after=5)
        expect_all(late, 8)
        if late.articles[0][0] != 6:
            raise Failed(f"a cursor is not honoured: {late.articles}")


def it_notices_what_the_stream_dropped_and_fetches_it():
    with scene(6) as (pipeline, urls):
        one = subscriber(pipeline)
        pipeline.settle(pipeline.feed(urls[:1]))
        wait_until(lambda: one.last == 1, "the first article")
        replays = one.replays
        one.deaf.set()
        pipeline.settle(pipeline.feed(urls[1:5]))
        wait_until(lambda: one.last == 5, "a heartbeat to show the gap")
        if one.replays == replays:
            raise Failed("it was not deaf, the test proves nothing")
        one.deaf.clear()
        pipeline.settle(pipeline.feed(urls[5:]))
        expect_all(one, 6)


def it_lives_through_a_store_that_is_killed():
    with scene(6) as (pipeline, urls):
        one = subscriber(pipeline)
        pipeline.settle(pipeline.feed(urls[:3]))
        pipeline.kill("store")
        results = pipeline.feed(urls[3:])
        pipeline.start_daemon("store")
        pipeline.settle(results)
        expect_all(one, 6)


def it_learns_that_the_catalog_was_rebuilt():
    with scene(3) as (pipeline, urls):
        pipeline.settle(pipeline.feed(urls[:2]))
        one = subscriber(pipeline)
        wait_until(lambda: one.last == 2, "two articles")
        pipeline.kill("store")
        for file in pipeline.state_dir.glob("catalog.db*"):
            file.unlink()
        pipeline.start_daemon("store")
        pipeline.wait_ready("store")
        wait_until(lambda: one.problem or one.rebuilt, "the subscriber to see another catalog")
        one.stop()


if __name__ == "__main__":
    sys.exit(run_tests([it_gets_live_articles_and_replays_what_was_before_it, it_notices_what_the_stream_dropped_and_fetches_it,
                        it_lives_through_a_store_that_is_killed, it_learns_that_the_catalog_was_rebuilt]))
