import Foundation
import Kindred

/// A benchmark's data: `base.fvecs`, `query.fvecs`, exact neighbours `gt.ivecs`, and `meta.json` with `name` and `metric` (`l2`, `cosine`, `ip`).
struct BenchData: Sendable {
    let folder: URL
    let name: String
    let measure: Measure
    let base: VectorBatch
    let queries: VectorBatch
    let neighbors: [[Int32]]

    private struct Meta: Decodable {
        var name: String?
        var metric: String
    }

    /// - Throws: `FileError`, also when the files do not belong together.
    init(folder path: String) throws {
        folder = URL(fileURLWithPath: path, isDirectory: true)
        let metaPath = folder.appendingPathComponent("meta.json").path
        guard let text = FileManager.default.contents(atPath: metaPath) else {
            throw FileError(.missing, path: metaPath, "no such file; the folder needs base.fvecs, query.fvecs, gt.ivecs and meta.json")
        }
        guard let meta = try? JSONDecoder().decode(Meta.self, from: text) else { throw FileError(.malformed, path: metaPath, "is not JSON with the key metric") }
        let measures: [String: Measure] = ["l2": .euclidean, "cosine": .cosine, "ip": .dot]
        guard let measure = measures[meta.metric] else { throw FileError(.unsupported, path: metaPath, "the metric '\(meta.metric)' is none of l2, cosine and ip") }
        name = meta.name ?? folder.lastPathComponent
        self.measure = measure
        base = try VectorFile.readAll(folder.appendingPathComponent("base.fvecs").path)
        queries = try VectorFile.readAll(folder.appendingPathComponent("query.fvecs").path)
        neighbors = try VectorFile.readNeighbors(folder.appendingPathComponent("gt.ivecs").path)
        guard queries.dimension == base.dimension else { throw FileError(.mismatch, path: path, "queries of dimension \(queries.dimension), base of \(base.dimension)") }
        guard neighbors.count == queries.count else { throw FileError(.mismatch, path: path, "\(neighbors.count) lists of neighbours for \(queries.count) queries") }
    }
}
