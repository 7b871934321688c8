"""A FastAPI front of an engine that is a library only: what one would write to serve it.

    KINDRED_FRONT=qdrant-edge|milvus-lite KINDRED_FOLDER=dir KINDRED_DIMENSION=384 uvicorn front:app

POST /upsert {"ids": [...], "vectors": [[...]]} answers when the engine has written them down, POST /finish when they are indexed, and
POST /search {"vector": [...], "limit": 10, "ef": 64} with {"ids": [...]}.
"""
import os

import orjson
from fastapi import FastAPI, Request, Response

FOLDER, DIMENSION = os.environ["KINDRED_FOLDER"], int(os.environ["KINDRED_DIMENSION"])


class QdrantEdge:
    """The engine of Qdrant in process: HNSW of 16 links with codes of 8 bits, which are faster than none."""

    def __init__(self):
        import qdrant_edge as library
        self.library = library
        config = library.EdgeConfig(
            vectors=library.EdgeVectorParams(size=DIMENSION, distance=library.Distance.Cosine, on_disk=False),
            hnsw_config=library.HnswIndexConfig(16, 200, 10, max_indexing_threads=1),
            quantization_config=library.ScalarQuantizationConfig(library.ScalarType.Int8, .99, True), on_disk_payload=False, max_search_threads=1,
            optimizers=library.EdgeOptimizersConfig(default_segment_number=1, indexing_threshold=1000, max_segment_size=10 ** 9))
        os.makedirs(f"{FOLDER}/shard")
        self.shard = library.EdgeShard.create(f"{FOLDER}/shard", config)

    def upsert(self, ids, vectors):
        points = [self.library.Point(i, v, {}) for i, v in zip(ids, vectors)]
        self.shard.update(self.library.UpdateOperation.upsert_points(points))
        self.shard.flush()

    def finish(self):
        self.shard.optimize()

    def search(self, vector, limit, ef):
        request = self.library.QueryRequest(limit=limit, query=self.library.Query.Nearest(vector), params=self.library.SearchParams(hnsw_ef=ef))
        return [hit.id for hit in self.shard.query(request)]


class MilvusLite:
    """Milvus in process: HNSW of 16 links, or what this version of it has."""

    def __init__(self):
        from pymilvus import DataType, MilvusClient
        self.client = MilvusClient(f"{FOLDER}/milvus.db")
        schema = self.client.create_schema(auto_id=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=DIMENSION)
        index = self.client.prepare_index_params()
        index.add_index("vector", index_type="HNSW", metric_type="COSINE", params={"M": 16, "efConstruction": 200})
        self.client.create_collection("c", schema=schema, index_params=index)

    def upsert(self, ids, vectors):
        self.client.upsert("c", [{"id": i, "vector": v} for i, v in zip(ids, vectors)])

    def finish(self):
        self.client.flush("c")
        self.client.load_collection("c")

    def search(self, vector, limit, ef):
        found = self.client.search("c", data=[vector], limit=limit, search_params={"params": {"ef": ef}})
        return [hit["id"] for hit in found[0]]


engine = {"qdrant-edge": QdrantEdge, "milvus-lite": MilvusLite}[os.environ["KINDRED_FRONT"]]()
app = FastAPI()


def answer(value):
    return Response(orjson.dumps(value), media_type="application/json")


@app.post("/upsert")
async def upsert(request: Request):
    body = orjson.loads(await request.body())
    engine.upsert(body["ids"], body["vectors"])
    return answer({"count": len(body["ids"])})


@app.post("/finish")
async def finish():
    engine.finish()
    return answer({})


@app.post("/search")
async def search(request: Request):
    body = orjson.loads(await request.body())
    return answer({"ids": engine.search(body["vector"], body["limit"], body["ef"])})
