"""Compares `kindred serve`, asked by the real Qdrant client over REST and gRPC, with the client's own in-memory engine.

Usage: qdrant_checks.py PATH_OF_KINDRED [SEED]. Needs qdrant-client==1.19.1 and numpy. Exit status 0 when everything agrees.
"""
import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import warnings

import numpy as np
from qdrant_client import QdrantClient, models as m
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse

from checks import check, finish, free_port

warnings.filterwarnings("ignore")
KINDRED, SEED = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
N, D = 400, 16
rng, rnd = np.random.default_rng(SEED), random.Random(SEED)


CITY = ["London", "Ankara", "Kazan", "Wuhan", "Sao Paulo"]


def vec():
    return rng.normal(size=D).round(4).tolist()


def sparse(n=8, universe=150):
    return m.SparseVector(indices=rnd.sample(range(universe), n), values=(rng.random(n) + .1).astype(np.float32).tolist())


def rows(n=None):
    return [vec() for _ in range(n or rnd.randint(1, 4))]


def payload(i):
    p = {"city": rnd.choice(CITY), "rank": rnd.randint(0, 99), "price": round(rnd.random() * 100, 3), "flag": rnd.random() < .5,
         "tags": rnd.sample(["a", "b", "c", "d"], rnd.randint(0, 3)), "at": {"lat": rnd.uniform(-80, 80), "lon": rnd.uniform(-170, 170)},
         "made": f"20{rnd.randint(10, 29)}-0{rnd.randint(1, 9)}-1{rnd.randint(0, 9)}T0{rnd.randint(0, 9)}:00:00Z", "nested": {"a": {"b": rnd.randint(0, 5)}, "list": [1, 2, 3]},
         "parts": [{"k": rnd.choice("xyz"), "n": rnd.randint(0, 9)} for _ in range(rnd.randint(0, 3))], "ref": rnd.randint(0, 9), "whole": 2.0, "text": rnd.choice(["red fox", "blue Fox runs", "green hill"])}
    for key in ("price", "tags", "at", "nested"):
        if rnd.random() < .15:
            del p[key]
    if rnd.random() < .1:
        p["city"] = None
    return p


def vectors():
    v = {"text": vec(), "image": vec(), "dots": vec(), "blocks": vec(), "words": sparse(), "idf": sparse(), "rows": rows(), "far": rows()}
    for name in list(v):
        if rnd.random() < .08:
            del v[name]
    return v


IDS = [i if i % 3 else str(uuid.UUID(int=(i * 7919) % 100003 + 1)) for i in range(1, N + 1)]
POINTS = [m.PointStruct(id=i, payload=payload(i), vector=vectors()) for i in IDS]
MANY = m.MultiVectorConfig(comparator=m.MultiVectorComparator.MAX_SIM)
CONFIG = dict(
    vectors_config={"text": m.VectorParams(size=D, distance=m.Distance.COSINE), "image": m.VectorParams(size=D, distance=m.Distance.EUCLID),
                    "dots": m.VectorParams(size=D, distance=m.Distance.DOT), "blocks": m.VectorParams(size=D, distance=m.Distance.MANHATTAN),
                    "rows": m.VectorParams(size=D, distance=m.Distance.COSINE, multivector_config=MANY), "far": m.VectorParams(size=D, distance=m.Distance.EUCLID, multivector_config=MANY)},
    sparse_vectors_config={"words": m.SparseVectorParams(), "idf": m.SparseVectorParams(modifier=m.Modifier.IDF)})
DENSE = ["text", "image", "dots", "blocks"]


def condition():
    return rnd.choice([
        lambda: m.FieldCondition(key="city", match=m.MatchValue(value=rnd.choice(CITY))), lambda: m.FieldCondition(key="city", match=m.MatchAny(any=rnd.sample(CITY, 2))),
        lambda: m.FieldCondition(key="city", match=m.MatchExcept(**{"except": rnd.sample(CITY, 1)})), lambda: m.FieldCondition(key="rank", match=m.MatchValue(value=rnd.randint(0, 99))),
        lambda: m.FieldCondition(key="flag", match=m.MatchValue(value=rnd.random() < .5)), lambda: m.FieldCondition(key="rank", range=m.Range(gte=rnd.randint(0, 50), lt=rnd.randint(50, 99))),
        lambda: m.FieldCondition(key="price", range=m.Range(gt=rnd.random() * 60)), lambda: m.FieldCondition(key="tags", match=m.MatchValue(value=rnd.choice("abcd"))),
        lambda: m.FieldCondition(key="made", range=m.DatetimeRange(gte="2015-01-01T00:00:00Z", lt="2025-01-01T00:00:00Z")),
        lambda: m.FieldCondition(key="tags", values_count=m.ValuesCount(gte=rnd.randint(0, 2))), lambda: m.IsEmptyCondition(is_empty=m.PayloadField(key=rnd.choice(["price", "tags"]))),
        lambda: m.IsNullCondition(is_null=m.PayloadField(key="city")), lambda: m.HasIdCondition(has_id=rnd.sample(IDS, 150)), lambda: m.HasVectorCondition(has_vector=rnd.choice(DENSE + ["words", "rows"])),
        lambda: m.FieldCondition(key="nested.a.b", match=m.MatchValue(value=rnd.randint(0, 5))), lambda: m.FieldCondition(key="parts[].n", range=m.Range(lte=rnd.randint(0, 5))),
        lambda: m.FieldCondition(key="at", geo_radius=m.GeoRadius(center=m.GeoPoint(lat=10, lon=10), radius=5e6)),
        lambda: m.FieldCondition(key="at", geo_bounding_box=m.GeoBoundingBox(top_left=m.GeoPoint(lat=60, lon=-90), bottom_right=m.GeoPoint(lat=-30, lon=90))),
        lambda: m.NestedCondition(nested=m.Nested(key="parts", filter=m.Filter(must=[m.FieldCondition(key="k", match=m.MatchValue(value=rnd.choice("xyz"))), m.FieldCondition(key="n", range=m.Range(gte=3))]))),
        lambda: m.Filter(should=[m.FieldCondition(key="rank", range=m.Range(lt=30)), m.FieldCondition(key="flag", match=m.MatchValue(value=True))])])()


def filters():
    f = m.Filter(**{k: [condition() for _ in range(rnd.randint(1, 2))] for k in rnd.sample(["must", "should", "must_not"], rnd.randint(1, 2))})
    if rnd.random() < .2:
        f.min_should = m.MinShould(conditions=[condition() for _ in range(3)], min_count=rnd.randint(1, 2))
    return f


def same(a, b, ordered=True):
    """Equal ids and scores, but for swaps among ties."""
    if len(a) != len(b):
        return False, f"{len(a)} hits against {len(b)}"
    sa, sb = np.array([h.score for h in a]), np.array([h.score for h in b])
    if len(a) and not np.allclose(sa, sb, rtol=1e-4, atol=1e-5):
        return False, f"scores differ: {sa[:5]} {sb[:5]}"
    if ordered and len(b):
        sure = lambda hits: {str(h.id) for h in hits if abs(h.score - sb[-1]) > 1e-4 * max(1, abs(sb[-1]))}
        if sure(a) != sure(b):
            return False, "ids differ"
    return True, f"{len(a)} hits"


def records(a, b):
    """Equal points, payloads and vectors."""
    if [str(p.id) for p in a] != [str(p.id) for p in b]:
        return False, f"ids {[p.id for p in a][:5]} {[p.id for p in b][:5]}"
    for p, q in zip(a, b):
        if (p.payload or {}) != (q.payload or {}):
            return False, f"payload of {p.id}: {p.payload} {q.payload}"
        if not alike(p.vector, q.vector):
            return False, f"vectors of {p.id}: {p.vector} {q.vector}"
    return True, f"{len(a)} points"


def alike(v, w):
    if not v or not w:
        return not v and not w
    if isinstance(v, dict):
        return v.keys() == w.keys() and all(alike(v[k], w[k]) for k in v)
    if isinstance(v, m.SparseVector):
        return dict(zip(v.indices, np.float32(v.values).round(3))) == dict(zip(w.indices, np.float32(w.values).round(3)))
    return np.allclose(np.array(v, dtype=float), np.array(w, dtype=float), atol=1e-3)


def refused(f, *wanted):
    """A refusal that is the caller's fault, with a text."""
    try:
        f()
    except Exception as e:
        body = getattr(e, "content", None)
        text = f"{e.status_code} {json.loads(body)['status']['error']}" if isinstance(body, bytes) else str(e)
        return "500" not in text[:60] and "INTERNAL" not in text and all(w in text for w in wanted), text[:300].replace("\n", " ")
    return False, "accepted"


def compare(door, c, name, o):
    """All checks of one door."""
    both = lambda f, compared=same: compared(f(c, name), f(o, "c"))
    some = lambda k: rnd.sample([i for i, p in zip(IDS, POINTS) if {"text", "image", "dots", "blocks", "words", "rows", "idf", "far"} <= p.vector.keys()], k)

    for t in range(80):
        f, using, v = filters(), rnd.choice(DENSE), vec()
        limit, offset = rnd.randint(1, 30), rnd.choice([0, 0, 3])
        check(f"{door} filtered {t}", lambda: both(lambda k, n: k.query_points(n, query=v, using=using, query_filter=f, limit=limit, offset=offset).points))
        check(f"{door} count {t}", lambda: (c.count(name, count_filter=f).count == o.count("c", count_filter=f).count, f"{c.count(name, count_filter=f)} {o.count('c', count_filter=f)} {f}"))
    for t in range(12):
        f, v, s, mv = rnd.choice([None, filters()]), vec(), sparse(), rows()
        ask = lambda query, using, **more: both(lambda k, n: k.query_points(n, query=query, using=using, query_filter=f, limit=15, **more).points)
        check(f"{door} sparse {t}", lambda: ask(s, "words"))
        check(f"{door} idf {t}", lambda: ask(s, "idf"))
        check(f"{door} multivector {t}", lambda: ask(mv, rnd.choice(["rows", "far"])))
        check(f"{door} one row {t}", lambda: ask([v], "rows"))
        i = some(1)[0]
        check(f"{door} by id {t}", lambda: ask(i, rnd.choice(DENSE + ["words", "rows"])))
        pre = [m.Prefetch(query=v, using="text", limit=30, filter=filters()), m.Prefetch(query=s, using="words", limit=30), m.Prefetch(query=vec(), using="image", limit=10)]
        for fusion in (m.Fusion.RRF, m.Fusion.DBSF):
            check(f"{door} {fusion.value} {t}", lambda: both(lambda k, n: k.query_points(n, prefetch=pre, query=m.FusionQuery(fusion=fusion), query_filter=f, limit=12, offset=t % 3).points))
        check(f"{door} weighted rrf {t}", lambda: both(lambda k, n: k.query_points(n, prefetch=pre, query=m.RrfQuery(rrf=m.Rrf(k=20, weights=[1.0, .5, 2.0])), limit=12).points))
        check(f"{door} rescoring {t}", lambda: both(lambda k, n: k.query_points(n, prefetch=pre, query=vec_of(t), using="dots", query_filter=f, limit=12).points))
        deep = m.Prefetch(prefetch=[m.Prefetch(query=v, using="text", limit=60), m.Prefetch(query=s, using="words", limit=40)], query=m.FusionQuery(fusion=m.Fusion.RRF), limit=40)
        check(f"{door} nested prefetch {t}", lambda: both(lambda k, n: k.query_points(n, prefetch=deep, query=vec_of(t), using="image", limit=12).points))
        for strategy in m.RecommendStrategy:
            p, q = some(2), some(2)
            for using in (rnd.choice(DENSE), "words", rnd.choice(["rows", "far"])):
                check(f"{door} recommend {strategy.value} {using} {t}", lambda: ask(m.RecommendQuery(recommend=m.RecommendInput(positive=p, negative=q, strategy=strategy)), using))
            if strategy != m.RecommendStrategy.AVERAGE_VECTOR:
                check(f"{door} recommend against {strategy.value} {t}", lambda: ask(m.RecommendQuery(recommend=m.RecommendInput(negative=[vec_of(t), q[0]], strategy=strategy)), "image"))
        pairs = [m.ContextPair(positive=a, negative=b) for a, b in zip(some(2), some(2))]
        using = rnd.choice(DENSE + ["words", "rows"])
        check(f"{door} discover {using} {t}", lambda: ask(m.DiscoverQuery(discover=m.DiscoverInput(target=some_fixed(t, some), context=pairs)), using))
        check(f"{door} context {using} {t}", lambda: ask(m.ContextQuery(context=pairs), using))
        check(f"{door} mmr {t}", lambda: both(lambda k, n: k.query_points(n, query=m.NearestQuery(nearest=v, mmr=m.Mmr(diversity=.4, candidates_limit=50)), using="text", limit=10).points, in_order))
        naive = m.NaiveFeedbackStrategy(naive=m.NaiveFeedbackStrategyParams(a=.8, b=.9, c=.3))
        seen = [m.FeedbackItem(example=e, score=sc) for e, sc in zip(some(3), (.9, .5, .1))]
        check(f"{door} relevance feedback {t}", lambda: ask(m.RelevanceFeedbackQuery(relevance_feedback=m.RelevanceFeedbackInput(target=v, feedback=seen, strategy=naive)), "dots"))
        check(f"{door} threshold {t}", lambda: ask(v, "text", score_threshold=.1))
        check(f"{door} far threshold {t}", lambda: ask(v, "image", score_threshold=5.5))
    formulas(door, both)
    reads(door, c, name, o, both)
    groups(door, both)


def in_order(a, b):
    return [str(h.id) for h in a] == [str(h.id) for h in b] and np.allclose([h.score for h in a], [h.score for h in b], rtol=1e-4, atol=1e-5), f"{[h.id for h in a]} {[h.id for h in b]}"


def vec_of(t):
    return np.random.default_rng(t).normal(size=D).round(4).tolist()


def some_fixed(t, some, cache={}):
    return cache.setdefault(t, some(1)[0])


def formulas(door, both):
    pre = [m.Prefetch(query=vec_of(77), using="text", limit=50), m.Prefetch(query=vec_of(78), using="image", limit=50)]
    for t, expression in enumerate([
            m.SumExpression(sum=["$score", m.MultExpression(mult=[.01, "rank"])]),
            m.SumExpression(sum=["$score[0]", m.NegExpression(neg="$score[1]")]),
            m.MultExpression(mult=["$score", m.FieldCondition(key="city", match=m.MatchAny(any=CITY[:2]))]),
            m.DivExpression(div=m.DivParams(left=m.SumExpression(sum=[1.0, "rank"]), right=m.SumExpression(sum=["rank", 2.0]))),
            m.SqrtExpression(sqrt=m.AbsExpression(abs="$score")), m.PowExpression(pow=m.PowParams(base=m.SumExpression(sum=["rank", 1.0]), exponent=.3)),
            m.ExpExpression(exp="$score"), m.LnExpression(ln=m.SumExpression(sum=["rank", 1.0])), m.Log10Expression(log10=m.SumExpression(sum=["rank", 1.0])),
            m.GaussDecayExpression(gauss_decay=m.DecayParamsExpression(x="rank", target=40.0, scale=10.0, midpoint=.4)),
            m.LinDecayExpression(lin_decay=m.DecayParamsExpression(x="rank", target=40.0, scale=30.0)), m.ExpDecayExpression(exp_decay=m.DecayParamsExpression(x="rank", scale=20.0)),
            m.ExpDecayExpression(exp_decay=m.DecayParamsExpression(x=m.DatetimeKeyExpression(datetime_key="made"), target=m.DatetimeExpression(datetime="2020-01-01T00:00:00Z"), scale=86400.0 * 900)),
            m.GaussDecayExpression(gauss_decay=m.DecayParamsExpression(x=m.GeoDistance(geo_distance=m.GeoDistanceParams(origin=m.GeoPoint(lat=0, lon=0), to="at")), scale=5e6)),
            m.SumExpression(sum=["price", "$score"])]):
        ask = lambda k, n: k.query_points(n, prefetch=pre, query=m.FormulaQuery(formula=expression, defaults={"price": 1.5, "at": {"lat": 1.0, "lon": 2.0}}), limit=20).points
        check(f"{door} formula {t}", lambda: both(ask))


def reads(door, c, name, o, both):
    for t, (p, v) in enumerate([(True, True), (False, False), (["city", "nested.a"], ["text"]), (m.PayloadSelectorInclude(include=["parts[].k"]), False), (m.PayloadSelectorExclude(exclude=["nested.a.b", "tags"]), ["words", "rows"])]):
        check(f"{door} retrieve {t}", lambda: both(lambda k, n: k.retrieve(n, ids=IDS[5:25] + [10 ** 9], with_payload=p, with_vectors=v), records))
        check(f"{door} scroll {t}", lambda: both(lambda k, n: k.scroll(n, limit=37, with_payload=p, with_vectors=v)[0], records))
        check(f"{door} query with {t}", lambda: both(lambda k, n: k.query_points(n, query=vec_of(5), using="dots", limit=9, with_payload=p, with_vectors=v).points, records))
    check(f"{door} pages", lambda: (pages(c, name) == pages(o, "c"), "pages"))
    for t in range(10):
        f = filters()
        check(f"{door} filtered scroll {t}", lambda: both(lambda k, n: k.scroll(n, scroll_filter=f, limit=500)[0], records))
    for key in ("rank", "price", "made"):
        for direction in m.Direction:
            f = rnd.choice([None, filters()])
            check(f"{door} order by {key} {direction.value}", lambda: both(lambda k, n: k.scroll(n, order_by=m.OrderBy(key=key, direction=direction), scroll_filter=f, limit=N, with_payload=[key])[0], by_value(key)))
    check(f"{door} order by query", lambda: both(lambda k, n: k.query_points(n, query=m.OrderByQuery(order_by=m.OrderBy(key="rank", start_from=50)), limit=30, with_payload=["rank"]).points, by_value("rank")))
    check(f"{door} sample", lambda: (len({str(p.id) for p in c.query_points(name, query=m.SampleQuery(sample=m.Sample.RANDOM), limit=N).points}) == N, "sample"))
    for key in ("city", "tags", "rank", "flag"):
        f = rnd.choice([None, filters()])
        check(f"{door} facet {key}", lambda: both(lambda k, n: [(h.value, h.count) for h in k.facet(n, key=key, facet_filter=f, limit=50, exact=True).hits], lambda a, b: (a == b, f"{a} {b}")))
    few = m.Filter(must=[m.HasIdCondition(has_id=IDS[:12])])
    matrix = lambda k, n: sorted((str(p.a), str(p.b), round(p.score, 3)) for p in k.search_matrix_pairs(n, query_filter=few, sample=12, limit=3, using="dots").pairs)
    check(f"{door} matrix", lambda: both(matrix, lambda a, b: (a == b, f"{a[:4]} {b[:4]}")))
    check(f"{door} offsets", lambda: (len(c.search_matrix_offsets(name, query_filter=few, sample=12, limit=3, using="dots").ids) >= 9, "offsets"))


def by_value(key):
    """Equal values in order, and equal sets of points."""
    def compared(a, b):
        va, vb = [p.payload[key] for p in a], [p.payload[key] for p in b]
        return va == vb and (len(a) < 30 or {str(p.id) for p in a if p.payload[key] != va[-1]} == {str(p.id) for p in b if p.payload[key] != vb[-1]}), f"{va[:8]} {vb[:8]}"
    return compared


def pages(k, n):
    ids, start = [], None
    while True:
        page, start = k.scroll(n, limit=41, offset=start)
        ids += [str(p.id) for p in page]
        if start is None:
            return ids


def groups(door, both):
    shown = lambda g: [(x.id, [str(h.id) for h in x.hits]) for x in g.groups]
    for t, key in enumerate(["city", "rank", "tags", "parts[].k", "nothing", "price"]):
        v, f = vec_of(t + 20), rnd.choice([None, filters()])
        # Groups that share their best point have no order among them.
        check(f"{door} groups {key}", lambda: both(lambda k, n: shown(k.query_points_groups(n, group_by=key, query=v, using="text", query_filter=f, limit=10 if "tags" in key or "[]" in key else 4, group_size=2)),
                                                   lambda a, b: (sorted(map(str, a)) == sorted(map(str, b)), f"{a} {b}")))
    pre = m.Prefetch(query=vec_of(30), using="image", limit=10)
    check(f"{door} groups over prefetch", lambda: both(lambda k, n: shown(k.query_points_groups(n, group_by="city", prefetch=pre, query=vec_of(31), using="dots", limit=3)), lambda a, b: (a == b, f"{a} {b}")))


def writes(door, c, name, o):
    """The same random changes on both sides, then the same points."""
    def both(what, f):
        check(f"{door} {what}", lambda: (f(c, name), f(o, "c"), records(c.scroll(name, limit=10 ** 4, with_vectors=True)[0], o.scroll("c", limit=10 ** 4, with_vectors=True)[0]))[2])

    few = IDS[10:20]
    chosen = m.Filter(must=[m.FieldCondition(key="rank", range=m.Range(lt=20))])
    both("set payload", lambda k, n: k.set_payload(n, {"city": "Oslo", "new": {"x": [1, 2.0, None]}}, points=few))
    both("set payload by filter", lambda k, n: k.set_payload(n, {"mark": True}, points=chosen))
    both("set payload at a path", lambda k, n: k.set_payload(n, {"deep": 1}, points=few, key="nested.a"))
    both("set payload in a list", lambda k, n: k.set_payload(n, {"extra": "e"}, points=few, key="parts[0]"))
    both("set payload in lists", lambda k, n: k.set_payload(n, {"each": 1}, points=few, key="parts[]"))
    both("overwrite payload", lambda k, n: k.overwrite_payload(n, {"only": "this"}, points=IDS[20:24]))
    both("delete payload keys", lambda k, n: k.delete_payload(n, ["city", "nested.a.b"], points=IDS[24:40]))
    both("clear payload", lambda k, n: k.clear_payload(n, points_selector=m.PointIdsList(points=IDS[40:43])))
    v, w = vec(), sparse()
    both("update vectors", lambda k, n: k.update_vectors(n, [m.PointVectors(id=IDS[50], vector={"text": v, "words": w}), m.PointVectors(id=IDS[51], vector={"image": v})]))
    both("delete vectors", lambda k, n: k.delete_vectors(n, vectors=["dots", "words", "rows"], points=IDS[60:66]))
    both("delete points", lambda k, n: k.delete(n, points_selector=m.PointIdsList(points=IDS[70:80] + [10 ** 9])))
    both("delete by filter", lambda k, n: k.delete(n, points_selector=m.Filter(must=[m.FieldCondition(key="rank", match=m.MatchValue(value=POINTS[100].payload["rank"]))])))
    both("upsert replaces", lambda k, n: k.upsert(n, [m.PointStruct(id=IDS[90], vector={"text": v}, payload={"a": 1}), m.PointStruct(id=7000, vector={}, payload={})]))
    both("upsert a batch", lambda k, n: k.upsert(n, m.Batch(ids=[8001, 8002], vectors={"text": [v, v], "image": [v, v]}, payloads=[{"p": 1}, {"p": 2.5}])))
    both("update only where", lambda k, n: k.upsert(n, [m.PointStruct(id=8001, vector={"text": v}, payload={"p": 9}), m.PointStruct(id=8003, vector={"text": v}, payload={"p": 3})], update_filter=m.Filter(must=[m.FieldCondition(key="p", match=m.MatchValue(value=5))])))
    both("a batch of updates", lambda k, n: k.batch_update_points(n, [
        m.UpsertOperation(upsert=m.PointsList(points=[m.PointStruct(id=9001, vector={"dots": v}, payload={"b": 1})])), m.SetPayloadOperation(set_payload=m.SetPayload(payload={"c": 2}, points=[9001])),
        m.DeletePayloadOperation(delete_payload=m.DeletePayload(keys=["b"], points=[9001])), m.UpdateVectorsOperation(update_vectors=m.UpdateVectors(points=[m.PointVectors(id=9001, vector={"text": v})])),
        m.DeleteVectorsOperation(delete_vectors=m.DeleteVectors(points=[9001], vector=["dots"])), m.DeleteOperation(delete=m.PointIdsList(points=[8002]))]))


def lifecycle(door, c, name):
    """Collections, aliases, indexes and named vectors: what the in-memory engine does not tell."""
    extra = f"extra_{door}"
    check(f"{door} unnamed vector", lambda: (c.create_collection(extra, vectors_config=m.VectorParams(size=3, distance=m.Distance.COSINE)), c.upsert(extra, [m.PointStruct(id=1, vector=[3, 0, 4])]), c.retrieve(extra, [1], with_vectors=True)[0].vector)[2:] and (np.allclose(c.retrieve(extra, [1], with_vectors=True)[0].vector, [.6, 0, .8]), "unit vector"))
    check(f"{door} exists", lambda: (c.collection_exists(extra) and not c.collection_exists("nothing"), "exists"))
    check(f"{door} listed", lambda: (extra in [x.name for x in c.get_collections().collections], "listed"))
    check(f"{door} info", lambda: (c.get_collection(extra).points_count == 1 and c.get_collection(extra).config.params.vectors.size == 3 and c.get_collection(extra).config.hnsw_config.m == 16, f"{c.get_collection(extra)}"))
    check(f"{door} info of many", lambda: (c.get_collection(name).config.params.vectors["text"].distance == m.Distance.COSINE and "words" in c.get_collection(name).config.params.sparse_vectors, "info"))
    check(f"{door} alias", lambda: (c.update_collection_aliases([m.CreateAliasOperation(create_alias=m.CreateAlias(collection_name=extra, alias_name=f"{extra}_too"))]), c.count(f"{extra}_too").count == 1)[1:] + ("alias",))
    check(f"{door} aliases", lambda: ([a.alias_name for a in c.get_collection_aliases(extra).aliases] == [f"{extra}_too"], f"{c.get_collection_aliases(extra)}"))
    for field, kind in (("city", m.PayloadSchemaType.KEYWORD), ("rank", m.PayloadSchemaType.INTEGER), ("price", m.PayloadSchemaType.FLOAT), ("made", m.PayloadSchemaType.DATETIME), ("at", m.PayloadSchemaType.GEO), ("flag", m.PayloadSchemaType.BOOL), ("tags", m.PayloadSchemaType.KEYWORD)):
        check(f"{door} index {field}", lambda: (c.create_payload_index(name, field, field_schema=kind), c.get_collection(name).payload_schema[field].data_type == kind)[1:] + (f"{c.get_collection(name).payload_schema}",))
    check(f"{door} create twice refused", lambda: refused(lambda: c.create_collection(extra, vectors_config=m.VectorParams(size=3, distance=m.Distance.COSINE)), "already exists"))
    check(f"{door} dropped", lambda: (c.delete_collection(extra) and not c.collection_exists(extra), "dropped"))
    check(f"{door} unknown collection", lambda: refused(lambda: c.count("nothing_here"), "Not found: Collection"))
    check(f"{door} unknown collection queried", lambda: refused(lambda: c.query_points("nothing_here", query=[1.0] * D), "Not found: Collection nothing_here not found"))
    check(f"{door} unknown collection faceted", lambda: refused(lambda: c.facet("nothing_here", key="city"), "Not found: Collection nothing_here not found"))
    check(f"{door} unknown vector", lambda: refused(lambda: c.query_points(name, query=vec(), using="nope"), "Not existing vector name error: nope"))
    check(f"{door} wrong dimension", lambda: refused(lambda: c.query_points(name, query=[1.0, 2.0], using="text"), "dimension"))
    check(f"{door} wrong dimension stored", lambda: refused(lambda: c.upsert(name, [m.PointStruct(id=1, vector={"text": [1.0]})]), "dimension"))
    check(f"{door} unknown point", lambda: refused(lambda: c.query_points(name, query=123456789, using="text"), "Not found: No point with id 123456789 found"))
    check(f"{door} zero limit", lambda: refused(lambda: c.query_points(name, query=vec(), using="text", limit=0), "value 0 invalid, must be 1 or larger"))
    check(f"{door} prefetch without query", lambda: refused(lambda: c.query_points(name, prefetch=[m.Prefetch(query=vec(), using="text")]), "A query is needed to merge the prefetches"))
    check(f"{door} fusion with using", lambda: refused(lambda: c.query_points(name, prefetch=[m.Prefetch(query=vec(), using="text")], query=m.FusionQuery(fusion=m.Fusion.RRF), using="text"), "Fusion queries cannot be combined"))
    check(f"{door} duplicate sparse index", lambda: refused(lambda: c.upsert(name, [m.PointStruct(id=1, vector={"words": m.SparseVector(indices=[1, 1], values=[1.0, 2.0])})])))
    if door == "rest":  # over gRPC the client itself refuses it
        check(f"{door} empty field condition", lambda: refused(lambda: c.count(name, count_filter=m.Filter(must=[m.FieldCondition(key="city")])), "At least one field condition must be specified"))
    check(f"{door} order without index", lambda: refused(lambda: c.scroll(name, order_by="nothing")))


def fetched(url, **options):
    """Status, headers and body of a plain HTTP request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def uploaded(url, content):
    boundary = "kindred-checks"
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="snapshot"; filename="s"\r\n\r\n'.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return fetched(url, data=body, method="POST", headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})


def snapshots(door, c, name, url, root):
    """What a snapshot is, that it comes back by every way in, and that nothing else does."""
    everything = lambda n: c.scroll(n, limit=10_000, with_vectors=True)[0]
    before, again = everything(name), f"again_{door}"
    made, other = c.create_snapshot(name), f"{url}/collections/{again}/snapshots"
    check(f"{door} snapshot is listed", lambda: (c.list_snapshots(name) == [made] and made.size > 0 and len(made.checksum) == 64, c.list_snapshots(name)))
    address = f"{url}/collections/{name}/snapshots/{made.name}"
    status, headers, content = fetched(address)
    check(f"{door} snapshot is fetched", lambda: (status == 200 and int(headers["Content-Length"]) == len(content) == made.size and hashlib.sha256(content).hexdigest() == made.checksum, f"{status} {headers}"))
    ways = {"file": lambda: c.recover_snapshot(again, f"file://{root}/snapshots/{name}/{made.name}"), "url": lambda: c.recover_snapshot(again, address, checksum=made.checksum),
            "upload": lambda: uploaded(f"{other}/upload?checksum={made.checksum}", content)[0] == 200}
    for way, recover in ways.items():
        check(f"{door} recover by {way}", lambda: (recover() is True, "refused"))
        check(f"{door} recovered by {way}", lambda: records(everything(again), before))
        check(f"{door} recovered schema by {way}", lambda: (c.get_collection(again).payload_schema == c.get_collection(name).payload_schema and c.get_collection(again).config == c.get_collection(name).config, "schemas"))
        c.delete(again, m.FilterSelector(filter=m.Filter()), wait=True)
        c.upsert(again, POINTS[:1], wait=True)
    kept = everything(again)
    check(f"{door} wrong checksum", lambda: refused(lambda: c.recover_snapshot(again, address, checksum="3" * 64), "checksum"))
    put = lambda location: fetched(f"{other}/recover", data=json.dumps({"location": location}).encode(), method="PUT", headers={"Content-Type": "application/json"})[0]
    check(f"{door} locations", lambda: ([put(x) for x in ("file:///etc/passwd", f"file://{root}/snapshots/none.snapshot", "file://x.snapshot", "nonsense", f"{address}x")] == [403, 404, 400, 400, 404],
                                        [put(x) for x in ("file:///etc/passwd", f"file://{root}/snapshots/none.snapshot", "file://x.snapshot", "nonsense", f"{address}x")]))
    check(f"{door} no way out", lambda: ([fetched(f"{url}{p}")[0] for p in ("/snapshots//etc/passwd", "/snapshots/..%2F..%2Fetc%2Fpasswd", f"/collections/{name}/snapshots/..%2F..%2Fcatalog.sqlite")] == [404] * 3, "found"))
    for place in [0, 9, 30, 40] + [rnd.randrange(len(content)) for _ in range(8)]:
        damaged = bytearray(content)
        damaged[place] ^= 1 << rnd.randrange(8)
        check(f"{door} damage at {place}", lambda: (uploaded(f"{other}/upload", bytes(damaged))[0] == 400, "accepted"))
    check(f"{door} cut", lambda: (uploaded(f"{other}/upload", content[:len(content) // 2])[0] == 400, "accepted"))
    check(f"{door} refusals change nothing", lambda: records(everything(again), kept))
    check(f"{door} shard snapshots", lambda: shard_snapshots(c, name, again, url, root))
    check(f"{door} without waiting", lambda: without_waiting(c, name, url))
    full = c.create_full_snapshot()
    check(f"{door} full snapshot", lambda: (c.list_full_snapshots() == [full] and fetched(f"{url}/snapshots/{full.name}")[0] == 200 and c.delete_full_snapshot(full.name) and c.list_full_snapshots() == [], full))
    check(f"{door} snapshot removed", lambda: (c.delete_snapshot(name, made.name) and c.list_snapshots(name) == [], c.list_snapshots(name)))
    check(f"{door} unknown snapshot", lambda: refused(lambda: c.delete_snapshot(name, made.name), "Not found"))
    check(f"{door} snapshot of nothing", lambda: refused(lambda: c.create_snapshot("nothing_here"), "Collection nothing_here not found"))
    c.delete_collection(again)


def shard_snapshots(c, name, again, url, root):
    made = c.create_shard_snapshot(name, 0)
    ok = [s.name for s in c.list_shard_snapshots(name, 0)] == [made.name] and fetched(f"{url}/collections/{name}/shards/0/snapshots/{made.name}")[0] == 200
    ok &= c.recover_shard_snapshot(again, 0, f"{url}/collections/{name}/shards/0/snapshots/{made.name}", priority=m.SnapshotPriority.SNAPSHOT) and c.count(again).count == c.count(name).count
    ok &= c.delete_shard_snapshot(name, 0, made.name) and c.list_shard_snapshots(name, 0) == []
    return ok and fetched(f"{url}/collections/{name}/shards/1/snapshots")[0] == 404, made


def without_waiting(c, name, url):
    names = lambda: {s.name for s in c.list_snapshots(name)}
    before = names()
    status = fetched(f"{url}/collections/{name}/snapshots?wait=false", method="POST")[0]
    until = time.time() + 30
    while names() == before and time.time() < until:
        time.sleep(.05)
    # By name: two snapshots of one second have the same time of creation.
    new = names() - before
    for s in new:
        c.delete_snapshot(name, s)
    return status == 202 and len(new) == 1 and names() == before, f"{status} {new}"


def strict_mode(door, c):
    """Every limit over one door: what keeps it passes, what breaks it is refused in the words of the API."""
    name = f"strict_{door}"
    c.create_collection(name, vectors_config={"": m.VectorParams(size=4, distance=m.Distance.DOT), "rows": m.VectorParams(size=4, distance=m.Distance.DOT, multivector_config=MANY)}, sparse_vectors_config={"words": m.SparseVectorParams()})
    point = lambda i, **more: m.PointStruct(id=i, vector={"": [.1, .2, .3, i], **more}, payload={"city": "Berlin", "n": i})
    c.upsert(name, [point(i) for i in range(1, 11)], wait=True)
    limits = lambda **values: c.update_collection(name, strict_mode_config=m.StrictModeConfig(**values))
    berlin = m.Filter(must=[m.FieldCondition(key="city", match=m.MatchValue(value="Berlin"))])
    query = lambda **more: c.query_points(name, query=[1., 1., 1., 1.], **{"limit": 4, **more})
    cases = [
        ("query limit", dict(max_query_limit=4), dict(max_query_limit=3), lambda: query(), 'Limit exceeded 4 > 3 for "limit"'),
        ("timeout", dict(max_timeout=3), dict(max_timeout=2), lambda: query(timeout=3), 'for "timeout"'),
        ("read index", dict(unindexed_filtering_retrieve=True), dict(unindexed_filtering_retrieve=False), lambda: query(query_filter=berlin), 'Index required but not found for "city" of one of the following types: [keyword]. Help: Create an index'),
        ("update index", dict(unindexed_filtering_update=True), dict(unindexed_filtering_update=False), lambda: c.set_payload(name, {"x": 1}, points=berlin, wait=True), 'Index required but not found for "city"'),
        ("ef", dict(search_max_hnsw_ef=5), dict(search_max_hnsw_ef=4), lambda: query(search_params=m.SearchParams(hnsw_ef=5)), "hnsw_ef"),
        ("exact", dict(search_allow_exact=True), dict(search_allow_exact=False), lambda: query(search_params=m.SearchParams(exact=True)), "Exact search disabled!"),
        ("oversampling", dict(search_max_oversampling=2.0), dict(search_max_oversampling=1.5), lambda: query(search_params=m.SearchParams(quantization=m.QuantizationSearchParams(oversampling=2.0))), "oversampling"),
        ("upsert", dict(upsert_max_batchsize=3), dict(upsert_max_batchsize=2), lambda: c.upsert(name, [point(i) for i in (1, 2, 3)], wait=True), 'for "upsert limit"'),
        ("conditions", dict(filter_max_conditions=6), dict(filter_max_conditions=5), lambda: c.count(name, count_filter=m.Filter(must=berlin.must * 6)), "Filter condition limit reached (6 > 5)"),
        ("condition size", dict(condition_max_size=6), dict(condition_max_size=5), lambda: c.scroll(name, scroll_filter=m.Filter(must=[m.FieldCondition(key="n", match=m.MatchAny(any=list(range(6))))])), "Condition size limit reached (6 > 5)"),
        ("multivector", dict(multivector_config={"rows": m.StrictModeMultivector(max_vectors=2)}), dict(multivector_config={"rows": m.StrictModeMultivector(max_vectors=1)}), lambda: c.upsert(name, [point(1, rows=[[1., 2., 3., 4.]] * 2)], wait=True), "Multivector 'rows' has a limit of 1 vectors, but 2 were provided!"),
        ("sparse", dict(sparse_config={"words": m.StrictModeSparse(max_length=2)}), dict(sparse_config={"words": m.StrictModeSparse(max_length=1)}), lambda: c.upsert(name, [point(1, words=m.SparseVector(indices=[1, 2], values=[1., 2.]))], wait=True), "Sparse vector 'words' has a limit of 1 indices"),
        ("points", dict(max_points_count=11), dict(max_points_count=10), lambda: c.upsert(name, [point(11)], wait=True) and c.delete(name, [11], wait=True) if c.count(name).count == 10 else 1, "Max points count limit of 10 reached!"),
        ("vector bytes", dict(max_collection_vector_size_bytes=100_000), dict(max_collection_vector_size_bytes=100), lambda: c.upsert(name, [point(1)], wait=True), "Max vector storage size limit"),
        ("payload bytes", dict(max_collection_payload_size_bytes=100_000), dict(max_collection_payload_size_bytes=100), lambda: c.upsert(name, [point(1)], wait=True), "Max payload storage size limit"),
        ("payload indexes", dict(max_payload_index_count=1), dict(max_payload_index_count=0), lambda: c.create_payload_index(name, "city", m.PayloadSchemaType.KEYWORD, wait=True) and c.delete_payload_index(name, "city", wait=True), "maximum number of payload indices (0)"),
    ]
    for what, kept, broken, f, text in cases:
        check(f"{door} strict {what} off", lambda: (f() is not None, ""))
        limits(enabled=True, **kept)
        check(f"{door} strict {what} kept", lambda: (f() is not None, ""))
        limits(**broken)
        check(f"{door} strict {what} broken", lambda: refused(f, text))
        limits(enabled=False)
        loose = {"unindexed_filtering_retrieve": True, "unindexed_filtering_update": True, "search_allow_exact": True}
        limits(**{k: loose.get(k, 1000_000 if isinstance(v, int) else 1000. if isinstance(v, float) else {n: type(x)(**{f: 1000 for f in x.model_dump()}) for n, x in v.items()} if isinstance(v, dict) else v) for k, v in broken.items()})
    for kind, f in (("Write", lambda: c.upsert(name, [point(1)], wait=True)), ("Read", lambda: c.count(name))):
        limits(enabled=True, **{f"{kind.lower()}_rate_limit": 1})
        f()
        check(f"{door} strict {kind} rate", lambda: exhausted(f, kind))
        limits(enabled=False)
        check(f"{door} strict {kind} rate off", lambda: (f() is not None, ""))
        limits(**{f"{kind.lower()}_rate_limit": 1_000_000})
    c.delete_collection(name)


def exhausted(f, kind):
    try:
        f()
    except ResourceExhaustedResponse as e:
        return f"{kind} rate limit exceeded" in e.message and 50 <= e.retry_after_s <= 60, f"{e.message} {e.retry_after_s}"
    return False, "admitted"


def telemetry(url):
    """The sets of keys that clients look for, by level of detail."""
    for level in (0, 1, 2, 3, 10):
        result = json.loads(fetched(f"{url}/telemetry?details_level={level}")[2])["result"]
        endpoint = result["requests"]["rest"]["responses"]["PUT /collections/{collection_name}/points"]["200"]
        check(f"telemetry {level} counts", lambda: (endpoint["count"] > 0 and {"avg_duration_micros", "last_responded"} <= set(endpoint), endpoint))
        wanted = {"id", "app", "collections", "cluster", "requests"} | ({"memory", "hardware"} if level else set())
        check(f"telemetry {level} keys", lambda: (set(result) == wanted and set(result["collections"]) == {"number_of_collections"} | ({"collections"} if level else set()), result.keys()))
        if level:
            keys = {1: {"vectors", "optimizers_status", "params"}, 2: {"id", "init_time_ms", "config"}}.get(level, {"id", "init_time_ms", "config", "shards", "transfers", "resharding"})
            one = result["collections"]["collections"][0]
            check(f"telemetry {level} collection", lambda: (set(one) == keys, one.keys()))
        if level >= 3:
            shard, local = one["shards"][0], {"variant_name", "status", "total_optimized_points", "vectors_size_bytes", "payloads_size_bytes", "num_points", "num_vectors", "optimizations", "async_scorer"}
            check(f"telemetry {level} shard", lambda: (set(shard) == {"id", "key", "local", "remote", "replicate_states", "partial_snapshot"} and set(shard["local"]) == local | ({"segments"} if level > 3 else set()), shard))
    text = fetched(f"{url}/metrics")[2].decode()
    for wanted in ("# HELP app_info information about qdrant server", 'app_info{name="qdrant",version="', "collections_total ", 'collection_points{id="', "rest_responses_total{", "rest_responses_duration_seconds_bucket{", "memory_resident_bytes "):
        check(f"metrics {wanted}", lambda: (wanted in text, text[:300]))
    check("issues", lambda: (json.loads(fetched(f"{url}/issues")[2])["result"] == {"issues": []} and fetched(f"{url}/issues", method="DELETE")[0] == 200, "issues"))


def started(folder, rest, grpc):
    server = subprocess.Popen([KINDRED, "serve", "--database", f"{folder}/db", "--port", str(rest), "--grpc-port", str(grpc)], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if "ready" in line:
            return server
    sys.exit("the server ended before it was ready")


def kills():
    """A process killed while it recovers or makes snapshots leaves the old collection or the new one, and no half snapshot."""
    rest, grpc = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        server = started(folder, rest, grpc)
        c, url = QdrantClient(url=f"http://127.0.0.1:{rest}", timeout=60), f"http://127.0.0.1:{rest}"
        c.create_collection("k", vectors_config=m.VectorParams(size=64, distance=m.Distance.DOT))
        put = lambda lo, hi: c.upsert("k", [m.PointStruct(id=i, vector=rng.normal(size=64).tolist(), payload={"n": i}) for i in range(lo, hi)], wait=True)
        for lo in range(0, 4000, 1000):
            put(lo, lo + 1000)
        big = c.create_snapshot("k").name
        c.delete("k", m.FilterSelector(filter=m.Filter(must=[m.FieldCondition(key="n", range=m.Range(gte=10))])), wait=True)
        small = c.create_snapshot("k").name
        for t in range(6):
            name = rnd.choice([big, small])
            fetched(f"{url}/collections/k/snapshots?wait=false", method="POST")
            fetched(f"{url}/collections/k/snapshots/recover?wait=false", data=json.dumps({"location": f"file://{folder}/db/snapshots/k/{name}"}).encode(), method="PUT", headers={"Content-Type": "application/json"})
            time.sleep(rnd.random() * .8)
            server.kill()
            server.wait()
            server = started(folder, rest, grpc)
            check(f"kill {t}: one of the two", lambda: (c.count("k").count in (10, 4000), c.count("k").count))
            check(f"kill {t}: searches", lambda: (len(c.query_points("k", query=[1.] * 64, limit=10).points) == 10, "hits"))
            check(f"kill {t}: whole snapshots", lambda: (all(hashlib.sha256(fetched(f"{url}/collections/k/snapshots/{s.name}")[2]).hexdigest() == s.checksum for s in c.list_snapshots("k")), "damaged"))
        server.terminate()
        server.wait()


def main():
    rest, grpc = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([KINDRED, "serve", "--database", f"{folder}/db", "--port", str(rest), "--grpc-port", str(grpc)], stdout=subprocess.PIPE, text=True)
        try:
            for line in server.stdout:
                if "ready" in line:
                    break
            else:
                sys.exit("the server ended before it was ready")
            doors = {"rest": QdrantClient(url=f"http://127.0.0.1:{rest}", timeout=60), "grpc": QdrantClient(host="127.0.0.1", port=rest, grpc_port=grpc, prefer_grpc=True, timeout=60)}
            for door, c in doors.items():
                oracle, name = QdrantClient(":memory:"), f"c_{door}"
                for k, n in ((c, name), (oracle, "c")):
                    k.create_collection(n, **CONFIG)
                    for lo in range(0, N, 100):
                        k.upsert(n, POINTS[lo:lo + 100], wait=True)
                check(f"{door} points round trip", lambda: records(c.scroll(name, limit=N, with_vectors=True)[0], oracle.scroll("c", limit=N, with_vectors=True)[0]))
                lifecycle(door, c, name)
                compare(door, c, name, oracle)
                writes(door, c, name, oracle)
                snapshots(door, c, name, f"http://127.0.0.1:{rest}", f"{folder}/db")
                strict_mode(door, c)
            telemetry(f"http://127.0.0.1:{rest}")
        finally:
            server.send_signal(signal.SIGTERM)
            status = server.wait(timeout=30)
    kills()
    check("graceful stop", lambda: (status == 0, f"exit status {status}"))
    finish()


main()
