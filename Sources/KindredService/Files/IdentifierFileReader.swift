public import Kindred

/// Ids beside a vector file: text with one integer or UUID per line, or a `.npy` array of integers.
public struct IdentifierFileReader: Sendable {
    private enum Content: Sendable {
        case text(RowLines)
        case column(IntegerColumn, next: Int)
    }

    private var content: Content
    /// The file as the caller named it.
    public let path: String

    /// Opens a file of ids; `.npy` by its name, text otherwise.
    ///
    /// - Throws: `FileError`.
    public init(path: String) throws(FileError) {
        self.path = path
        guard path.lowercased().hasSuffix(".npy") else {
            content = .text(try RowLines(path: path))
            return
        }
        let source = try ByteSource(path: path)
        guard source.size != 0 else { throw FileError(.empty, path: path, "is empty") }
        let header = try NpyHeader(source)
        guard header.element.isInteger else { throw FileError(.unsupported, path: path, "ids must be integers, the array holds \(header.element)") }
        guard header.shape.filter({ $0 != 1 }).count <= 1 else { throw FileError(.unsupported, path: path, "ids must be an array of one axis, the shape is \(header.shape)") }
        content = .column(IntegerColumn(source: source, element: header.element, offset: header.dataOffset, count: header.shape.reduce(1, *)), next: 0)
    }

    /// Ids from the next one to the end of the file; the position stays.
    public func remaining() throws(FileError) -> Int {
        switch content {
        case .text(let rows): try rows.remaining()
        case .column(let column, let next): column.count - next
        }
    }

    /// The next ids; fewer than `count` at the end of the file.
    ///
    /// - Throws: `FileError`: malformed with the line or byte.
    public mutating func next(_ count: Int) throws(FileError) -> [PointID] {
        switch content {
        case .column(let column, let next):
            let end = min(column.count, next + count)
            content = .column(column, next: end)
            return try column.values(next..<end)
        case .text(var rows):
            defer { content = .text(rows) }
            var ids = [PointID]()
            while ids.count < count, let line = try rows.next() { ids.append(try identifier(rows, line)) }
            return ids
        }
    }

    /// Goes to a row; `false` when the file has fewer ids.
    public mutating func seek(toRow row: Int) throws(FileError) -> Bool {
        switch content {
        case .column(let column, _):
            content = .column(column, next: min(row, column.count))
            return row <= column.count
        case .text(var rows):
            defer { content = .text(rows) }
            return try rows.seek(toRow: row)
        }
    }

    private func identifier(_ rows: RowLines, _ line: Range<Int>) throws(FileError) -> PointID {
        let bytes = rows.lines.buffer[line]
        let text = String(decoding: bytes.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 || $0 == 0x0D }.reversed(), as: UTF8.self)
        guard let id = try? PointID(parsing: text) else {
            throw FileError(.malformed, path: path, at: .line(rows.lines.line), "'\(text.prefix(40))' is neither an unsigned integer nor a UUID")
        }
        return id
    }
}
