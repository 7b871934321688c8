"""Clusters and graph matching by scikit-learn, networkx and Kindred in one run: seconds, and whether the answers agree.

    python structure.py --kindred .build/release/kindred --digits Demo/digits --threads 2

Needs numpy, scikit-learn and networkx, and faiss-cpu for k-means where it is installed. Clustering times are of the clustering alone, without reading files and
starting processes; graph times of the whole command, start included, which is Kindred's loss. One JSON line for each row.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--kindred", required=True)
parser.add_argument("--digits", default="Demo/digits")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repeats", type=int, default=3)
parser.add_argument("--large", type=int, default=100_000, help="points of the last clustering, ours alone; 0 for none")
parser.add_argument("--only", default="spectral,kmeans,dbscan,vf2,ged,large")
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import networkx as nx
import numpy as np
from sklearn.cluster import DBSCAN, KMeans, SpectralClustering
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score as ari

folder = pathlib.Path(tempfile.mkdtemp(prefix="structure-"))
only = options.only.split(",")


def kindred(*arguments):
    run = subprocess.run([options.kindred, *map(str, arguments), "--json"], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {run.stderr}")
    return json.loads(run.stdout.strip().splitlines()[-1])


def best(body):
    """The least seconds of several runs, and the last result."""
    times = []
    for _ in range(options.repeats):
        start = time.perf_counter()
        result = body()
        times.append(time.perf_counter() - start)
    return min(times), result


def cluster(rows, *arguments):
    path = folder / "rows.npy"
    np.save(path, rows.astype(np.float32))
    runs = [kindred("cluster", path, *arguments, "--seed", 1, "--threads", options.threads) for _ in range(options.repeats)]
    return min(run["seconds"] for run in runs), np.array(runs[-1]["labels"])


def tell(what, ours, theirs, peer, **more):
    print(json.dumps({"what": what, "kindred_s": round(ours, 4), "peer": peer, "peer_s": round(theirs, 4), "ratio": round(theirs / ours, 2), **more}), flush=True)


digits = np.load(f"{options.digits}/vectors.npy").astype(np.float32), np.load(f"{options.digits}/labels.npy")
blobs = make_blobs(20_000, centers=12, n_features=32, cluster_std=4.5, random_state=3)
sets = {"digits, 1,797 x 64": (*digits, 10), "blobs, 20,000 x 32": (blobs[0].astype(np.float32), blobs[1], 12)}

if "spectral" in only:
    for name, (x, y, k) in sets.items():
        ours, labels = cluster(x, "--method", "spectral", "--clusters", k, "--affinity", "knn", "--neighbors", 10)
        model = SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=10, random_state=0, n_jobs=options.threads)
        theirs, found = best(lambda: model.fit(x).labels_)
        tell(f"spectral, {name}", ours, theirs, "scikit-learn", kindred_ari=round(ari(y, labels), 4), peer_ari=round(ari(y, found), 4))

if "kmeans" in only:
    x, y, k = sets["blobs, 20,000 x 32"]
    ours, labels = cluster(x, "--method", "kmeans", "--clusters", k)
    inertia = lambda labels: float(sum(((x[labels == c] - x[labels == c].mean(0)) ** 2).sum() for c in set(labels)))
    theirs, model = best(lambda: KMeans(k, n_init=10, random_state=0).fit(x))
    tell("k-means, 10 starts, blobs", ours, theirs, "scikit-learn", kindred_inertia=round(inertia(labels)), peer_inertia=round(model.inertia_))
    try:
        import faiss

        faiss.omp_set_num_threads(options.threads)

        def peer():
            means = faiss.Kmeans(32, k, niter=25, nredo=10, seed=1, max_points_per_centroid=10**6)
            means.train(x)
            return means

        theirs, means = best(peer)
        tell("k-means, 10 starts, blobs", ours, theirs, "faiss", kindred_inertia=round(inertia(labels)), peer_inertia=round(float(means.obj[-1])))
    except ImportError:
        pass

if "dbscan" in only:
    x = make_blobs(20_000, centers=30, n_features=8, cluster_std=0.7, random_state=5)[0].astype(np.float32)
    for eps in (1.0, 1.5):
        ours, labels = cluster(x, "--method", "dbscan", "--eps", eps, "--min-points", 5)
        theirs, model = best(lambda: DBSCAN(eps=eps, min_samples=5, n_jobs=options.threads).fit(x))
        tell(f"DBSCAN, eps {eps}, blobs 20,000 x 8", ours, theirs, "scikit-learn", agreement=round(ari(model.labels_, labels), 4))


def timed(*arguments):
    return best(lambda: kindred(*arguments))


def graph(name, graph):
    nx.write_graphml(graph, folder / f"{name}.graphml")
    return folder / f"{name}.graphml"


if "vf2" in only:
    for name, pattern, target in (
        ("cycle of 6 in a random graph of 120", nx.cycle_graph(6), nx.gnp_random_graph(120, 0.06, seed=2)),
        ("path of 6 in a random 4-regular graph of 200", nx.path_graph(6), nx.random_regular_graph(4, 200, seed=4)),
    ):
        files = graph("pattern", pattern), graph("target", target)
        ours, found = timed("match", "graphs", *files, "--subgraph", "induced")
        theirs, count = best(lambda: sum(1 for _ in nx.algorithms.isomorphism.GraphMatcher(target, pattern).subgraph_isomorphisms_iter()))
        tell(f"VF2, {name}", ours, theirs, "networkx", matches=found["matches"], peer_matches=count)

if "ged" in only:
    for size, seed in ((7, 1), (8, 2)):
        a, b = (nx.gnp_random_graph(size, 0.45, seed=seed * 10 + side) for side in (0, 1))
        ours, found = timed("match", "graphs", graph("a", a), graph("b", b))
        start = time.perf_counter()
        distance = nx.graph_edit_distance(a, b)
        tell(f"graph edit distance, {size} nodes", ours, time.perf_counter() - start, "networkx", distance=found["distance"], peer_distance=distance)

if "large" in only and options.large:
    x, y = make_blobs(options.large, centers=20, n_features=32, cluster_std=4.0, random_state=9)
    np.save(folder / "rows.npy", x.astype(np.float32))
    arguments = ["cluster", folder / "rows.npy", "--clusters", 20, "--seed", 1, "--threads", options.threads]
    process = subprocess.Popen([options.kindred, *map(str, arguments), "--json"], stdout=subprocess.PIPE, text=True)
    found = json.loads(process.stdout.read().strip().splitlines()[-1])
    peak = os.wait4(process.pid, 0)[2].ru_maxrss / 1024
    print(json.dumps({"what": f"spectral, {options.large:,} x 32, neighbours from the index", "kindred_s": round(found["seconds"], 2), "ari": round(ari(y, np.array(found["labels"])), 4), "peak_mib": round(peak)}))
