"""A folder of data as `kindred bench` reads it: base.fvecs, query.fvecs, gt.ivecs, meta.json, and payload.jsonl when there is one."""
import json
import os

import numpy as np


def vecs(path, kind):
    """The rows of an .fvecs or .ivecs file."""
    width = int(np.fromfile(path, "<i4", 1)[0]) + 1
    return np.fromfile(path, kind).reshape(-1, width)[:, 1:]


class Dataset:
    """Vectors, queries and exact neighbours; for cosine scaled to length one, since peers then search by inner product."""

    def __init__(self, folder, unit=True):
        with open(os.path.join(folder, "meta.json")) as f:
            meta = json.load(f)
        self.folder, self.name, self.metric = folder, meta.get("name", os.path.basename(folder)), meta["metric"]
        self.base = np.ascontiguousarray(vecs(os.path.join(folder, "base.fvecs"), "<f4"))
        self.query = np.ascontiguousarray(vecs(os.path.join(folder, "query.fvecs"), "<f4"))
        self.truth = vecs(os.path.join(folder, "gt.ivecs"), "<i4")
        if unit and self.metric == "cosine":
            self.base /= np.linalg.norm(self.base, axis=1, keepdims=True)
            self.query /= np.linalg.norm(self.query, axis=1, keepdims=True)

    @property
    def space(self):
        """What a peer should compare by."""
        return "l2" if self.metric == "l2" else "ip"

    def payloads(self, count):
        """The first payloads as lines of JSON; made up from the row number when the folder has none."""
        path = os.path.join(self.folder, "payload.jsonl")
        if not os.path.exists(path):
            return ['{"row": %d, "group": "g%d", "price": %.2f}' % (i, i % 97, i % 1000 / 10) for i in range(count)]
        with open(path, encoding="utf-8") as f:
            return [line.rstrip("\n") for line, _ in zip(f, range(count))]
