"""A model of words by torch and by Kindred over the same text, of the same sizes, in the same steps: the perplexity of what did not teach.

    python words.py --kindred .build/release/kindred                                             the first two books of the King James Version
    python words.py --kindred .build/release/kindred --glosses Demo/glosses/payload.jsonl        glosses of WordNet

Both texts lie in Demo (see Demo/ATTRIBUTION.md). Words are told apart as `kindred sequence train` does it; both begin with weights
drawn alike (embedding N(0, 0.1), Glorot kernels, orthogonal recurrent kernels, forget bias 1), from different random numbers. One JSON line for
each, and one for the ratio; the exit status tells whether they lie within five per cent.
"""

import argparse
import collections
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

import torch

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'

parser = argparse.ArgumentParser()
parser.add_argument("--kindred", required=True)
parser.add_argument("--text", default="Demo/texts/genesis-exodus.txt")
parser.add_argument("--glosses", help="take the glosses of this file instead")
parser.add_argument("--vocabulary", type=int, default=5000)
parser.add_argument("--dimension", type=int, default=64)
parser.add_argument("--hidden", type=int, default=128)
parser.add_argument("--batch", type=int, default=20)
parser.add_argument("--bptt", type=int, default=20)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--learning-rate", type=float, default=0.001)
parser.add_argument("--seeds", type=int, default=4)
parser.add_argument("--rows", type=int, default=5000, help="glosses of the text")
options = parser.parse_args()
torch.set_num_threads(1)


def words(text):
    return text.lower().translate({ord(c): " " for c in FILTERS}).split(" ")


def tokens(text, share=0.1):
    """The numbers of the words that teach and of those that judge, and how many numbers there are: 1 for unknown words, none for padding."""
    place = round(len(text) * (1 - share))
    while place < len(text) and not text[place].isspace():
        place += 1
    parts = [[w for w in words(part) if w] for part in (text[:place], text[place:])]
    counts = collections.Counter(parts[0])
    order = {w: i for i, w in enumerate(dict.fromkeys(parts[0]))}
    ranked = ["<unk>"] + sorted(counts, key=lambda w: (-counts[w], order[w]))
    known = {w: i + 1 for i, w in enumerate(ranked) if i + 1 < options.vocabulary}
    return [[known.get(w, 1) for w in part] for part in parts] + [min(options.vocabulary, len(ranked) + 1)]


class Model(torch.nn.Module):
    def __init__(self, count):
        super().__init__()
        self.embedding = torch.nn.Embedding(count, options.dimension)
        self.lstm = torch.nn.LSTM(options.dimension, options.hidden, batch_first=True)
        self.output = torch.nn.Linear(options.hidden, count)
        n = options.hidden
        with torch.no_grad():
            self.embedding.weight.normal_(0, 0.1)
            torch.nn.init.xavier_uniform_(self.lstm.weight_ih_l0)
            torch.nn.init.orthogonal_(self.lstm.weight_hh_l0)
            self.lstm.bias_ih_l0.zero_()
            self.lstm.bias_hh_l0.zero_().requires_grad_(False)
            self.lstm.bias_ih_l0[n : 2 * n] = 1
            torch.nn.init.xavier_uniform_(self.output.weight)
            self.output.bias.zero_()

    def forward(self, x, state):
        h, state = self.lstm(self.embedding(x), state)
        return self.output(h), state


def windows(ids, batch, steps):
    length = (len(ids) - 1) // batch
    for start in range(0, length, steps):
        end = min(start + steps, length)
        rows = [[ids[r * length + start + o : r * length + end + o] for r in range(batch)] for o in (0, 1)]
        yield torch.tensor(rows[0]), torch.tensor(rows[1])


def perplexity(model, ids):
    state, total = None, 0.0
    with torch.no_grad():
        for x, y in windows(ids, 1, 64):
            logits, state = model(x, state)
            total += torch.nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum").item()
    return math.exp(total / (len(ids) - 1))


def by_torch(teaching, judging, count, seed):
    torch.manual_seed(seed)
    model, start = Model(count), time.perf_counter()
    moved = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.RMSprop(moved, lr=options.learning_rate, alpha=0.9, eps=1e-8)
    for _ in range(options.epochs):
        state = None
        for x, y in windows(teaching, options.batch, options.bptt):
            logits, state = model(x, state)
            state = tuple(s.detach() for s in state)
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten()).backward()
            torch.nn.utils.clip_grad_norm_(moved, 5)
            optimizer.step()
    return perplexity(model, judging), time.perf_counter() - start


def by_kindred(text, folder, seed):
    file, model = folder / "text.txt", folder / "model.safetensors"
    file.write_text(text)
    sizes = {
        "vocabulary": options.vocabulary, "dimension": options.dimension, "hidden": options.hidden, "batch": options.batch, "bptt": options.bptt,
        "epochs": options.epochs, "learning-rate": options.learning_rate, "seed": seed, "threads": 1,
    }
    arguments = [str(a) for pair in (("--" + k, v) for k, v in sizes.items()) for a in pair]
    done = subprocess.run([options.kindred, "sequence", "train", file, "--model", model, "--json", *arguments], capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    return report["perplexity"], report["seconds"], report


def main():
    if options.glosses:
        rows = [json.loads(line)["gloss"] for line in open(options.glosses, encoding="utf-8")][: options.rows]
        text = "\n".join(rows) + "\n"
    else:
        text = pathlib.Path(options.text).read_text(encoding="utf-8")
    teaching, judging, count = tokens(text)
    found = {"torch": [], "kindred": []}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seeds):
            value, seconds = by_torch(teaching, judging, count, seed)
            found["torch"].append(value)
            print(json.dumps({"by": "torch", "seed": seed, "perplexity": round(value, 3), "seconds": round(seconds, 1)}), flush=True)
            value, seconds, report = by_kindred(text, pathlib.Path(folder), seed)
            found["kindred"].append(value)
            same = (report["vocabulary"], report["tokens"], report["held_out_tokens"]) == (count, len(teaching), len(judging))
            print(json.dumps({"by": "kindred", "seed": seed, "perplexity": round(value, 3), "seconds": round(seconds, 1), "same tokens": same}), flush=True)
            if not same:
                sys.exit(f"the tokens differ: {report['vocabulary']}, {report['tokens']}, {report['held_out_tokens']} against {count}, {len(teaching)}, {len(judging)}")
    ratio = (sum(found["kindred"]) / sum(found["torch"])) if found["torch"] else float("nan")
    print(json.dumps({"ratio": round(ratio, 4), "within five per cent": abs(ratio - 1) <= 0.05}))
    sys.exit(abs(ratio - 1) > 0.05)


main()
