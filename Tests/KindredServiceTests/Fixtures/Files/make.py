"""Makes the vector files beside it. Needs numpy (2.4.6) and safetensors (see versions.json for what was used).

Every matrix holds 5 rows of 3: value(r, c) = 3 r + c, minus 7 for signed types, times 0.5 for floating point.
"""
import importlib.metadata
import json
import os
import struct

import numpy as np
from safetensors.numpy import save_file

here = os.path.dirname(os.path.abspath(__file__))
grid = np.arange(15).reshape(5, 3)


def path(name):
    return os.path.join(here, name)


def matrix(kind):
    x = grid if kind[0] == "u" else grid - 7
    return (x * 0.5 if kind[0] == "f" else x).astype("<" + kind)


for kind in ("f2", "f4", "f8", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8"):
    np.save(path(f"{kind}.npy"), matrix(kind))
np.save(path("fortran.npy"), np.asfortranarray(matrix("f4")))
np.save(path("big-endian.npy"), matrix("f4").astype(">f4"))
np.save(path("complex.npy"), matrix("f4").astype("<c8"))
np.save(path("structured.npy"), np.zeros(3, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save(path("vector.npy"), matrix("f4")[1])
np.save(path("images.npy"), np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
np.save(path("empty.npy"), np.zeros((0, 3), np.float32))
np.save(path("scalar.npy"), np.float32(1))
np.save(path("ids.npy"), np.array([10, 20, 30, 40, 2**63 - 1], np.int64))
np.save(path("negative-ids.npy"), np.array([10, -20], np.int64))
with open(path("version2.npy"), "wb") as f:
    np.lib.format.write_array(f, matrix("f4"), version=(2, 0))
nan = matrix("f4")
nan[3, 1] = np.nan
np.save(path("nan.npy"), nan)
huge = matrix("f8")
huge[2, 0] = 1e300
np.save(path("beyond.npy"), huge)
for name, code in (("fvecs", "f"), ("bvecs", "B"), ("ivecs", "i")):
    x = grid if code == "B" else grid - 7
    with open(path(f"rows.{name}"), "wb") as f:
        for row in x * (0.5 if code == "f" else 1):
            f.write(struct.pack("<i3" + code, 3, *(row if code == "f" else row.astype(int))))
save_file({"embeddings": matrix("f4"), "ids": np.array([5, 6, 7, 8, 9], np.int64), "norms": np.zeros(5, np.float32)}, path("one.safetensors"))
save_file({"a": matrix("f2"), "b": matrix("i8"), "flags": np.zeros((5, 3), bool)}, path("two.safetensors"))
versions = {p: importlib.metadata.version(p) for p in ("numpy", "safetensors")}
json.dump(versions, open(path("versions.json"), "w"))
