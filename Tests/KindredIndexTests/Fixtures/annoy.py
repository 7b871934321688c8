"""Makes annoy.json: recall@10 of annoy 1.17.3 on a set that ForestTests makes again, number by number.

    pip install annoy==1.17.3 numpy; python annoy.py

Rows, queries and centres come from SplitMix64, so that no data needs to lie here.
"""
import importlib.metadata
import json
import os

import numpy as np

# This file is named like the library.
import sys
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != os.path.dirname(os.path.abspath(__file__))]
from annoy import AnnoyIndex

COUNT, DIMENSION, CENTRES, QUERIES, K = 20_000, 64, 200, 500, 10
MASK = (1 << 64) - 1


class SplitMix64:
    """Steele, Lea, Flood, OOPSLA 2014, many words at a time."""

    def __init__(self, state):
        self.state = state

    def words(self, count):
        steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(self.state)
        self.state = (self.state + 0x9E3779B97F4A7C15 * count) & MASK
        z = (steps ^ (steps >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def noise(words):
    """(u + u + u - 1.5) of three words each."""
    u = (words >> np.uint64(40)).astype(np.float64) / (1 << 24)
    return (u[..., 0::3] + u[..., 1::3]) + u[..., 2::3] - 1.5


def vectors():
    random = SplitMix64(1)
    centres = noise(random.words(3 * CENTRES * DIMENSION)).reshape(CENTRES, DIMENSION) * 4
    words = random.words((COUNT + QUERIES) * (1 + 3 * DIMENSION)).reshape(COUNT + QUERIES, -1)
    chosen = (words[:, 0] >> np.uint64(40)).astype(np.int64) % CENTRES
    points = (centres[chosen] + noise(words[:, 1:]) * 2).astype(np.float32)
    return points[:COUNT], points[COUNT:]


def truth(metric, rows, queries):
    """The k-th best score of each query, in float64."""
    rows, queries = rows.astype(np.float64), queries.astype(np.float64)
    products = queries @ rows.T
    if metric == "dot":
        return -products
    if metric == "angular":
        return -products / np.linalg.norm(rows, axis=1)
    return (rows ** 2).sum(1) - 2 * products


def main():
    rows, queries = vectors()
    result = {"library": "annoy", "version": importlib.metadata.version("annoy"), "count": COUNT, "dimension": DIMENSION,
              "centres": CENTRES, "queries": QUERIES}
    for metric in ("euclidean", "angular", "dot"):
        scores = truth(metric, rows, queries)
        worst = np.sort(scores, axis=1)[:, K - 1]
        result[metric] = []
        for trees in (10, 50):
            index = AnnoyIndex(DIMENSION, metric)
            index.set_seed(1)
            for i, row in enumerate(rows):
                index.add_item(i, row)
            index.build(trees, n_jobs=1)
            for factor in (1, 4, 16):
                search_k = trees * K * factor
                hits = 0
                for i, query in enumerate(queries):
                    found = index.get_nns_by_vector(query, K, search_k=search_k)
                    hits += int((scores[i, found] <= worst[i] + abs(worst[i]) * 1e-6).sum())
                result[metric].append({"trees": trees, "searchK": search_k, "recall": round(hits / (K * QUERIES), 4)})
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "annoy.json"), "w") as f:
        json.dump(result, f, indent=1)
        f.write("\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
