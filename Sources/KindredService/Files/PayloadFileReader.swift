/// Payloads beside a vector file: JSON Lines, line *i* belongs to row *i*. A row without payload has `{}` or `null`.
public struct PayloadFileReader: Sendable {
    private var rows: RowLines

    /// Opens a file of payloads.
    ///
    /// - Throws: `FileError`: missing, directory, unreadable.
    public init(path: String) throws(FileError) {
        rows = try RowLines(path: path)
    }

    /// The file as the caller named it.
    public var path: String { rows.lines.path }

    /// Payloads from the next one to the end of the file; the position stays.
    ///
    /// - Complexity: reads the rest of the file, without parsing it.
    public func remaining() throws(FileError) -> Int { try rows.remaining() }

    /// The next payloads as JSON texts, `nil` where a line says null; fewer than `count` at the end of the file.
    ///
    /// - Throws: `FileError`: malformed with the line.
    public mutating func next(_ count: Int) throws(FileError) -> [String?] {
        var payloads = [String?]()
        payloads.reserveCapacity(count)
        while payloads.count < count, let line = try rows.next() { payloads.append(try payload(line)) }
        return payloads
    }

    /// Goes to a row; `false` when the file has fewer lines.
    public mutating func seek(toRow row: Int) throws(FileError) -> Bool { try rows.seek(toRow: row) }

    private func payload(_ line: Range<Int>) throws(FileError) -> String? {
        do {
            var scanner = JSONScanner(rows.lines.buffer, line)
            let value = try scanner.skip()
            try scanner.finish()
            return try PayloadText.join(scanner, value, [])
        } catch {
            throw FileError(.malformed, path: path, at: .line(rows.lines.line), "column \(error.position - line.lowerBound + 1): \(error.message)")
        }
    }
}
