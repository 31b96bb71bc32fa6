"""A web that misbehaves, through the whole pipeline: every page comes to the right end, and the fetcher stays small."""

import contextlib
import gzip
import os
import sys
import tempfile
import threading
from pathlib import Path

import pages
from pipeline import Failed, Newsroom, Pipeline, build_directory, free_port, run_tests
from raw_web import Authority, RawServer, brotli, chunked, redirect, response, zstd

MIB = 1 << 20
MAX_CONNECTIONS, MAX_BODY, RESIDENT = 16, 4 * MIB, 160 * MIB
SETTINGS = {"fetch": {"robots": "ignore", "transfers": 12, "transfers_per_domain": 12, "max_connections": MAX_CONNECTIONS,
                      "max_body": "4MiB", "max_fetch_attempts": 2, "retry_delay": "50ms", "connect_timeout": "2s",
                      "first_byte_timeout": "700ms", "stall_timeout": "700ms", "transfer_timeout": "3s"}}


def expect(condition, what):
    if not condition:
        raise Failed(what)


def article(title):
    return pages.article(title).encode()


# ---- pages that are written byte by byte ----

def drip(*pieces, pause=0.1, then=b""):
    """Sends the pieces, and then `then` again and again, each after a pause, until the other side is gone."""
    def page(connection, server, _):
        for piece in pieces:
            connection.sendall(piece)
        while not server.over.wait(pause):
            connection.sendall(then) if then else None
            if not then:
                server.over.wait(600)
    return page


def pour(start, piece):
    """Sends as fast as it is taken, without an end."""
    def page(connection, *_):
        connection.sendall(start)
        while True:
            connection.sendall(piece)
    return page


def drip_status_line(connection, server, _):
    for byte in b"HTTP/1.1 200 OK" + b" " * 1000:
        if server.over.wait(0.05):
            return
        connection.sendall(bytes([byte]))


def reset(connection, *_):
    connection.setsockopt(1, 13, b"\x01\0\0\0\0\0\0\0")  # SO_LINGER: close with a reset


def cookie_wall(connection, _, head):
    connection.sendall(response(article("Derrière le mur")) if b"\r\nCookie:" in head else
                       redirect("/cookie-wall", "Set-Cookie: seen=1; Path=/"))


def spiral(connection, _, head):
    number = int(head.split(b" ")[1].partition(b"?")[2] or b"0")
    connection.sendall(redirect(f"/spiral?{number + 1}"))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BLANKS = b"<p>" + b" " * (300 * MIB)
LONG = article("Trop long")

# path: (page, end, reason of a dead or rejected one, words of its detail)
RAW = {
    "slow-status": (drip_status_line, "dead", "timeout", "first_byte_timeout"),
    "silent": (drip(), "dead", "timeout", "first_byte_timeout"),
    "slow-fields": (drip(HEAD, then=b"X: y\r\n"), "dead", "timeout", "transfer_timeout"),
    "slow-body": (drip(HEAD + b"\r\n", then=b"x"), "dead", "timeout", "transfer_timeout"),
    "stalling": (drip(HEAD + b"Content-Length: 9000\r\n\r\n<p>Encore"), "dead", "timeout", "stall_timeout"),
    "cut-short": (HEAD + b"Content-Length: 9000\r\n\r\n" + article("Coupé"), "dead", "protocol", "remaining"),
    "too-long": (HEAD + b"Content-Length: %d\r\n\r\n" % len(LONG) + LONG + b"HTTP/1.1 200 OK\r\n\r\nrubbish", "stored", "", ""),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(article("En morceaux")), "stored", "", ""),
    "chunks-cut": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(article("Coupé"))[:-30], "dead", "protocol", ""),
    "chunks-broken": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\nabc\r\n0\r\n\r\n", "dead", "protocol", ""),
    "chunks-huge": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc", "dead", "protocol", ""),
    "until-closed": (HEAD + b"\r\n" + article("Jusqu’à la fin"), "stored", "", ""),
    "endless": (pour(HEAD + b"\r\n", b"<p>encore" * 10000), "dead", "too-large", "4194304 bytes"),
    "announced": (HEAD + b"Content-Length: 99999999999\r\n\r\n", "dead", "too-large", "4194304 bytes"),
    "endless-head": (pour(HEAD, b"X-Y: %s\r\n" % (b"z" * 1000)), "dead", "too-large", "head"),
    "endless-field": (pour(HEAD + b"X: ", b"y" * 10000), "dead", "too-large", ""),
    "many-fields": (HEAD + b"a: b\r\n" * 5000 + b"\r\n", "dead", "too-large", "2000 lines"),
    "interims": (pour(b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), "dead", "too-large", "head"),
    "bomb-gzip": (lambda: response(gzip.compress(BLANKS, 9), "Content-Encoding: gzip"), "rejected", "empty", ""),
    "bomb-br": (lambda: response(brotli(BLANKS), "Content-Encoding: br"), "rejected", "empty", ""),
    "bomb-zstd": (lambda: response(zstd(BLANKS), "Content-Encoding: zstd"), "rejected", "empty", ""),
    "layers": (lambda: response(brotli(gzip.compress(article("Deux couches"))), "Content-Encoding: gzip, br"), "stored", "", ""),
    "not-gzip": (response(article("Rien de comprimé"), "Content-Encoding: gzip"), "stored", "", ""),
    "broken-gzip": (lambda: response(gzip.compress(article("Cassé"))[:-20], "Content-Encoding: gzip"), "rejected", "undecodable", ""),
    "unknown-encoding": (response(b"\1\2\3" * 1000, "Content-Encoding: exi"), "rejected", "undecodable", ""),
    "loop": (redirect("/loop"), "dead", "redirect-loop", ""),
    "spiral": (spiral, "dead", "redirect-loop", ""),
    "cookie-wall": (cookie_wall, "dead", "redirect-loop", ""),
    "to-file": (redirect("file:///etc/passwd"), "dead", "forbidden-url", ""),
    "to-ftp": (redirect("ftp://127.0.0.1/x"), "dead", "forbidden-url", ""),
    "to-javascript": (redirect("javascript:alert(1)"), "dead", "forbidden-url", ""),
    "to-password": (redirect("http://user:word@127.0.0.1/x"), "dead", "forbidden-url", ""),
    "to-metadata": (redirect("http://169.254.169.254/latest/"), "dead", "forbidden-address", "metadata service"),
    "to-number": (redirect("http://2852039166/latest/"), "dead", "forbidden-address", "metadata service"),
    "to-private": (redirect("http://10.0.0.1/"), "dead", "forbidden-address", "private"),
    "to-v6": (redirect("http://[fd00:ec2::254]/latest/"), "dead", "forbidden-address", "metadata service"),
    "to-mapped": (redirect("http://[::ffff:10.0.0.1]/"), "dead", "forbidden-address", "private"),
    "to-unspecified": (redirect("http://0/"), "dead", "forbidden-address", "this network"),
    "to-nowhere": (redirect("http://[::1"), "dead", "forbidden-url", ""),
    "to-page": (redirect("arrived\r\nX-Injected: 1"), "stored", "", ""),
    "no-location": (response(b"", status="302 Found"), "dead", "http-302", ""),
    "http-0.9": (article("Très vieux"), "dead", "protocol", "HTTP/0.9"),
    "http-1.0": (b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + article("Vieux"), "stored", "", ""),
    "http-9": (b"HTTP/9.9 200 OK\r\n\r\nx", "dead", "protocol", ""),
    "ssh": (b"SSH-2.0-OpenSSH_9.2\r\n", "dead", "protocol", ""),
    "nul-field": (HEAD + b"X: a\0b\r\nContent-Length: 0\r\n\r\n", "dead", "protocol", ""),
    "negative": (HEAD + b"Content-Length: -5\r\n\r\nabc", "dead", "protocol", ""),
    "bare-returns": (HEAD + b"X: a\rSet-Cookie: b\r\n\r\n" + article("Retour"), "stored", "", ""),
    "odd-status": (response(b"x", status="999 No"), "dead", "http-999", ""),
    "no-content": (b"HTTP/1.1 204 No Content\r\n\r\n", "rejected", "empty", ""),
    "empty": (b"", "dead", "connect", ""),
    "reset": (reset, "dead", "connect", ""),
}


def made(page):
    """Pages that take long to make are functions without an argument."""
    return page() if callable(page) and getattr(page, "__name__", "") == "<lambda>" else page


# ---- what the fetcher holds ----

class Watch(threading.Thread):
    """Looks at a process while the test runs: its memory and its sockets."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.over, self.sockets = pid, threading.Event(), 0
        self.start()

    def run(self):
        while not self.over.wait(0.02):
            with contextlib.suppress(OSError):
                links = [os.readlink(f"/proc/{self.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{self.pid}/fd")]
                self.sockets = max(self.sockets, sum(link.startswith("socket:") for link in links))

    def resident(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise Failed("the fetcher is gone")


def sanitized(pipeline):
    return b"__asan_init" in pipeline.program("fetch").read_bytes()


def feed_and_judge(pipeline, wanted):
    """wanted: {url: (end, reason, words)}. Feeds through the command, once, since a dead page that is fed again is tried again;
    waits, and compares."""
    lines = pipeline.cli_json("feed", "--wait", *wanted, timeout=180)
    items = {line["url"]: line["item"] for line in lines if line["kind"] == "fed"}
    settled, dead = pipeline.settled(list(items.values())), {line["item"]: line for line in pipeline.cli_json("dead", "list")
                                                             if "item" in line}
    wrong = []
    for url, (end, reason, words) in wanted.items():
        member, letter = settled.get(items[url], {}), dead.get(items[url], {})
        got = "dead" if member.get("state") == "dead" else member.get("verdict")
        rejected = pipeline.ask("store", "show", {"key": url})["record"] if got == "rejected" else {}
        why, detail = letter.get("reason") or rejected.get("reason", ""), letter.get("detail") or rejected.get("detail", "")
        if got != end or (reason and why != reason) or words not in detail:
            wrong.append(f"{url}: {got}, {why}: {detail}; expected {end}, {reason}, “{words}”")
    expect(not wrong, "\n" + "\n".join(wrong))


# ---- tests ----

def every_page_of_a_server_that_misbehaves_comes_to_its_right_end():
    arrived = {"arrived": response(article("Arrivé"))}
    with RawServer({**arrived, **{path: made(page) for path, (page, *_) in RAW.items()}}) as server, \
            Pipeline(build_directory(), SETTINGS) as pipeline:
        pid = pipeline.processes["fetch"].pid
        idle = len(os.listdir(f"/proc/{pid}/fd"))
        watch = Watch(pid)
        feed_and_judge(pipeline, {server.url(path): wanted for path, (_, *wanted) in RAW.items()})
        watch.over.set()
        print(f"      fetch: {watch.resident() / MIB:.0f} MiB resident at most, {watch.sockets} sockets at most, {idle} descriptors idle")
        expect(watch.sockets <= idle + 2 * MAX_CONNECTIONS, f"{watch.sockets} sockets were open")
        expect(sanitized(pipeline) or watch.resident() <= RESIDENT, f"{watch.resident() / MIB:.0f} MiB")
        clean = Watch(pipeline.processes["clean"].pid)
        expect(sanitized(pipeline) or clean.resident() <= RESIDENT, f"clean: {clean.resident() / MIB:.0f} MiB")
        expect(not any(b"Cookie:" in head for head in server.requests("cookie-wall")), "a cookie was sent")


def a_forbidden_address_is_told_as_that_where_robots_are_obeyed():
    settings = {"fetch": {**SETTINGS["fetch"], "robots": "obey", "allow_addresses": []}}
    with RawServer({"x": response(article("Jamais"))}) as server, Pipeline(build_directory(), settings) as pipeline:
        told = ("dead", "forbidden-address", "fetch.allow_addresses")
        feed_and_judge(pipeline, {server.url("x"): told, f"http://localhost:{server.port}/x": told, "http://169.254.169.254/": told})
        expect(not server.seen, f"it was asked for {server.seen}")


def a_server_that_asks_for_a_pause_is_given_it():
    answers = iter(["429 Too Many Requests"])

    def busy(connection, *_):
        status = next(answers, None)
        connection.sendall(response(b"later", "Retry-After: 1", status=status) if status else response(article("Plus tard")))
    settings = {"fetch": {**SETTINGS["fetch"], "max_fetch_attempts": 1}}
    never = {"never": response(b"later", "Retry-After: 1", status="503 Service Unavailable")}
    with RawServer({"busy": busy}, "127.0.0.2") as patient, RawServer(never, "127.0.0.3") as full, \
            Pipeline(build_directory(), settings) as pipeline:
        for times in (1, 2):
            feed_and_judge(pipeline, {full.url("never"): ("dead", "http-503", "503")})
            expect(len(full.requests("never")) == times, f"{len(full.requests('never'))} requests, fed {times} times")
        pipeline.write_config(SETTINGS)
        pipeline.restart("fetch")
        pipeline.wait_ready("fetch")
        feed_and_judge(pipeline, {patient.url("busy"): ("stored", "", "")})
        expect(len(patient.requests("busy")) == 2, f"{len(patient.requests('busy'))} requests")


def tls_is_verified_and_http_2_is_spoken():
    with tempfile.TemporaryDirectory(prefix="depeche-tls-") as place:
        place = Path(place)
        ours, theirs = Authority(place), Authority(place, "stranger")
        certificate, key = ours.certificate("web", "IP:127.0.0.1,DNS:localhost")
        (place / "site").mkdir()
        for name in ("plain", "moved"):
            (place / "site" / f"{name}.html").write_bytes(article(f"Chiffré, {name}"))
        (place / "site" / "packed.html.gz").write_bytes(gzip.compress(article("Comprimé")))
        (place / "site" / "small.br").write_bytes(brotli(article("Comprimé en br")))
        (place / "site" / "small.zst").write_bytes(zstd(article("Comprimé en zstd")))
        port = free_port()
        tls = (f"location /from {{ return 301 https://127.0.0.1:{port}/moved.html; }}\n}}\n"
               f"server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {certificate}; ssl_certificate_key {key};\n"
               f"root {place / 'site'}; gzip_static on; gzip_vary on;\n"
               "location ~ [.]br$ { types {} default_type text/html; add_header Content-Encoding br; }\n"
               "location ~ [.]zst$ { types {} default_type text/html; add_header Content-Encoding zstd; }")
        secret = {"x": response(article("Jamais"))}
        settings = {"fetch": {**SETTINGS["fetch"], "ca_file": str(ours.file)}}
        with Newsroom(place / "site", tls) as web, \
                RawServer(secret, tls=ours.certificate("elsewhere", "DNS:elsewhere.example")) as elsewhere, \
                RawServer(secret, tls=theirs.certificate("self", "IP:127.0.0.1")) as stranger, \
                Pipeline(build_directory(), settings) as pipeline:
            stored, wrong = ("stored", "", ""), ("dead", "tls", "")
            feed_and_judge(pipeline, {
                **{f"https://127.0.0.1:{port}/{name}": stored for name in ("plain.html", "packed.html", "small.br", "small.zst")},
                web.url("from"): stored, elsewhere.url("x"): wrong, stranger.url("x"): wrong,
                web.url("x").replace("http:", "https:"): wrong})
            log = (web.place.path / "access.log").read_text()
            for name in ("plain.html", "packed.html", "moved.html", "small.br"):
                expect(f'"GET /{name} HTTP/2.0" 200' in log, f"{name} was not fetched by HTTP/2:\n{log}")
            expect(not elsewhere.requests("x") and not stranger.requests("x"), "something was asked of a server without a name")


if __name__ == "__main__":
    sys.exit(run_tests([every_page_of_a_server_that_misbehaves_comes_to_its_right_end,
                        a_forbidden_address_is_told_as_that_where_robots_are_obeyed,
                        a_server_that_asks_for_a_pause_is_given_it,
                        tls_is_verified_and_http_2_is_spoken]))
