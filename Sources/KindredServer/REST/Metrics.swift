#if Server
import KindredService

/// The server's figures in the text format of Prometheus.
struct Metrics {
    private(set) var text = ""

    static func text(_ exchange: Exchange) throws -> String {
        var metrics = Metrics()
        let figures = try exchange.operations.figures()
        metrics.family("app_info", "gauge", "information about qdrant server", [("name=\"qdrant\",version=\"\(ServerIdentity.version)\"", "1")])
        metrics.addCollections(figures, count: try exchange.operations.collectionNames().count)
        metrics.addMemory()
        metrics.family("requests_waiting", "gauge", "requests that wait for a thread", [("", "\(exchange.door.pool.waiting)")])
        if let backups = exchange.door.journal.backups { metrics.addBackups(backups.current) }
        metrics.addResponses(exchange.door.counters.all)
        return metrics.text
    }

    private mutating func addCollections(_ figures: [CollectionFigures], count: Int) {
        family("collections_total", "gauge", "number of collections", [("", "\(count)")])
        family("collections_vector_total", "gauge", "total number of vectors in all collections", [("", "\(figures.reduce(0) { $0 + $1.points * $1.vectors.count })")])
        family("collection_points", "gauge", "number of points per collection", figures.map { (Self.label("id", $0.name), "\($0.points)") })
        family("collection_measured_recall", "gauge", "recall at 10 of the collection's indexes, measured when they were built", figures.flatMap { Self.recalls($0) })
    }

    private static func recalls(_ figures: CollectionFigures) -> [(labels: String, value: String)] {
        var samples: [(labels: String, value: String)] = []
        for (vector, rows) in figures.recall.sorted(by: { $0.key < $1.key }) {
            let labels = label("collection", figures.name) + "," + label("vector", vector)
            for (ef, recall) in rows.sorted(by: { $0.key < $1.key }) { samples.append((labels: "\(labels),ef=\"\(ef)\"", value: "\(recall)")) }
        }
        return samples
    }

    private mutating func addMemory() {
        guard let memory = ProcessMemory() else { return }
        family("memory_resident_bytes", "gauge", "bytes of memory that are resident", [("", "\(memory.resident)")])
        family("memory_virtual_bytes", "gauge", "bytes of address space in use", [("", "\(memory.virtual)")])
    }

    private mutating func addBackups(_ backups: BackupFigures.State) {
        let last = backups.lastSuccess.map { Double($0.microseconds) / 1e6 } ?? 0
        family("backup_last_success_timestamp_seconds", "gauge", "when the newest scheduled backup was made, 0 for never", [("", "\(last)")])
        family("backup_failures_total", "counter", "number of scheduled backups that failed", [("", "\(backups.failures)")])
    }

    private mutating func addResponses(_ all: [(key: RequestCounters.Key, count: RequestCounters.Count)]) {
        let counts = all.map { (Self.labels($0.key), $0.count) }
        family("rest_responses_total", "counter", "total number of responses", counts.map { ($0, "\($1.requests)") })
        family("rest_responses_fail_total", "counter", "total number of failed responses", all.filter { $0.key.status >= 400 }.map { (Self.labels($0.key), "\($0.count.requests)") })
        family("rest_responses_avg_duration_seconds", "gauge", "average response duration", counts.map { ($0, "\($1.seconds / Double($1.requests))") })
        family("rest_responses_min_duration_seconds", "gauge", "minimum response duration", counts.map { ($0, "\($1.shortest)") })
        family("rest_responses_max_duration_seconds", "gauge", "maximum response duration", counts.map { ($0, "\($1.longest)") })
        guard !counts.isEmpty else { return }
        text += "# HELP rest_responses_duration_seconds response duration histogram\n# TYPE rest_responses_duration_seconds histogram\n"
        for (labels, count) in counts { addHistogram("rest_responses_duration_seconds", labels, count) }
    }

    private mutating func addHistogram(_ name: String, _ labels: String, _ count: RequestCounters.Count) {
        var sum = 0
        for (bound, requests) in zip(RequestCounters.Count.bounds, count.buckets) {
            sum += requests
            text += "\(name)_bucket{\(labels),le=\"\(bound)\"} \(sum)\n"
        }
        text += "\(name)_bucket{\(labels),le=\"+Inf\"} \(count.requests)\n\(name)_sum{\(labels)} \(count.seconds)\n\(name)_count{\(labels)} \(count.requests)\n"
    }

    private static func labels(_ key: RequestCounters.Key) -> String {
        "method=\"\(key.method)\",endpoint=\"\(key.endpoint)\",status=\"\(key.status)\""
    }

    /// One label; backslashes, quotes and line ends are escaped as the format wants it.
    static func label(_ name: String, _ value: String) -> String {
        "\(name)=\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n"))\""
    }

    private mutating func family(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples { text += "\(name)\(sample.labels.isEmpty ? "" : "{\(sample.labels)}") \(sample.value)\n" }
    }
}
#endif
