#if Server
import KindredService

/// What the server tells of itself, the more the higher the level.
enum Telemetry {
    static func object(_ exchange: Exchange, level: Int) throws -> JSONObject {
        let names = try exchange.operations.collectionNames()
        var collections: JSONObject = ["number_of_collections": JSONValue(names.count)]
        if level >= 1 {
            // A collection that was dropped meanwhile is not shown.
            collections["collections"] = .array(names.compactMap { try? .object(exchange.operations.telemetry(of: $0, level: level)) })
        }
        var result: JSONObject = [
            "id": .string(exchange.door.instance), "app": .object(app(exchange, level)), "collections": .object(collections), "cluster": .object(cluster(level)),
            "requests": ["rest": ["responses": .object(responses(exchange.door.counters.all))], "grpc": ["responses": [:]]],
        ]
        guard level >= 1 else { return result }
        if let backups = exchange.door.journal.backups { result["backups"] = .object(backups.json) }
        result["memory"] =
            ProcessMemory().map { memory -> JSONValue in
                [
                    "active_bytes": JSONValue(memory.resident), "allocated_bytes": JSONValue(memory.resident), "metadata_bytes": 0,
                    "resident_bytes": JSONValue(memory.resident), "retained_bytes": JSONValue(memory.virtual),
                ]
            } ?? .null
        result["hardware"] = ["collection_data": [:]]
        return result
    }

    private static func app(_ exchange: Exchange, _ level: Int) -> JSONObject {
        var app: JSONObject = ["name": "qdrant", "version": .string(ServerIdentity.version)]
        if level >= 1 {
            app["features"] = ["debug": false, "service_debug_feature": false, "recovery_mode": false, "gpu": false, "rocksdb": false, "staging": false]
        }
        app["startup"] = .string(exchange.door.started)
        return app
    }

    private static func cluster(_ level: Int) -> JSONObject {
        level >= 1 ? ["enabled": false, "status": nil, "config": nil, "peers": nil, "metadata": nil] : ["enabled": false]
    }

    /// Counts by method and route, then by status.
    private static func responses(_ counts: [(key: RequestCounters.Key, count: RequestCounters.Count)]) -> JSONObject {
        var result = JSONObject()
        for (key, count) in counts {
            let route = "\(key.method) \(key.endpoint)"
            var statuses = result[route]?.objectValue ?? [:]
            statuses["\(key.status)"] = [
                "count": JSONValue(count.requests), "avg_duration_micros": .double(count.seconds / Double(count.requests) * 1e6),
                "min_duration_micros": .double(count.shortest * 1e6), "max_duration_micros": .double(count.longest * 1e6),
                "total_duration_micros": JSONValue(Int(count.seconds * 1e6)), "last_responded": .string(count.last.description),
            ]
            result[route] = .object(statuses)
        }
        return result
    }
}
#endif
