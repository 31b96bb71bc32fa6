"""Command one, from a checkout to tagged articles, offline: what it prints, and that a second run changes nothing."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline import SOURCE, Failed, Schemas, run_tests, wait_until

SCRIPT = SOURCE / "deploy" / "quickstart.sh"


def environment():
    return {key: value for key, value in os.environ.items() if not key.startswith("DEPECHE_")}


def quickstart(*arguments, code=0, cwd="/", timeout=800):
    done = subprocess.run(["sh", str(SCRIPT), *arguments], env=environment(), cwd=cwd, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=timeout, check=False)
    if done.returncode != code:
        raise Failed(f"ended with {done.returncode}, not {code}:\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}")
    return done


def content_of(state):
    """What the databases hold that a run could change, and the archive's files. The index is made of the catalog."""
    import sqlite3
    digest = hashlib.sha256()
    for path in sorted(set(Path(state).rglob("*.db")) - set(Path(state).rglob("index.db"))):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            for table in tables:
                for row in database.execute(f'SELECT * FROM "{table}"'):
                    digest.update(repr((path.name, table, row)).encode())
        database.close()
    for path in sorted(Path(state).rglob("*.warc.gz")):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
    return digest.hexdigest()


def leftovers(state):
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(state).encode() in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_bytes())
        except OSError:
            continue
    return found


def the_sample_newsroom_comes_out_tagged_and_a_second_run_changes_nothing():
    with tempfile.TemporaryDirectory(prefix="depeche-quick-") as state:
        first = quickstart("--once", "--state", state)
        events = [json.loads(line) for line in first.stdout.splitlines()]
        if [event["sequence"] for event in events] != list(range(1, 8)):
            raise Failed(f"not seven articles: {first.stdout[:500]}\n{first.stderr}")
        schemas = Schemas()
        for event in events:
            schemas.check_event(event)
        if "fed 10 = stored 7 + duplicate 1 + rejected 2 + dead 0" not in first.stderr or state not in first.stderr:
            raise Failed(first.stderr)
        languages = sorted(event["data"]["language"][:2] for event in events)
        untagged = [event["data"]["uri"] for event in events if not event["data"]["depeche"]["mentions"]]
        if languages != ["en"] * 3 + ["fr"] * 4 or untagged:
            raise Failed(f"languages {languages}, untagged {untagged}")
        before = content_of(state)
        second = quickstart("--once", "--state", state)
        if second.stdout or "nothing new" not in second.stderr or "10 already known" not in second.stderr:
            raise Failed(f"the second run: {second.stdout[:300]}\n{second.stderr}")
        if content_of(state) != before:
            raise Failed("the second run changed the state directory")
        if leftovers(state):
            raise Failed(f"still running: {leftovers(state)}")


def without_once_it_stays_up_until_ctrl_c_and_ends_cleanly():
    with tempfile.TemporaryDirectory(prefix="depeche-quick-") as state:
        process = subprocess.Popen(["sh", str(SCRIPT), "--state", state], env=environment(), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True, stdin=subprocess.DEVNULL)
        articles = [json.loads(process.stdout.readline())["sequence"] for _ in range(7)]
        for line in process.stderr:
            if "another terminal" in line:
                break
        taken = subprocess.run(["sh", str(SCRIPT), "--state", state], env=environment(), capture_output=True, text=True, check=False)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=120)
        if process.returncode != 130 or articles != list(range(1, 8)):
            raise Failed(f"ended with {process.returncode} after {articles}")
        if taken.returncode != 75 or "another quickstart" not in taken.stderr:
            raise Failed(f"a second one on the same state: {taken.returncode} {taken.stderr}")
        wait_until(lambda: not leftovers(state), "everything it started to end", 30)


def a_closed_terminal_leaves_nothing_running():
    with tempfile.TemporaryDirectory(prefix="depeche-quick-") as state:
        process = subprocess.Popen(["sh", str(SCRIPT), "--state", state], env=environment(), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True, stdin=subprocess.DEVNULL)
        for line in process.stderr:
            if "another terminal" in line:
                break
        os.killpg(process.pid, signal.SIGHUP)
        process.communicate(timeout=120)
        if process.returncode != 129:
            raise Failed(f"ended with {process.returncode}")
        wait_until(lambda: not leftovers(state), "everything it started to end", 30)


def urls_of_the_caller_are_fed_and_a_refused_one_is_told():
    with tempfile.TemporaryDirectory(prefix="depeche-quick-") as state, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        done = quickstart("--once", "--state", state, "not a url", code=65)
        if "refused" not in done.stderr or done.stdout:
            raise Failed(f"{done.stdout}\n{done.stderr}")


def wrong_usage_and_a_taken_port_are_told():
    quickstart("--no-such-option", code=64)
    quickstart("--state", code=64)
    if "--state DIR" not in quickstart("--help").stdout:
        raise Failed("--help")
    with tempfile.TemporaryDirectory(prefix="depeche-quick-") as state, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (Path(state) / "newsroom.port").write_text(f"{taken.getsockname()[1]}\n")
        done = quickstart("--once", "--state", state, code=75)
        if "is taken" not in done.stderr:
            raise Failed(done.stderr)


def a_long_state_directory_finds_room_for_its_sockets():
    with tempfile.TemporaryDirectory(prefix="depeche-quick-") as place:
        state = Path(place) / ("long-" * 16) / "state"
        done = quickstart("--once", "--state", str(state))
        if len(done.stdout.splitlines()) != 7:
            raise Failed(done.stderr)


if __name__ == "__main__":
    sys.exit(run_tests([the_sample_newsroom_comes_out_tagged_and_a_second_run_changes_nothing,
                        without_once_it_stays_up_until_ctrl_c_and_ends_cleanly, a_closed_terminal_leaves_nothing_running,
                        urls_of_the_caller_are_fed_and_a_refused_one_is_told, wrong_usage_and_a_taken_port_are_told,
                        a_long_state_directory_finds_room_for_its_sockets]))
