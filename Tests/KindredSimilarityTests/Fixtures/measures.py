"""Makes measures.json: values of random vectors by trusted libraries. python3 measures.py > measures.json

Made with numpy 2.x, scipy and scikit-learn of the versions written into the file."""
import json

import numpy, scipy, sklearn
from scipy.spatial import distance as d
from sklearn.covariance import LedoitWolf

rng = numpy.random.default_rng(20261121)
f32 = lambda x: numpy.asarray(x, dtype="float32").astype("float64")  # what both sides can hold exactly
cases = []  # one per pair of vectors, with the values of all measures of that pair


def case(measure, a, b, value, **more):
    a, b = list(map(float, a)), list(map(float, b))
    if not cases or (cases[-1]["a"], cases[-1]["b"]) != (a, b):
        cases.append({"a": a, "b": b, "values": {}})
    cases[-1]["values"][measure] = float(value)
    cases[-1].update(more)


def poincare(a, b):
    a, b = (numpy.asarray(v, dtype=numpy.longdouble) for v in (a, b))
    x = 2 * ((a - b) ** 2).sum() / ((1 - (a ** 2).sum()) * (1 - (b ** 2).sum()))
    return numpy.log1p(x + numpy.sqrt(x * (x + 2)))


def learned(w1, b1, w2, b2, a, b, concat):
    f = lambda u: 1 / (1 + numpy.exp(-(w2 @ numpy.maximum(w1 @ u + b1, 0) + b2)))
    if concat:
        return (f(numpy.concatenate([a, b])) + f(numpy.concatenate([b, a]))) / 2
    return f(numpy.concatenate([abs(a - b), a * b]))


for n in (1, 2, 3, 7, 16, 33, 100):
    for scale in (1, 30, 1e-3):
        a, b = f32(rng.normal(size=n) * scale), f32(rng.normal(size=n) * scale)
        p, na, nb = a @ b, numpy.linalg.norm(a), numpy.linalg.norm(b)
        gap = numpy.linalg.norm(a - b)
        case("cosine", a, b, 1 - d.cosine(a, b))
        case("angular", a, b, numpy.arccos(numpy.clip(1 - d.cosine(a, b), -1, 1)))
        case("dot", a, b, p)
        case("euclidean", a, b, d.euclidean(a, b))
        case("manhattan", a, b, d.cityblock(a, b))
        case("chebyshev", a, b, d.chebyshev(a, b))
        for power in (0.5, 1.5, 3, 7):
            case(f"minkowski:{power:g}", a, b, (abs(a - b) ** power).sum() ** (1 / power) if power < 1 else d.minkowski(a, b, power))
        case("ndd", a, b, p / numpy.sqrt((na ** 2 + nb ** 2) / 2))
        case("log-scaled", a, b, p / numpy.log1p(na * nb))
        case("hybrid", a, b, p / (gap + 1))
        case("gaussian:1.5", a, b, numpy.exp(-gap ** 2 / 4.5))
        case("per-dimension:exp", a, b, numpy.exp(-abs(a - b)).mean())
        kept = numpy.sort(numpy.exp(-abs(a - b)))
        case("per-dimension:exp:trimmed", a, b, kept[int(0.1 * n):].mean())
        case("per-dimension:exp:trimmed:trim=top", a, b, kept[:n - int(0.1 * n)].mean())
        if n > 2:
            case("correlation", a, b, numpy.corrcoef(a, b)[0, 1])
        if n in (3, 16) and scale == 1:
            rows = f32(rng.normal(size=(5 * n, n)) @ rng.normal(size=(n, n)))
            lw = LedoitWolf().fit(rows)
            fit = {"rows": [list(map(float, r)) for r in rows]}
            case("mahalanobis", a, b, d.mahalanobis(a, b, numpy.linalg.inv(lw.covariance_)), ledoitWolf=lw.shrinkage_, **fit)
            empirical = numpy.cov(rows.T)
            case("mahalanobis:empirical", a, b, d.mahalanobis(a, b, numpy.linalg.inv(empirical)), **fit)
            shrunk = 0.75 * empirical + 0.25 * numpy.trace(empirical) / n * numpy.eye(n)
            case("mahalanobis:shrink:0.25", a, b, d.mahalanobis(a, b, numpy.linalg.inv(shrunk)), **fit)
            case("mahalanobis:diagonal", a, b, d.seuclidean(a, b, rows.var(0, ddof=1)), **fit)
            low, high = rows.min(0), rows.max(0)
            case("per-dimension:range", a, b, numpy.clip(1 - abs(a - b) / (high - low), 0, 1).mean(), **fit)
            mad = abs(rows - rows.mean(0)).mean(0)
            case("per-dimension:exp:scale=fit", a, b, numpy.exp(-abs(a - b) / mad).mean(), **fit)
            h = 5
            w1, b1, w2, b2 = f32(rng.normal(size=(h, 2 * n)) * .3), f32(rng.normal(size=h)), f32(rng.normal(size=h)), float(f32(rng.normal()))
            network = {"network": {"dimension": n, "hidden": h, "inputWeights": w1.ravel().tolist(), "inputBias": b1.tolist(),
                                   "outputWeights": w2.tolist(), "outputBias": b2}}
            case("learned", a, b, learned(w1, b1, w2, b2, a, b, False), **network)
            case("learned:concat", a, b, learned(w1, b1, w2, b2, a, b, True), **network)
        x, y = rng.integers(0, 2, n), rng.integers(0, 2, n)
        case("hamming", x, y, d.hamming(x, y) * n)
        if x.any() or y.any():
            case("jaccard", x, y, 1 - d.jaccard(x.astype(bool), y.astype(bool)))
        u, v = f32(a / (na * (1.2 + rng.random()))), f32(b / (nb * (1.01 + rng.random())))
        case("poincare", u, v, poincare(u, v))

print(json.dumps({"made with": f"numpy {numpy.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}", "cases": cases}))
