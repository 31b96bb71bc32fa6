"""Bad input to every socket of every daemon: counted, logged with its reason, answered where there is someone to answer, and it
never stops a daemon. Afterwards an article flows as if nothing had been."""

import contextlib
import json
import random
import sys
import tempfile
import uuid
from pathlib import Path

import pages
import zmq
from mutants import Mutator, bad_article, bad_json
from pipeline import SERVICES, SOCKETS, Failed, Newsroom, Pipeline, Wiretap, build_directory, request, run_tests, wait_until

SEED, MUTANTS = 7, 1000  # of each socket
REFUSED = {"fetch": "refused_messages", "store": "refused_messages", "clean": "refused", "tag": "refused"}
PATIENCE = 60 * 1000
LINES_A_MINUTE = 20  # of refusals; beyond that a daemon counts without writing, so that garbage does not fill its log


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


class Hostile:
    """A pipeline with a wiretap on each hop that keeps what passes, a cleaner that also listens to us, and a store's answers that
    pass through our hands on their way to the fetcher."""

    def __init__(self, pipeline, web, names):
        self.pipeline, self.web, self.names = pipeline, web, names
        self.taps, self.seen = [], {"fetch.out": [], "tag.in": [], "store.in": [], "store.ack": []}
        run = f"ipc://{pipeline.run_dir}"
        self.stranger = self.bound(zmq.PUSH, f"{run}/stranger")  # of the cleaner's inputs
        self.answers = self.bound(zmq.PUB, f"{run}/answers")
        self.real_answers = pipeline.context.socket(zmq.SUB)
        self.real_answers.setsockopt(zmq.SUBSCRIBE, b"")
        self.real_answers.connect(pipeline.endpoint("store.ack"))

    def bound(self, kind, endpoint):
        sock = self.pipeline.context.socket(kind)
        sock.setsockopt(zmq.SNDTIMEO, PATIENCE)
        sock.setsockopt(zmq.SNDHWM, 1000)
        sock.setsockopt(zmq.LINGER, 0)
        sock.bind(endpoint)
        return sock

    def pass_answers_on(self):
        while self.real_answers.poll(0):
            frames = self.real_answers.recv_multipart()
            self.seen["store.ack"].append(frames)
            self.answers.send_multipart(frames)

    def an_article_flows(self):
        """The next page is stored."""
        results = self.pipeline.feed([self.web.url(self.names.pop())])

        def stored():
            self.pass_answers_on()
            return self.pipeline.settled([results[0]["item"]])[results[0]["item"]].get("verdict")
        expect(wait_until(stored, "an article to flow", 60) == "stored", "an article that flows was not stored")

    def refused(self, service):
        return self.pipeline.ask(service, "status")[REFUSED[service]]

    def wait_refused(self, service, count, what):
        try:
            wait_until(lambda: self.refused(service) >= count, what, 60)
        except Failed:
            raise Failed(f"{service} has counted {self.refused(service)}, not {count}: {what}; "
                         f"{self.pipeline.log(service)[-1500:]}") from None


@contextlib.contextmanager
def hostile_pipeline():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web:
        names = pages.write(Path(place), 12)
        pipeline = Pipeline(build_directory())
        run = f"ipc://{pipeline.run_dir}"
        pipeline.write_config({"fetch": {"store_ack": f"{run}/answers"}, "store": {"heartbeat": "100ms"},
                               "clean": {"from": [f"{run}/tap1", f"{run}/stranger"], "to": f"{run}/tap2"}, "tag": {"to": f"{run}/tap3"}})
        pipeline.run_dir.mkdir(mode=0o750)
        hostile = Hostile(pipeline, web, names)
        with taps(hostile, run), pipeline:
            pids = {service: pipeline.processes[service].pid for service in SERVICES}
            hostile.an_article_flows()
            yield hostile
            hostile.an_article_flows()
            for service in SERVICES:
                expect(pipeline.ask(service, "ping")["pid"] == pids[service], f"{service} is another process")
            for tap in hostile.taps:
                tap.stop()


@contextlib.contextmanager
def taps(hostile, run):
    """A wiretap on each hop."""
    for hop, pull, push in (("fetch.out", ("fetch.out", False), ("tap1", True)), ("tag.in", ("tap2", True), ("tag.in", False)),
                            ("store.in", ("tap3", True), ("store.in", False))):
        ends = [(f"{run}/{name}", binds) for name, binds in (pull, push)]
        hostile.taps.append(Wiretap(hostile.pipeline.context, *ends, hostile.seen[hop].append))
        hostile.taps[-1].start()
    yield


def foreign(event):
    """The event as of a journal of its own, so that what is made of it concerns no item of the fetcher."""
    epoch = str(uuid.uuid4())
    return {**event, "epoch": epoch, "id": f"{epoch}.1", "item": 1, "attempt": 1}


def entrance(hostile, service):
    """A socket into the stage, and real messages for it."""
    if service == "clean":
        return hostile.stranger, hostile.seen["fetch.out"]
    name = {"tag": "tag.in", "store": "store.in"}[service]
    sock = hostile.pipeline.context.socket(zmq.PUSH)
    sock.setsockopt(zmq.SNDTIMEO, PATIENCE)
    sock.setsockopt(zmq.LINGER, 0)
    sock.connect(hostile.pipeline.endpoint(name))
    return sock, hostile.seen[name]


def arrives(hostile, sock, message):
    """What was sent on the socket before has been dealt with: a right message behind it is at its end."""
    event = foreign(json.loads(message[0]))
    event["data"]["uri"] = event["data"]["depeche"]["url"] = f"http://127.0.0.1/{event['epoch']}"
    sock.send_multipart([json.dumps(event).encode(), *message[1:]])
    wait_until(lambda: hostile.pipeline.ask("store", "show", {"key": event["id"]})["found"], "a right message behind the bad ones", 120)


# ---- every kind ----

def every_kind_of_bad_article_is_counted_and_logged():
    with hostile_pipeline() as hostile:
        for service in ("clean", "tag", "store"):
            sock, real = entrance(hostile, service)
            event, rest = foreign(json.loads(real[0][0])), real[0][1:]
            bad = {name: [frame, *rest] for name, frame in {**bad_json(event), **bad_article(event)}.items()}
            bad["an empty message"] = [b""]
            bad["too many frames"] = [json.dumps(event).encode()] * 9
            bad["a frame too many"] = [json.dumps(event).encode(), *rest, b"", b""]
            bad["frames in the wrong order"] = [b"<html>", json.dumps(event).encode()]
            bad["another stage's type"] = [json.dumps({**event, "type": "depeche.verdicts"}).encode(), *rest]
            bad["a body too many" if service != "clean" else "no body"] = [json.dumps(event).encode(), b"<p>"][:2 - (service == "clean")]
            if service == "store":
                bad["an epoch that is no UUID"] = [json.dumps({**event, "epoch": "yesterday"}).encode()]
                bad["a sequence of its own"] = [json.dumps({**event, "sequence": 5}).encode()]
            before = hostile.refused(service)
            for count, (name, frames) in enumerate(bad.items(), 1):
                sock.send_multipart(frames)
                hostile.wait_refused(service, before + count, name)
            expect(hostile.refused(service) == before + len(bad), f"{service} counted more than came")
            logged = [line for line in hostile.pipeline.log_events(service) if line["event"] == "message_refused"]
            expect(logged and all(line["reason"] for line in logged), f"{service} logged {len(logged)} refusals")
            arrives(hostile, sock, real[0])


def every_kind_of_bad_request_is_counted_logged_and_answered():
    with hostile_pipeline() as hostile:
        for service in SERVICES:
            endpoint = hostile.pipeline.endpoint(SOCKETS[service])
            bad = {name: [frame] for name, frame in bad_json(request("status")).items()}
            bad["a verb that is none"] = [json.dumps({**request("status"), "type": "depeche.request."}).encode()]
            bad["an event that is no request"] = [json.dumps({**request("status"), "type": "depeche.heartbeat"}).encode()]
            bad["two frames"] = [json.dumps(request("status")).encode()] * 2
            bad["too many frames"] = [b"x"] * 20
            bad["an envelope round nothing"] = [b"", b""]
            before = hostile.refused(service)
            with hostile.pipeline.context.socket(zmq.DEALER) as asker:
                asker.setsockopt(zmq.LINGER, 0)
                asker.connect(endpoint)
                for name, frames in bad.items():
                    asker.send_multipart(frames)
                    expect(asker.poll(PATIENCE), f"{service} does not answer {name}")
                    reply = json.loads(asker.recv_multipart()[-1])
                    expect(reply["type"] == "depeche.reply.error" and reply["data"]["code"] and reply["data"]["message"],
                           f"{service} answered {name} with {reply}")
            expect(hostile.refused(service) == before + len(bad), f"{service} counted {hostile.refused(service) - before} of {len(bad)}")
            logged = [line for line in hostile.pipeline.log_events(service) if line["event"] == "request_refused"]
            expect(logged and all(line["reason"] for line in logged), f"{service} logged {len(logged)} refusals")


def a_request_beyond_what_the_transport_takes_stops_nothing():
    with hostile_pipeline() as hostile, hostile.pipeline.context.socket(zmq.DEALER) as asker:
        asker.setsockopt(zmq.LINGER, 0)
        asker.connect(hostile.pipeline.endpoint("fetch.feed"))
        asker.send(b"x" * (81 * 1024 * 1024))
        asker.send(json.dumps(request("ping")).encode())
        wait_until(lambda: hostile.pipeline.ask("fetch", "ping"), "the fetcher")


def verdict(epoch, item, kind="stored", **more):
    return {"epoch": epoch, "item": item, "attempt": 1, "verdict": kind, "sequence": 1, **more}


def verdicts_event(*verdicts):
    return {"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/depeche/store/main", "type": "depeche.verdicts",
            "time": "2024-05-04T10:00:00Z", "datacontenttype": "application/json", "data": {"verdicts": list(verdicts)}}


def every_kind_of_bad_verdict_is_counted_logged_and_settles_nothing():
    with hostile_pipeline() as hostile:
        epoch = hostile.pipeline.ask("fetch", "status")["epoch"]
        result = hostile.pipeline.feed([hostile.web.url(hostile.names.pop())])[0]  # its verdict waits in our hands
        item = result["item"]
        wait_until(lambda: hostile.pipeline.ask("store", "show", {"key": f"{epoch}.{item}"})["found"], "the store's verdict")
        good = verdicts_event(verdict(epoch, item))
        bad = {name: [b"ack.main|", frame] for name, frame in bad_json(good).items()}
        bad["no event"] = [b"ack.main|"]
        bad["a frame too many"] = [b"ack.main|", json.dumps(good).encode(), b""]
        bad["no topic"] = [b"heartbeat|"]
        wrong = {"another epoch": verdict(str(uuid.uuid4()), item), "no epoch": {"item": item, "attempt": 1, "verdict": "stored"},
                 "an unknown verdict": verdict(epoch, item, "burnt"), "a verdict that is a number": verdict(epoch, item, 7),
                 "an item that is text": verdict(epoch, str(item)), "a negative item": verdict(epoch, -item),
                 "item 0": verdict(epoch, 0), "a negative sequence": {**verdict(epoch, item), "sequence": -1}, "text": "stored", "null": None}
        bad.update({name: [b"ack.main|", json.dumps(verdicts_event(one)).encode()] for name, one in wrong.items()})
        bad["data without verdicts"] = [b"ack.main|", json.dumps({**good, "data": {"verdicts": {"epoch": epoch}}}).encode()]
        bad["no data"] = [b"ack.main|", json.dumps({**good, "data": None}).encode()]
        bad["an article"] = [b"ack.main|", hostile.seen["store.in"][0][0]]
        before = hostile.refused("fetch")
        for count, (name, frames) in enumerate(bad.items(), 1):
            hostile.answers.send_multipart(frames)
            hostile.wait_refused("fetch", before + count, name)
        expect(not hostile.pipeline.settled([item])[item].get("verdict"), "a bad verdict settled an item")
        unknown = verdicts_event(verdict(epoch, 2 ** 40), verdict(epoch, 999999, "rejected"))  # right, of items that were never fed
        hostile.answers.send_multipart([b"ack.main|", json.dumps(unknown).encode()])
        logged = [line for line in hostile.pipeline.log_events("fetch") if line["event"] in ("message-refused", "verdicts-ignored")]
        expect(len(logged) >= LINES_A_MINUTE and all(line["reason"] for line in logged), f"{len(logged)} of {len(bad)} refusals are in the log")


# ---- mutants ----

def thousands_of_mutants_of_real_articles_stop_no_stage():
    with hostile_pipeline() as hostile:
        for service in ("clean", "tag", "store"):
            sock, real = entrance(hostile, service)
            messages = [[json.dumps(foreign(json.loads(frames[0]))).encode(), *frames[1:]] for frames in real]
            mutants, before = Mutator(random.Random(SEED), messages), hostile.refused(service)
            for _ in range(MUTANTS):
                sock.send_multipart(next(mutants))
            arrives(hostile, sock, real[0])
            refused = hostile.refused(service) - before
            print(f"      {service}: {refused} of {MUTANTS} mutants refused")
            expect(refused > MUTANTS // 4, f"{service} refused only {refused} mutants")


def thousands_of_mutants_of_real_requests_are_each_answered():
    with hostile_pipeline() as hostile:
        requests = {"fetch": [("feed", {"urls": ["no address", "neither"]}), ("show", {"key": "1"}), ("settled", {"items": [1, 2]}),
                              ("dead.list", {"after": 0, "limit": 2}), ("dead.retry", {"items": [7]}), ("drain", {"on": False}), ("status", None)],
                    "store": [("replay", {"after": 0, "limit": 2}), ("show", {"key": "1"}), ("status", None)],
                    "clean": [("ping", None), ("status", {})], "tag": [("ping", None), ("status", {})]}
        for service, questions in requests.items():
            messages = [[json.dumps(request(verb, data)).encode()] for verb, data in questions]
            mutants, before = Mutator(random.Random(SEED), messages), hostile.refused(service)
            with hostile.pipeline.context.socket(zmq.DEALER) as asker:
                asker.setsockopt(zmq.LINGER, 0)
                asker.connect(hostile.pipeline.endpoint(SOCKETS[service]))
                for _ in range(MUTANTS):
                    mutant = next(mutants)
                    asker.send_multipart(mutant)
                    expect(asker.poll(PATIENCE), f"{service} does not answer {mutant}")
                    json.loads(asker.recv_multipart()[-1 if len(mutant) else 0])
            print(f"      {service}: {hostile.refused(service) - before} of {MUTANTS} mutants refused")
            expect(hostile.refused(service) - before > MUTANTS // 4, f"{service} refused only few mutants")
        hostile.pipeline.ask("fetch", "drain", {"on": False})


def thousands_of_mutants_of_real_verdicts_do_not_stop_the_fetcher():
    with hostile_pipeline() as hostile:
        hostile.pass_answers_on()
        epoch = str(uuid.uuid4())
        messages = [[b"ack.main|", json.dumps(verdicts_event(*(verdict(epoch, item) for item in range(1, 4)))).encode()],
                    *[frames for frames in hostile.seen["store.ack"] if frames[0] == b"heartbeat|"][:1]]
        mutants, before, sent = Mutator(random.Random(SEED), messages), hostile.refused("fetch"), 0
        while sent < MUTANTS:
            topic, *rest = next(mutants)
            if not topic.startswith((b"ack.main|", b"heartbeat|")):
                topic = b"ack.main|"  # or the fetcher would not hear it
            hostile.answers.send_multipart([topic, *rest])
            sent += 1
            if sent % 100 == 0:  # no more than the fetcher's queue has room for
                hostile.answers.send_multipart([b"ack.main|"])
                reached = hostile.refused("fetch")
                hostile.pipeline.ask("fetch", "ping")
                hostile.wait_refused("fetch", max(before + 1, reached), "the mutants so far")
        refused = hostile.refused("fetch") - before
        print(f"      fetch: {refused} of {MUTANTS} mutants refused")
        expect(refused > MUTANTS // 2, f"the fetcher refused only {refused} mutants")


if __name__ == "__main__":
    sys.exit(run_tests([every_kind_of_bad_article_is_counted_and_logged, every_kind_of_bad_request_is_counted_logged_and_answered,
                        a_request_beyond_what_the_transport_takes_stops_nothing,
                        every_kind_of_bad_verdict_is_counted_logged_and_settles_nothing,
                        thousands_of_mutants_of_real_articles_stop_no_stage, thousands_of_mutants_of_real_requests_are_each_answered,
                        thousands_of_mutants_of_real_verdicts_do_not_stop_the_fetcher]))
