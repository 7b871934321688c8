// Bytes of the structures whose shape follows from the number of rows; HNSW, IVF and PQ say their own.

extension KDTree {
    /// Bytes an index will hold beyond its rows, before it is built: a copy of the rows in the leaves is most of it.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: KDTreeParameters) -> Int {
        let shape = HalvedTree(count: rows, leafSize: max(1, parameters.leafSize))
        return shape.innerCount * MemoryLayout<KDSplit>.stride + dimension * 8 + rows * (dimension + 1) * 4
    }
}

extension BallTree {
    /// Bytes an index will hold beyond its rows, before it is built: a copy of the rows in the leaves and the balls' centres.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: BallTreeParameters) -> Int {
        let shape = HalvedTree(count: rows, leafSize: max(1, parameters.leafSize))
        return shape.nodeCount * (dimension * 4 + 16) + rows * (dimension + 1) * 4
    }
}

extension ProjectionForest {
    /// Bytes an index will hold beyond its rows, before it is built: a plane a split, a number a row, in every tree.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: ProjectionForestParameters) -> Int {
        let leaf = max(1, parameters.leafSize ?? dimension + 2)
        // Planes halve leaves unevenly: they come to be two thirds full.
        return parameters.trees * (rows * 4 + 3 * rows / (2 * leaf) * (dimension * 4 + 24))
    }
}

extension LSH {
    /// Bytes an index will hold beyond its rows, before it is built; for a target recall, of the tables' number given beside it.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: LSHParameters) -> Int {
        let bits = parameters.bits ?? 16
        let shape = LSHShape(family: parameters.family ?? .simhash, bits: bits, tables: parameters.tables, width: 0, count: rows)
        return shape.functionCount * (dimension + 1) * 4 + parameters.tables * (shape.bucketCount + 1 + rows) * 4
    }
}
