import Kindred

/// Labels beside a file of vectors: a `.npy` array of integers, or text with one label a line.
public enum LabelFile {
    /// The class of each row, numbered from 0 in the order of appearance.
    ///
    /// - Parameter rows: how many there must be.
    /// - Throws: `FileError`: `mismatch` for another number of labels, `unsupported` for an array of something else, `malformed` for labels without a second class.
    public static func read(_ path: String, rows: Int) throws(FileError) -> [Int] {
        let names = try names(path, rows: rows)
        var classes = ClassNumbers()
        let labels = names.map { classes.number(of: $0) }
        guard classes.names.count > 1 else { throw FileError(.malformed, path: path, "all \(rows) labels are '\(names[0].prefix(40))'; at least two classes are needed") }
        guard classes.names.count < rows else { throw FileError(.malformed, path: path, "no two of the \(rows) labels are the same; some rows must share theirs") }
        return labels
    }

    /// The labels as they are written, one a row.
    ///
    /// - Throws: `FileError`: `mismatch` for another number of labels, `unsupported` for an array of something else.
    static func names(_ path: String, rows: Int) throws(FileError) -> [String] {
        let names = path.lowercased().hasSuffix(".npy") ? try numbers(path) : try lines(path)
        guard names.count == rows else { throw FileError(.mismatch, path: path, "has \(names.count) labels for \(rows) vectors") }
        return names
    }

    private static func numbers(_ path: String) throws(FileError) -> [String] {
        let source = try ByteSource(path: path)
        guard source.size != 0 else { throw FileError(.empty, path: path, "is empty") }
        let header = try NpyHeader(source)
        guard header.element.isInteger else { throw FileError(.unsupported, path: path, "labels must be integers, the array holds \(header.element)") }
        guard header.shape.filter({ $0 != 1 }).count <= 1 else { throw FileError(.unsupported, path: path, "labels must be an array of one axis, the shape is \(header.shape)") }
        let count = header.shape.reduce(1, *), width = header.element.width
        guard count > 0 else { throw FileError(.empty, path: path, "holds no labels") }
        var bytes = [UInt8](repeating: 0, count: count * width)
        try source.readExactly(&bytes, at: header.dataOffset)
        return (0..<count).map { text(bytes[$0 * width..<($0 + 1) * width], isSigned: header.element.isSigned) }
    }

    /// A little-endian integer in decimal.
    private static func text(_ bytes: ArraySlice<UInt8>, isSigned: Bool) -> String {
        var bits: UInt64 = isSigned && (bytes.last ?? 0) >= 0x80 ? .max : 0
        for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
        return isSigned ? "\(Int64(bitPattern: bits))" : "\(bits)"
    }

    private static func lines(_ path: String) throws(FileError) -> [String] {
        var rows = try RowLines(path: path)
        var labels: [String] = []
        while let line = try rows.next() {
            let bytes = rows.lines.buffer[line].drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
            labels.append(String(decoding: bytes, as: UTF8.self))
        }
        return labels
    }
}

extension ElementType {
    /// Whether it is an integer that may be negative.
    var isSigned: Bool {
        switch self {
        case .int8, .int16, .int32, .int64: true
        default: false
        }
    }
}
