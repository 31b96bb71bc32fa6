"""The operator's own rules: the command that checks and tests them, and a running tagger that takes, refuses and swaps them."""

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pages
from pipeline import Failed, Newsroom, Pipeline, Schemas, build_directory, run_tests, wait_until

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "rules"
BRIDGE = """rules:
  - id: bridge
    type: BRIDGE
    pattern: '\\bpont de (\\w+)'
    name: 'Pont de {1}'
    value: '{upper:1}'
    tests:
      - {text: Le pont de Niamey., finds: [{exact: pont de Niamey, value: NIAMEY, name: Pont de Niamey}]}
"""
NAMES = "name,type,id,link\nHarobanda,DISTRICT,district.harobanda,wikidata:Q1\n"


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


def lines_of(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def command_line():
    return Pipeline(build_directory(), {}, ())


def the_sample_in_the_tree_is_right():
    with command_line() as pipeline:
        lines = lines_of(pipeline.cli("rules", "check", SAMPLE))
        last = lines[-1]
        expect(last["taken"] and last["warnings"] == 0 and last["slow"] == 0, f"said of the sample: {lines}")
        expect(last["rules"] and last["names"] and last["tests"], f"the sample is empty: {last}")
        tested = lines_of(pipeline.cli("rules", "test", SAMPLE))
        expect([line["kind"] for line in tested] == ["set"] and tested[0]["tests"] == last["tests"], f"tested: {tested}")
        shown = pipeline.cli_terminal("rules", "check", SAMPLE)
        expect(last["version"] in str(shown), f"a terminal shows {shown}")


def the_help_holds_an_example_that_works():
    with command_line() as pipeline, tempfile.TemporaryDirectory() as place:
        text = pipeline.cli("rules", "--help").stdout.splitlines()
        start = text.index("  name,type,id,aliases,link,language,case")
        table = text[start:text.index("", start)]
        start = text.index("  rules:")
        rules = text[start:text.index("", start)]
        expect(len(table) == 3 and len(rules) > 15, "the help has lost its example")
        Path(place, "a.csv").write_text("\n".join(line[2:] for line in table) + "\n")
        Path(place, "b.yaml").write_text("\n".join(line[2:] for line in rules) + "\n")
        done = lines_of(pipeline.cli("rules", "check", place))
        expect([line["kind"] for line in done] == ["set"] and done[0]["tests"] == 3, f"said of the help's example: {done}")


def mistakes_and_failing_tests_are_told_and_end_with_65():
    with command_line() as pipeline, tempfile.TemporaryDirectory() as place:
        Path(place, "a.csv").write_text("name,type\nHarobanda,district\n")
        Path(place, "b.yaml").write_text(BRIDGE.replace("(\\w+)", "(\\w+"))
        lines = lines_of(pipeline.cli("rules", "check", place, code=65))
        told = [(line.get("file"), line.get("line"), line.get("rule")) for line in lines if line["kind"] == "error"]
        expect(told == [("a.csv", 2, None), ("b.yaml", 4, "bridge")], f"told: {lines}")
        Path(place, "a.csv").unlink()
        Path(place, "b.yaml").write_text(BRIDGE.replace("value: NIAMEY", "value: Niamey"))
        lines = lines_of(pipeline.cli("rules", "test", place, code=65))
        failure = lines[0]
        expect(failure["kind"] == "failure" and failure["rule"] == "bridge" and "Niamey" in failure["expected"]
               and "NIAMEY" in failure["got"], f"told: {lines}")
        expect("name the directory" in pipeline.cli("rules", "check", code=64).stderr, "no directory is not told")
        pipeline.cli("rules", "check", Path(place, "none"), code=66)
        pipeline.cli("rules", "try", place, code=64)


def tag_applies_the_rules_that_it_is_given():
    with command_line() as pipeline, tempfile.TemporaryDirectory() as place:
        Path(place, "b.yaml").write_text(BRIDGE)
        text = "Le pont de Niamey 😀 ; cafe\u0301, pont de Say."
        found = json.loads(pipeline.cli("tag", "-", "--rules", place, "--layers", "rules", input=text).stdout)
        expect([(text[m["start"]:m["end"]], m["type"], m["value"]) for m in found["mentions"]] ==
               [("pont de Niamey", "BRIDGE", "NIAMEY"), ("pont de Say", "BRIDGE", "SAY")], f"found: {found}")
        expect([e["name"] for e in found["entities"]] == ["Pont de Niamey", "Pont de Say"], f"entities: {found}")
        Path(place, "b.yaml").write_text("rules: 7\n")
        refused = pipeline.cli("tag", "-", "--rules", place, input=text, code=65)
        expect("b.yaml:1: rules is a list" in refused.stderr, refused.stderr)


def hang_up(pipeline, event, word=""):
    def heard():
        return [line for line in pipeline.log_events("tag") if line["event"] == event and word in json.dumps(line, ensure_ascii=False)]
    before = len(heard())
    pipeline.processes["tag"].send_signal(signal.SIGHUP)
    wait_until(lambda: len(heard()) > before, f"the tagger to log {event} {word}", 60)


def a_running_tagger_swaps_whole_sets_and_keeps_the_old_one_when_a_new_one_is_wrong():
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory(prefix="depeche-pages-") as site, Newsroom(site) as web:
        names = pages.write(Path(site), 4)
        rules = Path(place)
        (rules / "bridges.yaml").write_text(BRIDGE)
        with Pipeline(build_directory(), {"tag": {"rules": place}}) as pipeline:
            def tagged(number):
                ends = pipeline.settle(pipeline.feed([web.url(names[number])]))
                expect(set(ends.values()) == {"stored"}, f"article {number} ended as {ends}")
                article = list(pipeline.replay())[-1]["data"]
                Schemas().check("article", article)
                ours = article["depeche"]
                found = {(m["type"], m["exact"], m["rule"]) for m in ours["mentions"] if m["type"] in ("BRIDGE", "DISTRICT")}
                version = pipeline.ask("tag", "status")["rules_version"]
                expect(ours["tagger"] == version, f"stamped with {ours['tagger']}, the status says {version}")
                return found, version

            bridge, district = ("BRIDGE", "pont de Niamey", "bridge"), ("DISTRICT", "Harobanda", "district.harobanda")
            found, first = tagged(0)
            expect(found == {bridge} and "+rules-" in first, f"with the first set: {found} {first}")
            (rules / "districts.csv").write_text(NAMES.replace("wikidata:Q1", "Q1"))
            hang_up(pipeline, "reload_refused", "districts.csv:2: rule district.harobanda: the link")
            expect(tagged(1) == (found, first), "the old set is not in force any more")
            (rules / "districts.csv").write_text(NAMES)
            (rules / "bridges.yaml").write_text(BRIDGE.replace("value: NIAMEY", "value: other"))
            hang_up(pipeline, "reload_refused", "bridges.yaml:8: rule bridge: the test fails")
            expect(tagged(2) == (found, first), "half of a refused set is in force")
            (rules / "bridges.yaml").write_text(BRIDGE)
            hang_up(pipeline, "reload")
            found, second = tagged(3)
            expect(found == {bridge, district}, f"with the second set: {found}")
            expect(second != first and "+rules-" in second, f"{second} behind {first}")


def a_tagger_does_not_start_with_a_set_that_is_wrong():
    with tempfile.TemporaryDirectory() as place:
        Path(place, "a.csv").write_text("name\nx\n")
        with Pipeline(build_directory(), {"tag": {"rules": place}}, ()) as pipeline:
            done = subprocess.run([pipeline.program("tag"), "--config", pipeline.config_path], capture_output=True, text=True,
                                  env=pipeline.environment(), timeout=60, check=False)
            expect(done.returncode == 65, f"it ended with {done.returncode}")
            expect("a.csv:1: the first line names the columns" in done.stderr, done.stderr)


if __name__ == "__main__":
    sys.exit(run_tests([the_sample_in_the_tree_is_right, the_help_holds_an_example_that_works,
                        mistakes_and_failing_tests_are_told_and_end_with_65, tag_applies_the_rules_that_it_is_given,
                        a_running_tagger_swaps_whole_sets_and_keeps_the_old_one_when_a_new_one_is_wrong,
                        a_tagger_does_not_start_with_a_set_that_is_wrong]))
