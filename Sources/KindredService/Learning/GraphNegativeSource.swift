import Kindred
import KindredLearning
import KindredMath

/// Hard negatives from the kind of index that serves the collection, built over the embeddings of the moment and asked like any other.
///
/// Below `leastRows` every pair is compared instead: a graph over fewer rows costs more than it saves.
struct GraphNegativeSource: NegativeSource {
    /// Threads to use; the neighbours do not depend on it.
    var threads: Int
    /// Rows from which on a graph is built; 10,000 rows of 64 components are ranked exactly in about the time of one build.
    var leastRows = 10_000

    /// - Complexity: O(*n* log *n*) to build, about O(log *n*) an anchor.
    func neighbours(among embeddings: Matrix<Float>, of anchors: [Int], count: Int) throws -> [[Int]] {
        guard embeddings.rows >= leastRows else { return ExactNegativeSource(threads: threads).neighbours(among: embeddings, of: anchors, count: count) }
        let rows = try VectorRows(copying: embeddings.elements, dimension: embeddings.columns)
        let parameters = HNSWParameters(codes: .automatic, recallSamples: 0)
        let graph = try HNSW(rows: rows, reduction: .squaredL2, parameters: parameters, context: BuildContext(threads: threads))
        var queries: [Float] = []
        queries.reserveCapacity(anchors.count * embeddings.columns)
        for anchor in anchors { queries += embeddings.row(anchor) }
        // One more than asked for: every anchor finds itself.
        let found = try graph.search(VectorRows(copying: queries, dimension: embeddings.columns), k: count + 1, effort: .ef(max(64, 2 * count)))
        return zip(anchors, found).map { anchor, neighbours in
            Array(neighbours.lazy.map { Int($0.slot) }.filter { $0 != anchor }.prefix(count))
        }
    }
}
