#if Server
import KindredService

/// The server's figures in the text format of Prometheus.
enum Metrics {
    static func text(_ exchange: Exchange) throws -> String {
        var text = ""
        family(&text, "app_info", "gauge", "information about the server", [("name=\"qdrant\",version=\"\(ServerIdentity.version)\"", "1")])
        family(&text, "collections_total", "gauge", "number of collections", [("", "\(try exchange.operations.collectionNames().count)")])
        family(&text, "requests_waiting", "gauge", "requests that wait for a thread", [("", "\(exchange.door.pool.waiting)")])
        let counts = exchange.door.counters.all.map { (labels($0.key), $0.count) }
        family(&text, "rest_responses_total", "counter", "total number of responses", counts.map { ($0, "\($1.requests)") })
        family(
            &text, "rest_responses_avg_duration_seconds", "gauge", "average response duration", counts.map { ($0, "\($1.seconds / Double($1.requests))") })
        return text
    }

    private static func labels(_ key: RequestCounters.Key) -> String {
        "method=\"\(key.method)\",endpoint=\"\(key.endpoint)\",status=\"\(key.status)\""
    }

    private static func family(_ text: inout String, _ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples { text += "\(name)\(sample.labels.isEmpty ? "" : "{\(sample.labels)}") \(sample.value)\n" }
    }
}
#endif
