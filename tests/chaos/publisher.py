"""A publisher who goes on while the fetcher is under fire: feeds that show a few entries at a time, sitemaps that grow, pages that
change after they were stored."""

import os
import random
import threading
import time

import newsroom
from pipeline import Failed, Refused, Unanswered, wait_until
from ways import FEEDS

ROUNDS = 16  # in which a feed shows all its entries


class Publisher(threading.Thread):
    """An entry leaves its feed when the fetcher's journal counts two good polls more than when it was published: the second of them
    began after it. So whatever was killed meanwhile, the fetcher has no excuse for not knowing it."""

    def __init__(self, pipeline, ways, seen, seed):
        super().__init__(daemon=True)
        self.pipeline, self.ways, self.seen = pipeline, ways, seen
        self.web, self.rng, self.problem, self.ending = ways.web, random.Random(seed + 2), None, False
        self.version, self.began, self.turns = 0, int(time.time()), 0
        self.shown, self.wanted, self.sources = [0] * FEEDS, [None] * FEEDS, []
        self.changed, self.unchanged = {}, {ways.uri(page): page for page in ways.changing}  # changed: {page: when}

    # ---- what it writes ----

    def write(self, name, text):
        """As a publisher does it: whole or not at all. Each version has a second of its own, so that its validators are its own."""
        self.version += 1
        fresh, at = self.web.directory / f"{name}.new", self.began - 100000 + self.version
        fresh.write_text(text)
        os.utime(fresh, (at, at))
        fresh.rename(self.web.directory / name)

    def step(self, number):
        return max(3, -(-len(self.ways.feeds[number]) // ROUNDS))

    def write_feed(self, number):
        """The next entries, and those of the round before."""
        self.shown[number] += self.step(number)
        window = self.ways.feeds[number][max(0, self.shown[number] - 2 * self.step(number)):self.shown[number]]
        items = "".join(f"<item><title>{page.path}</title><link>{page.url}</link><guid>{page.url}</guid></item>" for page in window)
        self.write(f"feed{number}.xml", f'<rss version="2.0"><channel><title>Fil {number}</title>{items}</channel></rss>')

    def write_sitemaps(self, share):
        shown, space = self.ways.mapped[:int(len(self.ways.mapped) * share)], "http://www.sitemaps.org/schemas/sitemap/0.9"
        children = [f"map{child}.xml" for child in range(2)]
        for number, child in enumerate(children):
            rows = "".join(f"<url><loc>{page.url}</loc></url>" for page in shown[number::2])
            self.write(child, f'<urlset xmlns="{space}">{rows}</urlset>')
        rows = "".join(f"<sitemap><loc>{self.web.url(child)}</loc></sitemap>" for child in children)
        self.write("maps.xml", f'<sitemapindex xmlns="{space}">{rows}</sitemapindex>')

    def change_pages(self):
        for _, uri in self.seen():
            if page := self.unchanged.pop(uri, None):
                self.write(page.path, newsroom.article(self.rng, int(page.path.split(".")[0]), f"{newsroom.UPDATED}. "))
                self.changed[page] = time.time()

    # ---- when ----

    def begin(self):
        """The first of everything is there, and told to the fetcher, before the first fault."""
        for number in range(FEEDS):
            self.write_feed(number)
        self.write_sitemaps(0.4)
        wishes = [{"url": self.web.url(name)} for name in ("feed0.xml", "old-feed.xml", "feed2.xml", "maps.xml")]
        results = self.pipeline.ask("fetch", "source.add", {"sources": wishes})["results"]
        if any(result["outcome"] != "added" for result in results):
            raise Failed(f"sources were not added: {results}")
        self.sources = [result["source"] for result in results]
        self.start()

    def polls(self, source, timeout=10):
        return self.pipeline.ask("fetch", "source.show", {"source": source}, timeout)["polls"]

    def turn_feed(self, number):
        polls = self.polls(self.sources[number], 1)
        if self.wanted[number] is None:
            self.wanted[number] = polls + 2
        elif polls >= self.wanted[number] and self.shown[number] < len(self.ways.feeds[number]):
            self.write_feed(number)
            self.wanted[number] = None

    def turn(self):
        self.change_pages()
        for number in range(FEEDS):
            self.turn_feed(number)
        self.turns += 1
        if self.turns % 20 == 0:
            self.write_sitemaps(min(1.0, 0.4 + self.turns / 200))

    def run(self):
        try:
            while not self.ending or any(shown < len(feed) for shown, feed in zip(self.shown, self.ways.feeds)):
                try:
                    self.turn()
                except (Unanswered, Refused):  # the fetcher is down just now
                    pass
                time.sleep(0.2)  # the publisher's own pace, waited for by nobody
        except Exception as problem:  # told to the main thread
            self.problem = problem

    def finish(self):
        """Shows what was not shown yet, and waits until the fetcher has read all of it."""
        self.ending = True
        self.join(300)
        if self.problem or self.is_alive():
            raise Failed(f"publishing did not end: {self.problem}")
        self.write_sitemaps(1.0)
        rows = self.pipeline.ask("fetch", "source.list", {"limit": 500})["sources"]
        if len(rows) != len(self.sources) + 2:
            raise Failed(f"the sources are {[row['url'] for row in rows]}")
        wanted = {row["source"]: self.polls(row["source"]) + 2 for row in rows}
        wait_until(lambda: all(self.polls(source) >= polls for source, polls in wanted.items()), "the last polls", 120)
