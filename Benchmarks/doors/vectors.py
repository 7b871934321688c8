"""The vectors that servers are measured with."""
import numpy as np


def made_up(rows, dimension, queries):
    """Vectors that vary in fewer directions than they have components, as embeddings do; queries like them, and their exact neighbours by cosine."""
    rng = np.random.default_rng(7)
    inner = min(48, dimension)
    centres, mix = rng.standard_normal((400, inner)) * 1.5, rng.standard_normal((inner, dimension))

    def draw(count):
        drawn = (centres[rng.integers(0, len(centres), count)] + rng.standard_normal((count, inner))) @ mix + rng.standard_normal((count, dimension))
        return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype("<f4")
    base, query = draw(rows), draw(queries)
    return base, query, np.argsort(-(query @ base.T), 1)[:, :10]
