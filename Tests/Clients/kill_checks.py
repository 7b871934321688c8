"""Kills `kindred serve` at random moments under load: nothing that it acknowledged may be lost, and nothing may be half there.

Usage: kill_checks.py PATH_OF_KINDRED [ROUNDS] [SEED]. Needs qdrant-client==1.19.1 and numpy.
"""
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings

from qdrant_client import QdrantClient, models as m

from checks import free_port

warnings.filterwarnings("ignore")
KINDRED, ROUNDS, SEED = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50, int(sys.argv[3]) if len(sys.argv) > 3 else 1
D, WRITERS, BATCH = 8, 3, 20
rnd = random.Random(SEED)


def start(folder):
    rest, grpc = free_port(), free_port()
    server = subprocess.Popen([KINDRED, "serve", "--database", f"{folder}/db", "--port", str(rest), "--grpc-port", str(grpc)], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if "ready" in line:
            return server, rest, grpc
    sys.exit(f"the server ended before it was ready: {server.wait()}")


def vector(number, version):
    return [float(number % 97 + 1), float(version + 1)] + [1.0] * (D - 2)


class Writer(threading.Thread):
    """Stores batches of its own ids, new ones and old ones again, and remembers what was acknowledged."""

    def __init__(self, number, ports, known, following, seed):
        super().__init__(daemon=True)
        self.client = QdrantClient(url=f"http://127.0.0.1:{ports[0]}", timeout=20) if number % 2 else QdrantClient(host="127.0.0.1", port=ports[0], grpc_port=ports[1], prefer_grpc=True, timeout=20)
        self.known, self.following, self.rnd, self.number = known, following, random.Random(seed), number
        self.attempt, self.error, self.stopped = {}, None, False

    def run(self):
        try:
            while not self.stopped:
                fresh = [self.number * 10 ** 9 + self.following[self.number] + i for i in range(BATCH - 5)]
                again = self.rnd.sample(sorted(self.known), min(5, len(self.known)))
                self.attempt = {i: self.known.get(i, -1) + 1 for i in fresh + again}
                points = [m.PointStruct(id=i, vector=vector(i, v), payload={"version": v}) for i, v in self.attempt.items()]
                self.client.upsert("c", points, wait=True)
                self.known.update(self.attempt)
                self.following[self.number] += len(fresh)
                self.attempt = {}
        except Exception as e:  # the kill; what stood in the last batch may be there or not
            self.error = e


def check(client, writers, known):
    """Everything acknowledged is there; the batch under way is whole or absent."""
    for number, mine in enumerate(known):
        under_way = writers[number].attempt if writers else {}
        wanted = sorted(mine.keys() | under_way.keys())
        found = {p.id: p for lo in range(0, len(wanted), 1000) for p in client.retrieve("c", wanted[lo:lo + 1000], with_vectors=True)}
        lost = [i for i in mine if i not in found]
        assert not lost, f"{len(lost)} acknowledged points are lost: {lost[:5]}"
        happened = {found[i].payload["version"] == v for i, v in under_way.items() if i in found} | {False for i in under_way if i not in found}
        assert len(happened) <= 1, "a batch is half there"
        if happened == {True}:
            mine.update(under_way)
        for i, v in mine.items():
            assert found[i].payload["version"] == v, f"point {i} has version {found[i].payload['version']}, acknowledged was {v}"
            assert found[i].vector == vector(i, v), f"point {i} has the vector {found[i].vector}"
    assert client.count("c").count == sum(map(len, known)), f"{client.count('c').count} points, {sum(map(len, known))} acknowledged"


known, following, writers = [{} for _ in range(WRITERS)], [0] * WRITERS, []
with tempfile.TemporaryDirectory() as folder:
    for turn in range(ROUNDS + 1):
        server, *ports = start(folder)
        client = QdrantClient(url=f"http://127.0.0.1:{ports[0]}", timeout=30)
        if turn == 0:
            client.create_collection("c", vectors_config=m.VectorParams(size=D, distance=m.Distance.EUCLID))
        check(client, writers, known)
        if turn == ROUNDS:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0
            break
        for number in range(WRITERS):
            following[number] = max([i - number * 10 ** 9 + 1 for i in known[number]] + [following[number]])
        writers = [Writer(number, ports, known[number], following, rnd.random()) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(rnd.uniform(.05, .6))
        server.kill()
        server.wait()
        for writer in writers:
            writer.stopped = True
            writer.join(timeout=60)
            assert not writer.is_alive(), "a request hangs after the kill"
print(f"{ROUNDS} kills, {sum(map(len, known))} points: nothing acknowledged was lost")
