"""The durable subscribers under fire, and what each must have seen when all is quiet: one slow, one that is killed, one that is
filtered, and `depeche tail --name`, which is killed too."""

import json
import subprocess
import threading
import unicodedata
from pathlib import Path

from pipeline import Failed, die_with_parent, wait_until

HERE = Path(__file__).resolve().parent
WORDS = ("agadez", "bamako")
CASES = {"slow": ("", 0.005), "killed": ("", 0), "filtered": (" OR ".join(f"title:{word}" for word in WORDS), 0)}
KILLED = ("killed", "filtered", "tail")


class Durable:
    """A process of durable.py; its file and the store's cursor are all that survives it."""

    def __init__(self, pipeline, directory, name):
        self.pipeline, self.name, self.file, self.process = pipeline, name, directory / f"{name}.txt", None

    def start(self):
        chosen, pace = CASES[self.name]
        self.process = subprocess.Popen(
            ["/usr/bin/python3", str(HERE / "durable.py"), str(self.file), self.pipeline.endpoint("store.news"),
             self.pipeline.endpoint("store.query"), self.name, chosen, str(pace)], preexec_fn=die_with_parent, stderr=subprocess.PIPE)

    def kill(self):
        self.check()
        self.process.kill()
        self.process.wait()

    def check(self):
        if self.process.poll() is not None:
            raise Failed(f"the reader {self.name} ended by itself: {self.process.stderr.read().decode()[-500:]}")

    def seen(self):
        if not self.file.exists():
            return []
        lines = self.file.read_text().split("\n")[:-1]
        return [(int(number), uri) for number, uri in (line.split(" ", 2)[:2] for line in lines)]


class Tail:
    """`depeche tail --name`, whose reader at the other end of the pipe is never killed: at least once, and in order."""

    name = "tail"

    def __init__(self, pipeline):
        self.pipeline, self.process, self.runs, self.thread = pipeline, None, [], None

    def start(self):
        command = [str(self.pipeline.build / "services" / "cli" / "depeche"), "tail", "--name", self.name, "--from", "1"]
        self.process = subprocess.Popen(command, env=self.pipeline.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        preexec_fn=die_with_parent)
        self.runs.append([])
        self.thread = threading.Thread(target=self.read, args=(self.process, self.runs[-1]), daemon=True)
        self.thread.start()

    @staticmethod
    def read(process, run):
        for line in process.stdout:
            if line.endswith(b"\n"):  # the last one may be torn
                event = json.loads(line)
                run.append((event["sequence"], event["data"]["uri"]))

    def kill(self):
        self.check()
        self.process.kill()
        self.process.wait()
        self.thread.join()

    def check(self):
        if self.process.poll() is not None:
            raise Failed(f"depeche tail --name ended by itself with {self.process.returncode}: {self.process.stderr.read().decode()[-500:]}")

    def seen(self):
        """Each once. Within a run without gap or repetition; the next run begins with what may not have been acknowledged."""
        seen = []
        for run in self.runs:
            numbers = [number for number, _ in run]
            if numbers != list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False:
                raise Failed(f"depeche tail --name gave {numbers[:5]}…: not each once in order")
            if numbers and numbers[0] > len(seen) + 1:
                raise Failed(f"depeche tail --name began with {numbers[0]} behind {len(seen)}")
            seen += [(number, uri) for number, uri in run if number > len(seen)]
        return seen


def start(pipeline, directory):
    readers = [Durable(pipeline, directory, name) for name in CASES] + [Tail(pipeline)]
    for reader in readers:
        reader.start()
    return {reader.name: reader for reader in readers}


def folded(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def fits(event):
    headline = " ".join(line["value"] for line in event["data"].get("headlines", []) if line.get("role") == "main")
    return any(word in folded(headline) for word in WORDS)


def judge(pipeline, readers, published):
    """Each has seen exactly its articles once, in order, and the store knows it; returns how many each has seen."""
    everything = [(event["sequence"], event["data"]["uri"]) for event in published]
    wanted = {name: everything for name in readers}
    wanted["filtered"] = [(event["sequence"], event["data"]["uri"]) for event in published if fits(event)]

    def no_lag():
        for reader in readers.values():
            reader.check()
        cursors = {cursor["name"]: cursor["lag"] for cursor in pipeline.ask("store", "cursor.list")["cursors"]}
        return set(cursors) == set(readers) and not any(cursors.values())
    wait_until(no_lag, "every durable subscriber to have acknowledged everything", 120, 0.2)
    for name, reader in readers.items():
        reader.kill()
        if reader.seen() != wanted[name]:
            seen, should = reader.seen(), wanted[name]
            raise Failed(f"the subscriber {name} has seen {len(seen)} articles, not each of its {len(should)} once in order: "
                         f"too many {sorted(set(seen) - set(should))[:3]}, too few {sorted(set(should) - set(seen))[:3]}")
    if len(published) > 200 and not 0 < len(wanted["filtered"]) < len(everything) / 2:
        raise Failed(f"the filter lets {len(wanted['filtered'])} of {len(everything)} through: nothing is proved")
    return {name: len(wanted[name]) for name in readers}
