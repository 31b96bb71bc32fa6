"""depeche tag: the tagger alone, over texts and whole corpora."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from filters import conversation, expect, expect_a_cage, expect_lies_are_not_believed, lines_of, the_children_of
from pipeline import Pipeline, build_directory, run_tests, wait_until

TEXT = ("Le Niger a rouvert sa frontière avec le Nigeria le mercredi 10 avril.\n"
        "À Niamey, Vladimir Poutine a été reçu jeudi. Poutine repart demain.\n")
DAY = "2024-04-12"


@contextlib.contextmanager
def scene():
    """A configuration without daemons, and a directory for texts."""
    with tempfile.TemporaryDirectory(prefix="depeche-texts-") as place, Pipeline(build_directory(), None, ()) as pipeline:
        yield pipeline, Path(place)


def write(place, text=TEXT, name="story.txt"):
    (place / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return place / name


def expect_spans(text, spans):
    """In range, not empty, in order, and none over another."""
    before = 0
    for span in spans:
        expect(before <= span["start"] < span["end"] <= len(text), f"{span} behind {before} of {len(text)}")
        expect("exact" not in span or span["exact"] == text[span["start"]:span["end"]], f"{span}: {text[span['start']:span['end']]!r}")
        before = span["end"]


def found_in(pipeline, file, *wishes):
    found, = lines_of(pipeline.cli("tag", file, *wishes).stdout)
    return found


def a_pipe_gets_a_line_of_json_with_spans_of_the_text():
    with scene() as (pipeline, place):
        story = write(place)
        found = found_in(pipeline, story, "--date", DAY, "--language", "fr")
        expect_spans(TEXT, found["mentions"])
        expect(found["language"] == "fr" and "guessed" not in found and found["published"] == DAY and found["tagger"], str(found))
        by_text = {mention["exact"]: mention for mention in found["mentions"]}
        expect(by_text["mercredi 10 avril"]["value"] == "2024-04-10" and by_text["jeudi"]["value"] == "2024-04-11", str(by_text))
        expect(by_text["Niger"]["type"] == "LOC" and by_text["Vladimir Poutine"]["type"] == "PER", str(by_text))
        expect(found["entities"][by_text["Niger"]["entity"]]["iso3166"] == "NE", str(found["entities"]))
        expect(all(mention.get("entity", 0) < len(found["entities"]) for mention in found["mentions"]), str(found))
        expect(pipeline.cli("tag", "-", "--date", DAY, "--language", "fr", input=TEXT).stdout
               == pipeline.cli("tag", story, "--date", DAY, "--language", "fr").stdout, "standard input has another answer")


def the_language_is_guessed_and_that_is_said():
    texts = {"fr": "Les habitants du quartier sont venus avec leur famille et ils ont attendu dans la cour de la mairie.",
             "en": "The people of the quarter came with their families and waited in the yard of the town hall.",
             "und": "Los habitantes del barrio llegaron con sus familias y esperaron en el patio del ayuntamiento."}
    with scene() as (pipeline, place):
        for language, text in texts.items():
            found = found_in(pipeline, write(place, text))
            expect(found["language"] == language and found["guessed"] is True, str(found))


def without_a_day_relative_dates_have_no_value():
    with scene() as (pipeline, place):
        story = write(place)
        jeudi = next(mention for mention in found_in(pipeline, story)["mentions"] if mention["exact"] == "jeudi")
        expect("2024" not in jeudi.get("value", ""), str(jeudi))
        expect("value" in next(mention for mention in found_in(pipeline, story, "--date", "today")["mentions"] if mention["exact"] == "jeudi"), "today")
        expect("relative days have no value" in pipeline.cli_terminal("tag", story)[1], "a terminal does not say it")


def layers_are_chosen_and_left_out():
    with scene() as (pipeline, place):
        story = write(place)
        def types(*wishes):
            return {mention["type"] for mention in found_in(pipeline, story, "--date", DAY, *wishes)["mentions"]}
        expect(types("--layers", "dates") == {"DATE"}, str(types("--layers", "dates")))
        expect("DATE" not in types("--without", "dates") and "LOC" in types("--without", "dates"), "without")
        expect(types("--without", "all") == set(), "without all")
        done = pipeline.cli("tag", story, "--layers", "names,verbs", code=64)
        expect("“verbs” is no layer" in done.stderr and "names, norp" in done.stderr, done.stderr)


def a_table_has_a_row_for_each_mention():
    with scene() as (pipeline, place):
        story = write(place)
        head, *rows = [line.split("\t") for line in pipeline.cli("tag", story, "--date", DAY, "--format", "tsv").stdout.splitlines()]
        expect(head[:4] == ["start", "end", "type", "text"] and all(len(row) == len(head) for row in rows), str(rows))
        found = found_in(pipeline, story, "--date", DAY)
        expect([row[:4] for row in rows] == [[str(m["start"]), str(m["end"]), m["type"], m["exact"]] for m in found["mentions"]], str(rows))
        niger = dict(zip(head, rows[0]))
        expect(niger["iso3166"] == "NE" and niger["name"] == "Niger" and niger["id"].startswith("e"), str(niger))


def a_terminal_shows_the_text_with_its_mentions_and_what_they_name():
    with scene() as (pipeline, place):
        story = write(place, TEXT.replace("\n", " ") * 3)
        code, seen = pipeline.cli_terminal("tag", story, "--date", DAY, columns=72)
        expect(code == 0 and "\033[36mNiger\033[0m" in seen and "\033[32mVladimir" in seen and "fr (guessed" in seen, repr(seen))
        code, plain = pipeline.cli_terminal("tag", story, "--date", DAY, columns=72, environment={"NO_COLOR": "1"})
        expect("\033" not in plain and "[Niger LOC]" in plain and "2024-04-10" in plain, plain)
        expect(max(map(len, plain.splitlines())) <= 80, plain)
        expect(pipeline.cli("tag", story, "--date", DAY, "--format", "text").stdout.splitlines()[0] == plain.splitlines()[0], "a pipe has another head")
        hostile = write(place, "Le Niger \x1b[31mrouge\x9b2J \u202eet le Mali\x07, dit-on.", "hostile.txt")
        code, seen = pipeline.cli_terminal("tag", hostile, environment={"NO_COLOR": "1"})
        expect(code == 0 and not {"\x1b", "\x9b", "\u202e", "\x07"} & set(seen) and "[Mali LOC]" in seen, repr(seen))


def explain_names_layer_and_rule_of_each_mention_and_what_lost():
    with scene() as (pipeline, place):
        story = write(place)
        found = found_in(pipeline, story, "--date", DAY)
        lines = lines_of(pipeline.cli("tag", story, "--date", DAY, "--explain").stdout)
        finds = [line for line in lines if "fate" in line]
        expect([line["start"] for line in finds] == sorted(line["start"] for line in finds), "out of order")
        expect(all(line["exact"] == TEXT[line["start"]:line["end"]] and line["layer"] for line in finds), str(finds))
        said = {line["mention"]: line for line in finds if line["fate"] == "said"}
        expect(sorted(said) == list(range(len(found["mentions"]))), f"{sorted(said)} of {len(found['mentions'])}")
        for number, mention in enumerate(found["mentions"]):
            line = said[number]
            expect((line["exact"], line.get("rule", "")) == (mention["exact"], mention["rule"]), f"{line} {mention}")
        jeudi = next(line for line in said.values() if line["exact"] == "jeudi")
        expect(jeudi["layer"] == "dates" and jeudi["type"] == "DATE" and 0 < jeudi["strength"] <= 100, str(jeudi))
        for line in finds:
            expect(line["fate"] != "dropped" or "mention" not in line, str(line))
            expect(line["fate"] == "said" or line["why"], str(line))
            if line["fate"] == "overlapped":
                winner = found["mentions"][line["mention"]]
                expect(line["start"] < winner["end"] and winner["start"] < line["end"], f"{line} lost to {winner}")
        entities = [line for line in lines if "entity" in line and "name" in line]
        expect([line["name"] for line in entities] == [entity["name"] for entity in found["entities"]], str(entities))
        expect(sum(line["mentions"] for line in entities) == sum("entity" in mention for mention in found["mentions"]), str(entities))
        code, seen = pipeline.cli_terminal("tag", story, "--date", DAY, "--explain", columns=100, environment={"NO_COLOR": "1"})
        expect(code == 0 and max(map(len, seen.splitlines())) <= 100 and sum(row.startswith("said ") for row in seen.splitlines()), seen)


def what_is_no_text_is_told_with_its_place():
    with scene() as (pipeline, place):
        for content, words in ((b"Le Niger\xff et le Mali", "not UTF-8 at byte 8"), (b"Le\0Niger", "NUL at byte 2"),
                               ("Le Niger".encode("utf-16"), "NUL at byte 3"), (b"a" * (8 * 1024 * 1024 + 4), "longer than 8 MB")):
            done = pipeline.cli("tag", write(place, content), code=65)
            expect(words in done.stderr and done.stdout == "", done.stderr)
        expect("No such file" in pipeline.cli("tag", place / "absent", code=66).stderr, "an absent file")
        pipeline.cli("tag", place, code=66)
        pipeline.cli("tag", "--jsonl", place / "absent", code=66)
        story = write(place)
        for wrong in ([], [story, story], [story, "--format", "xml"], [story, "--jsonl", story], [story, "--date", "jeudi"],
                      ["--jsonl", story, "--format", "tsv"]):
            done = pipeline.cli("tag", *wrong, code=64)
            expect(done.stdout == "" and done.stderr.startswith("depeche: "), done.stderr)


def ends_of_lines_marks_and_emptiness_are_no_trouble():
    with scene() as (pipeline, place):
        windows = TEXT.replace("\n", "\r\n")
        found = found_in(pipeline, write(place, windows), "--date", DAY)
        expect_spans(windows, found["mentions"])
        expect([m["exact"] for m in found["mentions"]] == [m["exact"] for m in found_in(pipeline, write(place), "--date", DAY)["mentions"]], str(found))
        marked = found_in(pipeline, write(place, "\ufeff" + TEXT), "--date", DAY)
        expect_spans(TEXT, marked["mentions"])
        for empty in ("", "\n", "\ufeff"):
            found = found_in(pipeline, write(place, empty))
            expect(found["mentions"] == found["entities"] == found["quotes"] == [], str(found))
        code, seen = pipeline.cli_terminal("tag", write(place, ""))
        expect(code == 0, seen)


def corpus(count):
    """Lines of texts of very different lengths, so that answers would come out of order if nothing kept it."""
    return [{"id": f"d{number}", "lang": "fr", "pub": DAY, "text": f"Paris, {number} avril. " + TEXT * (400 if number % 10 == 0 else 1)}
            for number in range(count)]


def a_corpus_comes_out_in_its_order_whatever_the_number_of_jobs():
    with scene() as (pipeline, place):
        rows = corpus(60)
        file = write(place, "\n".join(json.dumps(row) for row in rows) + "\n\n", "texts.jsonl")
        done = pipeline.cli("tag", "--jsonl", file, "--jobs", 4)
        found = lines_of(done.stdout)
        expect([row["id"] for row in found] == [row["id"] for row in rows] and done.stderr == "", done.stderr)
        for row, answer in zip(rows, found):
            expect_spans(row["text"], answer["entities"])
            expect(set(answer) == {"id", "entities", "quotes"} and answer["entities"], str(answer)[:300])
            expect(answer["entities"][0].items() >= {"start": 0, "end": 5, "type": "LOC"}.items(), str(answer)[:300])
        niger = next(span for span in found[1]["entities"] if span.get("link", {}).get("iso3166") == "NE")
        expect(niger["id"].startswith("e") and set(niger) <= {"start", "end", "type", "link", "id"}, str(niger))
        one = pipeline.cli("tag", "--jsonl", "-", "--jobs", 1, input=file.read_text()).stdout
        expect(one == done.stdout, "the number of jobs changes what comes out")


def bad_lines_do_not_stop_the_others():
    lines = ['{"id": 1, "text": "Le Niger."}', "not JSON", '["a list"]', '{"id": "4"}', '{"id": "5", "text": 7}', '{"text": "Le Mali et le Niger."}',
             '{"id": "7", "text": "", "lang": "en", "pub": null}', '{"id": "8", "text": "' + "a" * (8 * 1024 * 1024 + 1) + '"}',
             '{"id": "9", "text": "a\\u0000b"}', '{"id": 10, "text": "Le Burkina."}']
    with scene() as (pipeline, place):
        done = pipeline.cli("tag", "--jsonl", write(place, "\r\n".join(lines)), "--jobs", 2, "--language", "fr", code=65)
        found = lines_of(done.stdout)
        expect([row.get("id") for row in found] == [1, None, None, "4", "5", None, "7", "8", None, 10], done.stdout)
        errors = [number for number, row in enumerate(found, 1) if "error" in row]
        expect(errors == [2, 3, 4, 5, 8, 9], str(errors))
        expect(all(found[number - 1]["error"].startswith(f"line {number}") for number in errors), done.stdout)
        expect("no JSON object" in found[1]["error"] and '"text"' in found[3]["error"] and "8 MB" in found[7]["error"], str(found))
        expect("10 texts, 6 errors" in done.stderr, done.stderr)


def answers_come_while_texts_are_still_written():
    with scene() as (pipeline, place), conversation(pipeline, place, "tag") as (process, ask, answer):
        for number in range(3):
            ask({"id": number, "text": TEXT})
            expect(answer()["id"] == number, "another answer")
        process.stdin.close()
        expect(process.wait(60) == 0, "it does not end with its input")


def a_tagger_that_dies_costs_at_most_the_text_it_had():
    with scene() as (pipeline, place), conversation(pipeline, place, "tag") as (process, ask, answer):
        ask({"id": 1, "text": TEXT})
        expect(answer()["entities"], "nothing found")
        first, = the_children_of(process)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: first not in the_children_of(process), "the tagger's end")
        ask({"id": 2, "text": TEXT})
        expect(answer()["entities"], "nothing from the next tagger")


def an_output_that_takes_no_more_ends_the_run_with_the_reason():
    with scene() as (pipeline, place):
        file = write(place, "\n".join(json.dumps(row) for row in corpus(60)))
        with open("/dev/full", "wb") as full:
            done = subprocess.run([build_directory() / "services" / "cli" / "depeche", "tag", "--jsonl", file], env=pipeline.environment(),
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        expect(done.returncode == 74 and done.stderr == "depeche: can't write to standard output: No space left on device\n", str(done))


def what_a_lying_tagger_says_is_not_believed():
    with scene() as (_, place):
        expect_lies_are_not_believed(place, "tag", write(place))


def texts_are_read_in_a_cage():
    with scene() as (pipeline, place), conversation(pipeline, place, "tag") as (process, ask, answer):
        ask({"id": 1, "text": TEXT})
        answer()
        expect_a_cage(process, "tag")


if __name__ == "__main__":
    sys.exit(run_tests([a_pipe_gets_a_line_of_json_with_spans_of_the_text,
                        the_language_is_guessed_and_that_is_said,
                        without_a_day_relative_dates_have_no_value,
                        layers_are_chosen_and_left_out,
                        a_table_has_a_row_for_each_mention,
                        a_terminal_shows_the_text_with_its_mentions_and_what_they_name,
                        explain_names_layer_and_rule_of_each_mention_and_what_lost,
                        what_is_no_text_is_told_with_its_place,
                        ends_of_lines_marks_and_emptiness_are_no_trouble,
                        a_corpus_comes_out_in_its_order_whatever_the_number_of_jobs,
                        bad_lines_do_not_stop_the_others,
                        answers_come_while_texts_are_still_written,
                        a_tagger_that_dies_costs_at_most_the_text_it_had,
                        an_output_that_takes_no_more_ends_the_run_with_the_reason,
                        what_a_lying_tagger_says_is_not_believed,
                        texts_are_read_in_a_cage]))
