"""The table of RESULTS.md from the lines of `kindred bench` and search.py.

    table.py FILE.jsonl ... [--compare FILE.jsonl ...] [--at 0.9,0.95,0.99]

Where a data set has builds of Kindred and of others, each of ours also gets its ratio to the best of the others at the same recall.

Queries per second at a recall are interpolated between the two settings around it that no other setting of the same
build beats in both: linear in the logarithms of the rate and of what is missing to recall 1.
"""
import argparse
import json
import math
from collections import defaultdict


def rate_at(points, recall):
    """The interpolated rate; None when the build never reaches the recall."""
    front, best = [], 0.0
    for r, q in sorted(points, reverse=True):
        if q > best:
            front.insert(0, (r, q))
            best = q
    if not front or front[-1][0] < recall:
        return None
    missing = lambda r: math.log(max(1 - r, 1e-5))
    for (r0, q0), (r1, q1) in zip(front, front[1:]):
        if r0 < recall <= r1:
            share = (missing(recall) - missing(r0)) / (missing(r1) - missing(r0))
            return math.exp(math.log(q0) + share * (math.log(q1) - math.log(q0)))
    return front[0][1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--compare", nargs="+", default=[], help="lines of other libraries, measured in another run")
    parser.add_argument("--at", default="0.9,0.95,0.99")
    options = parser.parse_args()
    targets = [float(t) for t in options.at.split(",")]
    sweeps, rows = defaultdict(list), {}
    for path in options.files + options.compare:
        with open(path) as f:
            for row in map(json.loads, f):
                if "recall" not in row or "filter" in row:
                    continue
                key = row["data"], row["peer"], json.dumps(row["build"])
                sweeps[key].append((row["recall"], row["qps"]))
                rows[key] = row
    for data in sorted({key[0] for key in rows}):
        keys = [key for key in rows if key[0] == data]
        keys.sort(key=lambda key: -(rate_at(sweeps[key], targets[len(targets) // 2]) or 0))
        print(f"\n{data}, {rows[keys[0]]['n']:,} vectors\n")
        others = [key for key in keys if key[1] != "kindred"]
        has_ratios = bool(others) and len(others) < len(keys)
        best = [max((rate_at(sweeps[key], t) or 0 for key in others), default=0) for t in targets]
        titles = [f"QPS at {t:g}" for t in targets] + ([f"ratio at {t:g}" for t in targets] if has_ratios else [])
        print("| | build | build s | MB | " + " | ".join(titles) + " |\n|" + "---|" * (4 + len(titles)))
        for key in keys:
            row = rows[key]
            build = " ".join(str(v) if k == "index" else f"{k}={v}" for k, v in row["build"].items())
            rates = [rate_at(sweeps[key], t) for t in targets]
            cells = [f"{r:,.0f}" if r else "–" for r in rates]
            if has_ratios:
                cells += [f"{r / b:.2f}" if r and b and row["peer"] == "kindred" else "–" for r, b in zip(rates, best)]
            print(f"| {row['peer']} {row['version']} | {build} | {row['build_s']} | {row['rss_mb']} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
