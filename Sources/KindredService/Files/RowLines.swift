/// Lines that belong to rows: line *i* to row *i*. Blank lines are allowed at the end only.
struct RowLines: Sendable {
    private(set) var lines: LineReader
    /// Rows handed out so far.
    private(set) var nextRow = 0

    init(path: String) throws(FileError) {
        lines = try LineReader(path: path)
    }

    /// The line of the next row, `nil` after the last.
    mutating func next() throws(FileError) -> Range<Int>? {
        guard let line = try lines.nextLine() else { return nil }
        guard isBlank(line) else {
            nextRow += 1
            return line
        }
        let number = lines.line
        while let further = try lines.nextLine() {
            guard isBlank(further) else { throw FileError(.malformed, path: lines.path, at: .line(number), "the line is blank, and each line belongs to a row; write null for nothing") }
        }
        return nil
    }

    /// Rows from the next one to the end. Leaves the reader where it is.
    func remaining() throws(FileError) -> Int {
        var copy = self
        while try copy.next() != nil {}
        return copy.nextRow - nextRow
    }

    /// Goes to a row; `false` when there are fewer.
    mutating func seek(toRow row: Int) throws(FileError) -> Bool {
        try lines.rewind()
        nextRow = 0
        while nextRow < row {
            guard try next() != nil else { return false }
        }
        return true
    }

    private func isBlank(_ line: Range<Int>) -> Bool { line.allSatisfy { lines.buffer[$0] <= 0x20 } }
}
