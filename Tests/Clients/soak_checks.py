"""Long mixed load on `kindred serve`: upserts, deletes, filtered searches over both doors, kills; recall, memory and files must hold.

Usage: soak_checks.py PATH_OF_KINDRED [MINUTES] [SEED]. Needs qdrant-client==1.19.1 and numpy. `make soak` runs it for as long as KINDRED_MINUTES says.

Writers replace and delete points of their own, searchers ask with and without a filter. Now and then the load stops for a moment: then answers are held
against an exact oracle that has seen every acknowledged change (a batch that was under way when the server was killed counts as it is found), and
what the server holds of memory and disk is noted. Every few minutes the server is killed in the middle of the load and started again.
Fails when a point is lost or comes back, when mean recall@10 falls below 0.95, when an exact search is not exact, when memory of one run of the server or
the files grow by more than half after the first third, when a request fails other than by a kill, and when connections that were opened and
dropped leave memory behind.
"""
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings

import numpy as np
from qdrant_client import QdrantClient, models as m

from checks import check, finish, free_port

warnings.filterwarnings("ignore")
KINDRED, MINUTES, SEED = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 30, int(sys.argv[3]) if len(sys.argv) > 3 else 1
D, WRITERS, SEARCHERS, POINTS, BATCH, KINDS = 32, 2, 3, 20_000, 100, 10
rnd, gauss = random.Random(SEED), np.random.default_rng(SEED)
CENTRES = gauss.standard_normal((100, D)).astype("f4") * 2


def vectors(rng, count):
    return (CENTRES[rng.integers(0, len(CENTRES), count)] + rng.standard_normal((count, D))).astype("f4")


class Server:
    """The server of a database, killed and started again on the same ports."""

    def __init__(self, folder):
        self.folder, self.rest, self.grpc = folder, free_port(), free_port()

    def start(self):
        command = [KINDRED, "serve", "--database", f"{self.folder}/db", "--port", str(self.rest), "--grpc-port", str(self.grpc), "--idle-seconds", "20"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if "ready" in line:
                return
        sys.exit(f"the server ended before it was ready: {self.process.wait()}")

    def client(self, door):
        return QdrantClient(host="127.0.0.1", port=self.rest, grpc_port=self.grpc, prefer_grpc=door % 2 == 0, timeout=60, check_compatibility=False)

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmRSS"))

    def files(self):
        """Bytes of disk: blocks, since files may have holes."""
        size = 0
        for at, _, names in os.walk(f"{self.folder}/db"):
            for name in names:
                try:
                    size += os.stat(os.path.join(at, name)).st_blocks * 512
                except FileNotFoundError:
                    pass
        return size


class Load(threading.Thread):
    """Something that goes on until it is stopped; what fails by a kill is no error."""

    def __init__(self, server, number):
        super().__init__(daemon=True)
        self.server, self.number, self.stopped, self.killed, self.error, self.done = server, number, False, False, None, 0
        self.random, self.gauss = random.Random(rnd.random()), np.random.default_rng(rnd.randrange(1 << 30))
        self.client = server.client(number)

    def run(self):
        while not self.stopped:
            try:
                self.turn()
                self.done += 1
            except Exception as e:
                if not self.killed:
                    self.error = f"{type(e).__name__}: {str(e)[:200]}"
                return


class Writer(Load):
    """Replaces and deletes points of its own ids."""

    def __init__(self, server, number, known):
        super().__init__(server, number)
        self.known, self.attempt = known, None

    def ids(self, count):
        return self.random.sample(range(self.number * POINTS, (self.number + 1) * POINTS), count)

    def turn(self):
        ids = self.ids(BATCH)
        if self.random.random() < .3:
            self.attempt = {i: None for i in ids}
            self.client.delete("c", m.PointIdsList(points=ids), wait=True)
        else:
            rows = vectors(self.gauss, BATCH)
            self.attempt = {i: (row, self.random.randrange(KINDS)) for i, row in zip(ids, rows)}
            self.client.upsert("c", [m.PointStruct(id=i, vector=row.tolist(), payload={"kind": kind, "text": f"point {i} of kind {kind}"}) for i, (row, kind) in self.attempt.items()], wait=True)
        self.settle(self.attempt)

    def settle(self, attempt):
        for i, value in attempt.items():
            if value is None:
                self.known.pop(i, None)
            else:
                self.known[i] = value
        self.attempt = None


class Searcher(Load):
    """Searches, with and without a filter, and reads besides."""

    def turn(self):
        kind, vector = self.random.randrange(KINDS), vectors(self.gauss, 1)[0].tolist()
        only = m.Filter(must=[m.FieldCondition(key="kind", match=m.MatchValue(value=kind))]) if self.random.random() < .5 else None
        answer = self.client.query_points("c", query=vector, query_filter=only, limit=10, with_payload=True).points
        assert only is None or all(p.payload["kind"] == kind for p in answer), "a hit does not match the filter"
        scores = [p.score for p in answer]
        assert scores == sorted(scores), "hits are not in order"
        if self.random.random() < .05:
            self.client.count("c", count_filter=only)
            self.client.facet("c", "kind", limit=KINDS)
            self.client.scroll("c", scroll_filter=only, limit=50)


def hold_against_oracle(client, writers):
    """After all load has stopped: what a kill left open is looked at, then points, counts, exact answers and recall."""
    known = {}
    for writer in writers:
        if writer.attempt:
            found = {p.id: p for p in client.retrieve("c", list(writer.attempt), with_vectors=True)}
            happened = {(i in found and value is not None and np.allclose(found[i].vector, value[0], atol=1e-5)) or (value is None and i not in found)
                        for i, value in writer.attempt.items() if value is not None or i in writer.known}
            assert len(happened) <= 1, "a batch is half there"
            if happened == {True}:
                writer.settle(writer.attempt)
            writer.attempt = None
        known |= writer.known
    ids, rows = np.array(list(known)), np.stack([v for v, _ in known.values()])
    kinds = np.array([k for _, k in known.values()])
    assert client.count("c").count == len(known), f"{client.count('c').count} points, {len(known)} acknowledged"
    sample = rnd.sample(list(known), 500)
    found = {p.id: p for p in client.retrieve("c", sample, with_vectors=True)}
    for i in sample:
        assert i in found and np.allclose(found[i].vector, known[i][0], atol=1e-5) and found[i].payload["kind"] == known[i][1], f"point {i} is not as it was acknowledged"
    hits = wanted = 0
    for turn in range(60):
        query, kind = vectors(gauss, 1)[0], rnd.randrange(KINDS)
        chosen = np.flatnonzero(kinds == kind) if turn % 2 else np.arange(len(ids))
        only = m.Filter(must=[m.FieldCondition(key="kind", match=m.MatchValue(value=kind))]) if turn % 2 else None
        distances = np.sqrt(((rows[chosen].astype("f8") - query) ** 2).sum(1))
        best = np.argsort(distances)[:10]
        truth = {int(ids[chosen[i]]) for i in best}
        exact = client.query_points("c", query=query.tolist(), query_filter=only, limit=10, search_params=m.SearchParams(exact=True)).points
        assert np.allclose([p.score for p in exact], distances[best], rtol=1e-4), "an exact search is not exact"
        answer = client.query_points("c", query=query.tolist(), query_filter=only, limit=10).points
        hits += len({p.id for p in answer} & truth)
        wanted += len(truth)
    return hits / wanted, len(known)


def steady(sizes, name, unit=1 << 20):
    """Whether sizes stop growing: the mean of the last third against that of the second."""
    third = len(sizes) // 3
    if third < 1:
        return True, f"{name}: too few"
    middle, last = np.mean(sizes[third:2 * third]), np.mean(sizes[2 * third:])
    return last <= middle * 1.5 + 32 * unit, f"{[round(s / unit) for s in sizes]} MiB"


with tempfile.TemporaryDirectory() as folder:
    server = Server(folder)
    server.start()
    client = server.client(1)
    client.create_collection("c", vectors_config=m.VectorParams(size=D, distance=m.Distance.EUCLID), optimizers_config=m.OptimizersConfigDiff(indexing_threshold=500))
    client.create_payload_index("c", "kind", m.PayloadSchemaType.INTEGER)
    known = [{} for _ in range(WRITERS)]
    end, turn, searches, writes, recalls, memories, files = time.monotonic() + MINUTES * 60, 0, 0, 0, [], [[]], []
    while time.monotonic() < end:
        turn += 1
        kills = turn % 4 == 0
        writers = [Writer(server, number, known[number]) for number in range(WRITERS)]
        loads = writers + [Searcher(server, number) for number in range(SEARCHERS)]
        for load in loads:
            load.start()
        time.sleep(min(max(MINUTES * 60 / 30, 4), 60))
        for load in loads:
            load.killed, load.stopped = kills, not kills
        if kills:
            server.process.kill()
            server.process.wait()
        for load in loads:
            load.stopped = True
            load.join(timeout=120)
        errors = [load.error for load in loads if load.error] + [f"{type(load).__name__} hangs" for load in loads if load.is_alive()]
        check(f"round {turn}: no request fails", lambda: (not errors, errors[:3]))
        writes, searches = writes + sum(w.done for w in writers), searches + sum(s.done for s in loads[WRITERS:])
        if kills:
            server.start()
            memories.append([])
        client = server.client(1)

        def compare():
            recall, points = hold_against_oracle(client, writers)
            recalls.append(recall)
            print(f"round {turn}{' after a kill' if kills else ''}: {points} points, recall {recall:.3f}, {server.memory() >> 20} MiB, {server.files() >> 20} MiB on disk", flush=True)
            return True, ""
        check(f"round {turn}: answers are the oracle's", compare)
        memories[-1].append(server.memory())
        files.append(server.files())
    check("recall@10 is 0.95 or more", lambda: (recalls and np.mean(recalls) >= .95, np.round(recalls, 3)))
    check("memory holds", lambda: steady([run[-1] for run in memories if run], "memory"))
    check("files hold", lambda: steady(files, "files"))

    def connections():
        sizes = []
        for _ in range(4):
            sockets = []
            for _ in range(2500):
                sockets.append(socket.create_connection(("127.0.0.1", server.rest)) if len(sockets) < 900 else None)
                if sockets[-1] is None:
                    for s in sockets[:-1]:
                        s.close()
                    sockets = []
            for s in sockets:
                s.close()
            time.sleep(1)
            sizes.append(server.memory())
        return sizes[-1] < sizes[0] * 1.1 + (16 << 20), [s >> 20 for s in sizes]
    check("ten thousand connections, opened and dropped, leave nothing", connections)
    server.process.send_signal(signal.SIGTERM)
    check("graceful stop", lambda: ((status := server.process.wait(timeout=60)) == 0, f"exit status {status}"))
    check("nothing is damaged", lambda: ((run := subprocess.run([KINDRED, "verify", "--database", f"{folder}/db"], capture_output=True, text=True)).returncode == 0, (run.stdout + run.stderr)[-400:]))
print(f"{turn} rounds, {writes} batches written, {searches} searches")
finish()
