extension SimilarityGraph {
    /// The points of each connected component, larger components first; of equally large ones the one of the smaller first point.
    ///
    /// - Complexity: O(points + edges).
    public var components: [[Int]] {
        var reached = [Bool](repeating: false, count: count), components: [[Int]] = []
        for start in 0..<count where !reached[start] {
            reached[start] = true
            var component = [start], next = 0
            while next < component.count {
                forEachNeighbor(of: component[next]) { j in
                    if !reached[j] {
                        reached[j] = true
                        component.append(j)
                    }
                }
                next += 1
            }
            components.append(component.sorted())
        }
        return components.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    }

    private func forEachNeighbor(of i: Int, _ body: (Int) -> Void) {
        switch storage {
        case .sparse(let matrix):
            for e in matrix.starts[i]..<matrix.starts[i + 1] where matrix.values[e] > 0 { body(Int(matrix.columns[e])) }
        case .dense(let matrix):
            for j in 0..<matrix.count where matrix[i, j] > 0 { body(j) }
        }
    }
}
