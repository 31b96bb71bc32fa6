"""Real pages, served by nginx and run through all four daemons: each ends as stored or rejected with a reason, and the
seed article comes out with its text whole and its names and dates at the right places."""

import gzip
import html
import json
import sys
import tempfile
from pathlib import Path

from pipeline import SHARED, Failed, Newsroom, Pipeline, Schemas, build_directory, run_tests, skip

CORPUS = SHARED / "corpus"
SETS = ("fundus", "scrapinghub")
SETTINGS = {"fetch": {"transfers_per_domain": 8}}

SEED_PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Des formateurs russes au Niger | La Gazette</title>
<meta property="article:published_time" content="2024-04-12T07:00:00Z"><link rel="stylesheet" href="/s.css"></head>
<body><header><nav><ul><li><a href="/">Accueil</a></li><li><a href="/afrique">Afrique</a></li></ul></nav></header>
<main><article><h1>Des formateurs russes au Niger</h1><p class="byline">Par la rédaction</p>
<div class="share"><a href="#">Partager</a> <a href="#">Envoyer</a></div>
{paragraphs}
</article><aside><h2>À lire aussi</h2><ul><li><a href="/1">Un autre article, sur le fleuve</a></li>
<li><a href="/2">La récolte de mil</a></li></ul></aside></main>
<footer><p>© La Gazette. Tous droits réservés.</p><form><input name="q"></form></footer></body></html>"""


def real_pages(directory):
    names = []
    for name in SETS:
        for line in (CORPUS / "extraction" / f"{name}.jsonl").read_text().splitlines():
            page = json.loads(line)
            target = f"{name}-{len(names)}.html"
            (directory / target).write_bytes(gzip.decompress((CORPUS / "extraction" / page["html"]).read_bytes()))
            names.append(target)
    return names


def seed_text():
    return (CORPUS / "seed" / "000_abd9f12c98e2ea1e.txt").read_text().strip()


def seed_page(directory):
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in seed_text().split("\n"))
    (directory / "seed.html").write_text(SEED_PAGE.format(paragraphs=paragraphs))


def every_real_page_is_stored_or_rejected_with_a_reason():
    with tempfile.TemporaryDirectory() as place:
        names = real_pages(Path(place))
        with Newsroom(place) as web, Pipeline(build_directory(), SETTINGS) as pipeline:
            results = pipeline.feed([web.url(name) for name in names])
            ends = pipeline.settle(results, 600)
            schemas = Schemas()
            for event in pipeline.replay():
                schemas.check_event(event)
            stored = sum(end in ("stored", "duplicate") for end in ends.values())
            print(f"      {len(names)} pages: {stored} stored, {len(names) - stored} rejected")
            rejected = [member for member in pipeline.settled(list(ends)).values() if member.get("verdict") == "rejected"]
            if any(end == "dead" for end in ends.values()):
                raise Failed("a page that nginx served became a dead letter")
            for member in rejected:
                record = pipeline.ask("store", "show", {"key": f"{results_epoch(pipeline)}.{member['item']}"})["record"]
                if not record["reason"] or not record["detail"]:
                    raise Failed(f"rejected without a reason: {record}")
            if stored < 0.9 * len(names):
                raise Failed("these are article pages; more than a tenth was rejected")


def results_epoch(pipeline):
    return pipeline.ask("fetch", "show", {"key": "1"})["item"]["epoch"]


def the_seed_article_comes_out_whole_with_names_and_dates_in_place():
    with tempfile.TemporaryDirectory() as place:
        seed_page(Path(place))
        with Newsroom(place) as web, Pipeline(build_directory(), SETTINGS) as pipeline:
            pipeline.settle(pipeline.feed([web.url("seed.html")]))
            article = next(iter(pipeline.replay()))["data"]
    body = next(body["value"] for body in article["bodies"] if body.get("role") == "main")
    if body != seed_text():
        raise Failed(f"the text is not whole:\n{body}")
    gold = json.loads((CORPUS / "seed" / "seed.gold.json").read_text())
    found = {(mention["start"], mention["end"]): mention for mention in article["depeche"]["mentions"]}
    for (start, end), mention in found.items():
        if body[start:end] != mention["exact"]:
            raise Failed(f"offsets {start}-{end} do not cut out {mention['exact']!r}")
    wanted = [entity for entity in gold["entities"] if not entity.get("opt") and (
        entity["type"] == "DATE" or entity["text"] in ("Niger", "Niamey", "Moscou", "Vladimir Poutine"))]
    missing = [entity["text"] for entity in wanted if not any(
        found.get((start, end), {}).get("type") == kind
        for start, end, kind in [(entity["start"], entity["end"], entity["type"]), *entity.get("alts", [])])]
    if missing:
        raise Failed(f"{len(missing)} of {len(wanted)} names and dates are not tagged in place: {missing}")


if __name__ == "__main__":
    if not CORPUS.exists():
        skip("the collections of real pages are not beside the checkout")
    sys.exit(run_tests([every_real_page_is_stored_or_rejected_with_a_reason,
                        the_seed_article_comes_out_whole_with_names_and_dates_in_place]))
