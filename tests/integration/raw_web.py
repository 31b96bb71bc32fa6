"""raw_web.py - web servers that misbehave on purpose, byte by byte, and what their pages are made of.

    with RawServer(pages) as server:   # pages: {path: function(connection)}; the connection has read the request's head
        server.url("path")

A page that is a bytes object is sent as it stands. Certificates come from an authority of our own, made by openssl.
"""

import contextlib
import ctypes
import ctypes.util
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path

from pipeline import Failed, skip


def response(body, *fields, status="200 OK"):
    """A whole response in plain order: bytes."""
    head = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", "Connection: close", *fields]
    if not any(field.lower().startswith(("content-length", "transfer-encoding")) for field in fields):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def redirect(location, *fields, status="302 Found"):
    return response(b"", f"Location: {location}", *fields, status=status)


def chunked(body, size=1000):
    pieces = [body[start:start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def library(name):
    path = ctypes.util.find_library(name)
    if not path:
        skip(f"lib{name} is not installed")
    return ctypes.CDLL(path)


def brotli(body):
    encoder = library("brotlienc")
    size = ctypes.c_size_t(len(body) + 65536)
    out = ctypes.create_string_buffer(size.value)
    encoder.BrotliEncoderCompress(5, 22, 0, ctypes.c_size_t(len(body)), body, ctypes.byref(size), out)
    return out.raw[:size.value]


def zstd(body):
    encoder = library("zstd")
    encoder.ZSTD_compressBound.restype = encoder.ZSTD_compress.restype = ctypes.c_size_t
    room = encoder.ZSTD_compressBound(ctypes.c_size_t(len(body)))
    out = ctypes.create_string_buffer(room)
    size = encoder.ZSTD_compress(out, ctypes.c_size_t(room), body, ctypes.c_size_t(len(body)), 3)
    return out.raw[:size]


class Authority:
    """A certificate authority in a directory: its own certificate, and those it gives to names."""

    def __init__(self, directory, name="authority"):
        if not shutil.which("openssl"):
            skip("openssl is not installed")
        self.directory, self.name = Path(directory), name
        self.file = self.directory / f"{name}.pem"
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={name}", "-keyout",
                     self.directory / f"{name}.key", "-out", self.file)

    @staticmethod
    def openssl(*arguments):
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"openssl {arguments[0]}: {done.stderr[-500:]}")

    def certificate(self, label, names, days=30):
        """Returns (certificate, key) for subject alternative names such as "IP:127.0.0.1"."""
        base = self.directory / label
        request, extensions = base.with_suffix(".csr"), base.with_suffix(".ext")
        extensions.write_text(f"subjectAltName={names}\n")
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={label}", "-keyout", base.with_suffix(".key"),
                     "-out", request)
        self.openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.directory / f"{self.name}.key",
                     "-CAcreateserial", "-days", days, "-extfile", extensions, "-out", base.with_suffix(".pem"))
        return base.with_suffix(".pem"), base.with_suffix(".key")


class RawServer:
    """A thread a connection. Pages may be bytes, or functions that are given the connection and write what they like."""

    def __init__(self, pages, address="127.0.0.1", port=0, tls=None, family=socket.AF_INET):
        self.pages, self.over, self.seen, self.lock = pages, threading.Event(), [], threading.Lock()
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((address, port))
        self.listener.listen(64)
        self.address, self.port, self.tls = address, self.listener.getsockname()[1], None
        if tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*map(str, tls))

    def url(self, path, host=None):
        return f"http{'s' if self.tls else ''}://{host or self.address}:{self.port}/{path}"

    def requests(self, path):
        """Heads of the requests for a path so far."""
        with self.lock:
            return [head for seen, head in self.seen if seen == path]

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def read_head(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(4096)
            if not piece or len(head) > 65536:
                raise OSError("no request")
            head += piece
        return head

    def serve(self, connection):
        with contextlib.suppress(OSError), connection:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            head = self.read_head(connection)
            path = head.split(b" ", 2)[1].decode().lstrip("/").split("?")[0]
            with self.lock:
                self.seen.append((path, head))
            page = self.pages.get(path, response(b"no such page", status="404 Not Found"))
            if isinstance(page, bytes):
                connection.sendall(page)
            else:
                page(connection, self, head)
            if self.tls:
                connection.unwrap()

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
