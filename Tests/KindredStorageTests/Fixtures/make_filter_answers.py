"""Writes filter-answers.json: random payloads and filters, and which payloads match, said by qdrant-client's own
in-memory evaluator. Needs qdrant-client==1.19.1. Left out is what that evaluator does unlike the server: scalars in
lists under nested, lists in lists, places off the Earth; and 1 against 1.0, on which nobody relies."""
import json
import random
import uuid
from importlib.metadata import version

from qdrant_client.http import models as m
from qdrant_client.local.payload_filters import check_filter

rnd = random.Random(20261121)
WORDS = ["red", "green", "Honey Badger", "the badger's honey", "ratel", "", "Straße 7", "red green"]
DATES = ["2020-01-02", "2020-01-02T00:00:00Z", "2020-01-02 01:00:00+01:00", "2020-01-02T03:00:00.5+03", "2021-06-15 12:30", "2021-13-01",
         "1999-12-31T23:59:59.999999Z", "2021-06-15T12:30:00.1234567Z", "yesterday"]


def scalar(kind):
    if rnd.random() < 0.08:
        return None
    return {"city": lambda: rnd.choice(WORDS), "rank": lambda: rnd.randint(-3, 6), "price": lambda: rnd.choice([0.5, 2.25, -1.5, 3, 1e300]),
            "ok": lambda: rnd.random() < 0.5, "when": lambda: rnd.choice(DATES), "tags": lambda: rnd.choice(WORDS + [1, 2, True]),
            "at": lambda: {"lat": round(rnd.uniform(-89, 89), 2), "lon": round(rnd.uniform(-179, 179), 2)}}[kind]()


def value(kind):
    return [scalar(kind) for _ in range(rnd.randint(0, 3))] if rnd.random() < 0.3 else scalar(kind)


def payload():
    p = {k: value(k) for k in ["city", "rank", "price", "ok", "when", "tags", "at"] if rnd.random() < 0.8}
    if rnd.random() < 0.7:
        p["a"] = {"b": value("tags"), "odd key": value("rank")}
    if rnd.random() < 0.7:
        p["parts"] = [{k: value(f) for k, f in [("k", "city"), ("n", "rank")] if rnd.random() < 0.8} for _ in range(rnd.randint(0, 3))]
    return p


def bounds(draw):
    return {b: draw() for b in rnd.sample(["gt", "gte", "lt", "lte"], rnd.randint(1, 2))}


def field(key, kind):
    point = lambda: {"lat": rnd.randint(-80, 80), "lon": rnd.randint(-170, 170)}
    ring = lambda c, r: {"points": [{"lat": c["lat"] + y * r, "lon": c["lon"] + x * r} for y, x in [(1, 1), (1, -1), (-1, -1), (-.5, 1), (1, 1)]]}
    strings = WORDS + ["honey", "badger honey", "BADGER", "e", "7"]
    def polygon():
        c = {"lat": rnd.randint(-30, 30), "lon": rnd.randint(-90, 90)}
        return {"exterior": ring(c, 50), "interiors": [ring(c, 15)] if rnd.random() < 0.5 else None}
    def box():
        a, b = point(), point()
        return {"top_left": {"lat": max(a["lat"], b["lat"]), "lon": a["lon"]}, "bottom_right": {"lat": min(a["lat"], b["lat"]), "lon": b["lon"]}}
    anything = lambda: rnd.choice([rnd.choice(strings), rnd.randint(-3, 6), rnd.random() < 0.5])
    some = rnd.choice([
        lambda: {"match": {"value": anything()}}, lambda: {"match": {"any": rnd.sample(strings, rnd.randint(0, 3))}},
        lambda: {"match": {"any": rnd.sample(range(-3, 7), 3)}}, lambda: {"match": {"except": rnd.sample(strings, rnd.randint(0, 3))}},
        lambda: {"match": {"except": rnd.sample(range(-3, 7), 4)}}, lambda: {"match": {"text": rnd.choice(strings)}},
        lambda: {"match": {"text_any": rnd.choice(strings)}}, lambda: {"match": {"phrase": rnd.choice(strings)}},
        lambda: {"match": {"prefix": rnd.choice(strings)[:rnd.randint(0, 4)]}}, lambda: {"range": bounds(lambda: rnd.choice([-1, 0, 2, 2.25, 4]))},
        lambda: {"range": bounds(lambda: rnd.choice(["2020-01-02", "2020-01-02T00:00:00.5Z", "2021-06-15T12:30:00.123456Z", "2021-01-01T00:00:00+02:00"]))},
        lambda: {"geo_radius": {"center": point(), "radius": rnd.randint(1, 9) * 1e6}}, lambda: {"geo_bounding_box": box()}, lambda: {"geo_polygon": polygon()},
        lambda: {"values_count": bounds(lambda: rnd.randint(0, 3))}, lambda: {"is_empty": rnd.random() < 0.5}, lambda: {"is_null": rnd.random() < 0.5}])
    own = {"at": [lambda: {"geo_radius": {"center": point(), "radius": rnd.randint(1, 9) * 1e6}}, lambda: {"geo_bounding_box": box()}, lambda: {"geo_polygon": polygon()}],
           "when": [lambda: {"range": bounds(lambda: rnd.choice(["2020-01-02", "2020-01-02T00:00:00.5Z", "2021-06-15T12:30:00.123456Z"]))}]}
    if kind in own and rnd.random() < 0.7:
        some = rnd.choice(own[kind])
    return {"key": key, **some()}


KEYS = [("city", "city"), ("rank", "rank"), ("price", "price"), ("ok", "ok"), ("when", "when"), ("tags", "tags"), ("tags[]", "tags"), ("tags[0]", "tags"), ("at", "at"),
        ("a.b", "tags"), ('a."odd key"', "rank"), ("parts[].k", "city"), ("parts[].n", "rank"), ("parts[1].n", "rank"), ("parts.k", "city"), ("nothing", "city")]


def condition(depth, inside=False):
    roll = rnd.random()
    if depth and roll < 0.2:
        return filter_(depth - 1, inside)
    if depth and roll < 0.35 and not inside:
        return {"nested": {"key": rnd.choice(["parts", "parts[]"]), "filter": filter_(depth - 1, True)}}
    if not inside and roll < 0.42:
        return {"has_id": rnd.sample(IDS, 10)}
    if not inside and roll < 0.45:
        return {"slice": {"total": 3, "index": rnd.randint(0, 2)}}
    if roll < 0.5:
        return {rnd.choice(["is_empty", "is_null"]): {"key": rnd.choice(["k", "n"]) if inside else rnd.choice(KEYS)[0]}}
    return field(*(rnd.choice([("k", "city"), ("n", "rank")]) if inside else rnd.choice(KEYS)))


def filter_(depth, inside=False):
    f = {}
    for clause in rnd.sample(["must", "should", "must_not", "min_should"], rnd.randint(1, 2)):
        conditions = [condition(depth, inside) for _ in range(rnd.randint(1, 3))]
        f[clause] = {"conditions": conditions, "min_count": rnd.randint(1, 2)} if clause == "min_should" else conditions[0] if rnd.random() < 0.1 else conditions
    return f


IDS = [i if i % 3 else str(uuid.UUID(int=i + 1)) for i in range(40)]
payloads = [payload() for _ in IDS]
cases = []
while len(cases) < 300:
    f = filter_(rnd.choice([0, 0, 1, 2]))
    try:
        parsed = m.Filter(**f)
    except Exception:
        continue
    answer = [i for i, p in enumerate(payloads) if check_filter(parsed, p, IDS[i], {"image": True})]
    if answer and (len(answer) < len(payloads) or rnd.random() < 0.1) or rnd.random() < 0.1:
        cases.append({"filter": f, "matches": answer})
with open("filter-answers.json", "w") as out:
    out.write('{"made by": "qdrant-client %s",\n"ids": %s,\n"payloads": [\n%s],\n"cases": [\n%s]}\n' % (
        version("qdrant-client"), json.dumps(IDS), ",\n".join(json.dumps(p, ensure_ascii=False) for p in payloads),
        ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases)))
