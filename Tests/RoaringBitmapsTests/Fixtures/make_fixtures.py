"""Makes scripts.json and the .roaring files beside it: what pyroaring (CRoaring) serialises.

    python3 -m venv venv && venv/bin/pip install pyroaring==1.2.0 && venv/bin/python make_fixtures.py

A script is a seed and four registers; both sides draw the same operations from SplitMix64. After each `CHECKPOINT`
operations the CRC-32 is carried over the bytes of all registers, so the first difference is found within that many.
"""

import collections
import json
import pathlib
import zlib

import pyroaring
from pyroaring import BitMap

HERE = pathlib.Path(__file__).parent
MASK = (1 << 64) - 1
CHECKPOINT = 250
REGISTERS = 4


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % bound


class Script:
    def __init__(self, seed, chunks, longest):
        self.random = SplitMix64(seed)
        self.keys = chunks
        self.longest = longest
        self.registers = [BitMap() for _ in range(REGISTERS)]

    def value(self):
        key = self.keys[self.random.below(len(self.keys))]
        return key << 16 | self.random.below(65536) >> self.random.below(6)

    def range(self):
        low = self.value()
        return low, min(low + self.random.below(1 << self.random.below(self.longest)), (1 << 32) - 1) + 1

    def step(self):
        r, below = self.registers, self.random.below
        op, i, j, k = below(1000), below(REGISTERS), below(REGISTERS), below(REGISTERS)
        if op < 450:
            r[i].add(self.value())
        elif op < 600:
            r[i].discard(self.value())
        elif op < 720:
            start, step, count = self.value(), 1 + below(9), below(3000)
            r[i].update(min(start + n * step, (1 << 32) - 1) for n in range(count))
        elif op < 790:
            r[i].add_range(*self.range())
        elif op < 830:
            r[i].remove_range(*self.range())
        elif op < 880:
            r[i].flip_inplace(*self.range())
        elif op < 910:
            if i != j:
                r[i] |= r[j]
        elif op < 918:
            if i != j:
                r[i] &= r[j]
        elif op < 930:
            r[i] ^= r[j]
        elif op < 938:
            r[i] -= r[j]
        elif op < 955:
            r[k] = r[i] | r[j]
        elif op < 963:
            r[k] = r[i] & r[j]
        elif op < 973:
            r[k] = r[i] ^ r[j]
        elif op < 980:
            r[k] = r[i] - r[j]
        elif op < 990:
            r[i].run_optimize()
        else:
            r[k] = BitMap(r[i], optimize=False)  # copy() would optimise


def run(name, seed, steps, keys, longest):
    script = Script(seed, keys, longest)
    crc, checkpoints = 0, []
    layouts = collections.Counter()
    for step in range(1, steps + 1):
        script.step()
        if step % CHECKPOINT == 0:
            for register in script.registers:
                crc = zlib.crc32(register.serialize(), crc)
                layouts.update({k: v for k, v in register.get_statistics().items() if k.endswith("_containers")})
            checkpoints.append(crc)
    counts = [len(register) for register in script.registers]
    for register in script.registers:
        register.run_optimize()
        crc = zlib.crc32(register.serialize(), crc)
    print(name, counts, {kind: layouts[f"n_{kind}_containers"] for kind in ("array", "bitset", "run")})
    return {"name": name, "seed": seed, "steps": steps, "keys": keys, "longest": longest,
            "checkpoints": checkpoints, "counts": counts, "optimized": crc}


def files():
    def bitmap(values=(), ranges=(), optimize=False):
        result = BitMap()
        result.update(values)
        for low, high in ranges:
            result.add_range(low, high)
        if optimize:
            result.run_optimize()
        return result

    edges = [0, 1, 65535, 65536, (1 << 32) - 1]
    yield "empty", bitmap()
    yield "edges", bitmap(edges)
    yield "full-chunk", bitmap(ranges=[(65536, 131072)])
    yield "array-4096", bitmap(range(0, 8192, 2))
    yield "bitset-4097", bitmap(range(0, 8194, 2))
    yield "runs-3-chunks", bitmap([5], [(70000, 71000), (200000, 201000)], optimize=True)
    yield "runs-4-chunks", bitmap([5, 300000], [(70000, 71000), (200000, 201000)], optimize=True)
    yield "mixed", bitmap([*range(0, 20000, 3), *range(65536, 65736, 2)], [(1 << 20, 1 << 21)], optimize=True)


def main():
    scripts = [
        run("dense", 1, 100_000, [0, 1, 2], 17),
        run("few chunks", 2, 100_000, [0, 1, 7, 8, 9, 65535], 18),
        run("sparse", 3, 100_000, [*range(0, 200, 5), *range(65500, 65536)], 20),
        run("short ranges", 4, 100_000, [0, 65535], 8),
    ]
    made_by = {"library": "pyroaring", "version": pyroaring.__version__, "croaring": pyroaring.__croaring_version__}
    text = json.dumps({**made_by, "checkpoint": CHECKPOINT, "scripts": scripts}, separators=(",", ":"))
    (HERE / "scripts.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")
    for name, bitmap in files():
        (HERE / f"{name}.roaring").write_bytes(bitmap.serialize())


main()
