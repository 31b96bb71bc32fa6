"""The example subscriber: as the build makes it, and as a reader would, against the installed library."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pages
from pipeline import SOURCE, Failed, Newsroom, Pipeline, build_directory, run_tests, skip, wait_until

EXAMPLE = SOURCE / "include" / "depeche" / "example_subscriber.c"


def run(program, pipeline, cursor, count, timeout=120):
    done = subprocess.run([str(program), str(cursor), str(count)], env=pipeline.environment(), capture_output=True, text=True,
                          timeout=timeout, check=False)
    if done.returncode != 0:
        raise Failed(f"the example ended with {done.returncode}: {done.stderr[-1500:]}")
    return [json.loads(line)["sequence"] for line in done.stdout.splitlines()]


def the_example_goes_on_where_it_was_across_restarts_of_both_sides():
    program = build_directory() / "common" / "client" / "example_subscriber"
    with tempfile.TemporaryDirectory(prefix="depeche-pages-") as place, Newsroom(place) as web, Pipeline(build_directory()) as pipeline:
        urls = [web.url(name) for name in pages.write(Path(place), 6)]
        cursor = pipeline.place.path / "cursor.txt"
        pipeline.settle(pipeline.feed(urls[:3]))
        seen = run(program, pipeline, cursor, 2)
        pipeline.restart("store")
        pipeline.wait_ready("store")
        waiting = subprocess.Popen([str(program), str(cursor), "4"], env=pipeline.environment(), stdout=subprocess.PIPE, text=True)
        pipeline.settle(pipeline.feed(urls[3:]))
        seen += [json.loads(line)["sequence"] for line in waiting.communicate(timeout=120)[0].splitlines()]
        if seen != [1, 2, 3, 4, 5, 6] or cursor.read_text() != "6\n" or waiting.returncode != 0:
            raise Failed(f"{seen}, cursor {cursor.read_text()!r}, code {waiting.returncode}")


def the_example_is_short_enough_to_read():
    lines = len(EXAMPLE.read_text().splitlines())
    if lines >= 60:
        raise Failed(f"{lines} lines")


def the_library_exports_only_its_public_names():
    library = build_directory() / "common" / "client" / "libdepeche.so"
    symbols = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True).stdout
    names = {line.split()[-1] for line in symbols.splitlines()}
    foreign = {name for name in names if not name.startswith("dp_")}
    if foreign or "dp_subscribe" not in names:
        raise Failed(f"exported: {sorted(foreign)[:10]}")


def an_installed_library_is_found_by_pkg_config():
    build = build_directory()
    with tempfile.TemporaryDirectory(prefix="depeche-install-") as place:
        prefix = Path(place) / "usr"
        installed = subprocess.run(["cmake", "--install", str(build), "--prefix", str(prefix)], capture_output=True, text=True, check=False)
        if installed.returncode != 0:
            skip(f"not everything is built: {installed.stderr[-300:]}")
        config = next(prefix.rglob("depeche.pc"))
        env = {**os.environ, "PKG_CONFIG_PATH": str(config.parent)}
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "depeche"], env=env, capture_output=True, text=True, check=True)
        shutil.copy(EXAMPLE, place)
        sanitize = ["-fsanitize=address,undefined"] if "address" in (build / "CMakeCache.txt").read_text() else []
        subprocess.run(["cc", *sanitize, "example_subscriber.c", *flags.stdout.split(), "-o", "subscriber"], cwd=place, check=True)
        usage = subprocess.run([f"{place}/subscriber"], capture_output=True, text=True, check=False,
                               env={**os.environ, "LD_LIBRARY_PATH": str(config.parent.parent)})
        if usage.returncode != 64 or "usage" not in usage.stderr:
            raise Failed(f"{usage.returncode}: {usage.stderr}")
        for file in ("share/depeche/schema/article.json", "include/depeche/depeche.h", "bin/depeche", "bin/depeche-store"):
            if not (prefix / file).exists():
                raise Failed(f"{file} is not installed")
        if (prefix / "include/depeche/schema").exists():
            raise Failed("an empty directory is installed")


if __name__ == "__main__":
    sys.exit(run_tests([the_example_is_short_enough_to_read, the_library_exports_only_its_public_names,
                        the_example_goes_on_where_it_was_across_restarts_of_both_sides,
                        an_installed_library_is_found_by_pkg_config]))
