#if Server
import KindredService

extension OpenAPI {
    private static let collection = "/kindred/collections/{collection_name}"
    private static let job = Schema.object(["job": .integer(1)], needs: ["job"])
    private static let serving = Schema.object(["serving": .integer(1)], needs: ["serving"])

    /// Which feedback is meant.
    private static let selection: KeyValuePairs<String, Schema> = ["source": .string, "point": .string, "before": .string, "vector": .string]

    /// Routes that other servers lack.
    static let kindred: [String: OperationDescription] = [
        "GET /kindred/collections": get("kindred", "All collections with their figures", .object(["collections": .list(.ref("CollectionFigures"))], needs: ["collections"])),
        "POST /kindred/filter": send(
            "kindred", "A filter as people write it, as JSON", .object(["filter": .string], needs: ["filter"]),
            .object(["filter": .ref("Filter"), "text": .string], needs: ["filter", "text"])),
        "POST \(collection)/query": send("kindred", "Ask under a measure, or for a recall", .ref("KindredQuery"), .ref("QueryResult")),
        "GET \(collection)/measures": get("measures", "The measures of a vector", .object(["measures": .list(.ref("Measure"))], needs: ["measures"]), ["vector": .string]),
        "POST \(collection)/measures/promote": send(
            "measures", "Make a measure serve", .object(["vector": .string, "version": .integer(1)], needs: ["version"]), serving),
        "POST \(collection)/measures/rollback": send("measures", "Make the measure serve that served before", .object(["vector": .string]), serving),
        "POST \(collection)/explain": send("measures", "How learning moved an answer", .ref("ExplainRequest"), .ref("Explanation")),
        "GET \(collection)/recall": get(
            "measures", "The recall of searches, measured on stored points", .object(["recall": .ref("Interval"), "samples": .integer()], needs: ["recall", "samples"]),
            ["samples": .integer(1, to: 1_000).otherwise(100), "vector": .string]),
        "GET \(collection)/feedback": get("feedback", "The recorded choices, the oldest first", .list(.ref("RecordedFeedback")), selection),
        "POST \(collection)/feedback": send("feedback", "Record choices, all or none", .list(.ref("Feedback")), .object(["recorded": .integer()]), ["vector": .string]),
        "DELETE \(collection)/feedback": get(
            "feedback", "Forget recorded choices", .object(["forgotten": .integer()]),
            ["source": .string, "point": .string, "before": .string, "vector": .string, "all": .bool]),
    ]

    /// Routes of long work.
    static let jobs: [String: OperationDescription] = [
        "POST \(collection)/learn": send("jobs", "Begin to learn a measure", .ref("LearnRequest"), job),
        "POST \(collection)/tune": send(
            "jobs", "Begin to look for the best index", .object(["recall": .between(0, 1).otherwise(0.95), "memory": .integer(1), "vector": .string, "sample": .integer(20)]), job),
        "POST \(collection)/evaluate": send(
            "jobs", "Begin to judge a measure by labels",
            .object(
                [
                    "label": .string, "vector": .string, "measure": .integer(1), "k": .integer(1, to: 1_000).otherwise(10), "queries": .integer(1), "seed": .integer(),
                    "filter": .ref("FilterOrText"), "hard": .either(.bool, .integer(1, to: 10_000)), "robust": .either(.bool, .list(.between(0, 1e6), atLeast: 1)),
                    "mined_by": .integer(1), "norm": .oneOf(AttackNorm.allCases.map(\.rawValue)), "box": .list(.number, atLeast: 2),
                ], needs: ["label"]), job),
        "POST \(collection)/attack": send("jobs", "Begin to attack what a collection answers", .ref("AttackRequest"), job),
        "POST \(collection)/cluster": send("jobs", "Begin to cluster points and write each one's cluster into its payload", .ref("ClusterRequest"), job),
        "GET /kindred/jobs": get("jobs", "The jobs, the newest first", .object(["jobs": .list(.ref("Job"))], needs: ["jobs"])),
        "GET /kindred/jobs/{id}": get("jobs", "One job with its curve", .ref("Job")),
        "POST /kindred/jobs/{id}/cancel": get("jobs", "Stop a job", .ref("Job")),
    ]

    /// Bodies and answers of these.
    static let kindredSchemas: [String: Schema] = [
        "Interval": .object(["mean": .number.orNull, "lower": .number.orNull, "upper": .number.orNull], needs: ["mean", "lower", "upper"]),
        "FilterOrText": .either(.ref("Filter"), .string),
        "CollectionFigures": .object(
            [
                "name": .string, "status": .words("green", "yellow", "grey", "red"), "problem": .string, "points": .integer(), "indexed": .integer(), "segments": .integer(),
                "disk_bytes": .integer(), "memory_bytes": .integer(), "vectors": .map(.object(["dimension": .integer(1).orNull, "measure": .string, "index": .string])),
                "segment_list": .list(.object(["id": .integer(), "sealed": .bool, "points": .integer(), "indexed": .list(.string), "disk_bytes": .integer()])),
            ], needs: ["name", "status"]),
        "KindredQuery": .both(
            .ref("Query"), .object(["measure": .integer(1).about("the version of a measure"), "params": .object(["recall": .between(0, 1).about("the recall@10 to reach")])])),
        "Measure": .object(
            [
                "version": .integer(1), "measure": .string, "serving": .bool, "previous": .bool, "original": .bool,
                "symmetric": .bool.about("false where what asks and what is stored are encoded apart"), "created": .string,
                "evaluation": .object(["metric": .string, "before": .number.orNull, "after": .number.orNull, "interval": .ref("Interval")]).orNull,
            ], needs: ["version", "measure", "serving"]),
        "ExplainRequest": .object([
            "id": .ref("PointId"), "vector": .ref("DenseVector"), "using": .string, "before": .integer(1), "after": .integer(1), "limit": .integer(1, to: 1_000),
            "filter": .ref("FilterOrText"),
        ]),
        "Explanation": .object(
            [
                "before": .integer(1), "after": .integer(1), "kept": .integer(), "limit": .integer(1),
                "rows": .list(
                    .object([
                        "id": .ref("PointId"), "before": .integer(1).orNull, "after": .integer(1).orNull, "score_before": .number.orNull, "score_after": .number.orNull,
                        "payload": .ref("Payload"),
                    ])),
            ], needs: ["before", "after", "rows"]),
        "Feedback": .object(
            [
                "anchor": .either(.ref("PointId"), .ref("DenseVector")), "positive": .ref("PointId"), "negative": .ref("PointId"), "weight": .number, "source": .string,
                "time": .string, "using": .string,
            ], needs: ["anchor"]),
        "RecordedFeedback": .both(.ref("Feedback"), .object(["number": .integer()], needs: ["number"])),
        "LearnRequest": .object([
            "label": .string.about("the field of the payload that holds the class"), "pairs": .list(.ref("Feedback"), atLeast: 1),
            "feedback": .either(.bool, .string).about("true, or the source of recorded choices"), "vector": .string, "loss": .oneOf(LossKind.allCases.map(\.rawValue)),
            "encoder": .words("linear", "mlp"), "miner": .oneOf(MinerKind.allCases.map(\.rawValue)), "optimizer": .oneOf(OptimizerKind.allCases.map(\.rawValue)),
            "epochs": .integer(1, to: 100_000), "learning_rate": .between(0, 1e3), "dimension": .integer(1, to: 65_536), "margin": .between(0, 1e3),
            "towers": .oneOf(TowerKind.allCases.map(\.rawValue)).otherwise("shared").about("asymmetric: an encoder of its own for what asks; not symmetric, no metric"),
            "held_out": .between(0, 0.9), "robust": .between(0, 1e6).about("the size of changes to hold up against"), "seed": .integer(), "filter": .ref("FilterOrText"),
            "promote": .bool.otherwise(true),
        ]),
        "AttackRequest": .object(
            [
                "label": .string.about("the field of the payload that holds the class"), "vector": .string, "measure": .integer(1), "before": .integer(1),
                "epsilon": .between(0, 1e6).otherwise(0.1), "norm": .oneOf(AttackNorm.allCases.map(\.rawValue)), "box": .list(.number, atLeast: 2),
                "steps": .integer(1, to: 10_000).otherwise(40), "restarts": .integer(0, to: 100).otherwise(1), "target": .string, "points": .integer(1, to: 1_000_000).otherwise(500),
                "among": .integer(2, to: 2_147_483_647),
                "certify": .integer(0, to: 10_000).otherwise(25), "noise": .between(0, 1e6), "seed": .integer(), "filter": .ref("FilterOrText"),
            ], needs: ["label"]),
        "ClusterRequest": .object(
            [
                "field": .string.about("the field of the payload that clusters are written to"), "method": .oneOf(ClusterRequest.Method.allCases.map(\.rawValue)),
                "clusters": .integer(1, to: 100_000), "affinity": .oneOf(ClusterRequest.Affinity.allCases.map(\.rawValue)),
                "graph": .oneOf(ClusterRequest.Graph.allCases.map(\.rawValue)), "measure": .string, "gamma": .between(0, 1e12), "neighbors": .integer(2, to: 10_000).otherwise(10),
                "threshold": .between(0, 1e12), "laplacian": .oneOf(Laplacian.allCases.map(\.rawValue)), "components": .integer(1, to: 100_000), "eps": .between(0, 1e12),
                "min_points": .integer(1, to: 1_000_000).otherwise(5), "label": .string.about("the field of the payload to judge by"), "vector": .string,
                "filter": .ref("FilterOrText"), "seed": .integer(),
            ], needs: ["field"]),
        "Job": .object(
            [
                "id": .integer(1), "kind": .words("learn", "tune", "evaluate", "attack", "cluster"), "collection": .string, "vector": .string,
                "state": .words("queued", "running", "done", "failed", "cancelled"), "progress": .between(0, 1), "stage": .string, "request": .anyObject,
                "report": .anyObject.orNull, "error": .string.orNull, "created": .string, "started": .string.orNull, "finished": .string.orNull,
                "curve": .list(.object(["epoch": .integer(1), "loss": .number.orNull])),
            ], needs: ["id", "kind", "collection", "state", "progress"]),
    ]
}
#endif
