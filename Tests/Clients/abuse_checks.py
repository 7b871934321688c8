"""Abuses `kindred serve` on both of its doors: each request must be refused or survived, in bounded memory, and the server must go on answering.

Usage: abuse_checks.py PATH_OF_KINDRED [CONNECTIONS]. Needs qdrant-client==1.19.1 (for gRPC's channel). Exit status 0 when everything is as it must be.
Ways of abuse: ambiguous lengths (RFC 9112, 6.3; request smuggling), bodies and headers beyond all bounds, senders that never end (slow loris),
connections that say nothing, deep and strange JSON, snapshots that lie about themselves, paths that lead out of the database, answers that nobody reads,
and floods of HTTP/2 frames.
"""
import json
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import grpc

from checks import check, finish, free_port

KINDRED, CONNECTIONS = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
REST, GRPC = free_port(), free_port()
IDLE = 3
MEBIBYTE = 1 << 20


def connect(port=None, timeout=20.0):
    s = socket.create_connection(("127.0.0.1", port or REST), timeout=timeout)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def drain(s, seconds=20.0, most=64 * MEBIBYTE):
    """What comes until the other side closes, or says nothing more for some seconds, and whether it closed."""
    s.settimeout(seconds)
    got = bytearray()
    try:
        while len(got) < most:
            part = s.recv(1 << 16)
            if not part:
                return bytes(got), True
            got += part
    except ConnectionError:
        return bytes(got), True
    except TimeoutError:
        pass
    return bytes(got), False


def exchange(data, port=None, seconds=2.0):
    with connect(port) as s:
        try:
            s.sendall(data)
        except ConnectionError:
            pass
        return drain(s, seconds)


def statuses(got):
    """The status of each answer in some bytes."""
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", got)]


def request(method, path, body=b"", *headers, host=True):
    lines = [f"{method} {path} HTTP/1.1".encode()] + ([b"Host: x"] if host else []) + [h if isinstance(h, bytes) else h.encode() for h in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def ask(method, path, value=None, seconds=30.0, raw=None):
    """An ordinary request on a connection of its own: its status and the text of its body."""
    body = raw if raw is not None else b"" if value is None else json.dumps(value).encode()
    got, _ = exchange(request(method, path, body, f"Content-Length: {len(body)}", "Content-Type: application/json", "Connection: close"), seconds=seconds)
    head, _, text = got.partition(b"\r\n\r\n")
    return (statuses(head) or [0])[0], text.decode(errors="replace")


def resident():
    with open(f"/proc/{server.pid}/status") as f:
        return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmRSS"))


def alive(name, most=1 << 30):
    """Whether the server still answers, at once and in bounded memory."""
    def answers():
        start = time.monotonic()
        got, took = ask("GET", "/healthz"), time.monotonic() - start
        ok = server.poll() is None and got == (200, "healthz check passed") and took < 10 and resident() < most
        return ok, f"{got} after {took:.1f} s, {resident() >> 20} MiB, exit {server.poll()}"
    check(f"{name}: the server goes on", answers)


def refused(name, data, allowed=(400, 408, 411, 413, 414, 431, 501), port=None, seconds=2.0, closes=True):
    """One refusal at most, then the end of the connection; nothing that was smuggled is answered."""
    def is_refused():
        got, closed = exchange(data, port, seconds)
        codes = statuses(got)
        ok = len(codes) <= 1 and all(c in allowed for c in codes) and b"healthz check passed" not in got and (closed or not closes)
        return ok, f"{codes} closed={closed} {got[:160]!r}"
    check(name, is_refused)


# --- lengths that two readers take for different ones

SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
COUNT = "/collections/c/points/count"


def smuggling():
    chunked = b"0\r\n\r\n" + SMUGGLED
    for name, headers, body in [
        ("length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"], chunked),
        ("chunks and length", ["Transfer-Encoding: chunked", "Content-Length: 5"], chunked),
        ("two lengths", ["Content-Length: 2", f"Content-Length: {2 + len(SMUGGLED)}"], b"{}" + SMUGGLED),
        ("a list of lengths", ["Content-Length: 2, 40"], b"{}" + SMUGGLED),
        ("a negative length", ["Content-Length: -1"], b"{}" + SMUGGLED),
        ("a signed length", ["Content-Length: +2"], b"{}" + SMUGGLED),
        ("a length in hexadecimal", ["Content-Length: 0x2"], b"{}" + SMUGGLED),
        ("a length beyond 64 bits", ["Content-Length: 18446744073709551618"], b"{}" + SMUGGLED),
        ("chunks under another name", ["Transfer-Encoding: xchunked"], chunked),
        ("chunks not last", ["Transfer-Encoding: chunked, identity"], chunked),
        ("chunks twice", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], chunked),
        ("a space before the colon", ["Transfer-Encoding : chunked"], chunked),
        ("a folded header", ["Content-Length: 2\r\n 0", "X: y"], b"{}" + SMUGGLED),
        ("a folded encoding", ["Transfer-Encoding:\r\n chunked", "Content-Length: 5"], chunked),
        ("a name that is none", ["Content Length: 2"], b"{}" + SMUGGLED),
        ("a zero byte in a header", [b"X: a\x00b", "Content-Length: 2"], b"{}" + SMUGGLED),
        ("a bare return in a header", [b"X: a\rContent-Length: 2"], b"{}" + SMUGGLED),
        ("a chunk beyond 64 bits", ["Transfer-Encoding: chunked"], b"FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n" + SMUGGLED),
        ("a negative chunk", ["Transfer-Encoding: chunked"], b"-2\r\n{}\r\n0\r\n\r\n" + SMUGGLED),
        ("a chunk without its end", ["Transfer-Encoding: chunked"], b"2\r\n{}0\r\n\r\n" + SMUGGLED),
    ]:
        refused(f"smuggling: {name}", request("POST", COUNT, body, *headers))
    refused("smuggling: two hosts in a line", b"GET / HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n")
    refused("smuggling: a later protocol", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", allowed=(400, 505))
    refused("smuggling: no request at all", os.urandom(4096))
    refused("smuggling: TLS spoken to plain text", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500))
    alive("smuggling")


# --- more than fits

def oversize():
    def declared():
        got, _ = exchange(request("PUT", "/collections/c/points", b"{", f"Content-Length: {10 ** 12}"), seconds=IDLE * 4)
        return statuses(got) in ([413], [408], []), f"{got[:200]!r}"
    check("oversize: a body of a terabyte is announced", declared)

    def streamed():
        before, sent = resident(), 0
        with connect() as s:
            try:
                s.sendall(request("PUT", "/collections/c/points", b"", "Transfer-Encoding: chunked"))
                part = b"%x\r\n" % MEBIBYTE + b" " * MEBIBYTE + b"\r\n"
                while sent < 256:
                    s.sendall(part)
                    sent += 1
            except (ConnectionError, TimeoutError):
                pass
            got, closed = drain(s, 5)
        grown = (resident() - before) >> 20
        return statuses(got) in ([413], []) and grown < 200, f"{statuses(got)} after {sent} MiB, closed={closed}, grown {grown} MiB"
    check("oversize: a body that does not end", streamed)

    large = b"a" * (2 * MEBIBYTE)
    refused("oversize: an address", b"GET /" + large + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    refused("oversize: a method", large + b" / HTTP/1.1\r\nHost: x\r\n\r\n")
    refused("oversize: a header's name", request("GET", "/", b"", large + b": x"))
    refused("oversize: a header's value", request("GET", "/", b"", b"X: " + large))
    refused("oversize: a hundred thousand headers", request("GET", "/", b"", *[b"X%d: y" % i for i in range(100_000)]))
    refused("oversize: trailers", request("POST", COUNT, b"2\r\n{}\r\n0\r\n" + b"".join(b"X%d: y\r\n" % i for i in range(100_000)) + b"\r\n", "Transfer-Encoding: chunked"),
            allowed=(200, 400, 413, 431))
    refused("oversize: a chunk's extension", request("POST", COUNT, b"2;" + large + b"\r\n{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), allowed=(200, 400, 413, 431), closes=False)
    check("oversize: a name of a collection", lambda: ((s := ask("GET", "/collections/" + "a" * 5000))[0] in (400, 404, 422, 414), s[1][:100]))
    alive("oversize")


# --- senders that never come to their end

def slow():
    sockets = []
    for number in range(200):
        s = connect()
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-1: " if number % 2 else request("POST", COUNT, b"{", "Content-Length: 100000"))
        s.setblocking(False)
        sockets.append(s)
    start, open_ones = time.monotonic(), set(sockets)
    answered = True
    while open_ones and time.monotonic() - start < IDLE * 8:
        for s in list(open_ones):
            try:
                s.send(b"a")
                if s.recv(4096) == b"":
                    open_ones.discard(s)
            except BlockingIOError:
                pass
            except OSError:
                open_ones.discard(s)
        answered = answered and ask("GET", "/healthz")[0] == 200
        time.sleep(.3)
    took = time.monotonic() - start
    check("slow loris: bytes that trickle are not waited for", lambda: (not open_ones, f"{len(open_ones)} of {len(sockets)} still open after {took:.0f} s"))
    check("slow loris: others are answered meanwhile", lambda: (answered, ""))
    for s in sockets:
        s.close()
    alive("slow loris")


# --- connections that say nothing

def idle():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(CONNECTIONS, hard - 200)
    if count < CONNECTIONS:
        print(f"only {count} connections can be opened here")
    sizes = []
    for turn in range(3):
        sockets = []
        for _ in range(count):
            try:
                sockets.append(connect())
            except OSError:
                break
        got = ask("GET", "/healthz")
        check(f"idle: {len(sockets)} open connections, round {turn + 1}", lambda: (len(sockets) == count and got[0] == 200, f"{len(sockets)} of {count} opened, then {got}"))
        for s in sockets:
            s.close()
        time.sleep(1)
        sizes.append(resident() >> 20)
    check("idle: memory after rounds of connections is flat", lambda: (sizes[2] <= max(sizes[0] * 1.15, sizes[0] + 16), f"{sizes} MiB"))
    alive("idle")


# --- JSON that is deep, wide or strange

def strange_json():
    nested = {"must": [{"key": "a", "match": {"value": 1}}]}
    prefetch = {"query": [1, 2]}
    for _ in range(60):
        nested, prefetch = {"must": [nested]}, {"prefetch": prefetch, "query": [1, 2], "limit": 10}
    bodies = {
        "arrays": b"[" * 1_000_000, "closed arrays": b"[" * 200_000 + b"]" * 200_000, "objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        "a deep filter": b'{"filter":' + b'{"must":[' * 50_000 + b"]}" * 50_000 + b"}", "a deep payload": b'{"points":[{"id":1,"vector":[1,2],"payload":{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}}]}",
        "a nested filter": json.dumps({"filter": nested}).encode(), "nested prefetches": json.dumps(prefetch).encode(),
        "a long number": b'{"filter":{"must":[{"key":"a","range":{"gt":' + b"9" * 1_000_000 + b"}}]}}", "a far exponent": b'{"filter":{"must":[{"key":"a","range":{"gt":1e999999999}}]}}',
        "no UTF-8": b'{"filter":{"must":[{"key":"\xff\xfe","match":{"value":1}}]}}', "half a surrogate": b'{"filter":{"must":[{"key":"\\ud800","match":{"value":1}}]}}',
        "a zero byte": b'{"filter":{"must":[{"key":"\\u0000","match":{"value":1}}]}}', "a key a hundred thousand times": b"{" + b",".join([b'"filter":null'] * 100_000) + b"}",
        "half a million keys": b"{" + b",".join(b'"%d":null' % i for i in range(500_000)) + b"}",
        "keys in a payload": b'{"points":[{"id":1,"vector":[1,2],"payload":{' + b",".join(b'"%d":null' % i for i in range(200_000)) + b"}}]}",
        "a long list in a payload": b'{"points":[{"id":1,"vector":[1,2],"payload":{"a":[' + b",".join(b"%d" % i for i in range(500_000)) + b"]}}]}",
        "nothing": b"", "a mark of byte order": b"\xef\xbb\xbf{}", "UTF-16": "{}".encode("utf-16"), "a long string": b'{"a":"' + b"x" * (8 * MEBIBYTE) + b'"}',
        "a long limit": b'{"query":[1,2],"limit":99999999999999999999999}', "the largest limit": b'{"query":[1,2],"limit":18446744073709551615}',
        "a path of brackets": json.dumps({"filter": {"must": [{"key": "a" + "[]" * 5000, "match": {"value": 1}}]}}).encode(),
        "ids without end": json.dumps({"ids": list(range(500_000))}).encode(),
    }
    for name, body in bodies.items():
        for method, path in [("POST", COUNT), ("POST", "/collections/c/points/query"), ("PUT", "/collections/c/points"), ("POST", "/collections/c/points"), ("PUT", "/collections/made")]:
            check(f"JSON: {name} to {path}", lambda: (200 <= (got := ask(method, path, raw=body))[0] < 500, f"{got[0]} {got[1][:200]}"))
            ask("DELETE", "/collections/made")
    alive("JSON")


# --- snapshots that lie

TABLE = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def sealed(data):
    return data + struct.pack("<I", crc32c(data))


def archive(members, version=1, count=None):
    """A snapshot as its format says, of members (path, content, length that is told)."""
    out = sealed(b"KINDREDS" + struct.pack("<II", version, 1) + bytes(12))
    for path, content, length in members:
        out += sealed(b"MEMB" + struct.pack("<IQ", len(path), length) + path) + sealed(content)
    return out + sealed(b"ENDS" + struct.pack("<IQ", 0, len(members) if count is None else count))


def upload(name, data):
    mark = b"----kindred"
    body = b"--" + mark + b'\r\nContent-Disposition: form-data; name="snapshot"; filename="s.snapshot"\r\nContent-Type: application/octet-stream\r\n\r\n' + data + b"\r\n--" + mark + b"--\r\n"
    got, _ = exchange(request("POST", "/collections/bomb/snapshots/upload", body, f"Content-Length: {len(body)}", b"Content-Type: multipart/form-data; boundary=" + mark, "Connection: close"), seconds=30)
    codes = statuses(got.partition(b"\r\n\r\n")[0])
    return codes and 400 <= codes[-1] < 500, f"{codes} {got[-200:]!r}"


def disk():
    return sum(os.path.getsize(os.path.join(at, f)) for at, _, files in os.walk(folder.name) for f in files if os.path.exists(os.path.join(at, f)))


def snapshots():
    zeros = bytes(MEBIBYTE)
    files = {
        "noise": os.urandom(100_000), "nothing": b"", "a bomb of gzip": zlib.compress(zeros * 64, 9), "a header alone": archive([])[:32], "no members": archive([]),
        "a later version": archive([], version=99), "a path that leads out": archive([(b"../../../evil", b"x", 1)]), "an absolute path": archive([(b"/tmp/kindred-evil", b"x", 1)]),
        "a hidden way out": archive([(b"a/../../evil", b"x", 1)]), "an empty path": archive([(b"", b"x", 1)]), "a long path": archive([(b"a" * 5000, b"x", 1)]),
        "a path with a zero byte": archive([(b"a\x00b", b"x", 1)]), "a member of an exabyte": archive([(b"collection.sqlite", b"x", 1 << 60)]),
        "a member shorter than told": archive([(b"collection.sqlite", b"x" * 10, 100_000)]), "the same member twice": archive([(b"a", b"x", 1), (b"a", b"y", 1)]),
        "more members than told": archive([(b"a", b"x", 1)], count=2), "a database that is none": archive([(b"collection.sqlite", b"SQLite format 3\0" + bytes(5000), 5016)]),
        "a wrong checksum": archive([(b"a", b"x", 1)])[:-3] + b"abc",
    }
    before = disk()
    for name, data in files.items():
        check(f"snapshot: {name}", lambda: upload(name, data))
    check("snapshot: none is left", lambda: (ask("GET", "/collections/bomb/exists")[1].count('"exists":false') == 1, ask("GET", "/collections/bomb/exists")[1]))
    check("snapshot: nothing is left on the disk", lambda: (disk() - before < 4 * MEBIBYTE, f"{disk() - before} bytes more"))
    check("snapshot: nothing was written elsewhere", lambda: (not os.path.exists("/tmp/kindred-evil") and not any(f == "evil" for at, _, fs in os.walk(os.path.dirname(folder.name)) for f in fs if at.startswith(folder.name)), "a file lies outside"))
    for location in ["file:///etc/passwd", "file:///etc/../etc/passwd", f"file://{folder.name}/db/catalog.sqlite", "file://remote/etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "http://127.0.0.1:1/x", "", "/etc/passwd"]:
        check(f"snapshot: recovery from {location!r}", lambda: (400 <= (got := ask("PUT", "/collections/bomb/snapshots/recover", {"location": location}))[0] < 500 and "root:" not in got[1], got))
    alive("snapshots")


# --- names that are paths

def paths():
    outs = ["..", ".", "%2e%2e", "..%2f..", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "a%00b", "..%5c..%5c", "%c0%ae%c0%ae%2f", "....//", "a%2f..%2f..%2fb", "%ff%fe", "con", "%20", "a" * 256]
    routes = [("GET", "/collections/{}"), ("PUT", "/collections/{}"), ("DELETE", "/collections/{}"), ("POST", "/collections/{}/snapshots"), ("GET", "/collections/c/snapshots/{}"),
              ("DELETE", "/collections/c/snapshots/{}"), ("GET", "/snapshots/{}"), ("DELETE", "/snapshots/{}"), ("GET", "/dashboard/{}"), ("GET", "/{}"), ("GET", "/collections/c/points/{}"),
              ("DELETE", "/collections/c/index/{}"), ("PUT", "/collections/c/vectors/{}"), ("GET", "/kindred/collections/{}/measures"), ("GET", "/kindred/jobs/{}")]
    before = sorted(os.listdir(folder.name))
    for out in outs:
        for method, route in routes:
            path, body = route.format(out), {"vectors": {"size": 2, "distance": "Dot"}, "dense": {"size": 2, "distance": "Dot"}} if method == "PUT" else None
            check(f"path: {method} {path[:80]}", lambda: (200 <= (got := ask(method, path, body))[0] < 500 and "root:" not in got[1] and "SQLite format" not in got[1], f"{got[0]} {got[1][:200]}"))
    check("path: nothing was made or removed beside the database", lambda: (sorted(os.listdir(folder.name)) == before, os.listdir(folder.name)))
    check("path: the collection is still there", lambda: (ask("GET", "/collections/c")[0] == 200, ""))
    alive("paths")


# --- many requests at once, and answers that nobody reads

def pipelining():
    def in_order():
        ways = ["/healthz", "/collections", "/", "/nowhere"]
        with connect() as s:
            s.sendall(b"".join(request("GET", ways[i % 4]) for i in range(2000)))
            got, _ = drain(s, 5)
        codes = statuses(got)
        return codes == [200, 200, 200, 404] * 500, f"{len(codes)} answers, {codes[:8]}"
    check("pipelining: answers come in order", in_order)

    def unread():
        before, sockets = resident(), []
        for _ in range(20):
            s = connect()
            s.setblocking(False)
            block = request("GET", "/openapi.json") * 500
            for _ in range(20):
                try:
                    s.send(block)
                except (BlockingIOError, OSError):
                    break
            sockets.append(s)
        time.sleep(3)
        grown = (resident() - before) >> 20
        answered = ask("GET", "/healthz")[0] == 200
        for s in sockets:
            s.close()
        return grown < 300 and answered, f"grown {grown} MiB, answered={answered}"
    check("pipelining: answers that nobody reads take no memory", unread)

    def dropped():
        before = resident()
        for _ in range(2000):
            s = connect()
            s.sendall(request("POST", "/collections/c/points/query", b'{"query":[1,2]}', "Content-Length: 15"))
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            s.close()
        time.sleep(1)
        return resident() - before < 128 * MEBIBYTE, f"grown {(resident() - before) >> 20} MiB"
    check("pipelining: callers that are gone before the answer", dropped)
    alive("pipelining")


# --- HTTP/2

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def header_block(path, extra=()):
    """Headers as literals without indexing (RFC 7541, 6.2.2), in no compression."""
    def literal(name, value):
        assert len(name) < 127 and len(value) < 127
        return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value
    fields = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"), (b"content-type", b"application/grpc"), (b"te", b"trailers"), *extra]
    return b"".join(literal(*f) for f in fields)


def survives(name, data, most=256, seconds=3.0):
    def in_bounds():
        before = resident()
        with connect(GRPC) as s:
            sent = 0
            try:
                for part in data:
                    s.sendall(part)
                    sent += len(part)
            except (ConnectionError, TimeoutError):
                pass
            got, closed = drain(s, seconds)
        grown = (resident() - before) >> 20
        return grown < most, f"grown {grown} MiB after {sent} bytes, closed={closed}"
    check(f"HTTP/2: {name}", in_bounds)


def http2():
    opening, count = PREFACE + frame(4, 0, 0), b"/qdrant.Points/Count"
    survives("HTTP/1.1 to the door of gRPC", [request("GET", "/")])
    survives("noise", [os.urandom(100_000)])
    survives("noise after the preface", [opening, os.urandom(100_000)])
    survives("continuations without end", [opening, frame(1, 0, 1, header_block(count))] + [frame(9, 0, 1, b"\x00\x01a\x7e" + b"b" * 126) for _ in range(50_000)])
    survives("streams that are reset at once", [opening] + [frame(1, 4, 2 * i + 1, header_block(count)) + frame(3, 0, 2 * i + 1, struct.pack(">I", 8)) for i in range(20_000)])
    survives("pings", [opening] + [frame(6, 0, 0, bytes(8)) for _ in range(50_000)])
    survives("settings", [opening] + [frame(4, 0, 0, struct.pack(">HI", 3, i)) for i in range(50_000)])
    survives("empty data", [opening, frame(1, 4, 1, header_block(count))] + [frame(0, 0, 1) for _ in range(50_000)])
    survives("windows", [opening] + [frame(8, 0, 0, struct.pack(">I", 0x7FFFFFFF)) for _ in range(10)])
    survives("a frame longer than allowed", [opening, b"\xff\xff\xff\x00\x00\x00\x00\x00\x01" + bytes(4 * MEBIBYTE)])
    survives("a message of four gigabytes is announced", [opening, frame(1, 4, 1, header_block(count)), frame(0, 0, 1, b"\x00\xff\xff\xff\xff" + bytes(1000))])
    survives("a message said to be compressed", [opening, frame(1, 4, 1, header_block(count, [(b"grpc-encoding", b"gzip")])), frame(0, 1, 1, b"\x01" + struct.pack(">I", 4) + b"abcd")])
    survives("a thousand streams that say nothing", [opening] + [frame(1, 4, 2 * i + 1, header_block(count)) for i in range(1000)])
    with grpc.insecure_channel(f"127.0.0.1:{GRPC}", options=[("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]) as channel:
        def varint(n):
            out = b""
            while n > 127:
                out, n = out + bytes([n & 127 | 128]), n >> 7
            return out + bytes([n])

        def call(path, body):
            try:
                channel.unary_unary(path)(body, timeout=30)
                return "OK"
            except grpc.RpcError as e:
                return e.code().name
        deep = b""
        for _ in range(10_000):
            inner = b"\x22" + varint(len(deep)) + deep  # a condition that is a filter
            deep = b"\x12" + varint(len(inner)) + inner  # a must
        name = b"\x0a\x01c"
        refusals = {"INVALID_ARGUMENT", "INTERNAL", "RESOURCE_EXHAUSTED", "UNIMPLEMENTED", "NOT_FOUND", "CANCELLED", "UNKNOWN"}
        for what, path, body in [
            ("a deep filter", "/qdrant.Points/Count", name + b"\x12" + varint(len(deep)) + deep), ("noise as a message", "/qdrant.Points/Count", os.urandom(1000)),
            ("a message cut short", "/qdrant.Points/Upsert", b"\x0a\xff\xff\xff\xff\x0f"), ("an unknown method", "/qdrant.Points/Nothing", b""), ("an unknown service", "/a.B/C", b""),
            ("a long name", "/qdrant.Points/Count", b"\x0a" + varint(MEBIBYTE) + b"a" * MEBIBYTE), ("a name that is no UTF-8", "/qdrant.Points/Count", b"\x0a\x02\xff\xfe"),
        ]:
            check(f"HTTP/2: {what} is refused", lambda: ((code := call(path, body)) in refusals, code))
        check("HTTP/2: and the door goes on", lambda: ((code := call("/qdrant.Qdrant/HealthCheck", b"")) == "OK", code))
    alive("HTTP/2")


folder = tempfile.TemporaryDirectory()
server = subprocess.Popen(
    [KINDRED, "serve", "--database", f"{folder.name}/db", "--port", str(REST), "--grpc-port", str(GRPC), "--idle-seconds", str(IDLE), "--max-request-size", "16"],
    stdout=subprocess.PIPE, text=True)
for line in server.stdout:
    if "ready" in line:
        break
check("a collection to abuse", lambda: (ask("PUT", "/collections/c", {"vectors": {"size": 2, "distance": "Dot"}})[0] == 200, ""))
check("and its points", lambda: (ask("PUT", "/collections/c/points?wait=true", {"points": [{"id": i, "vector": [i, 1], "payload": {"a": i}} for i in range(200)]})[0] == 200, ""))
for part in [smuggling, oversize, slow, strange_json, snapshots, paths, pipelining, http2, idle]:
    start = time.monotonic()
    part()
    print(f"{part.__name__}: {time.monotonic() - start:.0f} s, {resident() >> 20} MiB", flush=True)
check("and all points are still there", lambda: ((got := ask("POST", COUNT, {}))[1].count('"count":200') == 1, got))
server.send_signal(signal.SIGTERM)
check("graceful stop", lambda: ((status := server.wait(timeout=60)) == 0, f"exit status {status}"))
server.kill()
folder.cleanup()
finish()
