/// A whole `.npy` array with its shape, for what is no matrix of rows.
enum NpyArray {
    /// Reads an array of any type that Kindred reads, as floats.
    ///
    /// - Throws: `FileError`; `empty` for an axis of no length, `notFinite`.
    static func read(_ path: String) throws(FileError) -> (values: [Float], shape: [Int]) {
        let source = try ByteSource(path: path), header = try NpyHeader(source)
        // The header has checked that the whole shape fits into the file.
        guard header.shape.allSatisfy({ $0 > 0 }) else { throw FileError(.empty, path: path, "holds no rows: its shape is \(header.shape)") }
        let count = header.shape.reduce(1, *), element = header.element
        let values: [Float]
        if element == .float32 {
            values = try source.floats(count: count, at: header.dataOffset)
        } else {
            var bytes = [UInt8](repeating: 0, count: count * element.width)
            try source.readExactly(&bytes, at: header.dataOffset)
            values = element.floats(rows: 1, dimension: count, stride: count * element.width, from: bytes)
        }
        let rows = header.shape.first ?? 1
        try FiniteCheck.require(values, dimension: count / rows, firstRow: 0, path: path)
        return (values, header.shape)
    }
}
