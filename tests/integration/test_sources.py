#!/usr/bin/env python3
"""Sources of a real web server, followed by the real fetcher: feeds, a sitemap index, a list, a home page. What they name is
fetched once; nothing is asked for twice that did not change; a killed fetcher misses nothing; what breaks or falls silent says so."""

import functools
import gzip
import signal
import sys
import tempfile
import time
from pathlib import Path

from pipeline import Newsroom, Pipeline, Refused, build_directory, run_tests, wait_until

ARTICLE = """<!doctype html><html lang="fr"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>Le conseil municipal de Maradi a voté mardi soir, après six heures de débat, la construction de deux forages dans le quartier
numéro {number}, où les habitants attendaient l'eau depuis la saison sèche.</p>
<p>« Nous avons compté les familles une par une », a déclaré la maire, Mariama Issoufou, devant une centaine de personnes
venues l'écouter. Les travaux doivent commencer en octobre et durer quatre mois.</p></article></body></html>"""
ITEM = "<item><title>Forage {number}</title><link>{url}</link><guid>{url}</guid><pubDate>{date}</pubDate></item>"
RSS = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Échos de Maradi</title>{items}</channel></rss>'
SETTINGS = {"fetch": {"poll_min": "1s", "poll_max": "2s", "group_commit": "10ms", "retry_delay": "100ms"}}


class Site:
    """A folder of pages and feeds under a web server."""

    def __init__(self, locations=""):
        self.folder = tempfile.TemporaryDirectory()
        self.path, self.newsroom, self.numbers = Path(self.folder.name), None, []
        self.newsroom = Newsroom(self.path, locations)

    def __enter__(self):
        self.newsroom.start()
        return self

    def __exit__(self, *end):
        self.newsroom.__exit__(*end)
        self.folder.cleanup()

    def url(self, path):
        return self.newsroom.url(path)

    def write(self, name, text):
        """As a publisher does it: whole or not at all."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        fresh.write_bytes(text if isinstance(text, bytes) else text.encode())
        fresh.rename(target)

    def publish(self, first, last):
        for number in range(first, last + 1):
            self.write(f"a/{number}.html", ARTICLE.format(title=f"Un forage pour le quartier {number}", number=number))
        self.numbers = list(range(first, last + 1))
        return [self.url(f"a/{number}.html") for number in self.numbers]

    def feed(self, urls, name="feed.xml"):
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
        items = "".join(ITEM.format(number=at, url=url, date=date) for at, url in enumerate(urls))
        self.write(name, RSS.format(items=items))

    def asked(self, path):
        return self.newsroom.requests().count(path)


def add(pipeline, *urls, **more):
    reply = pipeline.ask("fetch", "source.add", {"sources": [{"url": url, **more} for url in urls]})
    assert all(row["outcome"] == "added" for row in reply["results"]), reply
    return [row["source"] for row in reply["results"]]


def source(pipeline, number):
    return pipeline.ask("fetch", "source.show", {"source": number})


def listed(pipeline, **more):
    return pipeline.ask("fetch", "source.list", {"limit": 500, **more})["sources"]


def stored_urls(pipeline):
    return sorted(event["data"]["depeche"]["url"] for event in pipeline.replay())


def wait_stored(pipeline, urls):
    wait_until(lambda: set(urls) <= set(stored_urls(pipeline)), f"{len(urls)} articles to be stored")


def test_a_feed_brings_its_articles_once(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 5)
        site.feed(urls)
        number, = add(pipeline, site.url("feed.xml"))
        wait_stored(pipeline, urls)
        shown = source(pipeline, number)
        assert shown["kind"] == "feed" and shown["title"] == "Échos de Maradi", shown
        polls = site.asked("/feed.xml")
        wait_until(lambda: site.asked("/feed.xml") >= polls + 2, "further polls")
        log = (site.newsroom.place.path / "access.log").read_text()
        assert '"GET /feed.xml HTTP/1.1" 304' in log, "polls are conditional"
        more = site.publish(6, 8)
        site.feed(more + urls)
        wait_stored(pipeline, more)
        assert all(site.asked(f"/a/{n}.html") == 1 for n in range(1, 9)), "each page is fetched once"
        assert stored_urls(pipeline) == sorted(urls + more)


def test_a_sitemap_index_is_walked(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 6)
        rows = ["".join(f"<url><loc>{url}</loc></url>" for url in part) for part in (urls[:3], urls[3:])]
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        site.write("one.xml", f"<urlset {space}>{rows[0]}</urlset>")
        site.write("two.xml.gz", gzip.compress(f"<urlset {space}>{rows[1]}</urlset>".encode()))
        children = "".join(f"<sitemap><loc>{site.url(name)}</loc></sitemap>" for name in ("one.xml", "two.xml.gz"))
        site.write("index.xml", f"<sitemapindex {space}>{children}</sitemapindex>")
        number, = add(pipeline, site.url("index.xml"))
        wait_stored(pipeline, urls)
        discovered = [row for row in listed(pipeline) if row.get("parent") == number]
        assert len(discovered) == 2 and all(row["owner"] == "discovered" for row in discovered), discovered


def test_a_chain_of_indexes_ends(build):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        for n in range(8):
            child = f"<sitemap><loc>{site.url(f'index{n + 1}.xml')}</loc></sitemap>"
            site.write(f"index{n}.xml", f"<sitemapindex {space}>{child}</sitemapindex>")
        add(pipeline, site.url("index0.xml"))
        told = wait_until(lambda: [event for event in pipeline.log_events("fetch") if event["event"] == "sources-too-deep"],
                          "a word about the end of the chain")
        assert told[0]["url"] == site.url("index3.xml"), told
        wait_until(lambda: site.asked("/index3.xml") >= 2, "another poll of the last one")
        assert site.asked("/index4.xml") == 0 and len(listed(pipeline)) == 4


def test_a_home_page_leads_to_its_feed(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 3)
        site.feed(urls)
        site.write("index.html", '<!doctype html><title>Échos</title><link rel="alternate" type="application/rss+xml" '
                                 'href="/feed.xml"><p>Bienvenue')
        add(pipeline, site.url(""))
        wait_stored(pipeline, urls)


def test_a_front_page_without_a_feed_is_read_itself(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        site.publish(1, 1)
        names = [f"2024/04/1{n}/le-conseil-vote-deux-forages-{n}.html" for n in range(1, 4)]
        for n, name in enumerate(names):
            site.write(name, ARTICLE.format(title=f"Le conseil vote deux forages, quartier {n}", number=n))
        anchors = "".join(f'<h2><a href="/{name}">Le conseil municipal vote la construction de deux forages ({name[9:11]})</a></h2>'
                          for name in names)
        site.write("index.html", f"<!doctype html><title>Échos</title><nav><a href='/contact'>Contact</a></nav>{anchors}")
        add(pipeline, site.url(""))
        wait_stored(pipeline, [site.url(name) for name in names])
        assert site.asked("/contact") == 0


def test_a_list_is_imported_and_exported(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 2)
        site.feed(urls[:1], "one.xml")
        site.feed(urls[1:], "two.xml")
        outlines = "".join(f'<outline text="{name}" type="rss" xmlUrl="{site.url(name)}"/>' for name in ("one.xml", "two.xml"))
        opml = f'<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="Sahel">{outlines}</outline></body></opml>'
        path = site.path / "list.opml"
        path.write_text(opml)
        told = pipeline.cli_json("source", "import", str(path))
        assert told[0]["added"] == 2, told
        wait_stored(pipeline, urls)
        text = pipeline.cli("source", "export").stdout
        assert "<opml" in text and site.url("one.xml") in text and site.url("two.xml") in text, text
        lines = "\n".join([site.url("three.xml"), "# a comment", site.url("four.xml")])
        assert pipeline.cli_json("source", "import", "-", input=lines)[0]["added"] == 2


def test_a_site_is_exported_so_that_it_is_one_when_imported(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        home = site.url("index.html")
        pipeline.cli("source", "add", "--kind", "home", home)
        text = pipeline.cli("source", "export").stdout
        assert f'htmlUrl="{home}"' in text and f'xmlUrl="{home}"' not in text, text
        pipeline.cli("source", "remove", home)
        assert pipeline.cli_json("source", "import", "-", input=text)[0]["added"] == 1
        assert [row["kind"] for row in pipeline.cli_json("source", "list") if row["url"] == home] == ["home"]


def test_nothing_is_missed_by_a_killed_fetcher(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 60)
        site.feed(urls[:20])
        add(pipeline, site.url("feed.xml"))
        for shown in (20, 40, 60):
            polls = site.asked("/feed.xml")
            site.feed(urls[shown - 20:shown])
            pipeline.restart("fetch")
            pipeline.wait_ready("fetch")
            wait_until(lambda: site.asked("/feed.xml") > polls, "a poll after the restart")
            wait_stored(pipeline, urls[shown - 20:shown])
        assert stored_urls(pipeline) == sorted(urls)


def test_a_source_that_breaks_says_so_and_goes_on(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 2)
        site.feed(urls[:1])
        number, = add(pipeline, site.url("feed.xml"))
        wait_stored(pipeline, urls[:1])
        site.write("feed.xml", "<!doctype html><title>Entretien</title><p>Revenez plus tard.")
        wait_until(lambda: "web page" in source(pipeline, number).get("reason", ""), "the reason of its trouble")
        assert source(pipeline, number)["state"] == "active"
        site.feed(urls)
        pipeline.ask("fetch", "source.poll", {"sources": [number]})
        wait_stored(pipeline, urls)


def test_gone_retires_and_moved_moves(build):
    locations = "location = /gone.xml { return 410; } location = /old.xml { return 301 /feed.xml; }"
    with Site(locations) as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 1)
        site.feed(urls)
        gone, moved = add(pipeline, site.url("gone.xml"), site.url("old.xml"))
        wait_stored(pipeline, urls)
        wait_until(lambda: source(pipeline, gone)["state"] == "retired", "the retired source")
        wait_until(lambda: source(pipeline, moved)["url"] == site.url("feed.xml"), "the new address")
        again, = add(pipeline, site.url("old.xml"))
        wait_until(lambda: source(pipeline, again)["state"] == "retired", "the second name of a known source to retire")
        assert f"source {moved}" in source(pipeline, again)["reason"], source(pipeline, again)


def test_removed_sources_are_asked_no_more(build):
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        site.feed(site.publish(1, 1))
        number, = add(pipeline, site.url("feed.xml"))
        wait_until(lambda: site.asked("/feed.xml"), "the first poll")
        assert pipeline.ask("fetch", "source.remove", {"sources": [number]})["changed"] == 1
        assert not [row for row in listed(pipeline) if row["source"] == number]
        try:
            pipeline.ask("fetch", "source.show", {"source": 4711})
            raise AssertionError("an unknown source was shown")
        except Refused as refused:
            assert refused.code == 66, refused.code


def test_sources_of_the_configuration_come_and_go(build):
    with Site() as site:
        urls = site.publish(1, 2)
        site.feed(urls[:1], "one.xml")
        site.feed(urls[1:], "two.xml")
        settings = {"fetch": {**SETTINGS["fetch"], "sources": [site.url("one.xml")]}}
        with Pipeline(build, settings) as pipeline:
            wait_stored(pipeline, urls[:1])
            settings["fetch"]["sources"] = [site.url("two.xml")]
            pipeline.write_config(settings)
            pipeline.processes["fetch"].send_signal(signal.SIGHUP)
            wait_stored(pipeline, urls[1:])
            left = [row["url"] for row in listed(pipeline)]
            assert left == [site.url("two.xml")], left


def test_addresses_are_refused_with_a_reason(build):
    with Pipeline(build, SETTINGS, services=("fetch",)) as pipeline:
        reply = pipeline.ask("fetch", "source.add", {"sources": [{"url": "ftp://example.org/feed"}, {"url": "nonsense"}]})
        assert [row["outcome"] for row in reply["results"]] == ["refused", "refused"], reply
        assert all(row["reason"] for row in reply["results"])
        told = pipeline.cli("source", "add", "ftp://example.org/feed", code=65).stdout
        assert "ftp" in told, told


def test_a_hostile_feed_costs_itself_alone(build):
    """An answer that no reader stands is an unreadable source; the fetcher goes on."""
    with Site() as site, Pipeline(build, SETTINGS) as pipeline:
        urls = site.publish(1, 1)
        site.feed(urls)
        bomb = "<!DOCTYPE rss [" + "".join(f'<!ENTITY a{n} "{("&a%d;" % (n - 1)) * 10 if n else "lol" * 100}">' for n in range(12))
        site.write("bomb.xml", f'{bomb}]><rss version="2.0"><channel><title>&a11;</title></channel></rss>')
        site.write("deep.xml", "<rss>" + "<a>" * 200000)
        site.write("bomb.gz", gzip.compress(b"<urlset>" + b" " * 80_000_000))
        numbers = add(pipeline, *(site.url(name) for name in ("bomb.xml", "deep.xml", "bomb.gz", "feed.xml")))
        wait_stored(pipeline, urls)
        for number in numbers[:3]:
            wait_until(lambda: source(pipeline, number).get("last_polled_at"), "every source to be polled")
        assert pipeline.running("fetch")


if __name__ == "__main__":
    BUILD = build_directory()
    TESTS = [test for name, test in list(globals().items()) if name.startswith("test_")]
    sys.exit(run_tests([functools.update_wrapper(functools.partial(test, BUILD), test) for test in TESTS]))
