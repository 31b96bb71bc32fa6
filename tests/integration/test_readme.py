"""The commands that README.md shows are true: scripts exist, subcommands and options are known, linked files are there."""

import re
import sys

from pipeline import SOURCE, Failed, Pipeline, build_directory, run_tests, skip

README = SOURCE / "README.md"
COMMANDS = ("up", "down", "feed", "tail", "show", "search", "status", "source", "fetch", "warc", "reprocess", "dead", "drain", "check",
            "clean", "tag", "rules", "cursor", "backup", "entities")


def shell_lines():
    """Command lines of the fenced blocks, continued lines joined, comments and prompts taken off."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```", README.read_text(), re.M | re.S)
    blocks = [text for language, text in fenced if language in ("", "sh", "bash", "console", "shell")]
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        line = re.sub(r"^\$ ", "", line.strip())
        line = re.sub(r"(^|\s)#.*$", "", line)
        if line:
            yield line


def the_two_commands_are_there():
    text = README.read_text()
    for command in ("deploy/quickstart.sh", "tests/run.sh"):
        if command not in text or not (SOURCE / command).exists():
            raise Failed(f"{command} is not in README.md, or not in the tree")
    if "tests/run.sh" not in (SOURCE / ".ci" / "run").read_text():
        raise Failed(".ci/run calls another test command")


def every_script_and_every_linked_file_exists():
    text = README.read_text()
    scripts = re.findall(r"(?:^|\s)(?:sh|bash|python3)\s+([\w./-]+)", "\n".join(shell_lines()))
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link and not link.startswith("#")]
    missing = [name for name in scripts + links if name and not (SOURCE / name).exists()]
    if missing:
        raise Failed(f"not in the tree: {missing}")


def every_subcommand_and_option_shown_is_known():
    wrong = []
    with Pipeline(build_directory(), services=()) as pipeline:
        helps = {command: pipeline.cli(command, "--help").stdout for command in COMMANDS}
        for line in shell_lines():
            for call in re.findall(r"(?:^|[|;&(]\s*|\s/?[\w./]*/)depeche\s+([^|;&)]*)", line):
                words = call.split()
                command = next((word for word in words if not word.startswith("-")), None)
                if command is None:
                    continue
                if command not in helps:
                    wrong.append(f"depeche {call}")
                    continue
                options = [word.split("=")[0] for word in words if re.match(r"^--[a-z]", word)]
                wrong += [f"depeche {call}: {option}" for option in options if option not in helps[command]]
    if wrong:
        raise Failed(f"not true: {wrong}")


if __name__ == "__main__":
    if not README.exists():
        skip("there is no README.md")
    sys.exit(run_tests([the_two_commands_are_there, every_script_and_every_linked_file_exists,
                        every_subcommand_and_option_shown_is_known]))
