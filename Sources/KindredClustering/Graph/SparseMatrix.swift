/// A square matrix that stores what is not zero, row after row: compressed sparse rows.
///
///     let matrix = SparseMatrix(count: 3, entries: [(0, 1, 2), (1, 0, 2)])
///     matrix.sums   // [2, 2, 0]
public struct SparseMatrix: Sendable, Hashable {
    /// Row *i* lies from `starts[i]` to `starts[i + 1]`.
    public let starts: [Int]
    /// Columns, ascending in each row.
    public let columns: [UInt32]
    /// The entries' values.
    public var values: [Double]

    /// A matrix of `count` rows; values of one place are added.
    ///
    /// - Precondition: rows and columns are within 0..<count.
    /// - Complexity: O(*e* log *e*) for *e* entries.
    public init(count: Int, entries: [(row: UInt32, column: UInt32, value: Double)]) {
        let sorted = entries.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
        var starts = [Int](repeating: 0, count: count + 1), columns: [UInt32] = [], values: [Double] = []
        columns.reserveCapacity(sorted.count)
        values.reserveCapacity(sorted.count)
        var last: (row: UInt32, column: UInt32)?
        for (row, column, value) in sorted {
            precondition(row < count && column < count, "an entry at \(row), \(column) of \(count) rows")
            if let last, last == (row, column) {
                values[values.count - 1] += value
            } else {
                columns.append(column)
                values.append(value)
                starts[Int(row) + 1] += 1
                last = (row, column)
            }
        }
        for i in 0..<count { starts[i + 1] += starts[i] }
        self.init(starts: starts, columns: columns, values: values)
    }

    /// A matrix of rows that are sorted already.
    init(starts: [Int], columns: [UInt32], values: [Double]) {
        (self.starts, self.columns, self.values) = (starts, columns, values)
    }

    /// How many rows.
    public var count: Int { starts.count - 1 }

    /// The sum of each row.
    public var sums: [Double] { (0..<count).map { i in values[starts[i]..<starts[i + 1]].reduce(0, +) } }

    /// The matrix without what `isKept` refuses.
    func filtered(_ isKept: (_ row: Int, _ column: UInt32, _ value: Double) -> Bool) -> SparseMatrix {
        var starts = [0], columns: [UInt32] = [], values: [Double] = []
        for i in 0..<count {
            for e in self.starts[i]..<self.starts[i + 1] where isKept(i, self.columns[e], self.values[e]) {
                columns.append(self.columns[e])
                values.append(self.values[e])
            }
            starts.append(columns.count)
        }
        return SparseMatrix(starts: starts, columns: columns, values: values)
    }
}
