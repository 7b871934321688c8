"""Golden values of attacks: a network trained on the digits, and what foolbox 3.3.4 makes of 40 of them.

Needs foolbox==3.3.4 torch numpy. Writes attacks.json: weights (inputs x outputs), rows, labels, and the results of FGSM, PGD without a
random start, and DeepFool under both norms, box [0, 1].
"""
import json
import pathlib

import eagerpy as ep
import foolbox as fb
import numpy as np
import torch

here = pathlib.Path(__file__).parent
data = np.load(here / "digits.npy")
x, y = torch.tensor(data[:, :64] / 16.0, dtype=torch.float64), torch.tensor(data[:, 64].astype(np.int64))
torch.set_num_threads(1)
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
net = torch.nn.Sequential(torch.nn.Linear(64, 24), torch.nn.ReLU(), torch.nn.Linear(24, 10))
optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3, alpha=0.9)
for epoch in range(60):
    for batch in torch.randperm(1200).split(64):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
for p in net.parameters():  # weights of few digits, exact in Float32
    p.data = torch.tensor(np.round(p.data.numpy() * 1024) / 1024)
net.eval()
rows, labels = x[1200:1240], y[1200:1240]
model = fb.PyTorchModel(net, bounds=(0, 1), device="cpu")


def numbers(t):
    return [round(float(v), 9) for v in t.detach().reshape(-1)]


def norms(attack):
    _, clipped, success = attack(model, rows, labels, epsilons=None)
    change = clipped - rows
    return {"l2": numbers(change.norm(dim=1)), "linf": numbers(change.abs().max(dim=1).values), "fooled": [bool(v) for v in success]}


fgsm = fb.attacks.LinfFastGradientAttack(random_start=False)
pgd = fb.attacks.LinfPGD(rel_stepsize=2.5 / 40, steps=40, random_start=False)
pgd2 = fb.attacks.L2PGD(rel_stepsize=2.5 / 40, steps=40, random_start=False)
loss = lambda t: numbers(torch.nn.functional.cross_entropy(net(t), labels, reduction="none"))
out = {
    "made_with": f"foolbox {fb.__version__}, torch {torch.__version__.split('+')[0]}",
    "weights": [numbers(p.t() if p.dim() == 2 else p) for p in net.parameters()],
    "rows": numbers(rows * 16),
    "labels": labels.tolist(),
    "logits": numbers(net(rows)),
    "fgsm": {"loss": loss(fgsm(model, rows, labels, epsilons=0.1)[1])},
    "pgd": {"loss": loss(pgd(model, rows, labels, epsilons=0.1)[1])},
    "pgd_l2": {"loss": loss(pgd2(model, rows, labels, epsilons=0.5)[1])},
    "deepfool_l2": norms(fb.attacks.L2DeepFoolAttack(loss="logits", overshoot=0.02, steps=50, candidates=10)),
    "deepfool_linf": norms(fb.attacks.LinfDeepFoolAttack(loss="logits", overshoot=0.02, steps=50, candidates=10)),
}
(here / "attacks.json").write_text(json.dumps(out))
