"""The archive: read by programs that are not ours, damage named, files of other programs read, and sent down the wire."""

import base64
import contextlib
import functools
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import zmq

import pages
from pipeline import Failed, Newsroom, Pipeline, build_directory, run_tests, wait_until

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chaos"))
import warc_check  # noqa: E402

HERE = Path(__file__).resolve().parent


def expect(condition, what):
    if not condition:
        raise Failed(what)


@contextlib.contextmanager
def workshop():
    """The operator's command without daemons, and a directory."""
    with tempfile.TemporaryDirectory(prefix="depeche-warc-") as place, Pipeline(build_directory(), {}, ()) as pipeline:
        yield pipeline, Path(place)


def sample_archive(place):
    """A file with every kind of record that the writer knows."""
    program = build_directory() / "tests" / "bench" / "warc_records"
    subprocess.run([program, "--repeats", "2", "--keep", place], check=True, capture_output=True)
    return next(Path(place).glob("*.warc.gz"))


# ---- our files, other readers ----

@functools.cache
def warcio_directory():
    """Where npm's warcio lies; None, and a word on why, when it can't be had."""
    directory = build_directory() / "warcio"
    if not shutil.which("node") or not shutil.which("npm"):
        return print("skipped: what npm's warcio says, because node and npm are not installed")
    if not (directory / "node_modules" / "warcio").exists():
        directory.mkdir(exist_ok=True)
        try:
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefix", ".", "warcio@2"],
                           cwd=directory, capture_output=True, timeout=120, check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return print("skipped: what npm's warcio says, because it can't be installed here")
    return directory


def warcio_records(directory, file):
    done = subprocess.run(["node", HERE / "warcio_read.mjs", directory, file], capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"warcio does not read {file}: {done.stderr[-800:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def agree(strict, foreign):
    """What our own strict reader found and what warcio found are the same records."""
    expect(len(strict) == len(foreign), f"warcio finds {len(foreign)} records of {len(strict)}")
    for (offset, headers, _), other in zip(strict, foreign):
        expect(headers["warc-type"] == other["type"], f"warcio takes the record at {offset} for {other['type']}")
        if other["type"] not in ("response", "revisit"):
            continue
        expect(other["url"] == headers["warc-target-uri"] and other["protocol"] in ("HTTP/1.1", "HTTP/1.0"), f"{other}")
        if other["type"] == "response":
            digest = "sha1:" + base64.b32encode(bytes.fromhex(other["payload_sha1"])).decode()
            expect(other["digest"] == digest, f"warcio reads another payload at {offset}")
            told = other["told_length"]
            expect(told is None or int(told) == other["payload_bytes"], f"Content-Length {told} at {offset}")


def every_kind_of_record_is_read_by_independent_readers():
    with workshop() as (pipeline, place):
        file = sample_archive(place)
        strict = warc_check.read(file)
        kinds = {headers["warc-type"] for _, headers, _ in strict}
        expect(kinds == {"warcinfo", "request", "metadata", "response", "revisit"}, f"{kinds}")
        verdict = pipeline.cli_json("warc", "verify", file)[-1]
        expect(verdict["sound"] and verdict["records"] == len(strict) and not verdict["remarks"], f"{verdict}")
        directory = warcio_directory()
        if directory:
            foreign = warcio_records(directory, file)
            agree(strict, foreign)
            pages_read = [other for other in foreign if other["type"] == "response" and other["status"] == 200]
            expect(all(other["content_begins"].startswith("<p class=") for other in pages_read), "warcio can't decode a body")


LOCATIONS = "location /packed/ { gzip on; gzip_min_length 1; } location /gone/ { return 410; }"


def a_real_archive_is_sound_and_told_record_by_record():
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place, LOCATIONS) as web, \
            Pipeline(build_directory()) as pipeline:
        (Path(place) / "packed").mkdir()
        for name in ("a.html", "b.html", "packed/c.html"):
            (Path(place) / name).write_text(pages.article(f"Dépêche {name}"))
        urls = [web.url(name) for name in ("a.html", "b.html", "packed/c.html")]
        pipeline.settle(pipeline.feed(urls + [web.url("gone/x")]))
        verdicts = pipeline.cli_json("warc", "verify", "--all")
        expect(verdicts and all(verdict["sound"] for verdict in verdicts), f"{verdicts}")
        file = next(pipeline.state_dir.rglob("*.warc.gz"))
        expect(set(urls) <= set(warc_check.check(file)), "a page is not in the archive")
        directory = warcio_directory()
        if directory:
            agree(warc_check.read(file), warcio_records(directory, file))
        lines = pipeline.cli_json("warc", "list", "--type", "response", "--url", "*.html", file)
        expect([line["url"] for line in lines if line["url"] in urls] and len(lines) == 3, f"{lines}")
        for line in lines:
            body = pipeline.cli("warc", "show", "--body", file, line["offset"]).stdout
            name = line["url"].split("/", 3)[3]
            expect(body == (Path(place) / name).read_text(), f"another body for {name}")
        expect(pipeline.cli("warc", "show", "--head", file, lines[0]["offset"]).stdout.startswith("HTTP/1.1 200 OK"), "no head")
        _, screen = pipeline.cli_terminal("warc", "list", file)
        expect("offset" in screen and "response" in screen and "warcinfo" in screen, screen)


VISITED = "location /old.html { return 301 /new.html; }"


def redirects_and_unchanged_pages_are_archived_with_what_led_to_them():
    settings = {"fetch": {"revisit_after": "300ms", "revisits": 1}}
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place, VISITED) as web, \
            Pipeline(build_directory(), settings) as pipeline:
        (Path(place) / "new.html").write_text(pages.article("Dépêche"))
        pipeline.settle(pipeline.feed([web.url("old.html")]))
        wait_until(lambda: any(line["kind"] == "revisit" for line in pipeline.cli_json("warc", "list")), "the page to be revisited")
        found = warc_check.read(next(pipeline.state_dir.rglob("*.warc.gz")))
        metadata = [block.decode() for _, headers, block in found if headers["warc-type"] == "metadata"]
        expect(any(f"via: {web.url('old.html')}\r\n" in block and "hopsFromSeed: R" in block for block in metadata), f"{metadata}")
        revisits = [headers for _, headers, _ in found if headers["warc-type"] == "revisit"]
        expect(revisits and revisits[0]["warc-refers-to-target-uri"] == web.url("new.html"), f"{revisits}")
        ids = [headers["warc-record-id"] for _, headers, _ in found if headers["warc-type"] == "response"]
        expect(revisits[0]["warc-refers-to"] in ids, "the revisit refers to no response")
        body = pipeline.cli("warc", "show", "--body", web.url("old.html")).stdout
        expect(body == (Path(place) / "new.html").read_text(), "the page is not shown by its URL")
        directory = warcio_directory()
        if directory:
            agree(found, warcio_records(directory, next(pipeline.state_dir.rglob("*.warc.gz"))))


# ---- damage ----

def damage_is_named_with_its_place():
    with workshop() as (pipeline, place):
        data = sample_archive(place).read_bytes()
        offsets = [offset for offset, *_ in warc_check.read(next(place.glob("*.warc.gz")))]
        torn, flipped, cut = place / "torn.warc.gz", place / "flipped.warc.gz", place / "cut.warc.gz"
        torn.write_bytes(data[:-5])
        flipped.write_bytes(data[:offsets[3] + 1000] + bytes([data[offsets[3] + 1000] ^ 1]) + data[offsets[3] + 1001:])
        cut.write_bytes(data[:offsets[5] + 100] + data[offsets[6]:])
        for file, kind, offset, word in ((torn, "torn", offsets[-1], "torn tail"), (flipped, "damaged", offsets[3], "checksum"),
                                         (cut, "damaged", offsets[5], "gzip member")):
            lines = [json.loads(line) for line in pipeline.cli("warc", "verify", file, code=65).stdout.splitlines()]
            expect(lines[0]["kind"] == kind and lines[0]["offset"] == offset and word in lines[0]["problem"], f"{file}: {lines}")
            expect(lines[-1]["records"] == len(offsets) - 1 and not lines[-1]["sound"], f"{file}: {lines[-1]}")
            expect(len(pipeline.cli_json("warc", "list", file, code=65)) == len(offsets) - 1, f"list of {file}")
        code, screen = pipeline.cli_terminal("warc", "verify", torn)
        expect(code == 65 and "torn tail" in screen and str(offsets[-1]) in screen, screen)
        expect("Zstandard" in pipeline.cli("warc", "list", zstd_file(place), code=65).stderr, "no word about Zstandard")
        pipeline.cli("warc", "verify", place / "absent.warc.gz", code=66)


def zstd_file(place):
    file = place / "x.warc.zst"
    file.write_bytes(b"\x28\xb5\x2f\xfd\x04\x00\x09\x00\x00abc")
    return file


# ---- files of other programs, and a fetcher that is only played ----

HTML = b"<html><body><p>une d\xc3\xa9p\xc3\xaache</p></body></html>"


def foreign_record(url, head, body, kind="response", date="2024-04-12T08:30:00Z"):
    block = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    header = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
              f"WARC-Record-ID: <urn:uuid:{hashlib.md5(url.encode()).hexdigest()}>\r\n"
              f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n")
    return header.encode() + block + b"\r\n\r\n"


def foreign_records():
    """[(record, why it is skipped or None)]"""
    ok = "HTTP/1.1 200 OK\nContent-Type: text/html"
    chunked = b"5\r\n" + HTML[:5] + b"\r\n" + b"%x\r\n" % (len(HTML) - 5) + HTML[5:] + b"\r\n0\r\n\r\n"
    return [(foreign_record("http://a.example/plain", ok, HTML), None),
            (foreign_record("http://a.example/chunked", ok + "\nTransfer-Encoding: chunked", chunked), None),
            (foreign_record("http://a.example/dechunked", ok + "\nTransfer-Encoding: chunked", HTML), None),
            (foreign_record("https://a.example/gzip", ok + "\nContent-Encoding: gzip", gzip.compress(HTML, mtime=0)), None),
            (foreign_record("http://a.example/untyped", "HTTP/1.0 203 Non-Authoritative", HTML), None),
            (foreign_record("http://a.example/gone", "HTTP/1.1 404 Not Found\nContent-Type: text/html", HTML), "status-not-2xx"),
            (foreign_record("http://a.example/i.png", "HTTP/1.1 200 OK\nContent-Type: image/png", b"\x89PNG"), "not-html"),
            (foreign_record("ftp://a.example/x", ok, HTML), "not-http"),
            (foreign_record("dns:a.example", "20240412", b""), "not-http"),
            (foreign_record("http://a.example/when", ok, HTML, date="yesterday"), "no-date"),
            (foreign_record("http://a.example/big", ok, b"x" * 2000000), "too-large"),
            (foreign_record("http://a.example/same", ok, b"", kind="revisit"), "revisit"),
            (foreign_record("http://a.example/plain", "GET /plain HTTP/1.1", b"", kind="request"), None)]


class FakeFetcher(threading.Thread):
    """Answers on fetch.feed; keeps what it was asked."""

    def __init__(self, pipeline, silent=0):
        super().__init__(daemon=True)
        self.silent, self.asked, self.known, self.over = silent, [], {}, False
        pipeline.run_dir.mkdir(parents=True, exist_ok=True)
        pipeline.run_dir.chmod(0o750)
        self.socket = pipeline.context.socket(zmq.ROUTER)
        self.socket.bind(f"ipc://{pipeline.run_dir}/fetch.feed")

    def answer(self, verb, data, frames):
        if verb == "archive":
            key = (data["url"], data["at"])
            outcome = "known" if key in self.known else "accepted"
            item = self.known.setdefault(key, len(self.known) + 1)
            return {"outcome": outcome, "item": item, "state": "fetched"}
        if verb == "captures":
            start = data.get("after", {}).get("n", 0)
            rows = [{"item": n, "url": f"http://a.example/{n}", "at": "2024-04-12T08:30:00.000Z", "status": 200,
                     "kind": "revisit" if n % 2 else "response", "warc_file": "x.warc.gz", "warc_offset": n * 100,
                     "warc_length": 100, "digest": "sha1:x"} for n in range(start, min(start + 3, 7))]
            return {"captures": rows, "more": start + 3 < 7, "next": {"n": start + 3}}
        if verb == "reprocess":
            first = "after" not in data
            return {"items": 400 if first else 23, "more": first, **({"next": {"at": "x"}} if first else {})}
        return {}

    def run(self):
        while not self.over:
            if not self.socket.poll(50):
                continue
            address, event, *frames = self.socket.recv_multipart()
            request = json.loads(event)
            verb, data = request["type"].removeprefix("depeche.request."), request.get("data") or {}
            self.asked.append((verb, data, frames))
            if verb == "archive" and self.silent:
                self.silent -= 1
                continue
            reply = {"specversion": "1.0", "id": "r", "source": "/depeche/fetch/main", "type": f"depeche.reply.{verb}",
                     "time": "2024-04-12T08:30:00Z", "inreplyto": request["id"], "data": self.answer(verb, data, frames)}
            self.socket.send_multipart([address, json.dumps(reply).encode()])

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.join(10)
        self.socket.close(0)

    def requests(self, verb):
        return [(data, frames) for asked, data, frames in self.asked if asked == verb]


def write_forms(place):
    """The same records plain, a gzip member each, and in one gzip."""
    records = [record for record, _ in foreign_records()]
    (place / "plain.warc").write_bytes(b"".join(records))
    (place / "members.warc.gz").write_bytes(b"".join(gzip.compress(record) for record in records))
    (place / "whole.warc.gz").write_bytes(gzip.compress(b"".join(records)))
    return [place / name for name in ("plain.warc", "members.warc.gz", "whole.warc.gz")]


def responses_of_foreign_files_go_down_the_wire():
    settings = {"fetch": {"max_body": "1MiB"}}
    with tempfile.TemporaryDirectory(prefix="depeche-warc-") as place, \
            Pipeline(build_directory(), settings, ()) as pipeline, FakeFetcher(pipeline) as fetcher:
        files = write_forms(Path(place))
        wanted = {why: sum(1 for _, reason in foreign_records() if reason == why) for _, why in foreign_records() if why}
        for number, file in enumerate(files):
            lines = pipeline.cli_json("feed", "--warc", file)
            skipped = {line["reason"]: line["count"] for line in lines if line["kind"] == "skipped"}
            expect(skipped == wanted, f"{file}: {skipped}, not {wanted}")
            fed = [line["outcome"] for line in lines if line["kind"] == "fed"]
            expect(fed == ["known" if number else "accepted"] * 5, f"{file}: {fed}")
        for data, (head, body) in fetcher.requests("archive"):
            expect(data["at"] == "2024-04-12T08:30:00.000Z" and data["status"] in (200, 203), f"{data}")
            expect(head.startswith(b"HTTP/1.") and not head.endswith(b"\n"), f"{head}")
            expect(body in (HTML, gzip.compress(HTML, mtime=0)), f"{data['url']}: {body}")
        pipeline.cli("warc", "verify", *files)


def foreign_pages_become_articles_once_and_are_reprocessed():
    with tempfile.TemporaryDirectory(prefix="depeche-warc-") as place, Pipeline(build_directory()) as pipeline:
        head = "HTTP/1.1 200 OK\nContent-Type: text/html"
        records = [foreign_record(f"http://old.example/{number}.html", head, pages.article(f"Dépêche {number}").encode(),
                                  date=f"2024-04-12T08:{number:02d}:00Z") for number in range(40)]
        file = Path(place) / "old.warc.gz"
        file.write_bytes(b"".join(map(gzip.compress, records)))
        ledger = pipeline.cli_json("feed", "--warc", "--wait", file)[-1]
        expect(ledger["accepted"] == 40 and ledger["stored"] == 40, f"{ledger}")
        again = pipeline.cli_json("feed", "--warc", "--wait", file)[-1]
        expect(again["known"] == 40 and again["accepted"] == 0, f"{again}")
        body = pipeline.cli("warc", "show", "--body", "http://old.example/7.html").stdout
        expect(body == pages.article("Dépêche 7"), body[:200])
        span = ("--since", "2024-04-12T08:10:00Z", "--until", "2024-04-12T08:20:00Z")
        expect(len(pipeline.cli_json("warc", "list", *span)) == 10, "the index does not know its times")
        expect(pipeline.cli_json("reprocess", *span, "--match", "/1[0-4]", "--dry-run")[0]["items"] == 5, "the pattern is not heeded")
        expect(pipeline.cli_json("reprocess", *span)[0]["items"] == 10, "not all are reprocessed")
        wait_until(lambda: pipeline.ask("fetch", "status")["queue"]["duplicate"] == 10, "reprocessed pages to be found unchanged")
        expect(all(verdict["sound"] for verdict in pipeline.cli_json("warc", "verify", "--all")), "the archive is not sound")


def a_silent_fetcher_is_asked_again_and_takes_each_response_once():
    with workshop() as (pipeline, place), FakeFetcher(pipeline, silent=3) as fetcher:
        records = [foreign_record(f"http://a.example/{number}", "HTTP/1.1 200 OK\nContent-Type: text/html", HTML)
                   for number in range(60)]
        (place / "x.warc.gz").write_bytes(b"".join(map(gzip.compress, records))[:-4])
        done = pipeline.cli("feed", "--warc", place / "x.warc.gz", code=65)
        expect("torn tail" in done.stderr and "59 accepted" in done.stderr, done.stderr)
        expect(len(fetcher.known) == 59 and len(fetcher.requests("archive")) >= 62, f"{len(fetcher.known)}")


def the_index_and_reprocessing_are_asked_page_by_page():
    with workshop() as (pipeline, _), FakeFetcher(pipeline) as fetcher:
        expect(len(pipeline.cli_json("warc", "list")) == 7, "not all captures")
        expect([data.get("after") for data, _ in fetcher.requests("captures")] == [None, {"n": 3}, {"n": 6}], "no cursor")
        expect(len(pipeline.cli_json("warc", "list", "--type", "revisit", "--url", "*example/?")) == 0, "? is no wildcard")
        expect(len(pipeline.cli_json("warc", "list", "--type", "revisit", "--url", "*example/*")) == 3, "no filter")
        expect(len(pipeline.cli_json("warc", "list", "--limit", 2)) == 2, "no limit")
        pipeline.cli("warc", "show", "http://a.example/x", code=66)
        expect(pipeline.cli_json("reprocess", "--since", "2024-01-01", "--match", "example", "--dry-run")
               == [{"items": 423, "dry_run": True}], "the pages are not added up")
        asked = fetcher.requests("reprocess")[1][0]
        expect(asked["match"] == "example" and asked["dry_run"] and asked["after"] == {"at": "x"} and asked["until"], f"{asked}")
        pipeline.cli("reprocess", code=64)
        pipeline.cli("reprocess", "--since", "tomorrow", code=64)
        pipeline.cli("warc", "list", "--type", "nonsense", code=64)


if __name__ == "__main__":
    chosen = sys.argv[2:]
    tests = [every_kind_of_record_is_read_by_independent_readers, a_real_archive_is_sound_and_told_record_by_record,
             redirects_and_unchanged_pages_are_archived_with_what_led_to_them, damage_is_named_with_its_place,
             responses_of_foreign_files_go_down_the_wire, foreign_pages_become_articles_once_and_are_reprocessed,
             a_silent_fetcher_is_asked_again_and_takes_each_response_once,
             the_index_and_reprocessing_are_asked_page_by_page]
    sys.exit(run_tests([test for test in tests if not chosen or any(word in test.__name__ for word in chosen)]))
