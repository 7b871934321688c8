import Kindred

/// Rows of a matrix that stands contiguously in a file: `.npy` arrays and safetensors tensors.
struct MatrixReader: VectorFileReader {
    private let source: ByteSource
    private let element: ElementType
    private let offset: UInt64
    private let rows: Int
    let dimension: Int
    private(set) var nextRow = 0
    private var ids: IntegerColumn?

    var path: String { source.path }
    var rowCount: Int? { rows }
    var progress: (done: UInt64, total: UInt64?) { (offset + UInt64(nextRow * dimension * element.width), source.size) }

    /// Opens a NumPy array. One axis is one row; axes after the second are flattened.
    init(npy source: ByteSource) throws(FileError) {
        let header = try NpyHeader(source)
        guard !header.shape.isEmpty else { throw FileError(.unsupported, path: source.path, "holds a single number; an array [rows, dimension] is needed") }
        let shape = header.shape.count == 1 ? [1] + header.shape : header.shape
        try self.init(source, header.element, shape: shape, at: header.dataOffset)
    }

    /// Opens a tensor by name, or the only one with two axes. A tensor `ids` of one axis of integers, if any, gives the ids.
    init(safetensors source: ByteSource, tensor name: String?) throws(FileError) {
        let header = try SafetensorsHeader(source)
        let tensor = try header.matrix(named: name)
        guard let element = ElementType(safetensors: tensor.type) else {
            throw FileError(.unsupported, path: source.path, "tensor '\(tensor.name)' is of type \(tensor.type); F16, BF16, F32, F64, U8…U64 and I8…I64 are read")
        }
        guard tensor.shape.count >= 2 else { throw FileError(.unsupported, path: source.path, "tensor '\(tensor.name)' has the shape \(tensor.shape); [rows, dimension] is needed") }
        try self.init(source, element, shape: tensor.shape, at: tensor.offset)
        guard let column = header.tensors.first(where: { $0.name == "ids" && $0.shape.count == 1 }),
            let type = ElementType(safetensors: column.type), type.isInteger
        else { return }
        guard column.shape[0] == rows else { throw FileError(.mismatch, path: path, "the tensor ids has \(column.shape[0]) values for \(rows) rows") }
        ids = IntegerColumn(source: source, element: type, offset: column.offset, count: rows)
    }

    private init(_ source: ByteSource, _ element: ElementType, shape: [Int], at offset: UInt64) throws(FileError) {
        // The headers have checked that the whole shape fits into the file, so the product of its tail cannot overflow unless there are no rows.
        guard shape.allSatisfy({ $0 > 0 }) else { throw FileError(.empty, path: source.path, "holds no rows: its shape is \(shape)") }
        let dimension = shape.dropFirst().reduce(1, *)
        guard dimension <= FileLimits.dimension else { throw FileError(.tooLarge, path: source.path, "rows of \(dimension) values; at most \(FileLimits.dimension) are accepted") }
        self.source = source
        self.element = element
        self.offset = offset
        self.rows = shape[0]
        self.dimension = dimension
    }

    mutating func seek(toRow row: Int) throws(FileError) {
        guard row <= rows else { throw tooFewRows(row, of: rows) }
        nextRow = row
    }

    mutating func nextBatch(maxRows: Int) throws(FileError) -> VectorBatch? {
        precondition(maxRows > 0, "batches of \(maxRows) rows")
        let count = min(maxRows, rows - nextRow)
        guard count > 0 else { return nil }
        let values = try floats(rows: count)
        try FiniteCheck.require(values, dimension: dimension, firstRow: nextRow, path: path)
        let batch = VectorBatch(firstRow: nextRow, count: count, dimension: dimension, values: values, ids: try ids?.values(nextRow..<(nextRow + count)))
        nextRow += count
        return batch
    }

    private func floats(rows count: Int) throws(FileError) -> [Float] {
        let start = offset + UInt64(nextRow) * UInt64(dimension * element.width)
        if element == .float32 { return try source.floats(count: count * dimension, at: start) }
        var bytes = [UInt8](repeating: 0, count: count * dimension * element.width)
        try source.readExactly(&bytes, at: start)
        return element.floats(rows: count, dimension: dimension, stride: dimension * element.width, from: bytes)
    }
}

/// A column of ids in a file of integers.
struct IntegerColumn: Sendable {
    let source: ByteSource
    let element: ElementType
    let offset: UInt64
    let count: Int

    /// The ids of some rows.
    ///
    /// - Throws: `malformed` for a negative one.
    func values(_ rows: Range<Int>) throws(FileError) -> [PointID] {
        var bytes = [UInt8](repeating: 0, count: rows.count * element.width)
        let start = offset + UInt64(rows.lowerBound * element.width)
        try source.readExactly(&bytes, at: start)
        guard let integers = element.integers(rows.count, from: bytes, at: 0) else {
            throw FileError(.malformed, path: source.path, at: .byte(start), "an id of rows \(rows.lowerBound)…\(rows.upperBound - 1) is negative")
        }
        return integers.map(PointID.number)
    }
}

extension ByteSource {
    /// Fills the whole buffer.
    ///
    /// - Throws: `truncated` when the file became shorter since it was opened.
    func readExactly(_ bytes: inout [UInt8], at offset: UInt64) throws(FileError) {
        let got = try read(into: &bytes, at: offset)
        guard got == bytes.count else { throw FileError(.truncated, path: path, at: .byte(offset + UInt64(got)), "the file became shorter while it was read") }
    }
}
