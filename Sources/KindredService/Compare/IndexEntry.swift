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
        IndexEntry(name: "hnsw", efforts: [10, 20, 40, 80, 160, 320]) { try HNSW(rows: $0, reduction: $1, parameters: HNSWParameters(recallSamples: 0), context: $2) },
    ]
}
