/// A table with aligned columns: numbers to the right, text to the left.
struct Table {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: [String]) {
        self.header = header
    }

    /// Adds a row of as many cells as the header has.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == header.count, "\(cells.count) cells under \(header.count) titles")
        rows.append(cells)
    }

    /// The lines, header first.
    var lines: [String] {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let isNumber = header.indices.map { column in !rows.isEmpty && rows.allSatisfy { Self.isNumber($0[column]) } }
        return ([header] + rows).map { cells in
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return isNumber[column] ? space + cells[column] : cells[column] + space
            }
            return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Prints the table to standard output.
    func print() { lines.forEach(Output.line) }

    private static func isNumber(_ text: String) -> Bool {
        text.allSatisfy { $0.isNumber || ",.-+e".contains($0) }
    }
}
