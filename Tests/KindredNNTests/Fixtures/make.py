"""Golden values of KindredNN: operations, layers and optimiser paths by torch in Float64, written to torch.json.

    pip install torch safetensors
    python make.py

The library's own safetensors writer makes sample.safetensors.

Images lie as batch x height x width x channels and windows as height x width x channels x outputs, as ours do; torch's other
order is made and undone here. Linear weights are inputs x outputs.
"""

import json
import os

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(7)


def drawn(*shape, low=-1.0, high=1.0):
    return torch.rand(*shape, generator=generator) * (high - low) + low


def tensor(t):
    t = t.detach()
    return {"shape": list(t.shape), "scalars": t.flatten().tolist()}


def case(name, function, *inputs):
    """The result of a function, and the gradients of its inputs for a gradient of the result drawn at random."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    result = function(*leaves)
    seed = drawn(*result.shape) if result.dim() else drawn(1)[0]
    result.backward(seed)
    return {"name": name, "inputs": [tensor(x) for x in inputs], "result": tensor(result), "seed": tensor(seed),
            "gradients": [tensor(x.grad) for x in leaves]}


def images(function):
    """A function of images in torch's order, for images in ours."""
    return lambda x, *rest: function(x.permute(0, 3, 1, 2), *rest).permute(0, 2, 3, 1)


def operations():
    x, positive, wide = drawn(4, 3), drawn(4, 3, low=0.2, high=2), drawn(4, 3, low=-4, high=4)
    box, other, row, column = drawn(2, 3, 4), drawn(4, 3), drawn(3), drawn(4, 1, low=0.5, high=2)
    yield from (case(*c) for c in [
        ("exp", torch.exp, x), ("log", torch.log, positive), ("squareRoot", torch.sqrt, positive),
        ("power", lambda a: a ** 2.5, positive), ("absolute", torch.abs, x), ("clamped", lambda a: a.clamp(-0.5, 0.4), x),
        ("cosine", torch.cos, wide), ("sine", torch.sin, wide), ("arccosine", torch.acos, 0.9 * x), ("relu", torch.relu, x),
        ("leakyReLU", F.leaky_relu, x), ("elu", F.elu, x), ("gelu", F.gelu, wide), ("tanh", torch.tanh, wide),
        ("sigmoid", torch.sigmoid, wide), ("softplus", F.softplus, wide),
        ("softmax", lambda a: a.softmax(1), box), ("logSoftmax", lambda a: a.log_softmax(2), box),
        ("logSumExp", lambda a: a.logsumexp(1), box), ("sum", lambda a: a.sum(0), box), ("mean", lambda a: a.mean(2), box),
        ("max", lambda a: a.max(1).values, box), ("min", lambda a: a.min(2).values, box),
        ("add", torch.add, x, row), ("subtract", torch.sub, x, column), ("multiply", torch.mul, row, column),
        ("divide", torch.div, x, column), ("maximum", torch.maximum, x, other), ("minimum", torch.minimum, x, row),
        ("matmul", torch.matmul, x, drawn(3, 5)), ("unitRows", lambda a: F.normalize(a, dim=1), x),
        ("pairwiseDistances", lambda a: (a[:, None] - a[None]).square().sum(2).add(torch.eye(4)).sqrt() * (1 - torch.eye(4)), x),
        ("gatheringRows", lambda a: a[[3, 0, 3]], x), ("concatenated", lambda a, b: torch.cat([a, b], 1), x, other),
    ])


def layers():
    image = drawn(2, 5, 4, 2)
    def convolution(padding):
        return images(lambda x, w, b: F.conv2d(x, w.permute(3, 2, 0, 1), b, padding=padding))
    def block(x, w, scale, shift):
        y = F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), padding=1)
        y = F.max_pool2d(F.relu(F.batch_norm(y, None, None, scale, shift, training=True)), 2)
        return y.permute(0, 2, 3, 1)
    def recurrence(x, w, u, b):
        y, _ = torch._VF.rnn_tanh(x, torch.zeros(1, x.shape[0], 4), [w.T, u.T, b, torch.zeros(4)], True, 1, 0.0, False, False, True)
        return y[:, -1]
    norm = [drawn(3), drawn(3)]
    yield from (case(*c) for c in [
        ("linear", lambda x, w, b: x @ w + b, drawn(4, 3), drawn(3, 5), drawn(5)),
        ("convolutionSame", convolution(1), image, drawn(3, 3, 2, 3), drawn(3)),
        ("convolutionValid", convolution(0), image, drawn(3, 3, 2, 3), drawn(3)),
        ("maxPool2D", images(lambda x: F.max_pool2d(x, 2)), image), ("averagePool2D", images(lambda x: F.avg_pool2d(x, 2)), image),
        ("globalAveragePool", lambda x: x.mean((1, 2)), image),
        ("batchNormalisation", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), drawn(6, 3), *norm),
        ("batchNormalisationImages", images(lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True)), drawn(2, 3, 2, 3), *norm),
        ("layerNormalisation", lambda x, w, b: F.layer_norm(x, [3], w, b), drawn(4, 3), *norm),
        ("convolutionBlock", block, drawn(3, 5, 4, 2), drawn(3, 3, 2, 3), *norm),
        ("recurrence", recurrence, drawn(3, 4, 2), drawn(2, 4), drawn(4, 4), drawn(4)),
        ("embedding", lambda t: F.embedding(torch.tensor([1, 0, 1]), t), drawn(3, 2)),
    ])


def path(name, make):
    x = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
    optimizer = make([x])
    for _ in range(5):
        optimizer.zero_grad()
        (x ** 2 * torch.tensor([1.0, 0.5, 3.0])).sum().backward()
        optimizer.step()
    return {"name": name, "end": x.tolist()}


def optimizers():
    optim = torch.optim
    yield from (path(*p) for p in [
        ("rmsprop", lambda p: optim.RMSprop(p)), ("rmspropDecay", lambda p: optim.RMSprop(p, alpha=0.9, weight_decay=0.1)),
        ("rmspropMomentum", lambda p: optim.RMSprop(p, alpha=0.9, momentum=0.9)),
        ("rmspropCentred", lambda p: optim.RMSprop(p, alpha=0.9, centered=True)),
        ("rmspropAll", lambda p: optim.RMSprop(p, alpha=0.9, centered=True, momentum=0.9, weight_decay=0.1)),
        ("sgd", lambda p: optim.SGD(p, lr=0.05)), ("sgdMomentum", lambda p: optim.SGD(p, lr=0.05, momentum=0.9)),
        ("sgdNesterov", lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1)),
        ("adam", lambda p: optim.Adam(p, lr=0.01)), ("adamDecay", lambda p: optim.Adam(p, lr=0.01, weight_decay=0.1)),
        ("adamW", lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.1)),
    ])


def clipped():
    x = torch.zeros(3, requires_grad=True)
    x.grad = torch.tensor([3.0, 0.0, 4.0])
    norm = torch.nn.utils.clip_grad_norm_([x], 1.0)
    return {"norm": norm.item(), "gradient": x.grad.tolist()}


def main():
    golden = {"torch": torch.__version__, "operations": list(operations()), "layers": list(layers()),
              "optimizers": list(optimizers()), "clipped": clipped()}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch.json")
    with open(path, "w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")
    single = torch.float32
    save_file({"grid": torch.arange(6, dtype=single).reshape(2, 3) / 4, "row": torch.tensor([-1.5, 3e8], dtype=single)},
              os.path.join(os.path.dirname(path), "sample.safetensors"), metadata={"made by": "safetensors"})


if __name__ == "__main__":
    main()
