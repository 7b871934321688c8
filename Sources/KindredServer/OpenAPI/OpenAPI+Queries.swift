#if Server
import KindredService

extension OpenAPI {
    /// Routes of the Query API.
    static let queries: [String: OperationDescription] = [
        "POST /collections/{collection_name}/points/query": send("queries", "Ask for points", .ref("Query"), .ref("QueryResult")),
        "POST /collections/{collection_name}/points/query/batch": send("queries", "Ask several questions", batch("Query"), .list(.ref("QueryResult"))),
        "POST /collections/{collection_name}/points/query/groups": send("queries", "Ask for points by groups", grouped("Query"), .ref("GroupsResult")),
        "POST /collections/{collection_name}/points/search/matrix/pairs": send(
            "queries", "Distances within a random sample, pair by pair", .ref("MatrixRequest"),
            .object(["pairs": .list(.object(["a": .ref("PointId"), "b": .ref("PointId"), "score": .number]))])),
        "POST /collections/{collection_name}/points/search/matrix/offsets": send(
            "queries", "Distances within a random sample, as a sparse matrix", .ref("MatrixRequest"),
            .object(["offsets_row": .list(.integer()), "offsets_col": .list(.integer()), "scores": .list(.number), "ids": .list(.ref("PointId"))])),
    ]

    /// The same in the words of older clients.
    static let olderQueries: [String: OperationDescription] = ["search": "SearchPoints", "recommend": "RecommendPoints", "discover": "DiscoverPoints"].reduce(into: [:]) {
        let path = "POST /collections/{collection_name}/points/\($1.key)", hits = Schema.list(.ref("ScoredPoint"))
        $0[path] = send("older queries", "Ask for points: \($1.key)", .ref($1.value), hits)
        $0[path + "/batch"] = send("older queries", "Ask several questions: \($1.key)", batch($1.value), .list(hits))
        $0[path + "/groups"] = send("older queries", "Ask for points by groups: \($1.key)", grouped($1.value), .ref("GroupsResult"))
    }

    private static func batch(_ name: String) -> Schema { .object(["searches": .list(.ref(name))], needs: ["searches"]) }

    private static func grouped(_ name: String) -> Schema { .both(.ref(name), .ref("Grouping")) }

    private static let example = Schema.ref("VectorInput")

    /// What all older queries share.
    private static let base: KeyValuePairs<String, Schema> = [
        "using": .string, "filter": .ref("Filter"), "params": .ref("SearchParams"), "score_threshold": .number, "limit": .integer(1), "offset": .integer(),
        "with_payload": .ref("PayloadSelector"), "with_vector": .ref("VectorSelector"), "lookup_from": .ref("LookupLocation"),
    ]

    /// Bodies and answers of queries.
    static let querySchemas: [String: Schema] = [
        "Query": .object([
            "query": .ref("QueryKind"), "prefetch": .either(.ref("Prefetch"), .list(.ref("Prefetch"))), "using": .string, "filter": .ref("Filter"),
            "params": .ref("SearchParams"), "score_threshold": .number, "limit": .integer(1).otherwise(10), "offset": .integer(), "with_payload": .ref("PayloadSelector"),
            "with_vector": .ref("VectorSelector"), "lookup_from": .ref("LookupLocation"),
        ]),
        "Prefetch": .object([
            "query": .ref("QueryKind"), "prefetch": .either(.ref("Prefetch"), .list(.ref("Prefetch"))), "using": .string, "filter": .ref("Filter"),
            "params": .ref("SearchParams"), "score_threshold": .number, "limit": .integer(1), "lookup_from": .ref("LookupLocation"),
        ]),
        "VectorInput": .either(.ref("Vector"), .ref("PointId")),
        "QueryKind": .either(
            .ref("VectorInput"),
            .object(["nearest": example, "mmr": .object(["diversity": .between(0, 1), "candidates_limit": .integer(1, to: 16_384)])], needs: ["nearest"]),
            .object(["recommend": .ref("RecommendInput")], needs: ["recommend"]),
            .object(["discover": .object(["target": example, "context": .ref("Context")], needs: ["target"])], needs: ["discover"]),
            .object(["context": .ref("Context")], needs: ["context"]), .object(["order_by": .either(.string, .ref("OrderBy"))], needs: ["order_by"]),
            .object(["fusion": .words("rrf", "dbsf")], needs: ["fusion"]), .object(["rrf": .object(["k": .integer(1), "weights": .list(.number)])], needs: ["rrf"]),
            .object(["formula": .ref("Expression"), "defaults": .anyObject], needs: ["formula"]), .object(["sample": .words("random")], needs: ["sample"]),
            .object(["relevance_feedback": .ref("RelevanceFeedback")], needs: ["relevance_feedback"])),
        "RecommendInput": .object(["positive": .list(example), "negative": .list(example), "strategy": .words("average_vector", "best_score", "sum_scores")]),
        "Context": .either(.ref("ContextPair"), .list(.ref("ContextPair"))),
        "ContextPair": .object(["positive": example, "negative": example], needs: ["positive", "negative"]),
        "OrderBy": .object(["key": .string, "direction": .words("asc", "desc"), "start_from": .ref("Bound")], needs: ["key"]),
        "Expression": .either(.number, .string, .anyObject),
        "RelevanceFeedback": .object(
            [
                "target": example, "feedback": .list(.object(["example": example, "score": .number], needs: ["example", "score"]), atLeast: 1),
                "strategy": .object(["naive": .object(["a": .number, "b": .number, "c": .number], needs: ["a", "b", "c"])], needs: ["naive"]),
            ], needs: ["target", "feedback", "strategy"]),
        "SearchParams": .object([
            "exact": .bool, "hnsw_ef": .integer(1), "indexed_only": .bool,
            "quantization": .object(["ignore": .bool, "rescore": .bool, "oversampling": .between(1, 1e6)]),
        ]),
        "LookupLocation": .object(["collection": .string, "vector": .string], needs: ["collection"]),
        "Grouping": .object(
            [
                "group_by": .string, "group_size": .integer(1), "limit": .integer(1),
                "with_lookup": .either(.string, .object(["collection": .string, "with_payload": .ref("PayloadSelector"), "with_vectors": .ref("VectorSelector")], needs: ["collection"])),
            ], needs: ["group_by"]),
        "ScoredPoint": .object(
            ["id": .ref("PointId"), "version": .integer(), "score": .number, "payload": .ref("Payload"), "vector": .ref("Vectors"), "order_value": .number],
            needs: ["id", "version", "score"]),
        "QueryResult": .object(["points": .list(.ref("ScoredPoint"))], needs: ["points"]),
        "GroupsResult": .object(["groups": .list(.object(["id": .any, "hits": .list(.ref("ScoredPoint")), "lookup": .ref("Record")], needs: ["id", "hits"]))], needs: ["groups"]),
        "MatrixRequest": .object(["using": .string, "sample": .integer(2), "limit": .integer(1), "filter": .ref("Filter")]),
        "OlderQuery": .object(base, needs: ["limit"]),
        "SearchPoints": .both(
            .ref("OlderQuery"),
            .object(["vector": .either(.ref("Vector"), .object(["name": .string, "vector": .ref("Vector")], needs: ["name", "vector"]))], needs: ["vector"])),
        "RecommendPoints": .both(.ref("OlderQuery"), .ref("RecommendInput")),
        "DiscoverPoints": .both(.ref("OlderQuery"), .object(["target": example, "context": .list(.ref("ContextPair"))])),
    ]
}
#endif
