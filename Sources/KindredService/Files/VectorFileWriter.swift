import Foundation

/// Writes matrices to the formats that other tools read. Files are written aside and renamed, so a failed write leaves nothing half done.
public enum VectorFileWriter {
    /// A NumPy array `[rows, dimension]` of f4.
    ///
    /// - Precondition: `values.count` is a multiple of `dimension`.
    /// - Throws: `FileError.unwritable`.
    public static func npy(_ values: [Float], dimension: Int, to path: String) throws(FileError) {
        precondition(dimension > 0 && values.count % dimension == 0, "\(values.count) values in rows of \(dimension)")
        try write(npyHeader("<f4", shape: [values.count / dimension, dimension]) + ElementBytes.of(values), to: path)
    }

    /// A NumPy array of f4 of any shape.
    ///
    /// - Precondition: the product of `shape` is `values.count`.
    /// - Throws: `FileError.unwritable`.
    public static func npy(_ values: [Float], shape: [Int], to path: String) throws(FileError) {
        precondition(shape.reduce(1, *) == values.count, "\(values.count) values in the shape \(shape)")
        try write(npyHeader("<f4", shape: shape) + ElementBytes.of(values), to: path)
    }

    /// A NumPy array `[n]` of u8, for ids.
    ///
    /// - Throws: `FileError.unwritable`.
    public static func npy(ids: [UInt64], to path: String) throws(FileError) {
        try write(npyHeader("<u8", shape: [ids.count]) + ElementBytes.of(ids), to: path)
    }

    /// Rows of floats with their dimension before each (`.fvecs`).
    ///
    /// - Precondition: `values.count` is a multiple of `dimension`.
    /// - Throws: `FileError.unwritable`.
    public static func fvecs(_ values: [Float], dimension: Int, to path: String) throws(FileError) {
        precondition(dimension > 0 && values.count % dimension == 0, "\(values.count) values in rows of \(dimension)")
        let bytes = ElementBytes.of(values)
        try writeRows(bytes, count: values.count / dimension, dimension: dimension, to: path)
    }

    /// Rows of integers with their dimension before each (`.ivecs`).
    ///
    /// - Precondition: all rows have the same length.
    /// - Throws: `FileError.unwritable`.
    public static func ivecs(_ rows: [[Int32]], to path: String) throws(FileError) {
        let dimension = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == dimension }, "rows of different lengths")
        try writeRows(ElementBytes.of(Array(rows.joined())), count: rows.count, dimension: dimension, to: path)
    }

    private static func writeRows(_ bytes: [UInt8], count: Int, dimension: Int, to path: String) throws(FileError) {
        let head = ElementBytes.of([Int32(dimension)])
        var file = [UInt8]()
        file.reserveCapacity(bytes.count + count * 4)
        for row in 0..<count {
            file.append(contentsOf: head)
            file.append(contentsOf: bytes[(row * dimension * 4)..<((row + 1) * dimension * 4)])
        }
        try write(file, to: path)
    }

    /// Version 1.0, padded so that the data begins at a multiple of 64 bytes, as NumPy does.
    private static func npyHeader(_ type: String, shape: [Int]) -> [UInt8] {
        let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(lengths)), }"
        let padding = (64 - (10 + text.utf8.count + 1) % 64) % 64
        let length = text.utf8.count + padding + 1
        return NpyHeader.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8) + [UInt8](repeating: 0x20, count: padding) + [0x0A]
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileError(.unwritable, path: path, "cannot be written: \(error.localizedDescription)")
        }
    }
}
