"""Writes stems.tsv beside this script: words and their stems by the reference implementation. Needs snowballstemmer, mmh3."""
import pathlib
import re
import sys

import mmh3
import snowballstemmer

stemmer = snowballstemmer.stemmer("english")
words = sorted({w for text in sys.argv[1:] for w in re.findall(r"[a-z]{3,}", pathlib.Path(text).read_text().lower())})
words += ["dying", "skies", "gently", "communism", "generate", "arsenal", "hopping", "hoping", "falling", "cried", "ties", "dresses", "agreed", "feed", "conditional",
          "rationalize", "vietnamization", "adjustable", "replacement", "adoption", "controll", "roll", "succeed", "inning", "yes", "say", "youth", "boyish"]
with open(pathlib.Path(__file__).with_name("stems.tsv"), "w") as out:
    for word in words[:: max(1, len(words) // 2500)] + words[-28:]:
        stem = stemmer.stemWord(word)
        print(word, stem, abs(mmh3.hash(stem)), sep="\t", file=out)
