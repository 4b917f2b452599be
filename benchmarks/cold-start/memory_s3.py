"""S3 in memory, on the loopback interface: as much of it as Rondo's functions ask for (objects,
conditional writes, listings). It answers at once, so that what is measured is the function."""

from __future__ import annotations

import hashlib
import http.server
import socket
import sys
import threading
import urllib.parse
from xml.sax.saxutils import escape


class MemoryS3:
    """One bucket. Its objects can be put back to what they were, between two measurements."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.initial = dict(objects)
        self.objects = dict(objects)
        self.requests = 0
        self.lock = threading.Lock()
        self.server = serve(type("Handler", (Handler,), {"s3": self}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def reset(self) -> None:
        with self.lock:
            self.objects = dict(self.initial)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # A function that was ended.
            super().handle_error(*_)


def serve(handler: type) -> Server:
    """Serves on a free port, on threads that end with the program."""
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Connection(http.server.BaseHTTPRequestHandler):
    """HTTP/1.1 that answers without waiting for more to say, and without a log."""

    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_: object) -> None:
        pass

    def read_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Handler(Connection):
    s3: MemoryS3

    def key(self) -> tuple[str, dict[str, list[str]]]:
        url = urllib.parse.urlsplit(self.path)
        parts = urllib.parse.unquote(url.path).split("/", 2)
        return parts[2] if len(parts) > 2 else "", urllib.parse.parse_qs(url.query)

    def error(self, status: int, code: str) -> None:
        text = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
        self.answer(status, text.encode(), Content_Type="application/xml")

    def do_GET(self) -> None:
        self.s3.requests += 1
        key, query = self.key()
        if not key:
            self.list(query.get("prefix", [""])[0])
            return
        body = self.s3.objects.get(key)
        if body is None:
            self.error(404, "NoSuchKey")
            return
        asked = self.headers.get("Range", "")
        if not asked.startswith("bytes="):
            self.answer(200, body, ETag=etag(body), Accept_Ranges="bytes")
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        part = body[int(first) : int(last) + 1 if last else None]
        span = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
        self.answer(206, part, ETag=etag(body), Content_Range=span)

    do_HEAD = do_GET

    def do_PUT(self) -> None:
        self.s3.requests += 1
        key, _ = self.key()
        body = self.read_body()
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = unchunked(body)
        with self.s3.lock:
            there = self.s3.objects.get(key)
            match = self.headers.get("If-Match")
            if there is not None and self.headers.get("If-None-Match") == "*":
                self.error(412, "PreconditionFailed")
                return
            if match and (there is None or etag(there) != match):
                self.error(412, "PreconditionFailed")
                return
            self.s3.objects[key] = body
        self.answer(200, ETag=etag(body))

    def list(self, prefix: str) -> None:
        with self.s3.lock:
            found = sorted((k, v) for k, v in self.s3.objects.items() if k.startswith(prefix))
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size>"
            f"<ETag>{escape(etag(body))}</ETag></Contents>"
            for key, body in found
        )
        text = f"<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
        self.answer(200, text.encode(), Content_Type="application/xml")


def etag(body: bytes) -> str:
    return '"' + hashlib.md5(body, usedforsecurity=False).hexdigest() + '"'


def unchunked(body: bytes) -> bytes:
    """What an upload in signed or checksummed chunks holds: size in hexadecimal, data, again."""
    whole = bytearray()
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].split(b";")[0], 16)
        if size == 0:
            return bytes(whole)
        whole += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
