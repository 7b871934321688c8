internal import Foundation
internal import KindredSimilarity

/// What edges weigh, and the symmetric matrix of lists of neighbors.
struct EdgeWeights {
    let parameters: GraphParameters
    let measure: Measure
    let gamma: Double?

    init(_ parameters: GraphParameters, _ measure: Measure, _ gamma: Double?) {
        self.parameters = parameters
        self.measure = measure
        self.gamma = gamma
    }

    /// The graph's matrix.
    ///
    /// - Parameter mutual: nil when the lists are symmetric already.
    func matrix(_ lists: NeighborLists, mutual: Bool?) -> SparseMatrix {
        let weights = self.weights(lists.distances)
        let largest = weights.max() ?? 0, scale = parameters.isScaled && largest > 0 ? 1 / largest : 1
        var entries: [(row: UInt32, column: UInt32, value: Double)] = []
        entries.reserveCapacity(mutual == nil ? lists.ids.count : 2 * lists.ids.count)
        for i in 0..<lists.count {
            for e in lists.starts[i]..<lists.starts[i + 1] {
                let value = weights[e] * scale
                entries.append((UInt32(i), lists.ids[e], mutual == nil ? value : value / 2))
                if mutual != nil { entries.append((lists.ids[e], UInt32(i), value / 2)) }
            }
        }
        return SparseMatrix.joined(count: lists.count, entries, onlyMutual: mutual == true, threshold: parameters.threshold ?? 0)
    }

    private func weights(_ distances: [Double]) -> [Double] {
        switch parameters.weight {
        case .connectivity: return distances.map { _ in 1 }
        case .gaussian: return distances.map { exp(-(gamma ?? 1) * $0 * $0) }
        case .similarity: return distances.map { max(0, -$0) }
        case .complement:
            let farthest = distances.max() ?? 0
            return distances.map { farthest - $0 }
        }
    }
}

extension SparseMatrix {
    /// The sums of half edges: of both directions, or of those alone that both points want.
    static func joined(
        count: Int, _ entries: [(row: UInt32, column: UInt32, value: Double)], onlyMutual: Bool, threshold: Double
    ) -> SparseMatrix {
        var rows = [[(column: UInt32, value: Double)]](repeating: [], count: count)
        for (row, column, value) in entries { rows[Int(row)].append((column, value)) }
        var starts = [0], columns: [UInt32] = [], values: [Double] = []
        for row in rows.indices {
            rows[row].sort { $0.column < $1.column }
            var e = 0
            while e < rows[row].count {
                let (column, value) = rows[row][e]
                let isDouble = e + 1 < rows[row].count && rows[row][e + 1].column == column
                let sum = isDouble ? value + rows[row][e + 1].value : value
                if sum > 0, sum >= threshold, isDouble || !onlyMutual {
                    columns.append(column)
                    values.append(sum)
                }
                e += isDouble ? 2 : 1
            }
            starts.append(columns.count)
        }
        return SparseMatrix(starts: starts, columns: columns, values: values)
    }
}
