import Kindred
import KindredMath

/// A kind of index as `kindred compare` builds and sweeps it. A new kind is one line of `all`.
struct IndexEntry: Sendable {
    /// As people name it.
    let name: String
    /// Whether searches read the rows; those of an index of codes alone do not, and its bytes are counted without them.
    var readsRows = true
    /// How searches try harder and harder; empty for an index that is exact anyway.
    var efforts: [Int] = []
    /// Distances that a search over so many rows computes, where that is known beforehand.
    var evaluations: (@Sendable (_ rows: Int) -> Int)?
    /// Builds it with its defaults.
    let build: @Sendable (VectorRows, KernelReduction, BuildContext) throws -> any VectorIndex

    /// Every kind that this version knows. Recall tables are not measured while building: peers measure none.
    static let all: [IndexEntry] = [
        IndexEntry(name: "flat", evaluations: { $0 }) { rows, reduction, _ in try FlatIndex(rows: rows, reduction: reduction) },
        IndexEntry(name: "hnsw", efforts: [10, 20, 40, 80, 160, 320]) { try HNSW(rows: $0, reduction: $1, parameters: HNSWParameters(codes: .automatic, recallSamples: 0), context: $2) },
        IndexEntry(name: "kdtree", efforts: [1, 4, 16, 64, 256, 1024]) { try KDTree(rows: $0, reduction: $1, context: $2) },
        IndexEntry(name: "balltree", efforts: [1, 4, 16, 64, 256, 1024]) { try BallTree(rows: $0, reduction: $1, context: $2) },
        IndexEntry(name: "forest", efforts: [100, 400, 1600, 6400, 25_600]) { try ProjectionForest(rows: $0, reduction: $1, parameters: .init(recallSamples: 0), context: $2) },
        IndexEntry(name: "lsh", efforts: [1, 4, 16, 64, 256]) { try LSH(rows: $0, reduction: $1, parameters: .init(tables: 40, recallSamples: 0), context: $2) },
        IndexEntry(name: "ivfflat", efforts: [1, 4, 16, 64, 256]) { try IVF(rows: $0, reduction: $1, parameters: IVFParameters(recallSamples: 0), context: $2) },
        IndexEntry(name: "ivfpq", efforts: [1, 4, 16, 64, 256]) { rows, reduction, context in
            let codes = IVFParameters.Codes.product(m: max(1, rows.dimension / 2), bits: 4)
            return try IVF(rows: rows, reduction: reduction, parameters: IVFParameters(codes: codes, pad: true, recallSamples: 0), context: context)
        },
        IndexEntry(name: "pq", readsRows: false) { rows, reduction, context in
            try PQ(rows: rows, reduction: reduction, parameters: PQParameters(m: max(1, rows.dimension / 4), bits: 8, pad: true, recallSamples: 0), context: context)
        },
    ]
}
