"""Recall@10 against queries per second of another library, on one thread.

    search.py DATA --peer hnswlib|qdrant|rabitq|annoy|ckdtree|balltree --out FILE.jsonl [--threads 1] [--repeats 3]

One process a peer. Prints, and appends to FILE, one JSON line per build and search setting, with the keys of `kindred bench`.
Queries are given one by one ("mode": "loop") as an application does, and where the library takes all at once that is
measured as well and counted as its queries per second ("mode": "batch"). The best of the repeats counts.
"""
import argparse
import importlib.metadata
import json
import os
import shutil
import tempfile
import time

import numpy as np

from dataset import Dataset

K = 10
EFFORTS = [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 900, 1280]


def resident():
    """Resident memory in MB."""
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def hnswlib(data, threads):
    """hnswlib's HNSW."""
    import hnswlib as library
    for m, construction in ((16, 200), (32, 400)):
        def build(m=m, construction=construction):
            index = library.Index(data.space, data.base.shape[1])
            index.init_index(len(data.base), M=m, ef_construction=construction, random_seed=1)
            index.add_items(data.base, num_threads=threads)

            def at(ef):
                index.set_ef(ef)
                return (lambda q: index.knn_query(q, K, num_threads=1)[0][0],
                        lambda: index.knn_query(data.query, K, num_threads=1)[0])
            return at
        yield {"index": "HNSW", "M": m, "efc": construction}, "ef", build


def rabitq(data, threads):
    """The RaBitQ library's SymphonyQG graph."""
    import rabitqlib as library
    # Unit vectors order alike by inner product and by distance; the graph is better at distances.
    space = "ip" if data.metric == "ip" else "l2"
    for degree in (32, 64):
        def build(degree=degree):
            index = library.SymqgIndex(data.base.shape[1], degree, space)
            index.build(data.base, 200, num_threads=threads)
            return lambda ef: (lambda q: index.search(q[None], K, ef, 1)[0][0],
                               lambda: index.search(data.query, K, ef, 1)[0])
        yield {"index": "SymQG", "R": degree, "efc": 200}, "ef", build


def qdrant(data, threads):
    """Qdrant's engine in process, all points in one indexed segment."""
    import qdrant_edge as library
    distance = {"l2": library.Distance.Euclid, "ip": library.Distance.Dot, "cosine": library.Distance.Cosine}[data.metric]
    for quantised in (False, True):
        def build(quantised=quantised):
            folder = tempfile.mkdtemp(prefix="qdrant-", dir=data.scratch)
            codes = library.ScalarQuantizationConfig(library.ScalarType.Int8, 0.99, True) if quantised else None
            shard = library.EdgeShard.create(folder, library.EdgeConfig(
                vectors=library.EdgeVectorParams(size=data.base.shape[1], distance=distance, on_disk=False),
                hnsw_config=library.HnswIndexConfig(16, 200, 10, max_indexing_threads=threads),
                quantization_config=codes, on_disk_payload=False, max_search_threads=1,
                optimizers=library.EdgeOptimizersConfig(default_segment_number=1, indexing_threshold=1000, max_segment_size=10 ** 9)))
            for start in range(0, len(data.base), 5000):
                rows = range(start, min(start + 5000, len(data.base)))
                shard.update(library.UpdateOperation.upsert_points([library.Point(r, data.base[r].tolist(), {}) for r in rows]))
            shard.optimize()
            lists = {q.tobytes(): q.tolist() for q in data.query}

            def at(ef):
                parameters = library.SearchParams(hnsw_ef=ef)
                return (lambda q: np.array([hit.id for hit in shard.query(library.QueryRequest(
                    limit=K, query=library.Query.Nearest(lists[q.tobytes()]), params=parameters))]), None)
            return at
        yield {"index": "HNSW", "m": 16, "efc": 200, "quantised": quantised}, "ef", build


def annoy(data, threads):
    """Annoy's forest."""
    from annoy import AnnoyIndex
    metric = {"l2": "euclidean", "ip": "dot", "cosine": "angular"}[data.metric]
    for trees in (10, 50):
        def build(trees=trees):
            index = AnnoyIndex(data.base.shape[1], metric)
            index.set_seed(1)
            for i, row in enumerate(data.base):
                index.add_item(i, row)
            index.build(trees, n_jobs=threads)
            return lambda search_k: (lambda q: np.array(index.get_nns_by_vector(q, K, search_k=search_k)), None)
        yield {"index": "forest", "trees": trees}, "search_k", build


def ckdtree(data, threads):
    """SciPy's KD-tree, exact."""
    from scipy.spatial import cKDTree

    def build():
        tree = cKDTree(data.base, leafsize=16)
        return lambda _: (lambda q: tree.query(q, K)[1], lambda: tree.query(data.query, K, workers=1)[1])
    yield {"index": "kdtree", "leafsize": 16}, "exact", build


def balltree(data, threads):
    """scikit-learn's ball tree, exact."""
    from sklearn.neighbors import BallTree

    def build():
        tree = BallTree(data.base, leaf_size=32)
        return lambda _: (lambda q: tree.query(q[None], K)[1][0], lambda: tree.query(data.query, K)[1])
    yield {"index": "balltree", "leafsize": 32}, "exact", build


# What each peer's search is given in turn, where it is not a beam's width.
SWEEPS = {"search_k": [50 << i for i in range(14)], "exact": [0]}

PEERS = {"annoy": (annoy, "annoy"), "ckdtree": (ckdtree, "scipy"), "balltree": (balltree, "scikit-learn"), "hnswlib": (hnswlib, "hnswlib"), "rabitq": (rabitq, "rabitqlib"), "qdrant": (qdrant, "qdrant-edge-py")}


def recall(found, truth):
    """The mean share of the true ten that were found."""
    return float(np.mean([len(set(map(int, f[:K])) & set(map(int, t[:K]))) / K for f, t in zip(found, truth)]))


def measure(data, one, batch, repeats):
    """Recall, rate and latencies of one setting."""
    for q in data.query[:20]:
        one(q)
    latencies, best = None, 0.0
    for _ in range(repeats):
        found, taken = [], []
        for q in data.query:
            start = time.perf_counter_ns()
            found.append(one(q))
            taken.append(time.perf_counter_ns() - start)
        if latencies is None or sum(taken) < sum(latencies):
            latencies = taken
        if batch:
            start = time.perf_counter()
            found = batch()
            best = max(best, len(data.query) / (time.perf_counter() - start))
    loop = 1e9 * len(latencies) / sum(latencies)
    return {"recall": round(recall(found, data.truth), 5), "qps": round(max(best, loop), 1), "qps_loop": round(loop, 1),
            "p50_us": round(float(np.percentile(latencies, 50)) / 1e3, 1), "p99_us": round(float(np.percentile(latencies, 99)) / 1e3, 1),
            "mode": "batch" if best > loop else "loop"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--peer", required=True, choices=PEERS)
    parser.add_argument("--out", required=True)
    parser.add_argument("--threads", type=int, default=1, help="threads of the build; searches use one")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    data = Dataset(options.data)
    data.scratch = tempfile.mkdtemp(prefix="kindred-peers-")
    peer, package = PEERS[options.peer]
    try:
        for parameters, effort, build in peer(data, options.threads):
            before, start = resident(), time.perf_counter()
            at = build()
            row = {"peer": options.peer, "version": importlib.metadata.version(package), "data": data.name, "n": len(data.base),
                   "build": parameters, "threads": options.threads, "build_s": round(time.perf_counter() - start, 2),
                   "rss_mb": round(resident() - before)}
            for value in SWEEPS.get(effort, EFFORTS):
                line = json.dumps({**row, "search": {effort: value}, **measure(data, *at(value), options.repeats)})
                print(line, flush=True)
                with open(options.out, "a") as f:
                    f.write(line + "\n")
                if json.loads(line)["recall"] >= 0.995:
                    break
    finally:
        shutil.rmtree(data.scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
