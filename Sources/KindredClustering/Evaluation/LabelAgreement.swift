internal import Foundation

/// How well two labelings of the same points agree, whatever the labels are called.
///
///     let agreement = try LabelAgreement([0, 0, 1, 1], [1, 1, 0, 0])
///     agreement.adjustedRand        // 1
///     agreement.mutualInformation   // 1, normalised
public struct LabelAgreement: Sendable, Hashable {
    /// Points that both labelings name.
    public let count: Int
    private let cells, rows, columns: [Int]
    private let places: [Place]

    private struct Place: Sendable, Hashable {
        let row: Int
        let column: Int
    }

    /// Compares two labelings.
    ///
    /// - Throws: `invalidParameter` when they differ in length.
    public init<First: Hashable, Second: Hashable>(_ first: [First], _ second: [Second]) throws(ClusteringError) {
        guard first.count == second.count else {
            throw ClusteringError(.invalidParameter, "\(first.count) labels cannot be compared with \(second.count)")
        }
        let a = Self.numbered(first), b = Self.numbered(second)
        var table: [Place: Int] = [:]
        var rows = [Int](repeating: 0, count: (a.max() ?? -1) + 1), columns = [Int](repeating: 0, count: (b.max() ?? -1) + 1)
        for (i, j) in zip(a, b) {
            table[Place(row: i, column: j), default: 0] += 1
            rows[i] += 1
            columns[j] += 1
        }
        places = table.keys.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
        cells = places.compactMap { table[$0] }
        count = first.count
        self.rows = rows
        self.columns = columns
    }

    private static func numbered<Label: Hashable>(_ labels: [Label]) -> [Int] {
        var numbers: [Label: Int] = [:]
        return labels.map { label in
            let number = numbers[label] ?? numbers.count
            numbers[label] = number
            return number
        }
    }

    /// The adjusted Rand index (Hubert, Arabie, Journal of Classification 2, 1985): 1 for equal partitions, about 0 for unrelated
    /// ones, never below −0.5. 1 when both have one cluster, or one a point.
    public var adjustedRand: Double {
        func pairs(_ counts: [Int]) -> Double { counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
        let both = pairs(cells), first = pairs(rows), second = pairs(columns), all = pairs([count])
        let expected = all > 0 ? first * second / all : 0, most = (first + second) / 2
        return most == expected ? 1 : (both - expected) / (most - expected)
    }

    /// Mutual information over the mean of both entropies, 0...1. 1 when both have one cluster.
    public var mutualInformation: Double {
        let total = Double(count)
        func entropy(_ counts: [Int]) -> Double { counts.reduce(0) { $0 - Double($1) / total * log(Double($1) / total) } }
        let first = entropy(rows), second = entropy(columns)
        guard rows.count > 1 || columns.count > 1 else { return 1 }
        let information = zip(places, cells).reduce(0.0) { sum, cell in
            let (place, n) = cell
            return sum + Double(n) / total * log(Double(n) * total / (Double(rows[place.row]) * Double(columns[place.column])))
        }
        return first + second > 0 ? min(1, max(0, 2 * information / (first + second))) : 0
    }
}
