"""What the doors cost beyond the search: processor time per request over REST and gRPC, beside an empty handler and the library's own search.

Usage: doors.py KINDRED [--data FOLDER] [--rows 100000] [--dimension 384] [--recall 0.95] [--seconds 20] [--out FILE.jsonl]

Needs h2load (package nghttp2-client), taskset, numpy and qdrant-client. The server is pinned to one core, the load generator to another; 32
connections, each with one request under way. Lines of JSON go to FILE and a table to the terminal:

  handler   the server's cheapest route with the same bytes as its body: what reading and answering cost alone (`GET /healthz`, `HealthCheck`)
  library   processor time of one search in the process, at the same recall (`kindred bench --config collection`)
  search    processor time of one search through the door
  ratio     search / (handler + library); 2.5 for REST and 2 for gRPC are what we want at most
  p50, p99  of latency at 70 % of the searches a second that the door reached; p99 / p50 should be 4 at most

Processor time is that of the server process, from /proc, over all requests of a run. A figure is the median of its rounds, each with another query.
"""
import argparse
import json
import os
import re
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import numpy as np
from qdrant_client import QdrantClient, grpc as pb, models as m

from vectors import made_up

CONNECTIONS, ROUNDS = 32, 5
parser = argparse.ArgumentParser()
parser.add_argument("kindred")
parser.add_argument("--data")
parser.add_argument("--rows", type=int, default=100_000)
parser.add_argument("--dimension", type=int, default=384)
parser.add_argument("--recall", type=float, default=.95)
parser.add_argument("--seconds", type=float, default=20)
parser.add_argument("--out", default=".build/bench/doors.jsonl")
parser.add_argument("--server-core", default="0")
parser.add_argument("--load-core", default="1")
arguments = parser.parse_args()


def write(path, rows, kind):
    """Rows in the form of .fvecs and .ivecs."""
    rows = np.ascontiguousarray(rows, kind)
    np.concatenate([np.full((len(rows), 1), rows.shape[1], "<i4").view(kind), rows], 1).tofile(path)


def vecs(path, kind):
    width = int(np.fromfile(path, "<i4", 1)[0]) + 1
    return np.fromfile(path, kind).reshape(-1, width)[:, 1:]


def made_up_files(folder):
    """Made-up vectors as the files that `kindred bench` reads."""
    base, query, truth = made_up(arguments.rows, arguments.dimension, 500)
    write(f"{folder}/base.fvecs", base, "<f4")
    write(f"{folder}/query.fvecs", query, "<f4")
    write(f"{folder}/gt.ivecs", truth, "<i4")
    with open(f"{folder}/meta.json", "w") as f:
        json.dump({"name": f"made-up-{arguments.rows}x{arguments.dimension}", "metric": "cosine"}, f)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """`kindred serve`, pinned to a core."""

    def __init__(self, database):
        self.rest, self.grpc = free_port(), free_port()
        command = ["taskset", "-c", arguments.server_core, arguments.kindred, "serve", "--database", database, "--port", str(self.rest), "--grpc-port", str(self.grpc), "--threads", "1"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if "ready" in line:
                return
        sys.exit("the server ended before it was ready")

    def cpu(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmRSS"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def fill(server, base):
    client = QdrantClient(host="127.0.0.1", port=server.rest, grpc_port=server.grpc, prefer_grpc=True, timeout=600)
    client.create_collection("c", vectors_config=m.VectorParams(size=base.shape[1], distance=m.Distance.COSINE))
    start = time.monotonic()
    for lo in range(0, len(base), 1000):
        rows = base[lo:lo + 1000]
        client.upsert("c", m.Batch(ids=list(range(lo, lo + len(rows))), vectors=rows.tolist()), wait=True)
    took = time.monotonic() - start
    while True:  # until the optimiser has nothing more to do
        before = (client.get_collection("c").indexed_vectors_count, server.cpu())
        time.sleep(3)
        after = (client.get_collection("c").indexed_vectors_count, server.cpu())
        if after[0] == before[0] and after[1] - before[1] < .3:
            return client, len(base) / took


def width_for(client, query, truth):
    """The least hnsw_ef of some at which searches reach the recall, and that recall."""
    for ef in [10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 512, 1024]:
        hits = 0
        for lo in range(0, len(query), 50):
            requests = [m.QueryRequest(query=q.tolist(), limit=10, params=m.SearchParams(hnsw_ef=ef)) for q in query[lo:lo + 50]]
            for got, wanted in zip(client.query_batch_points("c", requests), truth[lo:lo + 50]):
                hits += len({p.id for p in got.points} & set(wanted[:10].tolist()))
        if hits / (10 * len(query)) >= arguments.recall:
            return ef, hits / (10 * len(query))
    sys.exit("no hnsw_ef reaches the recall")


def load(url, body, seconds, headers=(), h1=False, rate=None):
    """Runs h2load; returns requests done and the latencies in microseconds, those of the first tenth left out."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/body", "wb") as f:
            f.write(body)
        command = ["taskset", "-c", arguments.load_core, "h2load", "-c", str(CONNECTIONS), "-m", "1", "-t", "1", "-D", str(seconds), "-d", f"{folder}/body", "--log-file", f"{folder}/log"]
        command += ["--h1"] if h1 else []
        command += [f"--rps={rate / CONNECTIONS:.3f}"] if rate else []
        for header in headers:
            command += ["-H", header]
        run = subprocess.run(command + [url], capture_output=True, text=True, timeout=seconds * 3 + 60)
        done = re.search(r"requests: (\d+) total.*?(\d+) succeeded, (\d+) failed", run.stdout)
        if not done or int(done[3]) > 0 or int(done[2]) == 0:
            sys.exit(f"h2load: {run.stdout[-800:]} {run.stderr[-400:]}")
        with open(f"{folder}/log") as f:
            rows = [line.split("\t") for line in f]
    if any(not row[1].startswith("2") for row in rows):
        sys.exit(f"an answer of status {next(row[1] for row in rows if not row[1].startswith('2'))}")
    return int(done[2]), sorted(int(row[2]) for row in rows[len(rows) // 10:])


def measured(server, doings, seconds, rate=None):
    """Rounds of a door: processor microseconds per request, requests a second, latencies."""
    cpu, speed, latencies = [], [], []
    for url, body, headers, h1 in doings:
        before, start = server.cpu(), time.monotonic()
        done, took = load(url, body, seconds, headers, h1, rate)
        cpu.append((server.cpu() - before) / done * 1e6)
        speed.append(done / (time.monotonic() - start))
        latencies += took
    latencies.sort()
    return statistics.median(cpu), statistics.median(speed), latencies


def framed(message):
    """A message as gRPC sends it: not compressed, with its length."""
    data = message.SerializeToString()
    return b"\x00" + struct.pack(">I", len(data)) + data


def library(data):
    """Processor microseconds of a search in the process at the recall, between the settings that were measured."""
    run = subprocess.run(["taskset", "-c", arguments.server_core, arguments.kindred, "bench", "--data", data, "--config", "collection"], capture_output=True, text=True, check=True)
    rows = sorted((row["recall"], 1e6 / row["qps_loop"]) for row in map(json.loads, run.stdout.splitlines()) if "qps_loop" in row)
    reaching = [cost for recall, cost in rows if recall >= arguments.recall]
    return min(reaching) if reaching else sys.exit("no setting of kindred bench reaches the recall")


os.makedirs(os.path.dirname(arguments.out) or ".", exist_ok=True)
with tempfile.TemporaryDirectory() as folder:
    data = arguments.data or folder
    if not arguments.data:
        made_up_files(folder)
    base, query, truth = vecs(f"{data}/base.fvecs", "<f4"), vecs(f"{data}/query.fvecs", "<f4"), vecs(f"{data}/gt.ivecs", "<i4")
    own = library(data)
    server = Server(f"{folder}/db")
    client, upserts = fill(server, base)
    ef, recall = width_for(client, query, truth)
    rest, grpc = f"http://127.0.0.1:{server.rest}", f"http://127.0.0.1:{server.grpc}"
    json_bodies = [json.dumps({"query": q.tolist(), "limit": 10, "params": {"hnsw_ef": ef}}).encode() for q in query[:ROUNDS]]
    messages = [framed(pb.QueryPoints(collection_name="c", query=pb.Query(nearest=pb.VectorInput(dense=pb.DenseVector(data=q.tolist()))), limit=10, params=pb.SearchParams(hnsw_ef=ef))) for q in query[:ROUNDS]]
    typed, called = ["content-type: application/json"], ["content-type: application/grpc", "te: trailers"]
    doors = {
        "REST": ([(f"{rest}/healthz", b, typed + [":method: GET"], True) for b in json_bodies], [(f"{rest}/collections/c/points/query", b, typed, True) for b in json_bodies], 2.5),
        "gRPC": ([(f"{grpc}/qdrant.Qdrant/HealthCheck", b, called, False) for b in messages], [(f"{grpc}/qdrant.Points/Query", b, called, False) for b in messages], 2.0),
    }
    seconds, lines = max(1, round(arguments.seconds / ROUNDS)), []
    for name, (empty, searches, wanted) in doors.items():
        memory = server.memory()
        handler, _, _ = measured(server, empty, seconds)
        search, capacity, _ = measured(server, searches, seconds)
        _, _, latencies = measured(server, searches, seconds, rate=capacity * .7)
        p50, p99 = latencies[len(latencies) // 2], latencies[len(latencies) * 99 // 100]
        lines.append({
            "door": name, "rows": len(base), "dimension": base.shape[1], "hnsw_ef": ef, "recall": round(recall, 4), "handler_us": round(handler, 1), "library_us": round(own, 1),
            "search_us": round(search, 1), "ratio": round(search / (handler + own), 2), "wanted": wanted, "searches_per_second": round(capacity), "p50_us": p50, "p99_us": p99,
            "p99_to_p50": round(p99 / p50, 2), "durable_upserts_per_second": round(upserts), "grown_mib": (server.memory() - memory) >> 20})
    server.stop()
with open(arguments.out, "a") as f:
    for line in lines:
        f.write(json.dumps(line) + "\n")
for line in lines:
    print(" ".join(f"{key}={value}" for key, value in line.items()))
