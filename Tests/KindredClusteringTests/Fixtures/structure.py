"""Golden values of graphs, spectral embeddings, DBSCAN, PCA and figures: python structure.py > structure.json

Needs numpy, scipy and scikit-learn; the file names their versions.
"""
import json

import numpy as np
import scipy
import sklearn
from scipy.sparse import csgraph
from scipy.sparse.linalg import eigsh
from sklearn.cluster import DBSCAN
from sklearn.datasets import make_blobs, make_circles, make_moons
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_score
from sklearn.neighbors import kneighbors_graph


def rounded(x):
    """Points that a few decimals name exactly, as Float32 reads them."""
    return np.round(x, 4).astype(np.float32).astype(np.float64)


def numbers(x):
    return [round(float(v), 4) for v in np.asarray(x).ravel()]


def spectrum(weights, normed, count):
    """The smallest eigenvalues of a Laplacian, by ARPACK."""
    laplacian = csgraph.laplacian(weights, normed=normed).astype(float)
    shift = 2.0 if normed else 2 * weights.sum(axis=0).max()
    values = eigsh(shift * scipy.sparse.identity(weights.shape[0]) - laplacian, count, which="LA", tol=1e-12, v0=np.ones(weights.shape[0]), ncv=80)[0]
    return sorted(float(shift - v) for v in values)


def graph(x, k):
    a = kneighbors_graph(x, k, include_self=True).tolil()
    a.setdiag(0)
    a = a.tocsr()
    a.eliminate_zeros()
    return (a + a.T) / 2


out = {"versions": f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"}
for name, (x, y) in {
    "moons": make_moons(300, noise=0.05, random_state=0), "circles": make_circles(300, factor=0.5, noise=0.05, random_state=0)}.items():
    out[name] = {"points": numbers(x), "labels": y.tolist()}

x, y = make_blobs(700, centers=5, n_features=6, cluster_std=2.5, random_state=3)
x = rounded(x)
weights = graph(x, 12)
full = np.exp(-0.02 * ((x[:, None] - x[None]) ** 2).sum(2))
np.fill_diagonal(full, 0)
pca = PCA(3, svd_solver="full").fit(x)
out["blobs"] = {
    "dimension": 6, "points": numbers(x), "labels": y.tolist(), "edges": int(weights.nnz // 2),
    "symmetric": spectrum(weights, True, 12), "unnormalized": spectrum(weights, False, 12),
    "gaussian": spectrum(scipy.sparse.csr_matrix(full), True, 8),
    "silhouette": float(silhouette_score(x, y)), "variances": pca.explained_variance_.tolist(),
    "shares": pca.explained_variance_ratio_.tolist(), "components": np.abs(pca.components_).tolist()}

out["dbscan"] = []
for name, data, eps, least in (
    ("moons", make_moons(500, noise=0.06, random_state=2)[0], 0.15, 5), ("noise", make_moons(400, noise=0.2, random_state=5)[0], 0.12, 6),
    ("duplicates", np.repeat(make_moons(60, noise=0.1, random_state=1)[0], 4, axis=0), 0.25, 9),
    ("wide", make_blobs(500, centers=4, n_features=12, cluster_std=1.5, random_state=4)[0], 4.3, 5)):
    data = rounded(data)
    labels = DBSCAN(eps=eps, min_samples=least).fit(data).labels_
    out["dbscan"].append({"name": name, "dimension": data.shape[1], "points": numbers(data), "eps": eps, "minimum": least, "labels": labels.tolist()})

rng = np.random.default_rng(0)
a, b = rng.integers(0, 4, 200), rng.integers(0, 6, 200)
b[:120] = a[:120]
out["agreement"] = {"a": a.tolist(), "b": b.tolist(), "ari": adjusted_rand_score(a, b), "nmi": normalized_mutual_info_score(a, b)}
print(json.dumps(out))
