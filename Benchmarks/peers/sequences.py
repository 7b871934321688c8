"""Steps and training of an LSTM by torch, and steps by onnxruntime where it is installed, one thread.

    python sequences.py

Beside `kindred bench --sequences`: the same sizes, the best of several rounds, one JSON line for each figure.
"""

import json
import time

import numpy as np
import torch

torch.set_num_threads(1)
try:
    import onnxruntime
except ImportError:
    onnxruntime = None


def fastest(repeats, body):
    body()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        body()
        best = min(best, time.perf_counter() - start)
    return best


def line(peer, inputs, units, precision, **figures):
    print(json.dumps({"peer": peer, "model": "lstm", "inputs": inputs, "units": units, "precision": precision, **figures}), flush=True)


def steps_of_torch(inputs, units, calls=200):
    x, h, c = torch.rand(1, inputs), torch.zeros(1, units), torch.zeros(1, units)
    cell, layer = torch.nn.LSTMCell(inputs, units), torch.nn.LSTM(inputs, units)
    small = torch.ao.quantization.quantize_dynamic(torch.nn.Sequential(torch.nn.LSTM(inputs, units)), {torch.nn.LSTM}, dtype=torch.qint8)[0]

    def run_cell():
        for _ in range(calls):
            cell(x, (h, c))

    def run(model):
        state = (h[None], c[None])
        for _ in range(calls):
            _, state = model(x[None], state)

    with torch.inference_mode():
        times = [fastest(20, run_cell), fastest(20, lambda: run(layer))]
        line("torch", inputs, units, "float32", step_us=round(min(times) / calls * 1e6, 2))
        line("torch", inputs, units, "int8", step_us=round(fastest(20, lambda: run(small)) / calls * 1e6, 2))
        half = torch.nn.LSTMCell(inputs, units).bfloat16()
        state = (h.bfloat16(), c.bfloat16())
        seconds = fastest(20, lambda: [half(x.bfloat16(), state) for _ in range(calls)])
        line("torch", inputs, units, "bfloat16", step_us=round(seconds / calls * 1e6, 2))


def sequences_of_torch(inputs, units, batch, steps):
    model, x = torch.nn.LSTM(inputs, units, batch_first=True), torch.rand(batch, steps, inputs)
    with torch.inference_mode():
        line("torch", inputs, units, "float32", batch=batch, steps=steps, tokens_per_s=round(batch * steps / fastest(5, lambda: model(x))))


def training_of_torch(inputs, units, batch=64, steps=32):
    model, x = torch.nn.LSTM(inputs, units, batch_first=True), torch.rand(batch, steps, inputs)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-5, alpha=0.9)

    def train():
        optimizer.zero_grad()
        (model(x)[1][0] ** 2).mean().backward()
        optimizer.step()

    line("torch", inputs, units, "float32", batch=batch, steps=steps, train_ms=round(fastest(5, train) * 1e3, 2))


def steps_of_onnxruntime(inputs, units, calls=200):
    from onnx import TensorProto, helper, numpy_helper
    rng = np.random.default_rng(1)
    arrays = {"W": rng.normal(size=(1, 4 * units, inputs)), "R": rng.normal(size=(1, 4 * units, units)), "B": np.zeros((1, 8 * units))}
    constants = [numpy_helper.from_array((a / units ** .5).astype(np.float32), name) for name, a in arrays.items()]
    node = helper.make_node("LSTM", ["X", "W", "R", "B", "", "h", "c"], ["", "H", "C"], hidden_size=units)
    inputs_of = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in (("X", (1, 1, inputs)), ("h", (1, 1, units)), ("c", (1, 1, units)))]
    outputs_of = [helper.make_tensor_value_info(n, TensorProto.FLOAT, (1, 1, units)) for n in ("H", "C")]
    model = helper.make_model(helper.make_graph([node], "lstm", inputs_of, outputs_of, constants), opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1

    def measure(model, precision):
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        x = rng.random((1, 1, inputs), dtype=np.float32)

        def run():
            h = c = np.zeros((1, 1, units), np.float32)
            for _ in range(calls):
                h, c = session.run(None, {"X": x, "h": h, "c": c})

        line("onnxruntime", inputs, units, precision, step_us=round(fastest(20, run) / calls * 1e6, 2))

    measure(model.SerializeToString(), "float32")


for sizes in ((256, 256), (1024, 1024)):
    steps_of_torch(*sizes)
    if onnxruntime:
        steps_of_onnxruntime(*sizes)
    for form in ((1, 64), (16, 64), (64, 64)):
        sequences_of_torch(*sizes, *form)
    training_of_torch(*sizes)
