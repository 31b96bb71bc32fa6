"""depeche-train names: reads both forms of labelled text, learns what they say, writes the same model twice, and tells what it can't read."""

import gzip
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline import Failed, build_directory, run_tests

EX_USAGE, EX_DATAERR = 64, 65
PEOPLE = ["Aïssata Maïga", "Moussa Oumarou", "Rahila Souley", "Idrissa Tankari", "Hadiza Bello", "Salif Garba"]
TOWNS = ["Tchirozérine", "Kantchari", "Foumbouni", "Zagtouli", "Nguigmi", "Kaédi"]


def expect(condition, what):
    if not condition:
        raise Failed(what)


def sentences():
    for number in range(60):
        yield PEOPLE[number % 6], TOWNS[number // 6 % 6]


def write_dictionaries(place):
    (place / "fr.aff").write_text("SET UTF-8\nFLAG long\nSFX S. Y 1\nSFX S. 0 s [^sxz] is:pl\n")
    (place / "fr.dic").write_text("2\nvoiture/S.() po:nom\nparle/() po:v1\n")
    (place / "en_US.aff").write_text("SET UTF-8\nSFX S Y 1\nSFX S y ies [^aeiou]y\n")
    (place / "en_US.dic").write_text("2\ncity/S\nArnold\n")


def write_lines(path, source="here", town_is="LOC"):
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for number, (person, town) in enumerate(sentences()):
            text = f"Le maire {person} est né à {town} hier."
            spans = [(person, "PER"), (town, town_is), ("hier", "DATE")]
            entities = [{"start": text.index(name), "end": text.index(name) + len(name), "type": kind} for name, kind in spans]
            out.write(json.dumps({"id": str(number), "source": source, "lang": "fr", "text": text, "entities": entities}) + "\n")
    return str(path)


def write_brackets(path):
    path.write_text("\n---\n".join(f"# heading\nÀ [LOC {town}], [DATE lundi], la ministre [PER {person}] parle [en vain]."
                                   for person, town in sentences()))
    return str(path)


def train(place, *arguments, code=0):
    program = build_directory() / "services/tag/depeche-train"
    done = subprocess.run([str(program), "names", "--hunspell", str(place), *arguments], capture_output=True, text=True, timeout=600)
    expect(done.returncode == code, f"{arguments} ended with {done.returncode}: {done.stderr[-400:]}")
    return done


def figures(output):
    return [float(figure) for figure in re.findall(r" (\d+\.\d\d) \(", output)]


def what_is_labelled_is_learnt_from_both_forms():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_dictionaries(place)
        lines, brackets = write_lines(place / "a.jsonl.gz"), write_brackets(place / "b-fr.txt")
        done = train(place, "--test", lines, "--test", brackets, lines, brackets)
        expect(all(figure > 95 for figure in figures(done.stdout)) and len(figures(done.stdout)) == 2, done.stdout)
        expect("0 of them not of whole tokens" in done.stderr, done.stderr)
        (place / "c.txt").write_text("Le maire [PER Awa Koulmé] est né à [EVENT Kantchari] hier.")
        wrong = train(place, "--errors", "--test", str(place / "c.txt"), lines).stderr
        expect(re.search(r"missed\tEVENT\t.*<<Kantchari>>", wrong), f"the error is not told: {wrong}")


def the_same_text_gives_the_same_model():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_dictionaries(place)
        lines = write_lines(place / "a.jsonl.gz")
        for model in ("one", "two"):
            train(place, "--output", str(place / model), lines)
        one, two = (place / "one").read_bytes(), (place / "two").read_bytes()
        expect(one == two, "two models of the same text differ")
        expect(one.startswith(b"dpnames") and len(one) > 4096, f"no model: {one[:16]}")


def our_own_customs_prevail_over_those_of_a_source_that_has_others():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_dictionaries(place)
        ours, theirs = write_lines(place / "ours.jsonl.gz"), write_lines(place / "theirs.jsonl.gz", "winer", "ORG")
        done = train(place, "--test", ours, "--test", theirs, ours, theirs)
        ours, theirs = figures(done.stdout)
        expect(ours > 95 and theirs < 60, done.stdout)


def what_cant_be_read_is_told():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_dictionaries(place)
        expect("usage" in train(place, code=EX_USAGE).stderr, "no usage")
        expect("usage" in train(place, "--without", "nothing", "x", code=EX_USAGE).stderr, "no usage")
        expect("absent" in train(place, str(place / "absent.jsonl"), code=EX_DATAERR).stderr, "the absent file is not named")
        (place / "bad.jsonl").write_text('{"id": "1", "text": "a", "entities": []}\n{"id"\n')
        expect("bad.jsonl:2" in train(place, str(place / "bad.jsonl"), code=EX_DATAERR).stderr, "the line is not named")


if __name__ == "__main__":
    sys.exit(run_tests([what_is_labelled_is_learnt_from_both_forms, the_same_text_gives_the_same_model,
                        our_own_customs_prevail_over_those_of_a_source_that_has_others, what_cant_be_read_is_told]))
