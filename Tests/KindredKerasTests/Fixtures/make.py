"""Makes the fixtures beside it: small Keras models with inputs and outputs. Needs keras 3, torch, h5py, numpy.

    KERAS_BACKEND=torch python make.py
"""
import json
import os
import zipfile

os.environ.setdefault("KERAS_BACKEND", "torch")
os.chdir(os.path.dirname(os.path.abspath(__file__)))
import h5py
import keras
import numpy as np
from keras import layers as l
from keras.src.legacy.preprocessing.text import Tokenizer

keras.utils.set_random_seed(11)
random = np.random.default_rng(5)
series = random.normal(size=(3, 6, 4)).astype(np.float32)
words = random.integers(0, 9, size=(3, 7)).astype(np.float32)
gaps = series.copy()
gaps[0, 0] = gaps[0, 3] = gaps[1, 5] = gaps[2, :] = 0
cases, inputs = {}, {"series": series, "words": words, "gaps": gaps}


def unsettle(model):
    """Biases and all other weights at random, so that no zero hides a mistake."""
    for weight in model.weights:
        weight.assign(random.normal(scale=.5, size=weight.shape).astype(np.float32))
    return model


def keep(name, model, x, suffix=".h5", batch=3):
    model.save(name + suffix)
    y = model.predict(inputs[x], batch_size=batch, verbose=0)
    cases[name + suffix] = {"input": x, "shape": list(y.shape), "output": [float(v) for v in y.ravel()], "parameters": model.count_params()}


def chain(*layers):
    return unsettle(keras.Sequential(layers))


i6 = l.Input((6, 4))
last = chain(i6, l.LSTM(5), l.Dense(3))
keep("last", last, "series")
keep("last", last, "series", ".keras")
last.save_weights("last.weights.h5")
open("last.json", "w").write(last.to_json())
stack = chain(l.Input((6, 4)), l.LSTM(5, return_sequences=True), l.Dropout(.2), l.LSTM(3), l.Dense(4, activation="softmax"))
keep("stack", stack, "series")
keep("stack", stack, "series", ".keras")
keep("every", chain(l.Input((None, 4)), l.LSTM(4, return_sequences=True, go_backwards=True), l.Dense(2, activation="sigmoid")), "series")
keep("masked", chain(l.Input((7,)), l.Embedding(9, 3, mask_zero=True), l.LSTM(4, return_sequences=True), l.LSTM(4), l.Dense(9, activation="softmax")), "words")
keep("both", chain(l.Input((7,)), l.Embedding(9, 3, mask_zero=True), l.Bidirectional(l.LSTM(3, return_sequences=True)), l.Bidirectional(l.LSTM(2, use_bias=False)), l.Dense(2, activation="tanh")), "words", ".keras")
keep("masking", chain(l.Input((6, 4)), l.Masking(), l.LSTM(4, return_sequences=True, zero_output_for_mask=True), l.Flatten(), l.Dense(2), l.Activation("relu")), "gaps")
i = l.Input((7,))
x = l.LSTM(4)(l.LSTM(3, return_sequences=True)(l.Embedding(9, 5, mask_zero=True)(i)))
keep("functional", unsettle(keras.Model(i, l.Dense(2)(x))), "words")
keep("functional", unsettle(keras.Model(i, l.Dense(2)(x))), "words", ".keras")
# Stateful: the second batch goes on where the first ended, but for the layer that is not.
keep("stateful", chain(l.Input(batch_shape=(1, 6, 4)), l.LSTM(2, return_sequences=True), l.LSTM(3, stateful=True), l.Dense(2)), "series", batch=1)

# As the first releases of the archive named its root, and deflated.
with zipfile.ZipFile("last.keras") as source, zipfile.ZipFile("old.keras", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("config.json", source.read("config.json"))
    open("old.weights.h5", "wb").write(source.read("model.weights.h5"))
    with h5py.File("old.weights.h5", "r+") as f:
        f.move("layers", "_layer_checkpoint_dependencies")
    archive.write("old.weights.h5", "model.weights.h5")
os.remove("old.weights.h5")
cases["old.keras"] = dict(cases["last.h5"])

# What is refused, and the word that the refusal names.
refused = {}
for name, word, layers in [
    ("gru", "GRU", [l.Input((6, 4)), l.GRU(3)]),
    ("selu", "selu", [l.Input((6, 4)), l.LSTM(3), l.Dense(2, activation="selu")]),
    ("hard", "hard_sigmoid", [l.Input((6, 4)), l.LSTM(3, recurrent_activation="hard_sigmoid")]),
    ("sum", "sum", [l.Input((6, 4)), l.Bidirectional(l.LSTM(3), merge_mode="sum")]),
    ("conv", "Conv1D", [l.Input((6, 4)), l.Conv1D(3, 2)]),
]:
    keras.Sequential(layers).save(f"refused-{name}.h5")
    refused[f"refused-{name}.h5"] = word
i = l.Input((6, 4))
keras.Model(i, l.Add()([l.LSTM(3)(i), l.LSTM(3)(i)])).save("refused-branches.keras")
refused["refused-branches.keras"] = "no chain"

# The same model as Keras 2.15 writes it: fixed-length texts, names with :0 and lstm_cell, batch_input_shape.
def texts(values):
    return np.array([v.encode() for v in values])


with h5py.File("keras2.h5", "w") as f:
    def common(kind, name, **more):
        return {"class_name": kind, "config": {"name": name, "trainable": True, "dtype": "float32", **more}}

    lstm = dict(return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, time_major=False, units=5,
                activation="tanh", recurrent_activation="sigmoid", use_bias=True, unit_forget_bias=True, dropout=0.0, recurrent_dropout=0.0, implementation=2)
    config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 6, 4], "dtype": "float32", "sparse": False, "ragged": False, "name": "lstm_input"}},
        common("LSTM", "lstm", batch_input_shape=[None, 6, 4], **lstm), common("Dense", "dense", units=3, activation="linear", use_bias=True)]}}
    f.attrs["model_config"] = np.bytes_(json.dumps(config))
    f.attrs["keras_version"] = np.bytes_("2.15.0")
    f.attrs["backend"] = np.bytes_("tensorflow")
    g = f.create_group("model_weights")
    g.attrs["layer_names"] = texts(["lstm", "dense"])
    values = [np.asarray(v) for v in last.get_weights()]
    for layer, names, arrays in [("lstm", ["kernel", "recurrent_kernel", "bias"], values[:3]), ("dense", ["kernel", "bias"], values[3:])]:
        part = g.create_group(layer)
        prefix = "lstm/lstm_cell/" if layer == "lstm" else "dense/"
        part.attrs["weight_names"] = texts([f"{prefix}{n}:0" for n in names])
        for n, a in zip(names, arrays):
            part.create_dataset(f"{prefix}{n}:0", data=a, **({"compression": "gzip", "chunks": (2, 10)} if n == "kernel" and layer == "lstm" else {}))
cases["keras2.h5"] = dict(cases["last.h5"])

# Files that lie.
with h5py.File("last.h5") as source:
    text = source.attrs["model_config"]


def lie(name, change, config=text):
    with h5py.File("last.h5") as source, h5py.File(name, "w") as f:
        for key, value in source.attrs.items():
            f.attrs[key] = value
        f.attrs["model_config"] = config
        source.copy("model_weights", f)
        change(f, "model_weights/lstm/sequential/lstm/lstm_cell/kernel")
    refused[name] = ""


def huge(f, path):
    del f[path]
    f.create_dataset(path, shape=(4, 20), maxshape=(None, None), chunks=(1 << 10, 1 << 10), dtype="f4")


def elsewhere(f, path):
    del f[path]
    f[path] = h5py.ExternalLink("last.h5", path)


def raw(f, path):
    del f[path]
    f.create_dataset(path, shape=(4, 20), dtype="f4", external=[("make.py", 0, 320)])


def words_for_numbers(f, path):
    del f[path]
    f.create_dataset(path, data=np.array([[b"x"] * 20] * 4))


def infinite(f, path):
    f[path][0, 0] = np.inf


def number_names(f, path):
    f["model_weights/lstm"].attrs["weight_names"] = 7


def missing(f, path):
    f["model_weights/lstm"].attrs["weight_names"] = ["a", "b", "c"]


def fewer(f, path):
    f["model_weights/lstm"].attrs["weight_names"] = ["sequential/lstm/lstm_cell/kernel"]


lie("lie-unwritten.h5", huge)
lie("lie-link.h5", elsewhere)
lie("lie-external.h5", raw)
lie("lie-text.h5", words_for_numbers)
lie("lie-infinite.h5", infinite)
lie("lie-names.h5", number_names)
lie("lie-missing.h5", missing)
lie("lie-fewer.h5", fewer)
lie("lie-units.h5", lambda f, p: None, text.replace('"units": 5', '"units": 1000000'))
lie("lie-units2.h5", lambda f, p: None, text.replace('"units": 5', '"units": 1e300'))
lie("lie-type.h5", lambda f, p: f.attrs.__setitem__("model_config", np.arange(5)))
lie("lie-json.h5", lambda f, p: None, "{" * 1000)
lie("lie-cut.h5", lambda f, p: None, text[:300])

# The tokenizer and its answers.
corpus = ["The cat sat on the mat.", "The dog sat on the log!", "Hello there, the cat & the dog", "tab\tand\nnew line", "élan É naïve ß"]
asked = corpus + ["the unknown cat", "", "CAT,cat;Cat dog-log", "  the   mat  "]
tokenizers = []
for options in [{}, {"num_words": 4}, {"oov_token": "<oov>"}, {"oov_token": "<oov>", "num_words": 4}, {"char_level": True}, {"lower": False, "filters": "t", "split": "a"}, {"split": "--"}, {"oov_token": "cat"}]:
    t = Tokenizer(**options)
    t.fit_on_texts(corpus)
    tokenizers.append({"options": options, "json": t.to_json(), "index": t.word_index, "sequences": t.texts_to_sequences(asked)})
padded = []
for options in [{}, {"maxlen": 2}, {"maxlen": 2, "truncating": "post"}, {"maxlen": 5, "padding": "post"}, {"maxlen": 3, "padding": "post", "truncating": "post", "value": 9}]:
    padded.append({"options": options, "result": keras.utils.pad_sequences([[1], [2, 3], [4, 5, 6, 7], []], **options).tolist()})

# A model of words that was taught four sentences, and what it says.
text = ["the cat sat on the mat", "the dog sat on the log", "hello there the cat and the dog", "hello the mat is on the log there"]
t = Tokenizer()
t.fit_on_texts(text)
size = len(t.word_index) + 1
model = keras.Sequential([l.Input((7,)), l.Embedding(size, 6), l.LSTM(12), l.Dense(size, activation="softmax")])
model.compile(keras.optimizers.Adam(.02), "sparse_categorical_crossentropy")
pairs = [(s[:k], s[k]) for s in t.texts_to_sequences(text) for k in range(1, len(s))]
model.fit(keras.utils.pad_sequences([p[0] for p in pairs], 7), np.array([p[1] for p in pairs]), epochs=150, verbose=0)
model.save("words.h5")
open("words.json", "w").write(t.to_json())
said = {}
for seed in ["Hello", "the dog", "There, the cat!", "nobody knows the"]:
    line = seed
    for _ in range(10):
        ids = keras.utils.pad_sequences(t.texts_to_sequences([line]), 7)
        best = int(model.predict(ids, verbose=0).argmax())
        if best == 0:
            break
        line += " " + t.index_word[best]
    said[seed] = line

json.dump({"inputs": {k: {"shape": list(v.shape), "values": [float(x) for x in v.ravel()]} for k, v in inputs.items()}, "cases": cases, "refused": refused,
           "corpus": corpus, "asked": asked, "tokenizers": tokenizers, "padded": padded, "said": said}, open("expected.json", "w"), ensure_ascii=False)
