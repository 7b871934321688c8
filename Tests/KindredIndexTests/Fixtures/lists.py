"""Recall of faiss on the tests' own clustered set: makes lists.json. Needs numpy and faiss-cpu 1.15.1.

The set is VectorSet.clustered(20_000, 64, queries: 500, seed: 11), drawn here by the same generator (xoshiro256** seeded by
SplitMix64, Box-Muller), so that nothing but figures is kept.
"""
import json, math, sys
import faiss, numpy as np

MASK = (1 << 64) - 1


class Random:
    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
            self.s.append(z ^ z >> 31)

    def next(self):
        s0, s1, s2, s3 = self.s
        x = (s1 * 5) & MASK
        x = ((x << 7 | x >> 57) & MASK) * 9 & MASK
        t = (s1 << 17) & MASK
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = (s3 << 45 | s3 >> 19) & MASK
        self.s = [s0, s1, s2, s3]
        return x

    def normal(self):
        radius = math.sqrt(-2 * math.log(((self.next() >> 11) + 1) * 2.0 ** -53))
        return radius * math.cos(2 * math.pi * ((self.next() >> 11) * 2.0 ** -53))

    def below(self, bound):
        product = self.next() * bound
        if product & MASK < bound:
            threshold = (1 << 64) % bound
            while product & MASK < threshold:
                product = self.next() * bound
        return product >> 64


def clustered(count, dimension, centres, queries, seed):
    random = Random(seed)
    middles = np.array([[random.normal() * 2 for _ in range(dimension)] for _ in range(centres)])

    def points(n):
        out = np.empty((n, dimension))
        for i in range(n):
            middle = middles[random.below(centres)]
            out[i] = [middle[j] + np.float32(random.normal()) for j in range(dimension)]
        return out.astype(np.float32)

    return points(count), points(queries)


base, query = clustered(20_000, 64, 200, 500, 11)
assert faiss.__version__ == "1.15.1", faiss.__version__
rows = []
for metric in ("squaredL2", "dot"):
    kind = faiss.METRIC_L2 if metric == "squaredL2" else faiss.METRIC_INNER_PRODUCT
    flat = faiss.IndexFlat(64, kind)
    flat.add(base)
    truth = flat.search(query, 10)[1]
    keys = ["PQ8", "PQ16", "PQ32", "PQ16x4", "PQ32x4", "IVF128,Flat", "IVF128,PQ16", "IVF128,PQ32x4fs", "IVF128,PQ32x4fs,RFlat"]
    for key in keys:
        index = faiss.index_factory(64, key, kind)
        index.train(base)
        index.add(base)
        if "RFlat" in key:
            index.k_factor = 8
        for nprobe in ((1, 4, 16) if "IVF" in key else (0,)):
            if nprobe:
                faiss.extract_index_ivf(index.base_index if "RFlat" in key else index).nprobe = nprobe
            found = index.search(query, 100)[1]
            ten = found[:, :10] if "RFlat" not in key else index.search(query, 10)[1]
            recall = np.mean([len(set(f) & set(t)) / 10 for f, t in zip(ten.tolist(), truth.tolist())])
            first = np.mean([t[0] in f for f, t in zip(found.tolist(), truth.tolist())])
            rows.append(dict(reduction=metric, key=key, nprobe=nprobe, recall=round(float(recall), 4), r1at100=round(float(first), 4)))
            print(rows[-1], file=sys.stderr)
json.dump(dict(library="faiss-cpu 1.15.1", rows=rows), open("lists.json", "w"), indent=1)
