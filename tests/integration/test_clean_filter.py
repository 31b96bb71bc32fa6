"""depeche clean: the cleaner alone, over files, standard input, the web and whole corpora."""

import contextlib
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pages
from filters import conversation, expect, expect_a_cage, expect_lies_are_not_believed, lines_of, the_children_of
from pipeline import Newsroom, Pipeline, build_directory, run_tests, wait_until

TITLE = "Le bac de Kaffrine"


@contextlib.contextmanager
def scene():
    """A configuration that permits our own host, without daemons, and a directory for pages."""
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Pipeline(build_directory(), None, ()) as pipeline:
        yield pipeline, Path(place)


def write(place, name="page.html", **options):
    (place / name).write_text(pages.article(TITLE, **options))
    return place / name


def a_pipe_gets_the_text_alone_from_a_file_gzip_or_standard_input():
    with scene() as (pipeline, place):
        page = write(place)
        text = pipeline.cli("clean", page).stdout
        expect(text.startswith("Le pont de Niamey a rouvert") and "Accueil" not in text, text)
        expect(text.count("\n") == len(pages.FACTS) and text.endswith("\n"), text)
        packed = place / "packed"
        packed.write_bytes(gzip.compress(page.read_bytes()))
        expect(pipeline.cli("clean", packed).stdout == text, "a gzipped page has another text")
        expect(pipeline.cli("clean", "-", input=page.read_text()).stdout == text, "standard input has another text")


def json_tells_each_fact_with_who_said_it():
    with scene() as (pipeline, place):
        page = write(place)
        for wish in (["--json"], ["--format", "json"]):
            done = pipeline.cli("clean", page, "--url", "https://example.org/bac.html", *wish)
            found, = lines_of(done.stdout)
            expect(found["title"] == TITLE and found["published"].startswith("2024-04-12"), done.stdout)
            expect(found["language"] == "fr" and found["uri"] == "https://example.org/bac.html", done.stdout)
            expect(found["text"] == pipeline.cli("clean", page).stdout.rstrip("\n"), "json has another text")
            witness = found["provenance"]["published"]
            expect(witness["from"] in ("meta", "open-graph") and 0 < witness["confidence"] <= 100, str(witness))
            expect("rejected" not in found and "id" not in found, done.stdout)


def a_head_of_metadata_is_yaml_before_the_text():
    with scene() as (pipeline, place):
        page = write(place, "a.html")
        done = pipeline.cli("clean", page, "--with-metadata", "--format", "text").stdout
        begin, head, text = done.split("---\n", 2)
        facts = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in head.splitlines())}
        expect(begin == "" and facts["title"] == TITLE and facts["language"] == "fr", done)
        expect(text.lstrip("\n") == pipeline.cli("clean", page).stdout, done)


def a_page_without_an_article_says_so_and_gives_what_it_has():
    with scene() as (pipeline, place):
        (place / "index.html").write_text(pages.index())
        done = pipeline.cli("clean", place / "index.html", "--json", code=65)
        found, = lines_of(done.stdout)
        expect(found["rejected"] == "index-page" and found["detail"] and found["title"] == "Rubrique", done.stdout)
        expect("index-page" in done.stderr and found["detail"] in done.stderr, done.stderr)
        (place / "picture").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
        done = pipeline.cli("clean", place / "picture", code=65)
        expect(done.stdout == "" and done.stderr.startswith("not-html"), done.stderr)
        expect(pipeline.cli("clean", "-", input="", code=65).stderr.startswith("empty"), "an empty page")


def mistakes_have_the_exit_codes_of_the_system():
    with scene() as (pipeline, place):
        page = write(place)
        expect("No such file" in pipeline.cli("clean", place / "absent", code=66).stderr, "an absent file")
        for address in ("ftp://example.org/story", "www.example.org"):
            expect("begins with http" in pipeline.cli("clean", address, code=66).stderr, address)
        pipeline.cli("clean", place, code=66)
        pipeline.cli("clean", "--jsonl", place / "absent", code=66)
        for wrong in ([], [page, page], [page, "--format", "pdf"], [page, "--jsonl", page], ["--jsonl", page, "--explain"],
                      [page, "--with-metadata", "--format", "xhtml"], ["http://example.org/", "--url", "http://example.org/"], ["http://"], ["http://a:b@example.org/"]):
            done = pipeline.cli("clean", *wrong, code=64)
            expect(done.stdout == "" and done.stderr.startswith("depeche: "), done.stderr)


def a_url_is_fetched_once_along_its_redirects():
    with scene() as (pipeline, place):
        page = write(place)
        locations = ("gzip on; gzip_types text/html; gzip_min_length 1; location /moved { return 301 /page.html; }\n"
                     "location /circle { return 302 /circle; } location /away { return 302 file:///etc/passwd; }\n"
                     "location /robots.txt { return 200 'User-agent: *\\nDisallow: /'; }\n"
                     "location /latin { default_type 'text/html; charset=iso-8859-1'; }")
        (place / "latin").write_bytes(page.read_text().replace("<meta charset='utf-8'>", "").replace("’", "'").encode("latin-1"))
        with Newsroom(place, locations) as web:
            config = ["--config", pipeline.config_path]
            done = pipeline.cli(*config, "clean", web.url("moved"), "--json")
            found, = lines_of(done.stdout)
            expect(found["url"] == found["uri"] == web.url("page.html"), done.stdout)
            expect(found["text"] == pipeline.cli("clean", page).stdout.rstrip("\n"), "the web has another text")
            asked = [path for path in web.requests() if path != "/"]  # by which it was seen to be up
            expect(asked == ["/moved", "/page.html"], str(asked))
            found, = lines_of(pipeline.cli(*config, "clean", web.url("latin"), "--json").stdout)
            expect("a rouvert mardi à la circulation, après" in found["text"], found["text"])
            for name, words in (("absent", "HTTP status 404"), ("circle", "redirects"), ("away", "file:///etc/passwd")):
                done = pipeline.cli(*config, "clean", web.url(name), code=69)
                expect(words in done.stderr and done.stdout == "", f"{name}: {done.stderr}")


def private_addresses_are_refused_unless_the_configuration_opens_them():
    with scene() as (pipeline, place), Newsroom(place) as web:
        pipeline.write_config({"fetch": {"allow_addresses": []}})
        done = pipeline.cli("--config", pipeline.config_path, "clean", web.url("page.html"), code=77)
        expect("loopback address" in done.stderr and "fetch.allow_addresses" in done.stderr, done.stderr)
        expect("/page.html" not in web.requests(), str(web.requests()))
        (place / "wrong.yaml").write_text("fetch:\n  max_body: much\n")
        pipeline.cli("--config", place / "wrong.yaml", "clean", web.url("page.html"), code=78)


def an_encoding_can_be_named_for_a_file():
    with scene() as (pipeline, place):
        greek = "".join(f"<p>Το πλοίο έφτασε στο λιμάνι της πόλης το πρωί, μετά από μέρες αναμονής, είπαν οι ναύτες {n}.</p>" for n in range(9))
        (place / "greek.html").write_bytes(f"<html><body><article><h1>Πλοίο</h1>{greek}</article></body></html>".encode("iso-8859-7"))
        found, = lines_of(pipeline.cli("clean", place / "greek.html", "--charset", "iso-8859-7", "--json").stdout)
        expect(found["text"].startswith("Το πλοίο έφτασε στο λιμάνι") and found["charset"].lower() == "iso-8859-7", str(found))


def explain_gives_every_block_a_reason_and_the_kept_ones_are_the_text():
    with scene() as (pipeline, place):
        page = write(place)
        lines = lines_of(pipeline.cli("clean", page, "--explain").stdout)
        blocks = [line for line in lines if "block" in line]
        text = pipeline.cli("clean", page).stdout.splitlines()
        kept = [block for block in blocks if block["kept"]]
        expect(len(kept) == len(text) and all(whole.startswith(block["text"]) for whole, block in zip(text, kept)), str(kept))
        expect([block["block"] for block in blocks] == list(range(len(blocks))), "blocks out of order")
        cut = [block for block in blocks if not block["kept"]]
        expect(min(block["score"] for block in kept) >= 50 and all(0 <= block["score"] <= 100 for block in blocks), str(blocks))
        expect(cut and all(block["cut"] and block["why"] for block in cut), str(cut))
        menu = next(block for block in blocks if "Accueil" in block["text"])
        expect(menu["links"] == 100 and "nav" in menu["region"] and not menu["kept"], str(menu))
        facts = {line["fact"]: line for line in lines if "fact" in line}
        expect(facts["title"]["values"] == [TITLE] and facts["title"]["from"] and facts["title"]["confidence"] > 0, str(facts))
        expect(lines[-1] == {"verdict": "article", "text_from": "blocks"}, str(lines[-1]))
        (place / "index.html").write_text(pages.index())
        last = lines_of(pipeline.cli("clean", place / "index.html", "--explain", code=65).stdout)[-1]
        expect(last["verdict"] == "rejected" and last["reason"] == "index-page" and last["detail"], str(last))


def explain_says_when_the_text_is_not_that_of_the_blocks():
    with scene() as (pipeline, place):
        declared = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(pages.FACTS)})
        (place / "thin.html").write_text(f"<html><head><script type='application/ld+json'>{declared}</script></head>"
                                         f"<body><article><h1>{TITLE}</h1><p>Le reste de ce texte arrive bientôt.</p></article></body></html>")
        expect(pipeline.cli("clean", place / "thin.html").stdout.splitlines() == pages.FACTS, "another text")
        last = lines_of(pipeline.cli("clean", place / "thin.html", "--explain").stdout)[-1]
        expect(last == {"verdict": "article", "text_from": "json-ld"}, str(last))
        expect("declares in JSON-LD" in pipeline.cli_terminal("clean", place / "thin.html", "--explain")[1], "a terminal does not tell")


def the_text_has_other_forms():
    with scene() as (pipeline, place):
        page = write(place)
        page.write_text(page.read_text().replace("</article>", "<h2>Suite</h2><p>La <a href='/carte'>carte</a> du fleuve reste affichée.</p></article>"))
        url = ["--url", "https://example.org/bac.html"]
        markdown = pipeline.cli("clean", page, *url, "--format", "markdown").stdout
        expect("\n## Suite\n" in markdown and "[carte](https://example.org/carte)" in markdown, markdown)
        xhtml = pipeline.cli("clean", page, *url, "--format", "xhtml").stdout
        tree = ElementTree.fromstring(f"<body>{xhtml}</body>")
        expect([part.tag for part in tree][-3:] == ["p", "h2", "p"], xhtml)
        expect("\n".join("".join(part.itertext()) for part in tree) + "\n" == pipeline.cli("clean", page).stdout, xhtml)
        expect("xhtml" not in json.loads(pipeline.cli("clean", page, "--json").stdout), "a form that nobody asked for")
        (place / "index.jsonl").write_text(json.dumps({"html": page.name, "url": url[1]}))
        for form, whole in (("markdown", markdown), ("xhtml", xhtml)):
            row, = lines_of(pipeline.cli("clean", "--jsonl", place / "index.jsonl", "--format", form).stdout)
            expect(row[form].rstrip("\n") == whole.rstrip("\n"), row[form])


def a_terminal_shows_an_article_and_an_explanation_in_its_width():
    with scene() as (pipeline, place):
        page = write(place)
        code, seen = pipeline.cli_terminal("clean", page, columns=72)
        expect(code == 0 and f"\033[1m{TITLE}" in seen and "2024-04-12" in seen, repr(seen))
        expect(max(map(len, seen.replace("\033[", "").splitlines())) <= 80, repr(seen))
        expect(seen.replace("\r", "").count("\n\n") == len(pages.FACTS), repr(seen))  # below the head, and between paragraphs
        code, seen = pipeline.cli_terminal("clean", page, "--explain", columns=120, environment={"NO_COLOR": "1"})
        rows = seen.splitlines()
        expect(code == 0 and "\033[" not in seen and max(map(len, rows)) <= 120, repr(seen))
        expect(sum(row.startswith("kept ") for row in rows) == len(pages.FACTS), seen)
        expect(any(row.startswith("title ") and TITLE in row for row in rows) and "it is an article" in rows, seen)
        narrow = pipeline.cli_terminal("clean", page, "--explain", columns=80, environment={"NO_COLOR": "1"})[1]
        expect(max(map(len, narrow.splitlines())) <= 80, narrow)
        code, seen = pipeline.cli_terminal("clean", page, "--format", "text")
        expect(code == 0 and seen.replace("\r\n", "\n") == pipeline.cli("clean", page).stdout, repr(seen))
        code, seen = pipeline.cli_terminal("clean", page, "--json")
        expect(code == 0 and json.loads(seen)["title"] == TITLE, repr(seen))


def words_of_a_page_do_not_command_the_terminal():
    with scene() as (pipeline, place):
        page = write(place, extra="\x9b31mrouge \u202etourné")
        text = page.read_text().replace("Courrier</title>", "Cour&#x9b;2Jrier</title>").replace("<nav>", "<nav><p class='&#x1b;]0;x&#7;'>Rien</p>")
        page.write_text(text)
        for wish in ([], ["--explain"]):
            code, seen = pipeline.cli_terminal("clean", page, *wish, environment={"NO_COLOR": "1"})
            expect(code == 0 and not {"\x1b", "\x9b", "\u202e", "\x07"} & set(seen), repr(seen))


def corpus(place, count):
    """count pages, every third gzipped, in a folder beside the index; the lines of the index."""
    (place / "html").mkdir()
    rows = []
    for number in range(count):
        name = f"html/{number}.html" + (".gz" if number % 3 == 0 else "")
        # of very different sizes, so that answers would come out of order if nothing kept it
        page = pages.article(f"Dépêche {number}", extra="x" * (200_000 if number % 10 == 0 else 1)).encode()
        (place / name).write_bytes(gzip.compress(page) if number % 3 == 0 else page)
        rows.append({"id": f"d{number}", "url": f"https://example.org/{number}", "html": name})
    return rows


def a_corpus_comes_out_in_the_order_of_its_index():
    with scene() as (pipeline, place):
        rows = corpus(place, 60)
        index = place / "index.jsonl"
        index.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
        done = pipeline.cli("clean", "--jsonl", index, "--jobs", 4)
        found = lines_of(done.stdout)
        expect([row["id"] for row in found] == [row["id"] for row in rows], "out of order")
        expect(all(row["title"].split(" - ")[0] == f"Dépêche {number}" and row["url"] == rows[number]["url"] for number, row in enumerate(found)), f"mixed up: {[row.get('title') for row in found]}")
        expect({row["date"] for row in found} == {"2024-04-12"} and found[0]["published"].startswith("2024-04-12T"), str(found[0]))
        expect("60 pages: 60 articles, 0 rejected, 0 errors" in done.stderr, done.stderr)
        one = pipeline.cli("clean", "--jsonl", index, "--jobs", 1).stdout
        expect(one == done.stdout, "the number of jobs changes what comes out")
        alone = json.loads(pipeline.cli("clean", place / rows[7]["html"], "--url", rows[7]["url"], "--json").stdout)
        expect(alone.items() <= found[7].items(), "a page alone has another answer")


def bad_lines_and_absent_files_do_not_stop_the_others():
    with scene() as (pipeline, place):
        page = write(place)
        (place / "index.html").write_text(pages.index())
        (place / "broken.gz").write_bytes(gzip.compress(bytes(10000))[:20])
        lines = ['{"id": 1, "html": "page.html"}', '{"id": 2, "html": "absent.html"}', "not JSON", '["a list"]', '{"id": "5"}',
                 '{"id": "6", "html": "index.html"}', '{"id": "7", "html": "broken.gz"}', f'{{"html": "{page}"}}',
                 '{"id": "9", "html": "page.html", "fetched_at": "soon"}', '{"id": "10", "html": "page.html", "url": "page.html"}']
        index = place / "index.jsonl"
        index.write_text("\r\n".join(lines))
        done = pipeline.cli("clean", "--jsonl", index, "--jobs", 2, code=65)
        found = lines_of(done.stdout)
        expect([row.get("id") for row in found] == [1, 2, None, None, "5", "6", "7", None, "9", "10"], done.stdout)
        errors = [number for number, row in enumerate(found, 1) if "error" in row]
        expect(errors == [2, 3, 4, 5, 9] and all(found[number - 1]["error"] for number in errors), done.stdout)
        expect("No such file" in found[1]["error"] and "html" in found[4]["error"] and "fetched_at" in found[8]["error"], str(found))
        expect(found[2]["error"].startswith("line 3 of the index") and found[3]["error"].startswith("line 4 of the index"), str(found))
        expect(found[5]["rejected"] == "index-page" and found[5]["title"] == "Rubrique", str(found[5]))
        expect(found[6]["rejected"] == "undecodable" and found[0]["text"] == found[7]["text"] == found[9]["text"], str(found[6]))
        expect("10 pages: 3 articles, 2 rejected, 5 errors" in done.stderr, done.stderr)


def an_output_that_takes_no_more_ends_the_run_with_the_reason():
    with scene() as (pipeline, place):
        index = place / "index.jsonl"
        index.write_text("\n".join(json.dumps(row) for row in corpus(place, 60)))
        program = build_directory() / "services" / "cli" / "depeche"
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program, "clean", "--jsonl", index], env=pipeline.environment(), stdout=full, stderr=subprocess.PIPE,
                                  text=True, timeout=60, check=False)
        expect(done.returncode == 74 and done.stderr == "depeche: can't write to standard output: No space left on device\n", str(done))


def a_very_long_page_and_a_very_long_url_are_bounded():
    with scene() as (pipeline, place):
        prose = "".join(f"<p>Le maire « dit » \"oui\" au pont {number} \\ et la ville attend lundi, comme tous.</p>" for number in range(200_000))
        (place / "long.html.gz").write_bytes(gzip.compress(f"<article>{prose}".encode(), 1))
        write(place)
        rows = [{"html": "long.html.gz"}, {"html": "page.html", "url": "http://example.org/" + "\x01" * 1_000_000},
                {"html": "page.html", "url": "http://example.org/" + "\x01" * 2_000_000}, {"html": "page.html"}]
        (place / "index.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
        long, wrong, longer, right = lines_of(pipeline.cli("clean", "--jsonl", place / "index.jsonl", code=65).stdout)
        expect(long["truncated"] and long["text"].startswith("Le maire"), str(long)[:300])
        expect("too long" in wrong["error"] and "longer than 8 MB" in longer["error"], f"{wrong} {longer}"[:300])
        expect(right["title"] == TITLE, str(right))


def a_date_behind_the_fetch_is_not_believed():
    with scene() as (pipeline, place):
        write(place)
        index = place / "index.jsonl"
        times = ["2024-04-13T00:00:00Z", 1712966400000, "2020-01-01T00:00:00Z", 1577836800000]
        index.write_text("\n".join(json.dumps({"id": when, "html": "page.html", "fetched_at": when}) for when in times))
        found = lines_of(pipeline.cli("clean", "--jsonl", index).stdout)
        expect(["date" in row for row in found] == [True, True, False, False], str(found))


def answers_come_while_the_index_is_still_written_and_files_are_beside_us():
    with scene() as (pipeline, place):
        write(place)
        with conversation(pipeline, place, "clean") as (process, ask, answer):
            for number in range(3):
                ask({"id": number, "html": "page.html"})
                expect(answer()["id"] == number, "another answer")
            process.stdin.close()
            expect(process.wait(60) == 0, "it does not end with its input")


def opened_by_a_reader(pipe):
    """A descriptor to write into the pipe; None while nobody reads it."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def a_cleaner_that_dies_costs_at_most_the_page_it_had():
    with scene() as (pipeline, place):
        write(place)
        with conversation(pipeline, place, "clean", jobs=2) as (process, ask, answer):
            ask({"id": 1, "html": "page.html"})
            expect(answer()["title"] == TITLE, "no article")
            first, = the_children_of(process)
            os.kill(first, signal.SIGKILL)  # idle: costs nothing
            wait_until(lambda: first not in the_children_of(process), "the cleaner's end")
            ask({"id": 2, "html": "page.html"})
            expect(answer()["title"] == TITLE, "no article from the next cleaner")
            second, = the_children_of(process)
            os.kill(second, signal.SIGSTOP)  # it will keep the page it gets
            os.mkfifo(place / "slow.html")
            ask({"id": 3, "html": "page.html"})
            ask({"id": 4, "html": "slow.html"})
            with open(wait_until(lambda: opened_by_a_reader(place / "slow.html"), "the page behind it being asked for"), "w") as slow:
                os.kill(second, signal.SIGKILL)
                slow.write(pages.article(TITLE))
            lost, found = answer(), answer()
            expect(lost["id"] == 3 and "cleaner" in lost["error"] and found["id"] == 4 and found["title"] == TITLE, f"{lost} {found}")
            process.stdin.close()
            expect(process.wait(60) == 65, "the lost page is not told")


def what_a_lying_cleaner_says_is_not_believed():
    with scene() as (_, place):
        expect_lies_are_not_believed(place, "clean", write(place))


def pages_are_read_in_a_cage():
    with scene() as (pipeline, place):
        write(place)
        with conversation(pipeline, place, "clean") as (process, ask, answer):
            ask({"id": 1, "html": "page.html"})
            answer()
            expect_a_cage(process, "clean")


if __name__ == "__main__":
    sys.exit(run_tests([a_pipe_gets_the_text_alone_from_a_file_gzip_or_standard_input,
                        json_tells_each_fact_with_who_said_it,
                        a_head_of_metadata_is_yaml_before_the_text,
                        a_page_without_an_article_says_so_and_gives_what_it_has,
                        mistakes_have_the_exit_codes_of_the_system,
                        a_url_is_fetched_once_along_its_redirects,
                        private_addresses_are_refused_unless_the_configuration_opens_them,
                        an_encoding_can_be_named_for_a_file,
                        explain_gives_every_block_a_reason_and_the_kept_ones_are_the_text,
                        explain_says_when_the_text_is_not_that_of_the_blocks,
                        the_text_has_other_forms,
                        a_terminal_shows_an_article_and_an_explanation_in_its_width,
                        words_of_a_page_do_not_command_the_terminal,
                        a_corpus_comes_out_in_the_order_of_its_index,
                        bad_lines_and_absent_files_do_not_stop_the_others,
                        an_output_that_takes_no_more_ends_the_run_with_the_reason,
                        a_very_long_page_and_a_very_long_url_are_bounded,
                        a_date_behind_the_fetch_is_not_believed,
                        answers_come_while_the_index_is_still_written_and_files_are_beside_us,
                        a_cleaner_that_dies_costs_at_most_the_page_it_had,
                        what_a_lying_cleaner_says_is_not_believed,
                        pages_are_read_in_a_cage]))
