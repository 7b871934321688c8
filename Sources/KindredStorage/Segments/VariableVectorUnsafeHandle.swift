import Foundation
import KindredMath

/// The bytes in which SQLite keeps a vector that varies in length.
///
/// Words of 4 bytes, little-endian: the CRC-32C of the vector's name, its pid and all that follows; the form; how many components or
/// rows; then the indices and the values of a sparse vector, or the rows of a multivector one after another.
enum VariableVectorBytes {
    private static let sparse: UInt32 = 1, multi: UInt32 = 2
    private static let headerWords = 3

    /// The bytes of a vector.
    ///
    /// - Precondition: it is sparse or a multivector.
    static func encode(_ value: VectorValue, name: String, pid: Int64) -> Data {
        var words: [UInt32] = [0]
        switch value {
        case .sparse(let vector):
            words += [sparse, UInt32(vector.indices.count)] + vector.indices
            words += vector.values.map(\.bitPattern)
        case .multi(let rows):
            words += [multi, UInt32(rows.count)]
            for row in rows { words += row.map(\.bitPattern) }
        case .dense: preconditionFailure("a dense vector lies in a file, not in SQLite")
        }
        words[0] = checksum(words, name, pid)
        return unsafe words.withUnsafeBytes { unsafe Data($0) }
    }

    /// The vector of some bytes; nil when they are not those that were stored under this name and pid.
    static func decode(_ data: Data, name: String, pid: Int64) -> VectorValue? {
        guard data.count % 4 == 0, data.count >= 4 * headerWords else { return nil }
        let words = [UInt32](bytesOf: data)
        guard words[0] == checksum(words, name, pid) else { return nil }
        let count = Int(words[2]), rest = words.count - headerWords
        switch words[1] {
        case sparse where rest == 2 * count:
            return .sparse(
                SparseVector(
                    indices: Array(words[headerWords..<headerWords + count]), values: words[(headerWords + count)...].map(Float.init(bitPattern:))))
        case multi where count > 0 && rest % count == 0:
            let width = rest / count
            return .multi((0..<count).map { row in words[headerWords + row * width..<headerWords + (row + 1) * width].map(Float.init(bitPattern:)) })
        default: return nil
        }
    }

    private static func checksum(_ words: [UInt32], _ name: String, _ pid: Int64) -> UInt32 {
        var key = Array(name.utf8)
        key.append(littleEndian: UInt64(bitPattern: pid))
        return Kernels.active.crc32c(words.span.extracting(1..<words.count).bytes, continuing: Checksum.of(key))
    }
}

extension [UInt32] {
    /// - Precondition: `data.count % 4 == 0`.
    fileprivate init(bytesOf data: Data) {
        self = unsafe [UInt32](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
            count = unsafe data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / 4
        }
    }
}
