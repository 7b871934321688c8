"""Makes folders of points in few dimensions for `kindred bench` and search.py: the ground of KD-trees.

    points.py FOLDER [--count 100000] [--queries 2000] [--dims 2,3,4,6,8]

Normal points around 200 centres, queries drawn alike; a folder for each dimension, with the exact neighbours.
"""
import argparse
import json
import os

import numpy as np


def write(path, rows, kind):
    """An .fvecs or .ivecs file."""
    head = np.full((len(rows), 1), rows.shape[1], "<i4")
    np.hstack([head.view(kind), rows.astype(kind)]).tofile(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--dims", default="2,3,4,6,8")
    options = parser.parse_args()
    for dimension in map(int, options.dims.split(",")):
        random = np.random.default_rng(dimension)
        centres = random.normal(0, 2, (200, dimension))
        total = options.count + options.queries
        points = (centres[random.integers(200, size=total)] + random.normal(0, 1, (total, dimension))).astype(np.float32)
        base, queries = points[:options.count], points[options.count:]
        truth = np.empty((len(queries), 10), np.int32)
        for start in range(0, len(queries), 100):
            part = queries[start:start + 100].astype(np.float64)
            distances = sum((part[:, None, i] - base[None, :, i]) ** 2 for i in range(dimension))
            nearest = np.argpartition(distances, 20, axis=1)[:, :20]
            order = np.lexsort((nearest, np.take_along_axis(distances, nearest, 1)))
            truth[start:start + 100] = np.take_along_axis(nearest, order, 1)[:, :10]
        folder = os.path.join(options.folder, f"points-{dimension}")
        os.makedirs(folder, exist_ok=True)
        write(os.path.join(folder, "base.fvecs"), base, "<f4")
        write(os.path.join(folder, "query.fvecs"), queries, "<f4")
        write(os.path.join(folder, "gt.ivecs"), truth, "<i4")
        with open(os.path.join(folder, "meta.json"), "w") as f:
            json.dump({"name": f"points-{dimension}", "metric": "l2"}, f)


if __name__ == "__main__":
    main()
