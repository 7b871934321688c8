"""Golden values of losses over two towers, a query tower for anchors and an item tower for positives and negatives.

Needs torch (2.15.0 made them). Writes towers.json: the weights of both towers (inputs x outputs), rows, triplets, and for each loss its value
and its gradient by every weight. A tower is W2 relu(W1 x + b1) + b2 + B x; distances are of unit embeddings.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(4)
inputs, hidden, outputs, count = 5, 4, 3, 9
names = {"hidden1.weight": (inputs, hidden), "hidden1.bias": (hidden,), "output.weight": (hidden, outputs), "output.bias": (outputs,), "bypass.weight": (inputs, outputs)}


def drawn(*shape):
    return torch.round(torch.randn(*shape) * 256) / 256  # of few digits, exact in Float32


weights = {f"{tower}.{name}": drawn(*shape).requires_grad_() for tower in ("query", "item") for name, shape in names.items()}
rows = drawn(count, inputs)
triplets = [[0, 1, 5], [1, 2, 0], [2, 3, 1], [3, 4, 8], [4, 4, 7], [0, 6, 2], [8, 0, 3], [5, 7, 5]]


def tower(name, x):
    w = {key: weights[f"{name}.{key}"] for key in names}
    return torch.relu(x @ w["hidden1.weight"] + w["hidden1.bias"]) @ w["output.weight"] + w["output.bias"] + x @ w["bypass.weight"]


def unit(x):
    return torch.nn.functional.normalize(x, dim=1)


def distances():
    return torch.stack([(q - unit(tower("item", rows))).norm(dim=1) for q in unit(tower("query", rows))])  # query x item


def nonzero(terms):
    return terms.sum() / max(1, int((terms > 0).sum()))


def triplet(margin=0.2):
    d = distances()
    return nonzero(torch.relu(torch.stack([d[a, p] - d[a, n] + margin for a, p, n in triplets])))


def contrastive(margin=1.2):
    d = distances()
    positive, negative = dict.fromkeys((a, p) for a, p, _ in triplets), dict.fromkeys((a, n) for a, _, n in triplets)
    return nonzero(torch.stack([d[a, p] for a, p in positive])) + nonzero(torch.relu(torch.stack([margin - d[a, n] for a, n in negative])))


def nt_xent(temperature=0.07):
    s = unit(tower("query", rows)) @ unit(tower("item", rows)).T / temperature
    positive, negative = dict.fromkeys((a, p) for a, p, _ in triplets), dict.fromkeys((a, n) for a, _, n in triplets)
    terms = []
    for a, p in positive:
        others = [s[a, n] for b, n in negative if b == a]
        terms.append(torch.logsumexp(torch.stack([s[a, p]] + others), 0) - s[a, p])
    return torch.stack(terms).mean()


def numbers(t):
    return [round(float(v), 10) for v in t.detach().reshape(-1)]


result = {"weights": {key: numbers(value) for key, value in weights.items()}, "rows": numbers(rows), "triplets": triplets, "losses": {}}
for name, loss in (("triplet", triplet), ("contrastive", contrastive), ("nt-xent", nt_xent)):
    for weight in weights.values():
        weight.grad = None
    value = loss()
    value.backward()
    result["losses"][name] = {"value": round(float(value.detach()), 10), "gradients": {key: numbers(weight.grad) for key, weight in weights.items()}}
(pathlib.Path(__file__).parent / "towers.json").write_text(json.dumps(result))
