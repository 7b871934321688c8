import Foundation

/// The first 64 bytes of every file of a segment: who wrote it, in which version, and what it holds.
///
///     0  magic      8 bytes   "KINDRED" and a letter for the kind of file
///     8  version    u32
///    12  checksum   u32       CRC-32C of the content, 0 in a file that still grows
///    16  count      u64       rows, or bytes of content in a file of another shape
///    24  width      u32       bytes a row
///    28  reserved   32 bytes, 0
///    60  header     u32       CRC-32C of the 60 bytes before it
struct FileHeader: Equatable {
    enum Kind: UInt8, CaseIterable {
        case vectors = 0x56  // V
        case rows = 0x52  // R: row numbers and ids
        case payloadIndex = 0x50  // P
        case prepared = 0x45  // E: rows as a learned measure encodes them
    }

    /// The version this code writes, and the newest it reads.
    static let currentVersion: UInt32 = 1
    static let byteCount = 64

    var kind: Kind
    var version = currentVersion
    var checksum: UInt32 = 0
    var count: UInt64
    var width: UInt32

    var bytes: [UInt8] {
        var bytes = Array("KINDRED".utf8) + [kind.rawValue]
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: checksum)
        bytes.append(littleEndian: count)
        bytes.append(littleEndian: width)
        bytes += [UInt8](repeating: 0, count: 32)
        bytes.append(littleEndian: Checksum.of(bytes))
        return bytes
    }

    /// Reads a header, refusing anything that is not a file of this kind.
    ///
    /// - Throws: `StorageError` with code `corrupt` for a foreign or damaged header, `newerVersion` for a version this code
    ///   does not know.
    init(_ bytes: [UInt8], kind: Kind, name: String) throws(StorageError) {
        guard bytes.count >= Self.byteCount else {
            throw StorageError(.corrupt, "\(name) has \(bytes.count) bytes, fewer than its header")
        }
        guard Array(bytes[0..<7]) == Array("KINDRED".utf8), bytes[7] == kind.rawValue else {
            throw StorageError(.corrupt, "\(name) is not a Kindred \(kind) file")
        }
        version = bytes.littleEndian(at: 8)
        guard version <= Self.currentVersion else {
            throw StorageError(.newerVersion, "\(name) has format version \(version), this program reads up to \(Self.currentVersion): use a newer Kindred")
        }
        guard bytes.littleEndian(at: 60) == Checksum.of(Array(bytes[0..<60])) else {
            throw StorageError(.corrupt, "\(name) has a damaged header")
        }
        self.kind = kind
        checksum = bytes.littleEndian(at: 12)
        count = bytes.littleEndian(at: 16)
        width = bytes.littleEndian(at: 24)
    }

    init(kind: Kind, checksum: UInt32 = 0, count: Int, width: Int) {
        self.kind = kind
        self.checksum = checksum
        self.count = UInt64(count)
        self.width = UInt32(width)
    }
}

extension [UInt8] {
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// The little-endian integer at `offset`.
    ///
    /// - Precondition: the integer lies inside the array.
    func littleEndian<Value: FixedWidthInteger & UnsignedInteger>(at offset: Int, as type: Value.Type = Value.self) -> Value {
        var value: Value = 0
        for index in 0..<(Value.bitWidth / 8) { value |= Value(self[offset + index]) << (8 * index) }
        return value
    }
}
