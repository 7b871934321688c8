public import KindredIndex

extension VectorCollection {
    /// What the indexes over one of the vectors were measured to find when they were built; of those that are open and were measured.
    public func measuredRecall(using vector: String = "") -> [RecallTable] {
        snapshot.segments.compactMap { view in
            switch view.segment.openContents?.indexes[vector]?.index {
            case let index as HNSW: index.recall
            case let index as IVF: index.recall
            case let index as KDTree: index.recall
            default: nil
            }
        }
    }
}
