"""depeche-train-cleaner: what it learns follows the truth it is told, comes out the same twice, and is C that compiles."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pages
from pipeline import Failed, build_directory, run_tests

SOURCE = Path(__file__).resolve().parents[2]
PEOPLE = ["Aïssata Maïga", "Moussa Oumarou", "Rahila Souley", "Idrissa Tankari", "Hadiza Bello", "Salif Garba", "Mariam Kané",
          "Ousmane Diori", "Fati Amadou", "Boubacar Seyni", "Zeinabou Ali", "Harouna Issa"]
COUNT = 24
EX_USAGE, EX_NOINPUT = 64, 66

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="author" content="{named}"><meta property="article:published_time" content="{said}T09:30:00+01:00"></head><body>
<nav><a href="/">Home</a> <a href="/county">County</a></nav><article><h1>{title}</h1>
<p class="byline">By {signed}</p><p>Published on {shown}</p>
{paragraphs}
<p class="promo">Our letter of the harbour reaches you each Monday, number {number}: leave your address with us.</p>
</article><footer>All about the harbour</footer></body></html>"""


def expect(condition, what):
    if not condition:
        raise Failed(what)


def facts(number):
    """Two people and two days that a page names, each in its own place."""
    return {"named": PEOPLE[number % 12], "signed": PEOPLE[(number + 5) % 12], "said": f"2023-03-{number + 1:02}",
            "shown": f"2022-07-{number + 1:02}"}


def write(place, name, truth):
    """An index of COUNT pages, each on its own site. truth(number) gives what is annotated."""
    lines = []
    for number in range(COUNT):
        told, title = facts(number), f"The crane turns for the {number + 10}th time"
        paragraphs = [f"{sentence} It was visit {number}." for sentence in pages.ENGLISH]
        html = PAGE.format(title=title, number=number, paragraphs="\n".join(f"<p>{text}</p>" for text in paragraphs), **told)
        (place / f"{number}.html").write_text(html)
        lines.append(json.dumps({"id": str(number), "url": f"https://harbour{number}.example/crane", "html": f"{number}.html",
                                 "text": "\n".join(paragraphs), **truth(number)}))
    (place / name).write_text("\n".join(lines) + "\n")
    return str(place / name)


def run(*arguments, code=0):
    program = build_directory() / "services/clean/depeche-train-cleaner"
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=600)
    expect(done.returncode == code, f"{arguments} ended with {done.returncode}: {done.stderr[-400:]}")
    return done.stdout


def right(what, word, *indexes):
    """How many pages of the first index got the right answer from a model that had not seen their site."""
    figures = run(what, "--folds", "4", *indexes).splitlines()[0]
    found = re.search(rf"{word} (\d+) of {COUNT} ", figures)
    expect(found, f"no figure in {figures!r}")
    return int(found.group(1))


def compiles_and_repeats(what, *arguments):
    learned = run(what, *arguments)
    expect(run(what, *arguments) == learned, f"{what} learned something else the second time")
    expect(f"written by depeche-train-cleaner {what}" in learned, learned[:200])
    compiler = shutil.which("cc")
    if compiler:
        check = [compiler, "-std=c17", "-Werror", "-fsyntax-only", "-x", "c", *(f"-I{SOURCE / part}" for part in
                 ("services", "common", "include")), "-"]
        done = subprocess.run(check, input=learned, capture_output=True, text=True, timeout=120)
        expect(done.returncode == 0, done.stderr[:400])


def the_author_is_whoever_the_annotators_take_for_it():
    with tempfile.TemporaryDirectory() as folder:
        for place in ("named", "signed"):
            index = write(Path(folder), f"{place}.jsonl", lambda number: {"author": [facts(number)[place]]})
            expect(right("authors", "author", index) == COUNT, f"the people {place} were not found")
        compiles_and_repeats("authors", index)


def nobody_is_the_author_where_annotators_find_none():
    with tempfile.TemporaryDirectory() as folder:
        index = write(Path(folder), "none.jsonl", lambda number: {"author": ""})
        expect(right("authors", "none", index) == COUNT, "somebody was found")


def the_date_is_the_one_that_annotators_take_for_it():
    with tempfile.TemporaryDirectory() as folder:
        for place in ("said", "shown"):
            index = write(Path(folder), f"{place}.jsonl", lambda number: {"date": facts(number)[place]})
            expect(right("dates", "date", index) == COUNT, f"the days {place} were not found")
        compiles_and_repeats("dates", index)


def an_index_of_more_weight_is_believed():
    with tempfile.TemporaryDirectory() as folder:
        said = write(Path(folder), "said.jsonl", lambda number: {"date": facts(number)["said"]})
        shown = write(Path(folder), "shown.jsonl", lambda number: {"date": facts(number)["shown"]})
        expect(right("dates", "date", said + "=5", shown) == COUNT, "the heavier index was not believed")
        expect(right("dates", "date", said, shown + "=5") == 0, "the lighter index was believed")


def blocks_are_kept_as_annotated():
    with tempfile.TemporaryDirectory() as folder:
        index = write(Path(folder), "blocks.jsonl", lambda number: {})
        few = ("--trees", "20", "--least", "0.05")
        texts = [json.loads(line)["text"] for line in run("blocks", "--folds", "4", *few, index).splitlines()]
        expect(len(texts) == COUNT, f"{len(texts)} texts")
        expect(all(sentence in text for text in texts for sentence in pages.ENGLISH), "a paragraph is missing")
        expect(not any("Our letter" in text for text in texts), "the promotion was kept")
        compiles_and_repeats("blocks", *few, index)


def mistakes_are_refused():
    run(code=EX_USAGE)
    run("verbs", code=EX_USAGE)
    for what in ("blocks", "authors", "dates"):
        run(what, code=EX_USAGE)
        run(what, "/nonexistent.jsonl", code=EX_NOINPUT)
        expect("usage: depeche-train-cleaner " + what in run(what, "--help"), "no help")
    run("authors", "--folds", "1", "/nonexistent.jsonl", code=EX_USAGE)


if __name__ == "__main__":
    sys.exit(run_tests([the_author_is_whoever_the_annotators_take_for_it, nobody_is_the_author_where_annotators_find_none,
                        the_date_is_the_one_that_annotators_take_for_it, an_index_of_more_weight_is_believed,
                        blocks_are_kept_as_annotated, mistakes_are_refused]))
