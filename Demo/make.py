"""Choose the demonstration's data out of two larger sets and of scikit-image's photographs (numpy 2.4, opencv-python 5.0,
scikit-image 0.26; seconds).

    make.py WORDNET_MINILM DIGITS        folders with the files that ATTRIBUTION.md names

Glosses: the forty nearest of each of a few words, so that neighbours read well; animals up to 1,200; then the other
categories in equal shares as far as they reach. Rows keep the order of the larger set. Same input, same files. Pictures: eight photographs in grey, and views of three of them: seen from aside, darker, with noise and with
something in front.
"""
import gzip
import json
import os
import sys

import cv2
import numpy as np
from skimage import data

ROWS, ANIMALS, NEAREST, QUERIES = 5_000, 1_200, 40, 200
SEEDS = ["ratel", "espresso", "violin", "glacier", "chess", "gallop", "sonnet", "volcano", "bicycle",
         "whisper", "saffron", "beacon", "generous"]
# WordNet's lexicographer files in the order of their numbers.
CATEGORIES = """adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body
noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive noun.object
noun.person noun.phenomenon noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape noun.state
noun.substance noun.time verb.body verb.change verb.cognition verb.communication verb.competition verb.consumption
verb.contact verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative
verb.weather adj.ppl""".split()

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(5)


def choose(base, labels, words):
    """The rows that are kept, ascending."""
    chosen = np.zeros(len(base), bool)
    wide = base.astype(np.float32)
    for seed in SEEDS:
        row = next(i for i, w in enumerate(words) if w[0] == seed)
        chosen[np.argsort(-(wide @ wide[row]), kind="stable")[:NEAREST]] = True
    animal = CATEGORIES.index("noun.animal")

    def add(category, count):
        rows = np.flatnonzero((labels == category) & ~chosen)
        chosen[random.permutation(rows)[:max(count, 0)]] = True
    add(animal, ANIMALS - int(chosen[labels == animal].sum()))
    others = [c for c in range(len(CATEGORIES)) if c != animal]
    # Smallest first: what a small category cannot give, the larger ones share.
    others.sort(key=lambda c: ((labels == c).sum(), c))
    for place, category in enumerate(others):
        later = others[place:]
        share = (ROWS - chosen.sum() + chosen[np.isin(labels, later)].sum()) // len(later)
        add(category, int(share - chosen[labels == category].sum()))
    missing = ROWS - int(chosen.sum())
    chosen[random.permutation(np.flatnonzero(~chosen))[:max(missing, 0)]] = True
    return np.flatnonzero(chosen)[:ROWS]


def glosses(folder):
    base, labels = np.load(f"{folder}/base.npy"), np.load(f"{folder}/labels.npy")
    with gzip.open(f"{folder}/texts.txt.gz", "rt", encoding="utf-8") as f:
        texts = [line.rstrip("\n").split(": ", 1) for line in f]
    words = [text[0].split(", ") for text in texts]
    rows = choose(base, labels, words)
    np.save(f"{here}/glosses/vectors.npy", base[rows])
    np.save(f"{here}/glosses/queries.npy", np.load(f"{folder}/query.npy")[:QUERIES])
    with open(f"{here}/glosses/payload.jsonl", "w", encoding="utf-8") as f:
        for r in rows:
            category = CATEGORIES[labels[r]]
            f.write(json.dumps({"word": words[r][0], "words": words[r], "gloss": texts[r][1], "category": category,
                                "part": category.split(".")[0]}, ensure_ascii=False) + "\n")


def digits(folder):
    np.save(f"{here}/digits/vectors.npy", np.load(f"{folder}/vectors.npy").astype(np.uint8))
    np.save(f"{here}/digits/labels.npy", np.load(f"{folder}/labels.npy").astype(np.uint8))
    with open(f"{here}/digits/payload.jsonl", "w") as f:
        for row, label in enumerate(np.load(f"{folder}/labels.npy")):
            f.write(json.dumps({"digit": int(label), "row": row}) + "\n")


# The corners of each view's picture, as shares of its width and height.
VIEWS = {"camera": [(.06, .12), (.9, .02), (.97, .86), (.1, .96)], "coffee": [(.18, .0), (1., .2), (.8, 1.), (.0, .8)],
         "astronaut": [(.75, .04), (.95, .8), (.2, .97), (.05, .22)]}


def pictures():
    os.makedirs(f"{here}/pictures/views", exist_ok=True)
    found = {}
    for name in ("astronaut", "brick", "camera", "chelsea", "coffee", "coins", "gravel", "rocket"):
        image = getattr(data, name)()
        grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        factor = 280 / max(grey.shape)
        size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
        found[name] = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        cv2.imwrite(f"{here}/pictures/{name}.pgm", found[name])
    noise = np.random.default_rng(6)
    for name, corners in VIEWS.items():
        image = found[name]
        h, w = image.shape
        square = np.float32([(0, 0), (w - 1, 0), (w - 1, h - 1), (0, h - 1)])
        warp = cv2.getPerspectiveTransform(square, np.float32(corners) * np.float32([w - 1, h - 1]))
        view = cv2.warpPerspective(image, warp, (w, h), flags=cv2.INTER_AREA, borderValue=90).astype(np.float64)
        view[h // 3:h // 3 + 70, w // 2:w // 2 + 60] = np.add.outer(np.arange(70), np.arange(60)) + 40
        view = np.clip(.75 * view + 10 + noise.normal(0, 4, view.shape), 0, 255)
        cv2.imwrite(f"{here}/pictures/views/{name}.pgm", view.round().astype(np.uint8))


pictures()
glosses(sys.argv[1])
digits(sys.argv[2])
