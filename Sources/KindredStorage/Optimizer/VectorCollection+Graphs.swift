import Foundation
import KindredIndex

extension VectorCollection {
    func wantsGraph(_ column: VectorColumn, rows: Int) -> Bool { column.wantsGraph(rows: rows, threshold: configuration.optimizer.indexingThreshold) }

    /// Builds and saves the graph of a column; nil when it is small, flat by configuration, or its measure can only be scanned.
    func buildGraph(_ column: VectorColumn, rows: Int, in folder: URL, _ context: BuildContext) throws(StorageError) -> SegmentGraph? {
        guard wantsGraph(column, rows: rows) else { return nil }
        let width = column.configuration.measure.normalizedEquivalent?.preparation.preparedDimension(for: column.dimension) ?? column.dimension
        let parameters = column.configuration.index.parameters
        let reservation = try memory.reserve(
            HNSW.estimatedByteCount(rows: rows, dimension: width, parameters: parameters), for: "the graph of collection \(name)")
        guard let source = try column.graphRows(rows) else { return nil }
        do throws(IndexError) {
            var parameters = parameters
            if source.reduction != .squaredL2 { parameters.codes = .none }
            let index = try HNSW(rows: source.rows, reduction: source.reduction, parameters: parameters, context: context)
            try index.write(to: folder.appending(path: SegmentGraph.fileName(column.name)).path)
            return SegmentGraph(index: index, preparation: source.preparation, reservation: reservation)
        } catch { throw StorageError(error) }
    }

    /// Builds the graphs that an opened sealed segment lacks because their files were missing or damaged.
    ///
    /// - Returns: whether a graph was built.
    func rebuildGraphs(_ context: BuildContext) throws(StorageError) -> Bool {
        for view in snapshot.segments where view.segment.isSealed {
            guard var contents = view.segment.openContents else { continue }
            let missing = contents.columns.filter { contents.graphs[$0.key] == nil && wantsGraph($0.value, rows: view.rows) }
            for (name, column) in missing {
                guard let graph = try buildGraph(column, rows: view.rows, in: view.segment.folder, context) else { continue }
                contents.graphs[name] = graph
                view.segment.replace(contents)
                return true
            }
        }
        return false
    }
}

extension VectorColumn {
    /// Whether a sealed segment of so many rows is worth a graph, by its configuration and its measure.
    func wantsGraph(rows: Int, threshold: Int) -> Bool {
        configuration.index.kind == .hnsw && rows > 0 && rows * file.width >= threshold
            && configuration.measure.normalizedEquivalent?.reduction.kernel != nil
    }
}
