"""Training and embedding throughput of torch on the CPU: an MLP and a network of four convolution blocks, by the mean square of their
outputs, which costs nothing, and by two losses of pytorch-metric-learning.

    python training.py [threads ...]

Times are processor seconds of all threads together, so that a busy machine does not matter.
"""

import sys
import time

import torch
from pytorch_metric_learning import losses
from torch import nn


def mlp():
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 64))


def blocks(width=64, out=64):
    layers, channels = [], 1
    for _ in range(4):
        layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(width, out))


def seconds(step, repeats):
    for _ in range(3):
        step()
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        step()
        best = min(best, time.process_time() - start)
    return best


LOSSES = {
    "square": lambda: None,
    "contrastive": losses.ContrastiveLoss,
    "normalized-softmax": lambda: losses.NormalizedSoftmaxLoss(num_classes=16, embedding_size=64, temperature=0.05),
}


def measure(name, model, x, repeats):
    for loss in LOSSES:
        measure_loss(name, model, x, repeats, loss)


def measure_loss(name, model, x, repeats, kind):
    function, labels = LOSSES[kind](), torch.arange(len(x)) % 16
    optimizer = torch.optim.RMSprop([*model.parameters(), *(function.parameters() if function else [])], lr=1e-4, alpha=0.9)

    def train():
        optimizer.zero_grad()
        loss = function(model(x), labels) if function else (model(x) ** 2).mean()
        loss.backward()
        optimizer.step()

    def embed():
        with torch.no_grad():
            model(x)

    model.train()
    step = seconds(train, repeats)
    model.eval()
    pure = seconds(embed, repeats)
    print(f"torch {torch.__version__} threads {torch.get_num_threads()} {name} {kind} batch {len(x)}: "
          f"step {step * 1e3:.2f} ms, {len(x) / step:.0f} rows/s; embedding {len(x) / pure:.0f} rows/s", flush=True)


def main():
    torch.manual_seed(0)
    for threads in [int(a) for a in sys.argv[1:]] or [1, 2]:
        torch.set_num_threads(threads)
        for batch in (64, 256):
            measure("mlp 784-256-64", mlp(), torch.rand(batch, 784), 200)
        for batch in (128, 300):
            measure("conv 4x64", blocks(), torch.rand(batch, 1, 28, 28), 8)
            measure("conv 4x64 channels last", blocks().to(memory_format=torch.channels_last),
                    torch.rand(batch, 1, 28, 28).to(memory_format=torch.channels_last), 8)


if __name__ == "__main__":
    main()
