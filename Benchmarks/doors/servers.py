"""Searches and durable upserts a second of `kindred serve` beside other servers over HTTP, each pinned to one core, the load to another.

Usage: servers.py KINDRED [--rows 100000] [--dimension 384] [--recall 0.95] [--seconds 4] [--servers kindred,chroma,qdrant-edge,milvus-lite] [--out FILE.jsonl]

Needs h2load (package nghttp2-client), taskset and numpy; of the others those that are installed beside this Python take part: chromadb, and
qdrant-edge-py or milvus-lite with pymilvus behind fastapi and uvicorn (front.py). Over 32 connections, each with one request under way:

  upserts   rows a second in requests of 100, each answered when it is on the disk, until all rows are there
  searches  a second at the least ef that reaches the recall, the median of five queries
"""
import argparse
import asyncio
import importlib.util
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from vectors import made_up

CONNECTIONS, BATCH, ROUNDS = 32, 100, 5
WIDTHS = [10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 512, 1024]
HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("kindred")
parser.add_argument("--rows", type=int, default=100_000)
parser.add_argument("--dimension", type=int, default=384)
parser.add_argument("--recall", type=float, default=.95)
parser.add_argument("--seconds", type=int, default=4)
parser.add_argument("--servers", default="kindred,chroma,qdrant-edge,milvus-lite")
parser.add_argument("--out", default=".build/bench/servers.jsonl")
parser.add_argument("--server-core", default="0")
parser.add_argument("--load-core", default="1")
arguments = parser.parse_args()


class Server:
    """A process pinned to a core; those that follow say how it is asked."""

    port, name = 18700, ""
    asks = ("POST", "/search")

    def __init__(self, folder):
        Server.port += 2
        self.port = Server.port
        self.process = self.start(folder)
        for _ in range(600):
            try:
                self.request("GET", self.health)
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"{self.name} ended with {self.process.returncode}")
                time.sleep(.1)
        sys.exit(f"{self.name} did not answer within a minute")

    def run(self, command, **environment):
        one = {name: "1" for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
        return subprocess.Popen(
            ["taskset", "-c", arguments.server_core, *command], env={**os.environ, **one, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=3600) as answer:
            return json.loads(answer.read() or b"null")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def finish(self):
        """Waits until everything is indexed."""

    def widen(self, ef):
        """Prepares searches of a width, where that is not said with each."""


class Kindred(Server):
    name, health, asks, puts = "kindred", "/healthz", ("POST", "/collections/c/points/query"), ("PUT", "/collections/c/points?wait=true")

    def start(self, folder):
        return self.run([arguments.kindred, "serve", "--database", folder, "--port", str(self.port), "--grpc-port", str(self.port + 1), "--threads", "1"])

    def create(self):
        self.request("PUT", "/collections/c", {"vectors": {"size": arguments.dimension, "distance": "Cosine"}})

    def rows(self, ids, vectors):
        return {"points": [{"id": i, "vector": v} for i, v in zip(ids, vectors)]}

    def finish(self):
        while self.request("GET", "/collections/c")["result"]["status"] != "green":
            time.sleep(1)
        time.sleep(3)

    def query(self, vector, ef):
        return {"query": vector, "limit": 10, "params": {"hnsw_ef": ef}}

    def ids(self, answer):
        return [point["id"] for point in answer["result"]["points"]]


class Chroma(Server):
    name, health = "chroma", "/api/v2/heartbeat"

    def start(self, folder):
        return self.run([os.path.join(os.path.dirname(sys.executable), "chroma"), "run", "--path", folder, "--port", str(self.port)], ANONYMIZED_TELEMETRY="False")

    def create(self):
        collections = "/api/v2/tenants/default_tenant/databases/default_database/collections"
        settings = {"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 16}}
        self.path = f"{collections}/{self.request('POST', collections, {'name': 'rows', 'configuration': settings})['id']}"
        self.asks, self.puts = ("POST", f"{self.path}/query"), ("POST", f"{self.path}/upsert")

    def rows(self, ids, vectors):
        return {"ids": [str(i) for i in ids], "embeddings": vectors}

    def widen(self, ef):
        self.request("PUT", self.path, {"new_configuration": {"hnsw": {"ef_search": ef}}})

    def query(self, vector, ef):
        return {"query_embeddings": [vector], "n_results": 10, "include": ["distances"]}

    def ids(self, answer):
        return [int(i) for i in answer["ids"][0]]


class Front(Server):
    health, asks, puts = "/openapi.json", ("POST", "/search"), ("POST", "/upsert")

    def start(self, folder):
        command = [sys.executable, "-m", "uvicorn", "front:app", "--app-dir", HERE, "--port", str(self.port), "--no-access-log"]
        return self.run(command, KINDRED_FRONT=self.name, KINDRED_FOLDER=folder, KINDRED_DIMENSION=str(arguments.dimension))

    def create(self):
        pass

    def rows(self, ids, vectors):
        return {"ids": list(ids), "vectors": vectors}

    def finish(self):
        self.request("POST", "/finish")

    def query(self, vector, ef):
        return {"vector": vector, "limit": 10, "ef": ef}

    def ids(self, answer):
        return answer["ids"]


class QdrantEdge(Front):
    name = "qdrant-edge"


class MilvusLite(Front):
    name = "milvus-lite"


async def upserted(server, bodies):
    """Sends all bodies, and tells the seconds."""
    turns = iter(bodies)

    async def connection():
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for body in turns:
            method, path = server.puts
            writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not re.match(rb"http/1.1 2\d\d", head):
                sys.exit(f"{server.name}: {head.decode()}")
            length = re.search(rb"content-length: (\d+)", head)
            if length:
                await reader.readexactly(int(length[1]))
            else:
                while (chunk := int((await reader.readline()).strip(), 16)) > 0:
                    await reader.readexactly(chunk + 2)
                await reader.readline()
        writer.close()

    start = time.monotonic()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return time.monotonic() - start


def searches(server, body):
    """Requests a second."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(json.dumps(body).encode())
        file.flush()
        method, path = server.asks
        command = ["taskset", "-c", arguments.load_core, "h2load", "--h1", "-c", str(CONNECTIONS), "-m", "1", "-t", "1", "-D", str(arguments.seconds), "-d", file.name]
        command += ["-H", "content-type: application/json", "-H", f":method: {method}", f"http://127.0.0.1:{server.port}{path}"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=arguments.seconds * 3 + 60)
    done = re.search(r"requests: (\d+) total.*?(\d+) succeeded, (\d+) failed", run.stdout)
    status = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", run.stdout)
    if not done or not status or int(done[2]) == 0 or int(status[3]) + int(status[4]) > 0:
        sys.exit(f"h2load on {server.name}: {run.stdout[-800:]} {run.stderr[-400:]}")
    return int(done[2]) / arguments.seconds


def width(server, query, truth):
    """The least ef that reaches the recall, and that recall; the widest where none does."""
    for ef in WIDTHS:
        server.widen(ef)
        hits = sum(len(set(server.ids(server.request(*server.asks, server.query(q.tolist(), ef)))) & set(t.tolist())) for q, t in zip(query, truth))
        if hits >= 10 * len(query) * arguments.recall:
            break
    return ef, hits / (10 * len(query))


def measured(kind, base, query, truth):
    with tempfile.TemporaryDirectory() as folder:
        server = kind(folder)
        server.create()
        bodies = (json.dumps(server.rows(range(lo, min(lo + BATCH, len(base))), base[lo:lo + BATCH].tolist())).encode() for lo in range(0, len(base), BATCH))
        took = asyncio.run(upserted(server, list(bodies)))
        server.finish()
        ef, recall = width(server, query, truth)
        speed = statistics.median(searches(server, server.query(q.tolist(), ef)) for q in query[:ROUNDS])
        server.stop()
    return {
        "server": server.name, "rows": len(base), "dimension": base.shape[1], "ef": ef, "recall": round(recall, 4), "searches_per_second": round(speed),
        "durable_upserts_per_second": round(len(base) / took)}


needed = {"kindred": [], "chroma": ["chromadb"], "qdrant-edge": ["qdrant_edge", "fastapi", "uvicorn", "orjson"], "milvus-lite": ["milvus_lite", "pymilvus", "fastapi", "uvicorn", "orjson"]}
os.makedirs(os.path.dirname(arguments.out) or ".", exist_ok=True)
rows = made_up(arguments.rows, arguments.dimension, 200)
for kind in (Kindred, Chroma, QdrantEdge, MilvusLite):
    if kind.name not in arguments.servers.split(","):
        continue
    if missing := [name for name in needed[kind.name] if importlib.util.find_spec(name) is None]:
        print(f"{kind.name} is left out: {', '.join(missing)} not installed", file=sys.stderr)
        continue
    line = json.dumps(measured(kind, *rows))
    print(line, flush=True)
    with open(arguments.out, "a") as file:
        file.write(line + "\n")
