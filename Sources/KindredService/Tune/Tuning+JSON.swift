public import Kindred

extension Tuning {
    /// `{"collection", "recall", "vectors", "sampled", "rows": [{"index", "name", "effort", "recall_at_10", "p50_us", …}], "choice", "skipped"}`.
    public var json: JSONObject {
        func object(_ row: Row) -> JSONObject {
            [
                "index": .string(row.configuration.kind.rawValue), "name": .string(row.name), "effort": row.setting.effort.map { .init($0) } ?? .null,
                "recall_at_10": .double(row.setting.recallAt10), "p50_us": .double(row.setting.p50), "p99_us": .double(row.setting.p99),
                "build_s": .double(row.buildSeconds), "memory_bytes": .init(row.memory), "reaches": .bool(row.reaches), "fits": .bool(row.fits),
                "frontier": .bool(row.isOnFrontier),
            ]
        }
        return [
            "collection": .string(request.collection), "recall": .double(request.recall), "vectors": .init(count), "sampled": .init(sampled),
            "rows": .array(rows.map { .object(object($0)) }), "choice": choice.map { .object(object($0)) } ?? .null,
            "skipped": .array(skipped.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
        ]
    }
}
