"""Random graphs, their edit distances and mapping counts, as networkx finds them. Needs networkx 3.6."""
import json
import random

import networkx as nx

rnd = random.Random(16)


def graph(n, p, labels=1, edge_labels=1, directed=False, loops=0.0):
    g = nx.DiGraph() if directed else nx.Graph()
    for i in range(n):
        g.add_node(i, label="ABC"[rnd.randrange(labels)])
    for i in range(n):
        for j in range(n):
            if i != j and (directed or i < j) and rnd.random() < p or i == j and rnd.random() < loops:
                g.add_edge(i, j, label="xy"[rnd.randrange(edge_labels)])
    return g


def plain(g):
    return {
        "labels": [g.nodes[i]["label"] for i in g], "directed": g.is_directed(),
        "edges": [[a, b, d["label"]] for a, b, d in g.edges(data=True)],
    }


def same(a, b):
    return a["label"] == b["label"]


def distance(kind, count, **how):
    out = []
    for _ in range(count):
        most = how.pop("most", 6)
        a, b = (graph(rnd.randint(0, most), rnd.uniform(.3, .8), **how) for _ in range(2))
        out.append({"kind": kind, "a": plain(a), "b": plain(b), "distance": nx.graph_edit_distance(a, b, node_match=same, edge_match=same)})
    return out


def matches(kind, count, **how):
    out = []
    for _ in range(count):
        g, p = graph(rnd.randint(4, 9), rnd.uniform(.2, .7), **how), graph(rnd.randint(1, 4), rnd.uniform(.2, .9), **how)
        matcher = (nx.isomorphism.DiGraphMatcher if g.is_directed() else nx.isomorphism.GraphMatcher)(g, p, node_match=same, edge_match=same)
        out.append({
            "kind": kind, "graph": plain(g), "pattern": plain(p), "induced": sum(1 for _ in matcher.subgraph_isomorphisms_iter()),
            "monomorphism": sum(1 for _ in matcher.subgraph_monomorphisms_iter()),
        })
    return out


fixture = {
    "networkx": nx.__version__,
    "distances": distance("plain", 200) + distance("labelled", 60, labels=3, edge_labels=2) + distance("directed", 40, labels=2, directed=True),
    "matches": matches("plain", 60) + matches("labelled", 60, labels=2, edge_labels=2) + matches("directed", 40, directed=True)
    + matches("loops", 40, labels=2, loops=.4) + matches("directed loops", 40, directed=True, edge_labels=2, loops=.4),
}
with open("networkx.json", "w") as f:
    json.dump(fixture, f, separators=(",", ":"))
g = graph(5, .6, labels=3, edge_labels=2)
nx.write_graphml(g, "labelled.graphml")
nx.write_graphml(graph(4, .5, directed=True), "directed.graphml")
nx.write_edgelist(nx.petersen_graph(), "petersen.edgelist")
