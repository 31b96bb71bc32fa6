"""pipeline.py - the four real daemons, a real web server, and questions from outside: what integration and chaos tests share.

    with Newsroom(pages) as newsroom, Pipeline(build) as pipeline:
        results = pipeline.feed([newsroom.url("a.html")])
        ledger = pipeline.settle(results)

Everything lives in one temporary directory, which is kept (and named) when something failed. Waiting is bounded polling on a
condition, never a sleep that hopes. Knows PROTOCOL.md and nothing of the C code. Needs python3-zmq; python3-jsonschema for Schemas.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import pty
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import zmq

SOURCE = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DEPECHE_SHARED", SOURCE.parent / "shared"))
SERVICES = ("store", "tag", "clean", "fetch")  # in the order in which they are started
EVERY_SERVICE = ("store", "sink", "tag", "clean", "fetch")
SOCKETS = {"fetch": "fetch.feed", "clean": "clean.status", "tag": "tag.status", "store": "store.query", "sink": "sink.status"}
SKIPPED = 77
OUR_HOST = {"domain_delay": "0ms", "domain_budget": 0,  # all pages come from one host, and it is ours
            "allow_addresses": ["127.0.0.0/8"]}
SANITIZER_WORDS = ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:")


class Failed(Exception):
    """A daemon or the pipeline did not do what it must."""


class Unanswered(Exception):
    """Nobody answered in time."""


class Refused(Exception):
    """A daemon answered with an error."""

    def __init__(self, data):
        super().__init__(data.get("message"))
        self.code = data.get("code")


def skip(sentence):
    print(f"skipped: {sentence}")
    sys.exit(SKIPPED)


def wait_until(condition, what, timeout=60.0, pause=0.02):
    """Polls until condition() is true and returns its value; Failed when that takes longer than `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Failed(f"waited {timeout:.0f} s for: {what}")
        time.sleep(pause)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """In a child: a test that is killed leaves no daemon behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def request(verb, data=None):
    event = {"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/depeche/test", "type": f"depeche.request.{verb}",
             "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "datacontenttype": "application/json"}
    if data is not None:
        event["data"] = data
    return event


class Workplace:
    """A temporary directory that is kept when the block around it fails."""

    def __init__(self, name):
        self.path = Path(tempfile.mkdtemp(prefix=f"depeche-{name}-"))

    def leave(self, failed):
        if failed:
            print(f"kept for a look: {self.path}", file=sys.stderr)
        else:
            shutil.rmtree(self.path, ignore_errors=True)


class Newsroom:
    """nginx on a free loopback port, serving `directory`. `locations` goes into its server block as it stands."""

    def __init__(self, directory, locations="", port=None):
        if not shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            skip("nginx is not installed")
        self.directory, self.locations, self.port = Path(directory).resolve(), locations, port
        self.place, self.process = Workplace("newsroom"), None

    def configuration(self):
        place = self.place.path
        temporary = "".join(f"{kind}_temp_path {place}/{kind};" for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""  # temporary directories are for their owner alone
        return (f"{user} daemon off; worker_processes 1; pid {place}/pid; error_log {place}/error.log warn;\n"
                "events { worker_connections 1024; }\n"
                f"http {{ access_log {place}/access.log; {temporary}\n"
                "  types { text/html html htm; application/json json; text/plain txt; image/png png; }\n"
                "  default_type text/html; keepalive_requests 100000;\n"
                f"  server {{ listen 127.0.0.1:{self.port}; root {self.directory};\n{self.locations}\n  }} }}\n")

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=2).close()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return self.process.poll() is not None

    def start(self):
        chosen = self.port
        for _ in range(20):
            self.port = chosen or free_port()
            (self.place.path / "nginx.conf").write_text(self.configuration())
            path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
            self.process = subprocess.Popen(
                [shutil.which("nginx", path=path), "-c", str(self.place.path / "nginx.conf"), "-e",
                 str(self.place.path / "error.log"), "-p", str(self.place.path)],
                stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
            wait_until(self.answers, "the newsroom's first answer", 30)
            if self.process.poll() is None:
                return self
        raise Failed(f"nginx does not start: {(self.place.path / 'error.log').read_text()[-500:]}")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{str(path).lstrip('/')}"

    def requests(self):
        """Paths asked for so far, in order."""
        log = self.place.path / "access.log"
        return [line.split('"')[1].split()[1] for line in log.read_text().splitlines()] if log.exists() else []

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        self.stop()
        self.place.leave(kind is not None)


class Pipeline:
    """The four daemons of one build directory, with a configuration file, run and state directory of their own.

    `settings` is {section: {key: value}} of the configuration file; top-level keys stand under "". The fetcher makes no
    pauses unless they say so.
    `services`: which daemons start() starts.
    """

    def __init__(self, build, settings=None, services=SERVICES):
        self.build, self.settings, self.services = Path(build).resolve(), settings or {}, services
        self.place = Workplace("pipeline")
        self.run_dir, self.state_dir = self.place.path / "run", self.place.path / "state"
        self.config_path = self.place.path / "depeche.yaml"
        self.processes, self.killed, self.context = {}, set(), zmq.Context()
        self.write_config()

    # ---- configuration ----

    def write_config(self, settings=None):
        if settings is not None:
            self.settings = settings
        lines = [f"run_dir: {self.run_dir}", f"state_dir: {self.state_dir}"]
        lines += [f"{key}: {value}" for key, value in self.settings.get("", {}).items()]
        for section, keys in {**self.settings, "fetch": {**OUR_HOST, **self.settings.get("fetch", {})}}.items():
            if section and keys:
                lines.append(f"{section}:")
                lines += [f"  {key}: {json.dumps(value) if isinstance(value, list) else value}" for key, value in keys.items()]
        self.config_path.write_text("\n".join(lines) + "\n")

    def endpoint(self, name):
        section, key = name.split(".")
        return self.settings.get(section, {}).get(key, f"ipc://{self.run_dir}/{name}")

    def environment(self):
        env = {key: value for key, value in os.environ.items() if not key.startswith("DEPECHE_")}
        env["DEPECHE_CONFIG"] = str(self.config_path)
        return env

    # ---- processes ----

    def program(self, service):
        return self.build / "services" / service / f"depeche-{service}"

    def log_path(self, service):
        return self.place.path / f"{service}.log"

    def start_daemon(self, service):
        with open(self.log_path(service), "ab") as log:
            self.processes[service] = subprocess.Popen(
                [str(self.program(service)), "--config", str(self.config_path)], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env=self.environment(), preexec_fn=die_with_parent)
        self.killed.discard(service)
        return self.processes[service]

    def start(self):
        for service in self.services:
            self.start_daemon(service)
        for service in self.services:
            self.wait_ready(service)
        return self

    def wait_ready(self, service, timeout=60):
        def ready():
            code = self.processes[service].poll()
            if code is not None:
                raise Failed(f"depeche-{service} ended with {code}: {self.log(service)[-1500:]}")
            with contextlib.suppress(Unanswered):
                return self.ask(service, "ping", timeout=0.5)
        wait_until(ready, f"depeche-{service} to answer", timeout)

    def running(self, service):
        return service in self.processes and self.processes[service].poll() is None

    def kill(self, service, number=signal.SIGKILL):
        """Ends a daemon the hard way and waits until it is gone."""
        self.killed.add(service)
        self.processes[service].send_signal(number)
        self.processes[service].wait(60)

    def restart(self, service):
        self.kill(service)
        self.start_daemon(service)

    def stop_daemon(self, service, timeout=120):
        """SIGTERM; Failed unless it ends by itself with code 0 (a sanitizer's finding gives another)."""
        process = self.processes.pop(service)
        if process.poll() is None:
            process.terminate()
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"depeche-{service} did not end {timeout} s after SIGTERM: {self.log(service)[-1500:]}") from None
        if code != 0 and service not in self.killed:
            raise Failed(f"depeche-{service} ended with {code}: {self.log(service)[-3000:]}")

    def stop(self):
        """Drains and stops them from the upstream end, then looks for what sanitizers said."""
        problems = []
        for service in reversed(EVERY_SERVICE):
            if service in self.processes:
                try:
                    self.stop_daemon(service)
                except Failed as problem:
                    problems.append(str(problem))
        problems += [f"{service}: {line}" for service in EVERY_SERVICE for line in self.log(service).splitlines()
                     if any(word in line for word in SANITIZER_WORDS)]
        if problems:
            raise Failed("\n".join(problems))

    def log(self, service):
        path = self.log_path(service)
        return path.read_text(errors="replace") if path.exists() else ""

    def log_events(self, service):
        events = []
        for line in self.log(service).splitlines():
            with contextlib.suppress(ValueError):
                events.append(json.loads(line))
        return events

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__(Failed, None, None)
            raise

    def __exit__(self, kind, *_):
        failed = kind is not None
        try:
            if not failed:
                failed = True
                self.stop()
                failed = False
        finally:
            for process in self.processes.values():
                if process.poll() is None:
                    process.kill()
                    process.wait(30)
            self.context.destroy(linger=0)
            self.place.leave(failed)

    # ---- questions ----

    def exchange(self, endpoint, event, timeout=10.0):
        """Sends one event to a ROUTER endpoint; returns the frames of the answer."""
        with self.context.socket(zmq.DEALER) as asker:
            asker.setsockopt(zmq.LINGER, 0)
            asker.connect(endpoint)
            asker.send(event if isinstance(event, bytes) else json.dumps(event).encode())
            if not asker.poll(int(timeout * 1000)):
                raise Unanswered(f"no answer on {endpoint} in {timeout} s")
            return asker.recv_multipart()

    def ask(self, service, verb, data=None, timeout=10.0):
        """The data of the reply; Refused when it is an error."""
        return self.ask_frames(service, verb, data, timeout)[0]

    def ask_frames(self, service, verb, data=None, timeout=10.0):
        frames = self.exchange(self.endpoint(SOCKETS[service]), request(verb, data), timeout)
        reply = json.loads(frames[0])
        if reply["type"] == "depeche.reply.error":
            raise Refused(reply["data"])
        return reply.get("data", {}), [json.loads(frame) for frame in frames[1:]]

    def feed(self, urls, timeout=60.0):
        """Feeds in batches, asking again while the fetcher is silent (it is safe). Returns all results in order."""
        urls, results = list(urls), []
        for start in range(0, len(urls), 1000):
            def answered(batch=urls[start:start + 1000]):
                with contextlib.suppress(Unanswered):
                    return self.ask("fetch", "feed", {"urls": batch}, timeout=5)["results"]
            results += wait_until(answered, "the fetcher to acknowledge a feed", timeout)
        return results

    def settled(self, items, timeout=10.0):
        """The current ends of items, {item: member of the reply}."""
        found = {}
        for start in range(0, len(items), 1000):
            reply = self.ask("fetch", "settled", {"items": items[start:start + 1000]}, timeout)
            found.update({member["item"]: member for member in reply["items"]})
        return found

    def settle(self, results, timeout=120.0):
        """Waits until all that was fed has come to its end; returns {item: end} with end stored, duplicate, rejected or dead."""
        items, ends = sorted({result["item"] for result in results if result["outcome"] != "refused"}), {}

        def all_settled():
            open_items = [item for item in items if item not in ends]
            with contextlib.suppress(Unanswered):
                for item, member in self.settled(open_items).items():
                    end = "dead" if member.get("state") == "dead" else member.get("verdict")
                    if end:
                        ends[item] = end
            return len(ends) == len(items)
        try:
            wait_until(all_settled, f"{len(items)} items to settle", timeout, 0.1)
        except Failed as problem:
            raise Failed(f"{problem}; {len(items) - len(ends)} are open, the first ones "
                         f"{[item for item in items if item not in ends][:5]}") from None
        return ends

    def replay(self, after=0):
        """Every numbered event after a sequence, as the store gives them."""
        while True:
            data, events = self.ask_frames("store", "replay", {"after": after, "limit": 200})
            yield from events
            if not events or not data["more"]:
                return
            after = events[-1]["sequence"]

    def cli(self, *arguments, input=None, code=0, timeout=120):
        """Runs `depeche`; Failed unless it ends with `code` (None: any). Standard output is no terminal, so JSON lines."""
        done = subprocess.run([str(self.build / "services" / "cli" / "depeche"), *map(str, arguments)], input=input,
                              capture_output=True, text=True, env=self.environment(), timeout=timeout, check=False)
        if code is not None and done.returncode != code:
            raise Failed(f"depeche {' '.join(map(str, arguments))} ended with {done.returncode}, not {code}:\n"
                         f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done

    def cli_terminal(self, *arguments, columns=100, environment=None, timeout=60):
        """Runs `depeche` on a terminal of its own; returns (exit code, what a person sees)."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        env = {**self.environment(), "TERM": "xterm", **(environment or {})}
        process = subprocess.Popen([str(self.build / "services" / "cli" / "depeche"), *map(str, arguments)],
                                   stdin=theirs, stdout=theirs, stderr=theirs, env=env)
        os.close(theirs)
        seen, deadline = b"", time.monotonic() + timeout
        with contextlib.suppress(OSError), open(ours, "rb", buffering=0) as screen:  # EIO: the other end is closed
            while piece := screen.read(65536):
                seen += piece
        try:
            code = process.wait(max(1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"depeche {' '.join(map(str, arguments))} did not end in {timeout} s") from None
        return code, seen.decode(errors="replace")

    def cli_json(self, *arguments, **options):
        """The lines of standard output as objects."""
        return [json.loads(line) for line in self.cli(*arguments, **options).stdout.splitlines()]


class Wiretap(threading.Thread):
    """Stands between two stages, passes every message on unchanged and shows it to `look(frames)`.

    `pull` and `push` are (endpoint, binds). A message is taken only when the next stage can take it, as PROTOCOL.md asks.
    """

    def __init__(self, context, pull, push, look):
        super().__init__(daemon=True)
        self.look, self.stopping, self.problem = look, threading.Event(), None
        self.source, self.sink = context.socket(zmq.PULL), context.socket(zmq.PUSH)
        for sock, (endpoint, binds) in ((self.source, pull), (self.sink, push)):
            sock.setsockopt(zmq.LINGER, 0)
            sock.set_hwm(8)
            (sock.bind if binds else sock.connect)(endpoint)

    def run(self):
        while not self.stopping.is_set():
            if not self.sink.poll(100, zmq.POLLOUT) or not self.source.poll(100):
                continue
            frames = self.source.recv_multipart()
            try:
                self.look(frames)
            except Exception as problem:  # told by stop(), in the test's own thread
                self.problem = self.problem or problem
            self.sink.send_multipart(frames)
        self.source.close()
        self.sink.close()

    def stop(self):
        self.stopping.set()
        self.join(30)
        if self.problem:
            raise self.problem


class Schemas:
    """Our published schemas, and (where ../shared is there) those of the standards, by an independent validator."""

    ARTICLE = "https://schema.depeche.example/1/article.json"  # what ninjs describes in it, ninjs may extend

    def __init__(self):
        try:
            import jsonschema
        except ImportError:
            skip("python3-jsonschema is not installed")
        self.jsonschema = jsonschema
        self.documents = {path.stem: json.loads(path.read_text())
                          for path in sorted((SOURCE / "include" / "depeche" / "schema").glob("*.json"))}
        for document in self.documents.values():
            self.forbid_unknown(document)
        self.by_id = {document["$id"]: document for document in self.documents.values() if "$id" in document}
        self.standards = {}
        for name, file in (("cloudevents", "cloudevents-1.0.json"), ("ninjs", "ninjs-schema_3.1.json")):
            if (SHARED / "schemas" / file).exists():
                self.standards[name] = json.loads((SHARED / "schemas" / file).read_text())
        self.validators, self.checked = {}, {}

    def forbid_unknown(self, node):
        """The published schemas are open, as a reader of later versions needs; a test wants every key of ours described."""
        if isinstance(node, dict):
            described = node.get("type") == "object" and "properties" in node
            by_ninjs = node.get("$id") == self.ARTICLE or "contentType" in node.get("properties", {})
            if described and not by_ninjs and "oneOf" not in node and "$id" not in node:
                node.setdefault("additionalProperties", False)
            for child in node.values():
                self.forbid_unknown(child)
        elif isinstance(node, list):
            for child in node:
                self.forbid_unknown(child)

    def validator(self, name):
        if name not in self.validators:
            document = self.documents.get(name) or self.standards[name]
            kind = self.jsonschema.validators.validator_for(document)
            resolver = self.jsonschema.RefResolver.from_schema(document, store=dict(self.by_id))
            self.validators[name] = kind(document, resolver=resolver, format_checker=self.jsonschema.FormatChecker())
        return self.validators[name]

    def check(self, name, value):
        """Failed with every finding. A standard whose schema is not there is passed over."""
        if name not in self.documents and name not in self.standards:
            if name in ("cloudevents", "ninjs"):
                return
            raise Failed(f"there is no schema {name}.json in include/depeche/schema")
        findings = [f"{'/'.join(map(str, error.absolute_path)) or '(top)'}: {error.message[:200]}"
                    for error in self.validator(name).iter_errors(value)]
        self.checked[name] = self.checked.get(name, 0) + 1
        if findings:
            raise Failed(f"not valid by {name}: " + "; ".join(findings[:5]) + f"\n{json.dumps(value)[:1500]}")

    @staticmethod
    def schema_of(kind):
        """The name of the schema that describes a whole event of this type."""
        name = kind.removeprefix("depeche.").replace("article.", "article-")
        return {"verdicts": "event"}.get(name, name.split(".")[0])

    def check_event(self, event):
        """An event of any type: the envelope, CloudEvents, and what its type demands of its data."""
        self.check("cloudevents", event)
        self.check("event", event)
        kind = event["type"]
        self.check(self.schema_of(kind), event)
        if kind.startswith("depeche.article."):
            self.check("article", event["data"])
            self.check("ninjs", {key: value for key, value in event["data"].items() if key != "depeche"})


def build_directory(arguments=None):
    """The build directory of a test program: its first argument, or $DEPECHE_BUILD."""
    arguments = sys.argv if arguments is None else arguments
    build = arguments[1] if len(arguments) > 1 else os.environ.get("DEPECHE_BUILD")
    if not build:
        sys.exit(f"usage: {arguments[0]} BUILD_DIRECTORY")
    return Path(build).resolve()


def run_tests(tests):
    """Runs functions whose names are sentences; prints each; the exit code for sys.exit. A failing one does not stop the rest."""
    failed = 0
    for test in tests:
        name = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok    {name}", flush=True)
        except Exception as problem:
            failed += 1
            print(f"FAIL  {name}: {type(problem).__name__}: {problem}", flush=True)
            if not isinstance(problem, (Failed, AssertionError)):
                import traceback
                traceback.print_exc()
    return 1 if failed else 0


def jitter(seed):
    """A seeded source of chance for tests that need one."""
    return random.Random(seed)
