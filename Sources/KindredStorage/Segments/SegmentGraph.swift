import Foundation
import KindredIndex
import KindredMath
import KindredSimilarity

/// The graph over one column of a sealed segment: derived, saved beside the vectors, built again when missing or damaged.
struct SegmentGraph: Sendable {
    let index: HNSW
    /// How a query is made ready for the graph's rows.
    let preparation: Preparation
    let reservation: MemoryReservation

    /// Opens a saved graph; nil when there is none that fits the column, which is scanned until it is built again.
    ///
    /// - Throws: `StorageError` with code `newerVersion`, or `memoryLimit`.
    init?(reading folder: URL, column: VectorColumn, rows: Int, memory: MemoryBudget) throws(StorageError) {
        let url = folder.appending(path: Self.fileName(column.name))
        guard FileManager.default.fileExists(atPath: url.path), let source = try column.graphRows(rows) else { return nil }
        do throws(IndexError) {
            index = try HNSW(contentsOf: url.path, rows: source.rows, reduction: source.reduction)
        } catch {
            if error.code == .newerVersion { throw StorageError(error) }
            return nil
        }
        preparation = source.preparation
        reservation = try memory.reserve(index.byteCount, for: "the graph in \(folder.path)")
    }

    init(index: HNSW, preparation: Preparation, reservation: MemoryReservation) {
        self.index = index
        self.preparation = preparation
        self.reservation = reservation
    }

    /// Neighbours asked for beyond the limit, since the graph's order may differ from the measure's by rounding.
    private static let margin = 4

    /// Rows near to a query, in the graph's order: at least `limit` of them when so many are admitted.
    func candidates(_ request: SearchRequest, limit: Int, admitting: SlotSet?) throws(StorageError) -> [Int] {
        let query = preparation.isIdentity ? request.vector : preparation.prepared(request.vector.span, as: .query)
        do throws(IndexError) {
            return try index.search(query.span, k: limit + Self.margin, effort: request.effort, admitting: admitting).map { Int($0.slot) }
        } catch { throw StorageError(error) }
    }

    static func fileName(_ name: String) -> String {
        VectorColumn.fileName(name).replacingOccurrences(of: "vectors", with: "graph").replacingOccurrences(of: ".kv", with: ".kg")
    }
}

extension VectorColumn {
    /// How far norms may be from 1 for rows to count as unit vectors: half-precision embeddings stay within 1e-3.
    private static let unitTolerance: Float = 1e-3

    /// What a graph over this column is built on; nil when the measure can only be scanned.
    ///
    /// A measure with a squared Euclidean form (cosine among them) takes that; one whose order needs norms takes none.
    func graphRows(_ count: Int) throws(StorageError) -> (rows: VectorRows, reduction: KernelReduction, preparation: Preparation)? {
        guard let form = configuration.measure.normalizedEquivalent, let kernel = form.reduction.kernel else { return nil }
        if form.preparation == self.form.preparation { return (try rows(count), kernel, form.preparation) }
        if form.preparation == .unit, let norms, (0..<count).allSatisfy({ abs(norms[$0] - 1) <= Self.unitTolerance }) {
            return (try rows(count), kernel, form.preparation)
        }
        return (try preparedRows(count, form.preparation), kernel, form.preparation)
    }

    private func preparedRows(_ count: Int, _ preparation: Preparation) throws(StorageError) -> VectorRows {
        do throws(IndexError) {
            let width = preparation.preparedDimension(for: dimension)
            var buffer = try RowBuffer(dimension: width, rowAlignment: 1, capacity: count)
            var row = [Float](repeating: 0, count: width)
            for slot in 0..<count {
                var target = row.mutableSpan
                preparation.prepare(vector(slot).span, as: .row, into: &target)
                try buffer.append(row.span)
            }
            return buffer.rows
        } catch { throw StorageError(.memoryLimit, "\(error)", cause: error) }
    }
}
