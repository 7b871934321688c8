// Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans. Aerospace and Electronic Systems 52(4), 2016, after
// Jonker, Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38, 1987.

/// Gives each row a column of its own so that the sum of costs is least.
///
/// ```swift
/// var assignment = LinearAssignment()
/// assignment.solve([4, 1, 3, 2, 0, 5, 3, 2, 2], rows: 3, columns: 3)   // 5
/// assignment.columnOfRow                                               // [1, 0, 2]
/// ```
///
/// It keeps its memory, so one value may solve many problems in turn.
public struct LinearAssignment: Sendable {
    /// The column of each row of the problem solved last.
    public private(set) var columnOfRow: [Int] = []

    private var rowOfColumn: [Int] = []
    private var rowDual: [Double] = []
    private var columnDual: [Double] = []
    /// Length of the shortest path to each column, and the row before it.
    private var distance: [Double] = []
    private var previous: [Int] = []
    /// Columns that no path has been settled for, in the first places.
    private var open: [Int] = []
    /// Columns settled in this round, in order.
    private var settled: [Int] = []

    /// A solver without memory yet.
    public init() {}

    /// Solves a problem and returns the least sum.
    ///
    /// - Parameter costs: row after row; finite.
    /// - Precondition: `rows <= columns`, `costs.count >= rows * columns`.
    /// - Complexity: O(rows² · columns).
    @discardableResult
    public mutating func solve(_ costs: [Double], rows: Int, columns: Int) -> Double {
        precondition(rows <= columns && costs.count >= rows * columns, "\(costs.count) costs for \(rows) rows in \(columns) columns")
        reset(rows, columns)
        var total = 0.0
        for row in 0..<rows { augment(from: row, costs, columns) }
        for row in 0..<rows { total += costs[row &* columns &+ columnOfRow[row]] }
        return total
    }

    private mutating func reset(_ rows: Int, _ columns: Int) {
        if rowOfColumn.count != columns || columnOfRow.count != rows {
            columnOfRow = [Int](repeating: -1, count: rows)
            rowDual = [Double](repeating: 0, count: rows)
            rowOfColumn = [Int](repeating: -1, count: columns)
            columnDual = [Double](repeating: 0, count: columns)
            distance = [Double](repeating: 0, count: columns)
            previous = [Int](repeating: 0, count: columns)
            open = [Int](repeating: 0, count: columns)
            settled.reserveCapacity(columns)
            return
        }
        for row in 0..<rows {
            columnOfRow[row] = -1
            rowDual[row] = 0
        }
        for column in 0..<columns {
            rowOfColumn[column] = -1
            columnDual[column] = 0
        }
    }

    /// Dijkstra over reduced costs from a row to the nearest column that no row has, then an exchange along the path.
    private mutating func augment(from start: Int, _ costs: [Double], _ columns: Int) {
        for column in 0..<columns {
            open[column] = column
            distance[column] = .infinity
        }
        settled.removeAll(keepingCapacity: true)
        var left = columns, row = start, reached = 0.0, sink = -1
        while sink < 0 {
            let base = reached - rowDual[row], line = row &* columns
            var nearest = 0, least = Double.infinity
            for place in 0..<left {
                let column = open[place]
                let length = base + costs[line &+ column] - columnDual[column]
                if length < distance[column] {
                    distance[column] = length
                    previous[column] = row
                }
                // Of equals a free column, which ends the path.
                if distance[column] < least || (distance[column] == least && rowOfColumn[column] < 0) {
                    least = distance[column]
                    nearest = place
                }
            }
            reached = least
            let column = open[nearest]
            left &-= 1
            open[nearest] = open[left]
            settled.append(column)
            if rowOfColumn[column] < 0 { sink = column } else { row = rowOfColumn[column] }
        }
        update(from: start, reached)
        exchange(from: start, to: sink)
    }

    private mutating func update(from start: Int, _ reached: Double) {
        rowDual[start] += reached
        for column in settled.dropLast() {
            rowDual[rowOfColumn[column]] += reached - distance[column]
            columnDual[column] -= reached - distance[column]
        }
    }

    private mutating func exchange(from start: Int, to sink: Int) {
        var column = sink
        while true {
            let row = previous[column]
            rowOfColumn[column] = row
            (column, columnOfRow[row]) = (columnOfRow[row], column)
            if row == start { return }
        }
    }
}
