"""Names that lead inside: a name server that changes its mind, and names whose addresses must not be fetched from.

Runs in a network of its own (unshare), whose loopback interface is given a public address beside 127.0.0.1, with a name
server of a few lines on port 53. Nothing leaves the machine. Skipped where that is not permitted.
"""

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pages
from pipeline import Failed, Pipeline, build_directory, run_tests, skip
from raw_web import RawServer, response
from test_hostile_web import SETTINGS, expect, feed_and_judge

PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f::1"
INSIDE = "DEPECHE_TEST_INSIDE"
A, AAAA = 1, 28


class NameServer(threading.Thread):
    """Answers A and AAAA from `names`: {name: {type: [addresses of the 1st question], [of the 2nd], …}}; the last stays."""

    def __init__(self, names):
        super().__init__(daemon=True)
        self.names, self.asked, self.lock = names, {}, threading.Lock()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))

    def addresses(self, name, kind):
        with self.lock:
            times = self.asked[name, kind] = self.asked.get((name, kind), 0) + 1
        answers = self.names.get(name, {}).get(kind, [[]])
        return answers[min(times, len(answers)) - 1]

    def answer(self, query):
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind, question = struct.unpack("!H", query[at + 1:at + 3])[0], query[12:at + 5]
        family = {A: socket.AF_INET, AAAA: socket.AF_INET6}.get(kind)
        found = self.addresses(".".join(labels).lower(), kind) if family else []
        packed = [socket.inet_pton(family, address) for address in found]
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(data)) + data for data in packed)
        return query[:2] + struct.pack("!HHHHH", 0x8180, 1, len(packed), 0, 0) + question + records

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                query, sender = self.socket.recvfrom(512)
                self.socket.sendto(self.answer(query), sender)


def enter_private_network():
    """Runs this program again where we may do as we like with the network."""
    if not shutil.which("unshare") or not shutil.which("ip", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
        skip("unshare or ip is not installed")
    if subprocess.run(["unshare", "-rmn", "true"], capture_output=True, check=False).returncode:
        skip("no namespace of our own is permitted here")
    os.execvpe("unshare", ["unshare", "-rmn", sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "yes"})


def set_up_network(place):
    path = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    (place / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    (place / "nsswitch.conf").write_text("hosts: files dns\n")
    for command in (["ip", "link", "set", "lo", "up"], ["ip", "addr", "add", f"{PUBLIC}/32", "dev", "lo"],
                    ["ip", "addr", "add", f"{PUBLIC_6}/128", "dev", "lo"],
                    ["mount", "--bind", place / "resolv.conf", "/etc/resolv.conf"],
                    ["mount", "--bind", place / "nsswitch.conf", "/etc/nsswitch.conf"]):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=path, check=False)
        if done.returncode:
            skip(f"{' '.join(map(str, command))}: {done.stderr.strip()}")


NAMES = {
    "public.example": {A: [[PUBLIC]]},
    "public6.example": {AAAA: [[PUBLIC_6]]},
    "inner.example": {A: [["127.0.0.1"]]},
    "inner6.example": {AAAA: [["::1"]]},
    "mapped.example": {AAAA: [["::ffff:127.0.0.1"]]},
    "nat64.example": {AAAA: [["64:ff9b::7f00:1"]]},
    "metadata.example": {A: [["169.254.169.254"]], AAAA: [["fd00:ec2::254"]]},
    "any.example": {A: [["0.0.0.0"]]},
    "private.example": {A: [["10.0.0.1", "192.168.0.1", "172.16.0.1"]]},
    "both.example": {A: [["127.0.0.1", PUBLIC]], AAAA: [["::1"]]},
    "turncoat.example": {A: [[PUBLIC], ["127.0.0.1"]]},
}


def page(title):
    return response(pages.article(title).encode())


def names_that_lead_inside_are_not_followed():
    stored, forbidden = ("stored", "", ""), ("dead", "forbidden-address", "fetch.allow_addresses")
    outside = {name: page(name) for name in ("public", "public6", "both", "turncoat")}
    outside["leave"] = response(b"", "Location: http://inner.example:8080/secret", status="302 Found")
    secret = {"secret": page("Secret"), "turncoat": page("Secret")}
    settings = {"fetch": {**SETTINGS["fetch"], "allow_addresses": []}}
    with RawServer(outside, PUBLIC, 8080), RawServer(secret, "127.0.0.1", 8080) as inner, \
            RawServer(outside, PUBLIC_6, 8080, family=socket.AF_INET6), \
            RawServer(secret, "::1", 8080, family=socket.AF_INET6) as inner6, Pipeline(build_directory(), settings) as pipeline:
        feed_and_judge(pipeline, {
            "http://public.example:8080/public": stored,
            "http://public6.example:8080/public6": stored,
            "http://both.example:8080/both": stored,
            "http://turncoat.example:8080/turncoat": stored,
            "http://public.example:8080/leave": forbidden,
            **{f"http://{name}.example:8080/secret": forbidden
               for name in ("inner", "inner6", "mapped", "nat64", "metadata", "any", "private")},
            "http://nobody.example:8080/": ("dead", "dns", ""),
            "http://localhost:8080/secret": forbidden,
        })
        pipeline.restart("fetch")  # the name is looked up again, and has turned
        pipeline.wait_ready("fetch")
        feed_and_judge(pipeline, {"http://turncoat.example:8080/turncoat?again": forbidden})
        expect(not inner.seen and not inner6.seen, f"the inner servers were asked for {inner.seen} {inner6.seen}")


def the_operator_may_permit_an_inner_server():
    settings = {"fetch": {**SETTINGS["fetch"], "allow_addresses": ["127.0.0.1:8080"]}}
    with RawServer({"secret": page("Secret")}, "127.0.0.1", 8080), RawServer({"secret": page("Secret")}, "127.0.0.1", 8081), \
            Pipeline(build_directory(), settings) as pipeline:
        feed_and_judge(pipeline, {"http://inner.example:8080/secret": ("stored", "", ""),
                                  "http://inner.example:8081/secret": ("dead", "forbidden-address", "127.0.0.1")})


if __name__ == "__main__":
    if not os.environ.get(INSIDE):
        enter_private_network()
    with tempfile.TemporaryDirectory(prefix="depeche-names-") as directory:
        set_up_network(Path(directory))
        NameServer(NAMES).start()
        code = run_tests([names_that_lead_inside_are_not_followed, the_operator_may_permit_an_inner_server])
    sys.exit(code)
