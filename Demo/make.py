"""Choose the demonstration's data out of two larger sets (numpy 2.4; seconds).

    make.py WORDNET_MINILM DIGITS        folders with the files that ATTRIBUTION.md names

Glosses: the forty nearest of each of a few words, so that neighbours read well; animals up to 1,200; then the other
categories in equal shares as far as they reach. Rows keep the order of the larger set. Same input, same files.
"""
import gzip
import json
import os
import sys

import numpy as np

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


glosses(sys.argv[1])
digits(sys.argv[2])
