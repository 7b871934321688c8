"""Durable import side by side: Kindred, Qdrant's engine in process, and merely appending the same bytes to one file.

    durable.py DATA --kindred PATH --out FILE.jsonl [--rows 100000] [--batch 1000] [--repeats 3] [--folder DIR]

All three write the same rows and payloads in batches, and after each batch the disk has them: one `kindred import --batch`,
one `flush` of the shard, one `fsync` of the file. Peers take turns within each repeat; the best of each counts.
Of Kindred the whole import is timed, reading and parsing of the input files included (the graph is built after it and timed
apart: "indexed_s"); of Qdrant only `update` and
`flush`, the making of Python objects not; of the file only `write` and `fsync`.
"""
import argparse
import importlib.metadata
import json
import os
import shutil
import subprocess
import tempfile
import time

import numpy as np

from dataset import Dataset


def kindred(folder, data, options):
    """Import through the command line, then the time a fresh process needs to open the database and count."""
    database = os.path.join(folder, "kindred")
    run = lambda *words: subprocess.run([options.kindred, *words, "--database", database], check=True, capture_output=True, text=True).stdout
    measure = {"l2": "euclidean", "ip": "dot", "cosine": "cosine"}[data.metric]
    run("create", "rows", "--dimension", str(data.base.shape[1]), "--measure", measure)
    out = run("import", "rows", data.npy, "--payload", data.jsonl, "--batch", str(options.batch), "--json")
    summary = json.loads(out.splitlines()[-1])
    start = time.perf_counter()
    count = int("".join(c for c in run("count", "rows") if c.isdigit()))
    assert count == options.rows, f"{count} of {options.rows} rows"
    return {"seconds": summary["seconds"], "indexed_s": summary.get("indexed_seconds"), "reopen_s": round(time.perf_counter() - start, 4), "bytes": size(database)}


def qdrant(folder, data, options):
    """Qdrant Edge, flushed after each batch."""
    import qdrant_edge as library
    path = os.path.join(folder, "qdrant")
    os.makedirs(path)
    distance = {"l2": library.Distance.Euclid, "ip": library.Distance.Dot, "cosine": library.Distance.Cosine}[data.metric]
    config = library.EdgeConfig(vectors=library.EdgeVectorParams(size=data.base.shape[1], distance=distance))
    shard, seconds = library.EdgeShard.create(path, config), 0.0
    for start in range(0, options.rows, options.batch):
        rows = range(start, min(start + options.batch, options.rows))
        points = [library.Point(r, data.base[r].tolist(), json.loads(data.lines[r])) for r in rows]
        begin = time.perf_counter()
        shard.update(library.UpdateOperation.upsert_points(points))
        shard.flush()
        seconds += time.perf_counter() - begin
    shard.close()
    begin = time.perf_counter()
    shard = library.EdgeShard.load(path, config)
    reopen = time.perf_counter() - begin
    shard.close()
    return {"seconds": round(seconds, 3), "reopen_s": round(reopen, 4), "bytes": size(path)}


def append(folder, data, options):
    """The same bytes behind each other in one file."""
    path = os.path.join(folder, "append")
    batches = [data.base[s:s + options.batch].tobytes() + "\n".join(data.lines[s:s + options.batch]).encode() for s in range(0, options.rows, options.batch)]
    begin = time.perf_counter()
    with open(path, "wb", buffering=0) as f:
        for batch in batches:
            f.write(batch)
            os.fsync(f.fileno())
    return {"seconds": round(time.perf_counter() - begin, 3), "bytes": size(path)}


def size(path):
    """Bytes on the disk."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.stat(os.path.join(d, f)).st_blocks * 512 for d, _, names in os.walk(path) for f in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--kindred", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", help="where to write; should be on the disk that is meant")
    options = parser.parse_args()
    data = Dataset(options.data, unit=False)
    options.rows = min(options.rows, len(data.base))
    data.base, data.lines = data.base[:options.rows], data.payloads(options.rows)
    scratch = tempfile.mkdtemp(prefix="kindred-durable-", dir=options.folder)
    versions = {"kindred": subprocess.run([options.kindred, "--version"], capture_output=True, text=True).stdout.split()[-1],
                "qdrant": importlib.metadata.version("qdrant-edge-py"), "append": ""}
    rows = {}
    try:
        data.npy, data.jsonl = os.path.join(scratch, "rows.npy"), os.path.join(scratch, "rows.jsonl")
        np.save(data.npy, data.base)
        with open(data.jsonl, "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in data.lines)
        for repeat in range(options.repeats):
            for peer in (append, kindred, qdrant):
                folder = os.path.join(scratch, f"{peer.__name__}-{repeat}")
                os.makedirs(folder)
                os.sync()
                row = {"durable": peer.__name__, "version": versions[peer.__name__], "data": data.name, "rows": options.rows,
                       "dimension": data.base.shape[1], "batch": options.batch, **peer(folder, data, options)}
                print(json.dumps(row), flush=True)
                if peer.__name__ not in rows or row["seconds"] < rows[peer.__name__]["seconds"]:
                    rows[peer.__name__] = row
                shutil.rmtree(folder)
        with open(options.out, "a") as f:
            f.writelines(json.dumps(row) + "\n" for row in rows.values())
        ours = rows["kindred"]["seconds"]
        print(f"kindred {ours:.2f} s: {rows['qdrant']['seconds'] / ours:.2f} times as fast as Qdrant Edge, "
              f"{rows['append']['seconds'] / ours:.2f} times as fast as appending to one file; "
              f"reopened in {rows['kindred']['reopen_s'] * 1e3:.0f} ms, process start included")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
