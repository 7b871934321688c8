"""Golden values of the LSTM layer by torch in Float64, written to lstm.json.

    pip install torch
    python make_lstm.py

A cell written out step by step has what torch's own lacks (peepholes, masks, truncation); without them it is checked against
torch.nn.LSTM here. Kernels are inputs x 4 units in blocks of i, f, c, o.
"""

import json
import os

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(11)
BATCH, STEPS, INPUTS, UNITS = 3, 7, 5, 4


def drawn(*shape):
    return torch.rand(*shape, generator=generator) * 2 - 1


def read(x, kernel, recurrent, bias, peepholes, h, c, mask=None, backwards=False, reading="current", truncation=None, every=False):
    outputs = []
    for place in range(STEPS):
        step = STEPS - 1 - place if backwards else place
        if truncation and place and place % truncation == 0:
            h, c = h.detach(), c.detach()
        i, f, g, o = (x[:, step] @ kernel + h @ recurrent + bias).chunk(4, 1)
        pi, pf, po = peepholes.chunk(3) if peepholes is not None else (0, 0, 0)
        i, f, g = torch.sigmoid(i + pi * c), torch.sigmoid(f + pf * c), torch.tanh(g)
        new = f * c + i * g
        o = torch.sigmoid(o + po * (c if reading == "previous" else new))
        out = o * torch.tanh(new)
        keep = torch.ones(BATCH, 1, dtype=bool) if mask is None else mask[:, step:step + 1]
        h, c = torch.where(keep, out, h), torch.where(keep, new, c)
        outputs.append(h)
    return (torch.stack(outputs, 1) if every else h), h, c


def tensor(t):
    return {"shape": list(t.shape), "scalars": t.detach().flatten().tolist()}


def case(name, peepholes=False, mask=None, **options):
    x, h, c = drawn(BATCH, STEPS, INPUTS), drawn(BATCH, UNITS) / 2, drawn(BATCH, UNITS)
    leaves = [x, drawn(INPUTS, 4 * UNITS) / 2, drawn(UNITS, 4 * UNITS) / 2, drawn(4 * UNITS) / 2] + ([drawn(3 * UNITS)] if peepholes else [])
    leaves = [leaf.clone().requires_grad_() for leaf in leaves]
    result, end, cell = read(*leaves[:4], leaves[4] if peepholes else None, h, c, mask=mask, **options)
    if name in ("last", "every"):
        reference = torch.nn.LSTM(INPUTS, UNITS, batch_first=True)
        with torch.no_grad():
            for parameter, value in zip(reference.parameters(), (leaves[1].T, leaves[2].T, leaves[3], torch.zeros(4 * UNITS))):
                parameter.copy_(value)
        outputs, (last, _) = reference(leaves[0], (h[None], c[None]))
        assert torch.allclose(result, outputs if name == "every" else last[0], atol=1e-14)
    seed = drawn(*result.shape)
    result.backward(seed)
    return {"name": name, "inputs": [tensor(leaf) for leaf in leaves], "hidden": tensor(h), "cell": tensor(c),
            "mask": None if mask is None else mask.flatten().tolist(), "backwards": options.get("backwards", False),
            "peepholes": options.get("reading", "current") if peepholes else None, "truncation": options.get("truncation"),
            "everyStep": options.get("every", False), "result": tensor(result), "end": tensor(end), "endCell": tensor(cell),
            "seed": tensor(seed), "gradients": [tensor(leaf.grad) for leaf in leaves]}


mask = torch.tensor([[1, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1, 1], [1, 0, 1, 0, 0, 1, 1]], dtype=bool)
cases = [
    case("last"), case("every", every=True), case("backwards", backwards=True, every=True), case("masked", mask=mask, every=True),
    case("masked backwards", mask=mask, backwards=True), case("peepholes", peepholes=True, every=True),
    case("peepholes that see the previous state", peepholes=True, reading="previous", every=True),
    case("peepholes and mask", peepholes=True, mask=mask), case("truncated", truncation=3, every=True),
]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lstm.json")
with open(path, "w") as file:
    json.dump({"torch": torch.__version__, "cases": cases}, file)
