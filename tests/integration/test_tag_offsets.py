"""Whatever the text, every span that depeche tag gives is in it, in order, and over no other."""

import gzip
import json
import sys
import tempfile
from pathlib import Path

from filters import expect, lines_of
from pipeline import SHARED, Pipeline, build_directory, jitter, run_tests


def expect_spans(name, text, answer):
    expect("error" not in answer, f"{name}: {answer.get('error')}")
    before = 0
    for span in answer["entities"]:
        expect(before <= span["start"] < span["end"] <= len(text), f"{name}: {span} behind {before} of {len(text)}")
        exact = text[span["start"]:span["end"]]
        expect(exact == exact.strip(), f"{name}: {span} is {exact!r}")
        before = span["end"]
    before = 0
    for quote in answer["quotes"]:
        inner = quote["inner"]
        expect(before <= quote["start"] <= inner[0] <= inner[1] <= quote["end"] <= len(text), f"{name}: {quote}")
        speaker = quote.get("speaker")
        expect(not speaker or text[speaker["start"]:speaker["end"]] == speaker["text"], f"{name}: {quote}")
        before = quote["start"]


def tag(rows):
    """How many spans there are in the answers to the rows, all of which are right."""
    with tempfile.TemporaryDirectory(prefix="depeche-texts-") as place, Pipeline(build_directory(), None, ()) as pipeline:
        file = Path(place) / "texts.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        answers = lines_of(pipeline.cli("tag", "--jsonl", file, timeout=600).stdout)
    expect([answer["id"] for answer in answers] == [row["id"] for row in rows], "answers are missing")
    for row, answer in zip(rows, answers):
        expect_spans(row["id"], row["text"], answer)
    return sum(len(answer["entities"]) for answer in answers)


def spans_are_right_in_all_corpora():
    files = sorted((SHARED / "corpus" / "ner").glob("*.jsonl.gz")) + sorted((SHARED / "corpus" / "seed").glob("seed.gold.json"))
    if not files:
        print("skipped: there is no ../shared/corpus")
        return
    for file in files:
        content = gzip.open(file, "rt", encoding="utf-8").read() if file.suffix == ".gz" else json.dumps(json.loads(file.read_text()))
        rows = [json.loads(line) for line in content.splitlines() if line.strip()]
        spans = tag([{**row, "id": f"{file.name}/{number}"} for number, row in enumerate(rows)])
        expect(spans, f"nothing found in {file.name}")
        print(f"      {file.name}: {len(rows)} texts, {spans} spans", flush=True)


STORY = ("Le général Abdourahamane Tiani a rencontré Vladimir Poutine à Niamey le 10 avril. « Nous avons signé pour plus de 1 000 tonnes de blé, "
         "soit 3,5 millions d’euros », a déclaré le ministre à Télé Sahel. L’Union européenne critique N’Djaména depuis 2020. ")


def spans_are_right_among_marks_emoji_and_rubbish():
    import unicodedata
    chance = jitter(7)
    letters = [chr(code) for code in (*range(1, 0x250), *range(0x300, 0x370), *range(0x590, 0x700), *range(0x2000, 0x2070),
                                      0xFEFF, 0xFFFD, 0xFFFF, 0x1F600, 0x1F1F3, 0x1F1EA, 0xE0041, 0x10FFFF, 0x4E2D, 0x200D)]
    rows = {"decomposed": unicodedata.normalize("NFD", STORY), "emoji": STORY.replace(" ", " 🇳🇪👩‍👩‍👧 "), "between": STORY.replace("a", "a\u200d").replace("e", "e\u0301"),
            "lines": STORY.replace(" ", "\r\n"), "spaces": STORY.replace(" ", "\u202f\u00a0"), "shouted": STORY.upper(), "small": STORY.lower(),
            "apostrophes": STORY.replace("’", "'").replace("«", '"').replace("»", '"'), "often": STORY * 300, "glued": STORY.replace(" ", ""),
            "hyphens": STORY.replace(" ", "-"), "one token": "a" * 1_000_000, "one capital token": "É" * 500_000, "digits": "1" * 1_000_000,
            "groups": "1 000 " * 100_000, "quotes": "«" * 200_000, "marks": "\u0301" * 300_000, "dots": "M. " * 200_000}
    rows.update({f"rubbish {number}": "".join(chance.choices(letters, k=3000)) for number in range(30)})
    rows.update({f"shaken {number}": "".join(letter if chance.random() > 0.03 else chance.choice(letters) for letter in STORY * 5) for number in range(60)})
    tag([{"id": name, "lang": lang, "pub": "2024-04-12", "text": text} for name, text in rows.items() for lang in ("fr", "en", "ar")
         if len(text) < 100_000 or lang == "fr"])


if __name__ == "__main__":
    sys.exit(run_tests([spans_are_right_in_all_corpora, spans_are_right_among_marks_emoji_and_rubbish]))
