"""Memory is bounded whatever is fed: the window counts items and bytes, the rest waits in the queue on disk; and a page that is
huge, endless or a bomb comes to a bounded end with a reason.

Status is asserted in every build; resident memory only in one without sanitizers, which need a multiple of it.
"""

import collections
import contextlib
import gzip
import http.server
import sys
import tempfile
import threading
from pathlib import Path

import pages
from pipeline import SERVICES, Failed, Newsroom, Pipeline, build_directory, run_tests, wait_until

MIB = 1 << 20
# Beyond its window or its one article, a process may hold: program, libraries and their tables, SQLite's cache of 64 MiB.
ALLOWANCE = 80 * MIB
HUGE = 100 * MIB


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


def sanitized():
    cache = (build_directory() / "CMakeCache.txt").read_text()
    return not any(line.strip() == "DEPECHE_SANITIZE:STRING=" for line in cache.splitlines())


def peak(pipeline, service):
    """The most resident memory that the daemon ever had, in bytes."""
    for line in Path(f"/proc/{pipeline.processes[service].pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise Failed(f"{service} is gone")


def expect_peak(pipeline, service, limit):
    most = peak(pipeline, service)
    print(f"      {service}: at most {most / MIB:.0f} MiB resident{' (sanitized, not judged)' if sanitized() else ''}")
    expect(sanitized() or most <= limit, f"{service} had {most / MIB:.0f} MiB, more than {limit / MIB:.0f}")


# ---- a store that does not come ----

COUNT, TRANSFERS, WINDOW_ITEMS, WINDOW_BYTES = 2000, 8, 200, 24 * MIB


def a_window_of_large_pages_is_bounded_while_there_is_no_store_and_settles_when_it_comes():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web:
        article = pages.article("Le grand pont").replace("</body>", f"<!--{'x' * MIB}--></body>")
        (Path(place) / "article.html").write_text(article)
        (Path(place) / "photo.png").write_bytes(b"\x89PNG" + b"\x00" * MIB)
        urls = [web.url("article.html" if number % 20 == 0 else "photo.png") + f"?{number}" for number in range(COUNT)]
        settings = {"fetch": {"window_items": WINDOW_ITEMS, "window_bytes": WINDOW_BYTES, "transfers": TRANSFERS,
                              "transfers_per_domain": TRANSFERS, "ack_timeout": "2s", "ack_timeout_max": "2s"}}
        with Pipeline(build_directory(), settings, services=[service for service in SERVICES if service != "store"]) as pipeline:
            results = pipeline.feed(urls)
            windows = []

            def full_and_quiet():
                status = pipeline.ask("fetch", "status")
                windows.append((status["window"]["items"], status["window"]["bytes"]))
                return not status["transfers"] and status["window"]["bytes"] >= WINDOW_BYTES and status
            wait_until(full_and_quiet, "a full window", 60)
            before, looks = len(web.requests()), len(windows) + 50
            wait_until(lambda: full_and_quiet() and len(windows) > looks, "fifty more looks at a full window", 60)
            status = pipeline.ask("fetch", "status")
            most_items, most_bytes = (max(column) for column in zip(*windows))
            beyond = TRANSFERS * (MIB + 4096)  # what is in transfer when the window fills may still enter it
            expect(most_items <= WINDOW_ITEMS and most_bytes <= WINDOW_BYTES + beyond, f"a window of {most_items} items, {most_bytes} bytes")
            queue = status["queue"]
            expect(queue["queued"] + queue["fetched"] == COUNT and queue["fetched"] == status["window"]["items"], f"the queue is {queue}")
            expect(len(web.requests()) == before, "transfers are started over a full window")
            expect_peak(pipeline, "fetch", WINDOW_BYTES + beyond + ALLOWANCE)
            expect_peak(pipeline, "clean", ALLOWANCE)
            expect_peak(pipeline, "tag", ALLOWANCE)
            pipeline.start_daemon("store")
            ends = collections.Counter(pipeline.settle(results, 120).values())
            expect(ends == {"stored": 1, "duplicate": COUNT // 20 - 1, "rejected": COUNT - COUNT // 20}, f"the ledger is {dict(ends)}")
            expect_peak(pipeline, "fetch", WINDOW_BYTES + beyond + ALLOWANCE)
            expect_peak(pipeline, "store", ALLOWANCE)


# ---- pages without measure ----

def bomb():
    return gzip.compress(b"<p>" + b" " * (200 * MIB), 9)


class Monsters(http.server.BaseHTTPRequestHandler):
    """Pages that no reader wants."""

    protocol_version = "HTTP/1.1"
    parting = bomb()

    def do_GET(self):
        with contextlib.suppress(OSError):
            getattr(self, "send_" + self.path.strip("/").split("?")[0], self.send_nothing)()
        self.close_connection = True

    def head(self, *fields, status=200):
        self.send_response(status)
        for name, value in (("Content-Type", "text/html"), ("Connection", "close"), *fields):
            self.send_header(name, value)
        self.end_headers()

    def pour(self, piece, count):
        for _ in range(count):
            self.wfile.write(piece)

    def send_nothing(self):
        self.head(("Content-Length", "0"))

    def send_huge(self):
        self.head(("Content-Length", str(HUGE)))
        self.pour(b"x" * MIB, HUGE // MIB)

    def send_unmeasured(self):
        self.head()
        self.pour(b"x" * MIB, HUGE // MIB)

    def send_endless(self):
        self.head()
        self.pour(b"<p>encore" * 10000, 1 << 40)

    def send_dripping(self):
        self.head()
        while not self.server.over.wait(0.1):
            self.wfile.write(b"x")

    def send_silent(self):
        self.head(("Content-Length", "10"))
        self.server.over.wait(600)

    def send_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1 << 40):
            self.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))

    def send_circle(self):
        self.head(("Location", "/circle"), ("Content-Length", "0"), status=302)

    def send_bomb(self):
        self.head(("Content-Encoding", "gzip"), ("Content-Length", str(len(self.parting))))
        self.wfile.write(self.parting)

    def send_nested(self):
        page = b"<table><tr><td>" * 300000
        self.head(("Content-Length", str(len(page))))
        self.wfile.write(page)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def monsters():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Monsters)
    server.daemon_threads, server.over = True, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield lambda path: f"http://127.0.0.1:{server.server_port}/{path}"
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


# path: how it ends, and for which reason. Of the bomb, what max_page lets through is read: blanks.
ENDS = {"huge": ("dead", "too-large"), "unmeasured": ("dead", "too-large"), "endless": ("dead", "too-large"), "headers": ("dead", "too-large"),
        "dripping": ("dead", "timeout"), "silent": ("dead", "timeout"), "circle": ("dead", "redirect-loop"), "bomb": ("rejected", "empty"),
        "nested": ("rejected", "empty"), "nothing": ("rejected", "empty")}


def a_page_without_measure_ends_bounded_with_a_reason():
    settings = {"fetch": {"transfer_timeout": "2s", "connect_timeout": "2s", "max_fetch_attempts": 2, "retry_delay": "50ms",
                          "transfers_per_domain": 8}}
    with monsters() as url, Pipeline(build_directory(), settings) as pipeline:
        results = pipeline.feed([url(path) for path in ENDS])
        ends = pipeline.settle(results, 60)
        dead = {letter["item"]: letter for letter in pipeline.ask("fetch", "dead.list")["dead"]}
        for result, (path, (end, reason)) in zip(results, ENDS.items()):
            item = result["item"]
            found = dead[item] if ends[item] == "dead" else pipeline.ask("store", "show", {"key": result["url"]})["record"]
            expect((ends[item], found.get("reason")) == (end, reason), f"{path} ended as {ends[item]}: {found}")
            expect(found["detail"], f"{path} is {reason} without a sentence")
            print(f"      {path}: {end}, {reason}: {found['detail'][:100]}")
        expect_peak(pipeline, "fetch", ALLOWANCE + 8 * 16 * MIB)  # eight transfers of max_body at the same time
        expect_peak(pipeline, "clean", ALLOWANCE + 10 * 16 * MIB)  # a parsed page is a multiple of its text
        for service in ("tag", "store"):
            expect_peak(pipeline, service, ALLOWANCE)


if __name__ == "__main__":
    sys.exit(run_tests([a_window_of_large_pages_is_bounded_while_there_is_no_store_and_settles_when_it_comes,
                        a_page_without_measure_ends_bounded_with_a_reason]))
