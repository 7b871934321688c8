public import KindredIndex
import Foundation

/// What there is to know about a collection without reading its vectors.
public struct CollectionInfo: Sendable {
    /// One segment.
    public struct Segment: Sendable {
        /// Its number, never reused.
        public var id: Int64
        /// Whether it takes no more rows.
        public var isSealed: Bool
        /// Rows, deleted ones included.
        public var rows: Int
        /// Rows that count.
        public var points: Int
        /// Names of the vectors that have an index.
        public var indexed: [String]
        /// Bytes of its files that are on the disk.
        public var diskBytes: Int
    }

    /// The collection's name.
    public var name: String
    /// What it holds.
    public var configuration: CollectionConfiguration
    /// How many points it holds.
    public var points: Int
    /// Points that an index finds rather than a scan.
    public var indexedPoints: Int
    /// Its segments, oldest first.
    public var segments: [Segment]
    /// The declared payload indexes.
    public var fields: [PayloadPath: PayloadFieldSchema]
    /// Bytes of all files.
    public var diskBytes: Int
    /// Bytes its open indexes and buffers take in memory, mapped files not counted.
    public var memoryBytes: Int
    /// What stopped the background optimiser last, if anything did.
    public var optimizerProblem: String?
}

extension VectorCollection {
    /// What there is to know about the collection without reading its vectors.
    ///
    /// - Throws: `StorageError` when a segment cannot be opened.
    public func info() throws(StorageError) -> CollectionInfo {
        let snapshot = snapshot
        var segments: [CollectionInfo.Segment] = []
        var memory = 0
        var indexed = 0
        for view in snapshot.segments where view.rows > 0 {
            let contents = try contents(view)
            if contents.indexes.count == contents.columns.count { indexed += view.liveCount }
            memory += view.segment.variableRuns.byteCount
            memory += contents.columns.values.reduce(0) { $0 + $1.byteCount } + contents.indexes.values.reduce(0) { $0 + $1.index.byteCount }
            segments.append(
                CollectionInfo.Segment(
                    id: view.segment.id, isSealed: view.segment.isSealed, rows: view.rows, points: view.liveCount,
                    indexed: contents.indexes.keys.sorted(), diskBytes: MappedFile.allocatedByteCount(view.segment.folder)))
        }
        return CollectionInfo(
            name: name, configuration: configuration, points: snapshot.count, indexedPoints: indexed, segments: segments, fields: fieldIndexes,
            diskBytes: store.byteCount + segments.reduce(0) { $0 + $1.diskBytes }, memoryBytes: memory,
            optimizerProblem: lastProblem.withLock { $0 })
    }

    /// Statistics of each index over one of the vectors, by segment; empty when all segments are scanned.
    public func indexStats(using vector: String = "") throws(StorageError) -> [(segment: Int64, stats: IndexStats)] {
        var result: [(segment: Int64, stats: IndexStats)] = []
        for view in snapshot.segments where view.rows > 0 {
            if let index = try contents(view).indexes[vector] { result.append((view.segment.id, index.index.stats)) }
        }
        return result
    }

    /// The share of true neighbours that searches find, measured on stored vectors.
    public struct MeasuredRecall: Sendable {
        /// The mean over the queries, 0…1.
        public var recall: Double
        /// A 95 % interval around the mean.
        public var interval: ClosedRange<Double>
        /// How many queries were measured.
        public var queries: Int
    }

    /// Compares searches of some effort with exact ones, for evenly spread stored points as queries.
    ///
    /// - Parameters:
    ///   - limit: the *k* of recall@*k*.
    ///   - samples: how many points are asked for.
    /// - Complexity: O(samples × *n*).
    public func measureRecall(using vector: String = "", limit: Int = 10, samples: Int = 100, effort: SearchEffort = .default) throws(StorageError) -> MeasuredRecall {
        var shares: [Double] = []
        let snapshot = snapshot
        let step = max(1, snapshot.count / max(1, samples))
        for view in snapshot.segments where view.rows > 0 {
            let live = Array(view.liveBitmap.subtracting(view.absent[vector] ?? []))
            for place in stride(from: step / 2, to: live.count, by: step) {
                guard let query = try vectors(of: Int(live[place]), in: view)[vector] else { continue }
                var request = SearchRequest(query, limit: limit)
                request.using = vector
                request.effort = .exact
                let exact = try search(request)
                request.effort = effort
                let found = Set(try search(request).map(\.id))
                shares.append(Double(exact.filter { found.contains($0.id) }.count) / Double(max(1, exact.count)))
            }
        }
        let mean = shares.isEmpty ? 1 : shares.reduce(0, +) / Double(shares.count)
        let variance = shares.count > 1 ? shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count - 1) : 0
        let half = 1.96 * (variance / Double(max(1, shares.count))).squareRoot()
        return MeasuredRecall(recall: mean, interval: max(0, mean - half)...min(1, mean + half), queries: shares.count)
    }
}
