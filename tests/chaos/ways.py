"""How the fetcher comes to the pages of the chaos test: most are fed as they are, some behind redirects or on servers that put it
off first, some only stand in a feed or a sitemap, and some change after they were stored."""

import collections
import gzip
import http.server
import random
import threading

import newsroom

REDIRECTS = """
location ~ ^/moved/(.+)$ { return 301 /$1; }
location ~ ^/away/(.+)$ { return 302 http://localhost:$server_port/hop/$1; }
location ~ ^/hop/(.+)$ { return 301 http://localhost:$server_port/$1; }
location = /old-feed.xml { return 301 /feed1.xml; }
location = /robots.txt { return 200 "User-agent: *\\nDisallow: /forbidden/\\n"; }
"""
FEEDS, BUSY_MOST = 3, 24

# end: stored, rejected, dead, or robots (dead, because robots.txt forbids it); original: pages with one original have one text
Page = collections.namedtuple("Page", "url path end original")


class BusyServer:
    """A server of one page, which says at first that it is busy. Each has an address, and so a pause, of its own."""

    def __init__(self, number, status, content):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version, busy = "HTTP/1.1", True

            def do_GET(self):
                if self.path == "/robots.txt":
                    self.answer(404, b"")
                elif Handler.busy:
                    Handler.busy = False
                    self.answer(status, b"", ("Retry-After", "1"))
                else:
                    self.answer(200, content)

            def answer(self, status, content, *headers):
                self.send_response(status)
                for name, value in (("Content-Type", "text/html"), ("Content-Length", str(len(content))), *headers):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer((f"127.0.1.{number + 1}", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://{self.server.server_address[0]}:{self.server.server_address[1]}/{path}"


class Ways:
    """Chooses a way for each page: `fed`, `feeds` (what each of them names), `mapped` (what the sitemaps name); `changing` are some
    of these. Lists of Page."""

    def __init__(self, web, expected, seed):
        self.web, self.rng = web, random.Random(seed + 1)
        self.busy, self.most_busy = [], min(BUSY_MOST, len(expected) // 50)
        self.fed, self.feeds, self.mapped = [], [[] for _ in range(FEEDS)], []
        copied = {original for path, (_, original) in expected.items() if path != original}
        for path, (end, original) in expected.items():
            self.choose(Page(web.url(path), path, end, original))
        ways, busy = collections.Counter(page.path for page in self.pages()), self.fed[:len(self.busy)]
        self.changing = [page for page in self.pages() if page.end == "stored" and page not in busy
                         and page.original == page.path and page.path not in copied and ways[page.path] == 1
                         and self.rng.random() < 0.08]

    def choose(self, page):
        kind = self.rng.random()
        if kind < 0.04:
            moved = self.behind("moved", page)
            self.fed += [moved] if self.rng.random() < 0.7 else self.rng.sample([moved, page], 2)
        elif kind < 0.08:
            self.fed.append(self.behind("away", page))
        elif kind < 0.10:
            self.fed.append(self.behind("forbidden", page)._replace(end="robots"))
        elif kind < 0.22:
            self.rng.choice(self.feeds).append(self.behind("moved", page) if self.rng.random() < 0.1 else page)
        elif kind < 0.28:
            self.mapped.append(page)
        elif page.end == "stored" and len(self.busy) < self.most_busy:
            content = (self.web.directory / page.path).read_bytes()
            self.busy.append(BusyServer(len(self.busy), self.rng.choice((429, 503)), content))
            self.fed.insert(0, page._replace(url=self.busy[-1].url(page.path)))
        else:
            self.fed.append(page)

    def behind(self, place, page):
        return page._replace(url=self.web.url(f"{place}/{page.path}"))

    def archived(self, count, path):
        """So many pages more, which nobody feeds: they stand in a WARC file of somebody else, as they were and still are."""
        (self.web.directory / "archived").mkdir()
        made = []
        with open(path, "wb") as file:
            for name in (f"archived/{number}.html" for number in range(count)):
                text = newsroom.article(self.rng, 100000 + len(made))
                (self.web.directory / name).write_text(text)
                made.append(Page(self.web.url(name), name, "stored", name))
                block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}".encode()
                head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {made[-1].url}\r\n"
                        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{len(made):012}>\r\nWARC-Date: 2024-04-12T08:30:00Z\r\n"
                        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n")
                file.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))
        return made

    def uri(self, page):
        """What the article of a page is called: the URL at the end of all redirects."""
        url = self.web.url(page.path)
        return url.replace("127.0.0.1", "localhost") if "/away/" in page.url else url

    def named(self):
        return [page for feed in self.feeds for page in feed] + self.mapped

    def pages(self):
        return self.fed + self.named()
