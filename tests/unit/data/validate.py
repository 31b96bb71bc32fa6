"""Validates printed messages by an independent validator: our schemas, CloudEvents and strict ninjs.

usage: validate.py SCHEMAS SHARED FILE...

A file is named SCHEMA.ANYTHING.json; "not-SCHEMA.ANYTHING.json" must fail. Exit code 77 where python3-jsonschema is absent.
"""
import json
import re
import sys
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def load(schemas, shared):
    documents = {path.stem: json.loads(path.read_text()) for path in sorted(Path(schemas).glob("*.json"))}
    for name, file in (("cloudevents", "cloudevents-1.0.json"), ("ninjs", "ninjs-schema_3.1.json")):
        path = Path(shared) / "schemas" / file
        if path.exists():
            documents[name] = json.loads(path.read_text())
    return documents


def checker():
    """Formats, with the one that the library leaves unchecked where rfc3339-validator is not installed."""
    formats = jsonschema.FormatChecker()
    formats.checks("date-time")(lambda text: not isinstance(text, str) or bool(
        re.fullmatch(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?(Z|[+-][0-2]\d:[0-5]\d)", text)))
    return formats


def findings(documents, name, value):
    document = documents[name]
    kind = jsonschema.validators.validator_for(document)
    kind.check_schema(document)
    store = {other["$id"]: other for other in documents.values() if "$id" in other}
    resolver = jsonschema.RefResolver.from_schema(document, store=store)
    return [f"{'/'.join(map(str, error.absolute_path)) or '(top)'}: {error.message[:200]}"
            for error in kind(document, resolver=resolver, format_checker=checker()).iter_errors(value)]


def main(schemas, shared, *files):
    documents = load(schemas, shared)
    failed = passed = 0
    for file in map(Path, files):
        name = file.name.split(".")[0]
        wrong = name.startswith("not-")
        name = name.removeprefix("not-")
        if name not in documents and name in ("cloudevents", "ninjs"):
            print(f"passed over: the schema {name} is absent")
            continue
        found = findings(documents, name, json.loads(file.read_text()))
        if bool(found) == wrong:
            passed += 1
            continue
        failed += 1
        print(f"{file.name}: {'is valid and should not be' if wrong else '; '.join(found[:5])}")
    print(f"messages: {passed} of {passed + failed} as they should be")
    return 1 if failed or not passed else 0


sys.exit(main(*sys.argv[1:]))
