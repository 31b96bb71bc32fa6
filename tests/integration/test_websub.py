#!/usr/bin/env python3
"""A feed whose hub tells of its news (W3C WebSub), with a small hub of our own: subscriptions are asked for, confirmed and renewed;
signed news are stored between two polls; forged ones are not believed; without its hub a feed is polled as any other."""

import functools
import hashlib
import hmac
import http.server
import signal
import ssl
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from pipeline import Pipeline, build_directory, free_port, run_tests, wait_until
from raw_web import Authority
from test_sources import ITEM, Site, add, listed, source, stored_urls, wait_stored

ATOM = ('<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        '<title>Échos de Maradi</title><atom:link rel="hub" href="{hub}"/><atom:link rel="self" href="{topic}"/>{items}'
        "</channel></rss>")


def call(url, body=None, headers=None):
    """The status and the body of an answer of the fetcher."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


class Hub:
    """Takes subscriptions over https, verifies each as `verify` says, and delivers what it is told to.

    verify: "subscribe" (with `lease` seconds), "denied", or "" for a hub that never calls back. status: of its answers."""

    def __init__(self, directory, verify="subscribe", lease=86400, status=202):
        self.verify, self.lease, self.status = verify, lease, status
        self.asked, self.echoes, self.calls = [], [], []
        self.authority = Authority(directory, "hubs")
        self.certificate = self.authority.certificate("hub", "IP:127.0.0.1")
        self.port, self.server = free_port(), None

    def start(self):
        hub = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                hub.asked.append({key: values[0] for key, values in form.items()})
                self.send_response(hub.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                if hub.verify and hub.status == 202:
                    threading.Thread(target=hub.call_back, args=(hub.asked[-1],), daemon=True).start()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Answer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, self.certificate))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def call_back(self, form):
        challenge = f"echo-{len(self.echoes)}"
        said = {"hub.mode": self.verify, "hub.topic": form["hub.topic"]}
        if self.verify == "denied":
            said["hub.reason"] = "this feed is for subscribers of the paper"
        else:
            said.update({"hub.challenge": challenge, "hub.lease_seconds": self.lease})
        status, body = call(form["hub.callback"] + "?" + urllib.parse.urlencode(said))
        self.echoes.append((status, body.decode() == challenge))

    def deliver(self, content, secret=None):
        form = self.asked[-1]
        key = (secret or form["hub.secret"]).encode()
        signature = hmac.new(key, content.encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/rss+xml; charset=utf-8", "X-Hub-Signature": f"sha256={signature}"}
        return call(form["hub.callback"], content.encode(), headers)[0]

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}/hub"


class Scene:
    """A feed with a hub, and the fetcher with a callback that the hub can reach. The feed is polled once in five minutes at most."""

    def __init__(self, build, hub_is_up=True, **hub):
        self.place = tempfile.TemporaryDirectory()
        self.site, self.hub = Site(), Hub(self.place.name, **hub)
        self.hub_is_up, port = hub_is_up, free_port()
        self.settings = {"fetch": {"group_commit": "10ms", "retry_delay": "100ms", "ca_file": str(self.hub.authority.file),
                                   "websub_callback": f"http://127.0.0.1:{port}/hubs", "websub_listen": f"127.0.0.1:{port}"}}
        self.base = self.settings["fetch"]["websub_callback"]
        self.pipeline = Pipeline(build, self.settings)

    def __enter__(self):
        if self.hub_is_up:
            self.hub.start()
        self.site.__enter__()
        self.pipeline.__enter__()
        return self

    def __exit__(self, *end):
        try:
            self.pipeline.__exit__(*end)
        finally:
            self.site.__exit__(*end)
            self.hub.stop()
            self.place.cleanup()

    def content(self, urls):
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
        items = "".join(ITEM.format(number=at, url=url, date=date) for at, url in enumerate(urls))
        return ATOM.format(hub=self.hub.url, topic=self.site.url("feed.xml"), items=items)

    def follow(self, urls):
        self.site.write("feed.xml", self.content(urls))
        number, = add(self.pipeline, self.site.url("feed.xml"))
        wait_stored(self.pipeline, urls)
        return number

    def wait_websub(self, number, state):
        wait_until(lambda: source(self.pipeline, number).get("websub") == state, f"a subscription that is {state}")

    def polls(self):
        return self.site.asked("/feed.xml")


def test_signed_news_are_stored_between_two_polls(build):
    with Scene(build) as scene:
        urls = scene.site.publish(1, 4)
        number = scene.follow(urls[:1])
        scene.wait_websub(number, "active")
        assert scene.hub.echoes == [(200, True)], scene.hub.echoes
        asked = scene.hub.asked[0]
        assert asked["hub.mode"] == "subscribe" and asked["hub.topic"] == scene.site.url("feed.xml"), asked
        assert asked["hub.callback"].startswith(f"{scene.base}/{number}/") and asked["hub.secret"], asked
        polls = scene.polls()
        assert scene.hub.deliver(scene.content(urls[:3])) == 200
        wait_stored(scene.pipeline, urls[:3])
        assert scene.polls() == polls, "no poll was needed"
        shown = source(scene.pipeline, number)
        assert shown["entries_new"] == 3 and shown["hub"] == scene.hub.url, shown
        secret = asked["hub.secret"]
        told = scene.pipeline.cli("source", "show", str(number)).stdout + scene.pipeline.log("fetch") + str(listed(scene.pipeline))
        assert secret not in told, "the secret is for the hub alone"
        scene.pipeline.restart("fetch")
        scene.pipeline.wait_ready("fetch")
        assert scene.hub.deliver(scene.content(urls)) == 200
        wait_stored(scene.pipeline, urls)
        assert len(scene.hub.asked) == 1, "a subscription outlives the process"


def test_forged_news_are_not_believed_but_polled(build):
    with Scene(build) as scene:
        urls = scene.site.publish(1, 2)
        scene.pipeline.write_config({"fetch": {**scene.settings["fetch"], "poll_min": "1s"}})
        scene.pipeline.processes["fetch"].send_signal(signal.SIGHUP)
        number = scene.follow(urls[:1])
        scene.wait_websub(number, "active")
        polls = scene.polls()
        forged = scene.content([scene.site.url("forged.html")])
        assert scene.hub.deliver(forged, secret="guessed") == 200
        wait_until(lambda: scene.polls() > polls, "a poll of what was rumoured")
        assert scene.hub.deliver(forged, secret="guessed") == 200
        assert call(f"{scene.base}/{number}/{'0' * 32}", forged.encode())[0] == 404
        assert call(f"{scene.base}/4711/{'0' * 32}?hub.mode=subscribe")[0] == 404
        assert scene.site.asked("/forged.html") == 0 and stored_urls(scene.pipeline) == urls[:1]


def test_news_that_a_kill_cut_short_are_polled(build):
    with Scene(build) as scene:
        urls = scene.site.publish(1, 3)
        number = scene.follow(urls[:1])
        scene.wait_websub(number, "active")
        scene.site.write("feed.xml", scene.content(urls))
        assert scene.hub.deliver(scene.content(urls)) == 200
        scene.pipeline.restart("fetch")
        wait_until(lambda: set(urls) <= set(stored_urls(scene.pipeline)), "the news, by a poll or from the journal", timeout=120)


def test_a_hub_that_denies_says_why_and_the_feed_is_polled(build):
    with Scene(build, verify="denied") as scene:
        number = scene.follow(scene.site.publish(1, 1))
        scene.wait_websub(number, "refused")
        shown = source(scene.pipeline, number)
        assert "this feed is for subscribers" in shown["hub_detail"] and shown["renew_at"], shown
        assert shown["state"] == "active" and shown["next_poll_at"], shown


def test_a_lease_is_renewed_before_it_ends(build):
    with Scene(build, lease=8) as scene:
        scene.pipeline.write_config({"fetch": {**scene.settings["fetch"], "poll_min": "1s"}})
        scene.pipeline.processes["fetch"].send_signal(signal.SIGHUP)
        number = scene.follow(scene.site.publish(1, 1))
        scene.wait_websub(number, "active")
        first = source(scene.pipeline, number)
        assert first["renew_at"] < first["lease_until"], first
        wait_until(lambda: len(scene.hub.asked) >= 3, "two renewals")
        assert len({form["hub.secret"] for form in scene.hub.asked}) == 1
        wait_until(lambda: source(scene.pipeline, number).get("lease_until", "") > first["lease_until"], "the longer lease")


def test_without_its_hub_a_feed_is_polled_and_the_hub_is_asked_again(build):
    with Scene(build, hub_is_up=False) as scene:
        urls = scene.site.publish(1, 2)
        scene.pipeline.write_config({"fetch": {**scene.settings["fetch"], "poll_min": "1s", "poll_max": "2s"}})
        scene.pipeline.processes["fetch"].send_signal(signal.SIGHUP)
        number = scene.follow(urls[:1])
        wait_until(lambda: source(scene.pipeline, number).get("hub_detail"), "what keeps the hub from being asked")
        assert source(scene.pipeline, number)["websub"] == "asked"
        scene.site.write("feed.xml", scene.content(urls))
        wait_stored(scene.pipeline, urls)
        scene.hub.start()
        scene.wait_websub(number, "active")


def test_a_removed_source_is_gone_for_its_hub(build):
    with Scene(build) as scene:
        urls = scene.site.publish(1, 1)
        number = scene.follow(urls)
        scene.wait_websub(number, "active")
        assert scene.pipeline.ask("fetch", "source.remove", {"sources": [number]})["changed"] == 1
        assert scene.hub.deliver(scene.content(urls)) == 410


if __name__ == "__main__":
    BUILD = build_directory()
    TESTS = [test for name, test in list(globals().items()) if name.startswith("test_")]
    sys.exit(run_tests([functools.update_wrapper(functools.partial(test, BUILD), test) for test in TESTS]))
