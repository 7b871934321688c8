extension ForestTables {
    /// Whether tables of a file can be searched safely, and find every row: each tree has each row once, each leaf is no
    /// larger than it may be, and each node but the roots is the child of one before it.
    func isSound(rows: VectorRows, indexed: Int, _ parameters: ProjectionForestParameters) -> Bool {
        let dimension = RowFloats.dimension(of: rows), nodeCount = nodes.count(of: ForestNode.self)
        let leafCount = starts.count(of: UInt32.self) - 1
        guard normals.count(of: Float.self) == nodeCount * dimension, slots.count(of: UInt32.self) == parameters.trees * indexed,
            roots.count(of: UInt32.self) == parameters.trees, starts.rises(to: parameters.trees * indexed),
            slots.holdsIDs(below: indexed), leafCount == nodeCount + parameters.trees
        else { return false }
        let starts = unsafe starts.entries(UInt32.self), leafSize = ProjectionForest.leafSize(rows, parameters)
        for leaf in 0..<leafCount where unsafe Int(starts[leaf + 1] - starts[leaf]) > leafSize { return false }
        return everythingIsReachedOnce(nodeCount, leafCount)
    }

    private func everythingIsReachedOnce(_ nodeCount: Int, _ leafCount: Int) -> Bool {
        var nodeSeen = [Bool](repeating: false, count: nodeCount), leafSeen = [Bool](repeating: false, count: leafCount)
        func see(_ child: UInt32, after node: Int) -> Bool {
            let number = Int(child & ~Self.leaf)
            if child & Self.leaf != 0 {
                guard number < leafCount, !leafSeen[number] else { return false }
                leafSeen[number] = true
                return true
            }
            guard number < nodeCount, number > node, !nodeSeen[number] else { return false }
            nodeSeen[number] = true
            return true
        }
        for tree in 0..<roots.count(of: UInt32.self) {
            guard unsafe see(roots.entries(UInt32.self)[tree], after: -1) else { return false }
        }
        for node in 0..<nodeCount {
            let entry = unsafe nodes.entries(ForestNode.self)[node]
            guard see(entry.first, after: node), see(entry.second, after: node) else { return false }
        }
        return nodeSeen.allSatisfy { $0 } && leafSeen.allSatisfy { $0 }
    }
}
