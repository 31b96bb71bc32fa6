"""An independent reader of WARC files: knows the standard (ISO 28500:2017) and nothing of our code."""

import base64
import hashlib
import zlib
from pathlib import Path


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


def check_digest(name, headers, value: bytes):
    claimed = headers.get(name)
    if claimed and claimed != "sha1:" + base64.b32encode(hashlib.sha1(value).digest()).decode():
        raise Damaged(f"{name} does not match")


def check(path: Path):
    """Reads a whole file; returns the target URIs of its responses. Raises Damaged."""
    targets = []
    for number, (offset, content) in enumerate(members(path.read_bytes())):
        try:
            headers, block = record(content)
            if number == 0 and headers["warc-type"] != "warcinfo":
                raise Damaged("the first record is no warcinfo")
            check_digest("warc-block-digest", headers, block)
            if headers["warc-type"] == "response":
                check_digest("warc-payload-digest", headers, block.partition(b"\r\n\r\n")[2])
                targets.append(headers["warc-target-uri"])
        except (Damaged, KeyError, ValueError) as problem:
            raise Damaged(f"{path.name} at {offset}: {problem}") from problem
    return targets
