/// Rows of `.fvecs`, `.bvecs` and `.ivecs` files (corpus-texmex.irisa.fr): a little-endian 32-bit dimension, then as many floats, bytes or integers.
struct VecsReader: VectorFileReader {
    private let source: ByteSource
    private let element: ElementType
    private let name: String
    private let rows: Int
    let dimension: Int
    private(set) var nextRow = 0

    var path: String { source.path }
    var rowCount: Int? { rows }
    var progress: (done: UInt64, total: UInt64?) { (UInt64(nextRow * stride), source.size) }
    private var stride: Int { 4 + dimension * element.width }

    init(source: ByteSource, element: ElementType, name: String) throws(FileError) {
        guard let size = source.size else { throw FileError(.unsupported, path: source.path, "is a pipe; \(name) needs a file") }
        var head = [UInt8](repeating: 0, count: 4)
        guard try source.read(into: &head, at: 0) == 4 else { throw FileError(.truncated, path: source.path, at: .byte(size), "the file ends inside its first row") }
        let dimension = Int(ElementBytes.int32(head, at: 0))
        guard dimension > 0, dimension <= FileLimits.dimension else {
            throw FileError(.wrongFormat, path: source.path, at: .byte(0), "is not a \(name) file: its first row claims \(dimension) values")
        }
        self.source = source
        self.element = element
        self.name = name
        self.dimension = dimension
        let stride = UInt64(4 + dimension * element.width)
        rows = Int(size / stride)
        try requireWholeRows(size: size, stride: stride)
    }

    /// A size that is no multiple of a row means a cut file, unless an earlier row already has another dimension.
    private func requireWholeRows(size: UInt64, stride: UInt64) throws(FileError) {
        guard size % stride != 0 else { return }
        if rows > 0, size - UInt64(rows) * stride >= 4 || rows > 1 {
            let last = rows - 1
            try requireDimension(row: last)
        }
        throw FileError(.truncated, path: path, at: .byte(size), "the file ends inside row \(rows): \(size % stride) of its \(stride) bytes are there")
    }

    private func requireDimension(row: Int) throws(FileError) {
        var head = [UInt8](repeating: 0, count: 4)
        try source.readExactly(&head, at: UInt64(row * stride))
        try require(ElementBytes.int32(head, at: 0), row: row)
    }

    private func require(_ claimed: Int32, row: Int) throws(FileError) {
        guard Int(claimed) == dimension else {
            throw FileError(.ragged, path: path, at: .byte(UInt64(row * stride)), "row \(row) has dimension \(claimed), the rows before have \(dimension)")
        }
    }

    mutating func seek(toRow row: Int) throws(FileError) {
        guard row <= rows else { throw tooFewRows(row, of: rows) }
        nextRow = row
    }

    mutating func nextBatch(maxRows: Int) throws(FileError) -> VectorBatch? {
        precondition(maxRows > 0, "batches of \(maxRows) rows")
        let count = min(maxRows, rows - nextRow)
        guard count > 0 else { return nil }
        let bytes = try block(rows: count)
        let values = element.floats(rows: count, dimension: dimension, stride: stride, from: bytes, at: 4)
        try FiniteCheck.require(values, dimension: dimension, firstRow: nextRow, path: path)
        defer { nextRow += count }
        return VectorBatch(firstRow: nextRow, count: count, dimension: dimension, values: values)
    }

    /// The next rows of an `.ivecs` file as the integers they are: neighbour lists, whose ids may exceed what a float holds exactly.
    ///
    /// - Precondition: the file was opened as `.ivecs`.
    mutating func nextIntegers(maxRows: Int) throws(FileError) -> [[Int32]]? {
        precondition(element == .int32, "integers from a file of \(element)")
        let count = min(maxRows, rows - nextRow)
        guard count > 0 else { return nil }
        let bytes = try block(rows: count)
        defer { nextRow += count }
        return (0..<count).map { row in
            (0..<dimension).map { ElementBytes.int32(bytes, at: row * stride + 4 + $0 * 4) }
        }
    }

    private func block(rows count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count * stride)
        try source.readExactly(&bytes, at: UInt64(nextRow * stride))
        for row in 0..<count { try require(ElementBytes.int32(bytes, at: row * stride), row: nextRow + row) }
        return bytes
    }
}

extension VectorFile {
    /// All rows of an `.ivecs` file: exact neighbours of queries, as benchmark sets hold them.
    ///
    /// - Throws: `FileError`.
    public static func readNeighbors(_ path: String) throws(FileError) -> [[Int32]] {
        let source = try ByteSource(path: path)
        guard source.size != 0 else { throw FileError(.empty, path: path, "is empty") }
        var reader = try VecsReader(source: source, element: .int32, name: ".ivecs")
        return try reader.nextIntegers(maxRows: .max) ?? []
    }
}
