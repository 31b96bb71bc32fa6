"""What the tests of the filters share: depeche clean and depeche tag, which start caged children."""

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from pipeline import Failed, build_directory, die_with_parent


def expect(condition, what):
    if not condition:
        raise Failed(what)


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


def the_children_of(process):
    """Pids of the filters that a command has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == process.pid and fields[0] != "Z":
                found.append(int(entry.parent.name))
    return found


@contextlib.contextmanager
def conversation(pipeline, place, command, jobs=1):
    """depeche COMMAND --jsonl - in `place`, with a question and an answer at a time."""
    program = build_directory() / "services" / "cli" / "depeche"
    process = subprocess.Popen([program, command, "--jsonl", "-", "--jobs", str(jobs)], cwd=place, env=pipeline.environment(), text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=die_with_parent)

    def ask(row):
        process.stdin.write(json.dumps(row) + "\n")
        process.stdin.flush()

    try:
        yield process, ask, lambda: json.loads(process.stdout.readline())
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                stream.close()


def expect_lies_are_not_believed(place, service, file):
    """Puts programs that say what no filter says where depeche-SERVICE should be, and asks about `file`."""
    frame = "sys.stdout = os.fdopen(0, 'wb', 0); sys.stdout.write(struct.pack('II', len(text), len(matter)) + text + matter); time.sleep(600)"
    lies = {"two lines": "text, matter = b'{}\\n{}', b''; " + frame, "no JSON": "text, matter = b'{\"a\":}', b''; " + frame,
            "a list": "text, matter = b'[]', b''; " + frame, "an empty object": "text, matter = b'{}', b''; " + frame,
            "ill-formed UTF-8": "text, matter = b'{\"a\":\"\\xff\"}', b''; " + frame,
            "too much": "os.write(0, struct.pack('II', 2**32 - 1, 0)); time.sleep(600)", "half": "os.write(0, b'1234')",
            "nothing": "sys.exit(7)"}
    program = place / "bin" / "depeche"
    program.parent.mkdir()
    shutil.copy(build_directory() / "services" / "cli" / "depeche", program)
    for name, lie in lies.items():
        liar = place / "bin" / f"depeche-{service}"
        liar.write_text(f"#!/usr/bin/python3\nimport os, struct, sys, time\n{lie}\n")
        liar.chmod(0o755)
        done = subprocess.run([program, service, file], capture_output=True, text=True, timeout=60, check=False)
        expect(done.returncode == 70 and done.stdout == "" and "no answer" in done.stderr, f"{name}: {done}")
    liar.unlink()
    done = subprocess.run([program, service, file], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "PATH": "/nowhere"})
    expect(done.returncode == 69 and f"depeche-{service} stands neither" in done.stderr, done.stderr)


def expect_a_cage(process, service):
    """The one child of the command is caged, and its option is not for people."""
    child, = the_children_of(process)
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines() if ":\t" in line)
    expect(status["NoNewPrivs"] == "1", "the filter may become somebody else")
    limits = Path(f"/proc/{child}/limits").read_text()
    size = next(line for line in limits.splitlines() if line.startswith("Max file size"))
    expect(size.split()[3] == "0", size)
    expect(sorted(os.listdir(f"/proc/{child}/fd")) == ["0", "2"], "the filter holds files")
    done = subprocess.run([build_directory() / "services" / service / f"depeche-{service}", "--filter"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)
    expect(done.returncode == 64 and f"depeche {service} --help" in done.stderr, done.stderr)
