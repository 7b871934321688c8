import Foundation
import Kindred

/// A filter of a benchmark's data and the exact neighbours among the rows that pass it: `gt-random-100.ivecs` belongs to `random < 100`.
struct BenchFilter: Sendable {
    let field: String
    let width: Int
    let neighbors: [[Int32]]

    var text: String { "\(field) < \(width)" }

    /// The filters of a folder, by field, widest first.
    ///
    /// - Throws: `FileError.missing` when there is none.
    static func all(in folder: URL) throws -> [BenchFilter] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let filters = try names.compactMap { name -> BenchFilter? in
            let parts = name.split(separator: "-")
            guard parts.count == 3, parts[0] == "gt", name.hasSuffix(".ivecs"), let width = Int(parts[2].dropLast(6)) else { return nil }
            return BenchFilter(field: String(parts[1]), width: width, neighbors: try VectorFile.readNeighbors(folder.appendingPathComponent(name).path))
        }
        guard !filters.isEmpty else { throw FileError(.missing, path: folder.path, "holds no gt-FIELD-WIDTH.ivecs, the exact neighbours among the rows with FIELD < WIDTH") }
        return filters.sorted { ($0.field, $1.width) < ($1.field, $0.width) }
    }
}
