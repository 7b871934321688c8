public import Kindred

/// A collection as operators watch it.
public struct CollectionFigures: Sendable {
    /// Its name.
    public var name: String
    /// How many points it holds.
    public var points: Int
    /// The names of its vectors, ascending.
    public var vectors: [String]
    /// The recall at 10 that indexes were measured to reach when they were built, the least of those that are open: by the vector's name and `ef`.
    public var recall: [String: [Int: Double]]
}

extension Operations {
    /// Figures of every collection, by name; one that cannot be read is left out. Nothing is opened or read for it.
    public func figures() throws -> [CollectionFigures] {
        try collectionNames().compactMap { name in
            guard let collection = try? collection(named: name) else { return nil }
            let vectors = collection.configuration.vectors.keys.sorted()
            var figures = CollectionFigures(name: name, points: collection.count, vectors: vectors, recall: [:])
            for vector in vectors {
                for row in collection.measuredRecall(using: vector).flatMap(\.rows) {
                    figures.recall[vector, default: [:]][row.ef] = min(row.recall, figures.recall[vector]?[row.ef] ?? 1)
                }
            }
            return figures
        }
    }

    /// A collection as the telemetry shows it.
    ///
    /// - Parameter level: 1 shows vectors and parameters, 2 the whole configuration, 3 the shard, 4 and more its segments.
    public func telemetry(of name: String, level: Int) throws -> JSONObject {
        let collection = try collection(named: name), info = try collection.info()
        let description = try CollectionParameters(of: collection).description
        let vectors = info.points * max(1, info.configuration.vectors.count)
        if level <= 1 {
            return ["vectors": JSONValue(vectors), "optimizers_status": "ok", "params": description["params"] ?? .null]
        }
        var result: JSONObject = ["id": .string(name), "init_time_ms": 0, "config": .object(description)]
        guard level >= 3 else { return result }
        var local: JSONObject = [
            "variant_name": "local shard", "status": "green", "total_optimized_points": JSONValue(info.indexedPoints),
            "vectors_size_bytes": JSONValue(try collection.vectorByteCount), "payloads_size_bytes": JSONValue(try collection.payloadByteCount),
            "num_points": JSONValue(info.points), "num_vectors": JSONValue(vectors), "optimizations": ["status": "ok", "optimizations": ["count": 0], "log": []],
            "async_scorer": false,
        ]
        if level >= 4 { local["segments"] = .array(info.segments.map { .object(Self.segment($0, info)) }) }
        result["shards"] = [["id": 0, "key": nil, "local": .object(local), "remote": [], "replicate_states": ["0": "Active"], "partial_snapshot": nil]]
        result["transfers"] = []
        result["resharding"] = []
        return result
    }

    private static func segment(_ segment: CollectionInfo.Segment, _ info: CollectionInfo) -> JSONObject {
        let indexed = segment.indexed.isEmpty ? 0 : segment.points
        let vectors = JSONObject(info.configuration.vectors.sorted { $0.key < $1.key }.map { name, vector -> (String, JSONValue) in (name, ["size": JSONValue(vector.dimension)]) })
        return [
            "info": [
                "segment_type": .string(segment.indexed.isEmpty ? "plain" : "indexed"), "num_vectors": JSONValue(segment.points * max(1, info.configuration.vectors.count)),
                "num_points": JSONValue(segment.points), "num_indexed_vectors": JSONValue(indexed), "num_deleted_vectors": JSONValue(segment.rows - segment.points),
                "disk_usage_bytes": JSONValue(segment.diskBytes), "is_appendable": .bool(!segment.isSealed),
            ],
            "config": ["vector_data": .object(vectors)],
            "vector_index_searches": [], "payload_field_indices": [],
        ]
    }
}
