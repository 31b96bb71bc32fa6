"""An independent reader of WARC files: knows the standard (ISO 28500:2017) and nothing of our code."""

import base64
import hashlib
import re
import sys
import zlib
from pathlib import Path

REQUIRED = {  # clauses 5 and 6: what a record of each type must say, beside type, id, date and length
    "warcinfo": ("content-type",),
    "request": ("content-type", "warc-target-uri"),
    "metadata": ("content-type", "warc-target-uri"),
    "response": ("content-type", "warc-target-uri", "warc-payload-digest"),
    "revisit": ("content-type", "warc-target-uri", "warc-profile", "warc-refers-to-target-uri", "warc-refers-to-date"),
}
PROFILES = tuple(f"http://netpreserve.org/warc/1.1/revisit/{name}" for name in ("identical-payload-digest", "server-not-modified"))
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
ID = re.compile(r"<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>")
FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]*: [^\r\n]*")


class Damaged(Exception):
    """A WARC file is not well formed."""


def members(data: bytes):
    """Yields (offset, content) of each gzip member."""
    at = 0
    while at < len(data):
        inflater = zlib.decompressobj(wbits=31)
        content = inflater.decompress(data[at:])
        if not inflater.eof:
            raise Damaged(f"the gzip member at {at} is cut")
        yield at, content
        at = len(data) - len(inflater.unused_data)


def record(content: bytes):
    """One record: (headers, block). A member must hold exactly one."""
    head, separator, rest = content.partition(b"\r\n\r\n")
    lines = head.decode("utf-8").split("\r\n")
    if not separator or lines[0] not in ("WARC/1.1", "WARC/1.0"):
        raise Damaged(f"no WARC record begins with {lines[0][:40]!r}")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = int(headers["content-length"])
    if rest[length:] != b"\r\n\r\n":
        raise Damaged(f"Content-Length {length} does not end the record of {len(rest)} bytes")
    return headers, rest[:length]


def sha1_of(value: bytes):
    return "sha1:" + base64.b32encode(hashlib.sha1(value).digest()).decode()


def check_digest(name, headers, value: bytes):
    claimed = headers.get(name)
    if claimed and claimed != sha1_of(value):
        raise Damaged(f"{name} does not match")


def check_header(headers):
    for name in ("warc-type", "warc-record-id", "warc-date", *REQUIRED[headers["warc-type"]]):
        if name not in headers:
            raise Damaged(f"a {headers['warc-type']} without {name}")
    for name in ("warc-record-id", "warc-concurrent-to", "warc-refers-to"):
        if name in headers and not ID.fullmatch(headers[name]):
            raise Damaged(f"{name}: {headers[name]}")
    for name in ("warc-date", "warc-refers-to-date"):
        if name in headers and not DATE.fullmatch(headers[name]):
            raise Damaged(f"{name}: {headers[name]}")


def check_http(block: bytes, has_body):
    """A message of HTTP/1 whose head is true of the body; returns the body."""
    head, separator, body = block.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not separator or not re.match(r"HTTP/1\.[01] [1-9]\d\d( |$)", lines[0]):
        raise Damaged(f"no status line of HTTP/1: {lines[0][:60]!r}")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if "transfer-encoding" in headers:
        raise Damaged("a Transfer-Encoding that was undone is still told")
    if has_body and int(headers.get("content-length", len(body))) != len(body):
        raise Damaged(f"Content-Length {headers['content-length']} of a body of {len(body)} bytes")
    return body


def check_record(headers, block):
    """What the type of a record demands of it."""
    check_header(headers)
    check_digest("warc-block-digest", headers, block)
    kind = headers["warc-type"]
    if kind == "response":
        check_digest("warc-payload-digest", headers, check_http(block, True))
    elif kind == "revisit":
        if headers["warc-profile"] not in PROFILES:
            raise Damaged(f"the profile {headers['warc-profile']}")
        if check_http(block, False):
            raise Damaged("a revisit with a body")
    elif kind in ("metadata", "warcinfo"):
        if headers["content-type"] != "application/warc-fields":
            raise Damaged(f"a {kind} of type {headers['content-type']}")
        for line in block.decode("utf-8").removesuffix("\r\n").split("\r\n"):
            if not FIELD.fullmatch(line):
                raise Damaged(f"no field: {line[:60]!r}")


def check_references(found):
    """Requests and metadata belong to a response or revisit of this file; no id stands twice."""
    ids = {}
    for offset, headers in found:
        if headers["warc-record-id"] in ids:
            raise Damaged(f"{headers['warc-record-id']} stands at {ids[headers['warc-record-id']]} and {offset}")
        ids[headers["warc-record-id"]] = offset
    responses = {(headers.get("warc-target-uri"), headers["warc-date"]): headers["warc-record-id"] for _, headers in found
                 if headers["warc-type"] == "response"}
    for offset, headers in found:
        original = responses.get((headers.get("warc-refers-to-target-uri"), headers.get("warc-refers-to-date")))
        if original and headers.get("warc-refers-to", original) != original:
            raise Damaged(f"at {offset}: WARC-Refers-To is not the id of the response that it means")
        if headers.get("warc-concurrent-to", headers["warc-record-id"]) not in ids:
            raise Damaged(f"at {offset}: {headers['warc-concurrent-to']} is not in the file")


def read(path: Path):
    """All records of a file as (offset, headers, block). Raises Damaged."""
    found = []
    for number, (offset, content) in enumerate(members(path.read_bytes())):
        try:
            headers, block = record(content)
            if number == 0 and headers["warc-type"] != "warcinfo":
                raise Damaged("the first record is no warcinfo")
            check_record(headers, block)
            found.append((offset, headers, block))
        except (Damaged, KeyError, ValueError) as problem:
            raise Damaged(f"{path.name} at {offset}: {problem}") from problem
    check_references([(offset, headers) for offset, headers, _ in found])
    return found


def check(path: Path):
    """Reads a whole file; returns the target URIs of its responses and revisits. Raises Damaged."""
    return [headers["warc-target-uri"] for _, headers, _ in read(path) if headers["warc-type"] in ("response", "revisit")]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {len(read(Path(name)))} records, all well formed")
