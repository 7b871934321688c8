import Foundation
import Kindred

/// The lines of a benchmark, ours or a peer's, put together by build.
struct BenchLines: Sendable {
    /// One build and its sweep.
    struct Build: Sendable {
        /// Data, peer, build, threads: what tells builds apart.
        let key: String
        /// One of its lines: all say the same of the build.
        let row: JSONObject
        /// The lines of its settings, in their order.
        var settings: [JSONObject]

        var peer: String { row["peer"]?.stringValue ?? "unknown" }
        var isOurs: Bool { peer == "kindred" }

        /// "kindred HNSW M=16 efc=200".
        var name: String {
            let build = row["build"]?.objectValue ?? JSONObject()
            let parts = build.keys.map { key in
                let value = build[key] ?? .null
                let text = value.stringValue ?? value.jsonText
                return key == "index" ? text : "\(key)=\(text)"
            }
            return ([peer] + parts + (row["filter"]?.stringValue.map { [$0] } ?? [])).joined(separator: " ")
        }

        var front: RecallFront { RecallFront(settings.compactMap(\.operatingPoint)) }

        /// "ef=40".
        static func effort(_ row: JSONObject) -> String {
            let search = row["search"]?.objectValue ?? JSONObject()
            return search.keys.map { key in "\(key)=\(search[key]?.stringValue ?? search[key]?.jsonText ?? "")" }.joined(separator: " ")
        }
    }

    /// The builds in the order of their first lines.
    private(set) var builds: [Build] = []

    /// Adds a line; one without recall and rate, of other measurements, is left out.
    mutating func add(_ row: JSONObject) {
        guard row.operatingPoint != nil else { return }
        let key = ["data", "peer", "build", "threads", "filter"].map { row[$0]?.jsonText ?? "" }.joined(separator: "|")
        if let place = builds.firstIndex(where: { $0.key == key }) {
            builds[place].settings.append(row)
        } else {
            builds.append(Build(key: key, row: row, settings: [row]))
        }
    }

    /// Adds the lines of a file.
    ///
    /// - Throws: `FileError`; `malformed` with the line that is no JSON object, `empty` when no line has a recall and a rate.
    mutating func add(file path: String) throws(FileError) {
        var lines = try LineReader(path: path)
        var found = 0
        while let line = try lines.nextLine() {
            let text = String(decoding: lines.buffer[line], as: UTF8.self)
            guard !text.allSatisfy(\.isWhitespace) else { continue }
            guard let row = try? JSONObject(parsing: text) else { throw FileError(.malformed, path: path, at: .line(lines.line), "is not a JSON object") }
            found += row.operatingPoint == nil ? 0 : 1
            add(row)
        }
        guard found > 0 else { throw FileError(.empty, path: path, "has no line with recall and qps, as kindred bench and Benchmarks/peers/search.py print them") }
    }
}

extension JSONObject {
    /// Recall and rate of a line of a benchmark.
    var operatingPoint: RecallFront.Point? {
        guard let recall = self["recall"]?.doubleValue, let rate = self["qps"]?.doubleValue, rate > 0 else { return nil }
        return RecallFront.Point(recall: recall, rate: rate)
    }
}
