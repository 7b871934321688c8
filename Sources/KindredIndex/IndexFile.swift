// What the files of all indexes have in common, little-endian throughout:
//
//     header     512 bytes: magic (8), version, length of the header, what the index has to say; the last 4 its CRC-32C
//     sections   each at a multiple of 4096 bytes; the header has offset, length and CRC-32C of every one
//
// A file says what it was built for, so that an index is never searched over other rows. It holds no vector: those are
// the caller's, and a file that is missing or damaged is built again from them.

/// The frame of an index's file.
enum IndexFile {
    static let headerByteCount = 512
    static let alignment = 4096

    /// Whose file, and the latest version that is read.
    struct Format: Sendable {
        /// Eight letters.
        let magic: String
        var version: UInt32 = 1
    }

    /// Where a section lies.
    struct Extent: Sendable, Equatable {
        var offset = 0
        var length = 0
        var checksum: UInt32 = 0
    }

    /// A header to be filled: magic, version and length are in it.
    static func header(_ format: Format) -> LittleEndianWriter {
        var bytes = LittleEndianWriter(bytes: Array(format.magic.utf8))
        bytes.append(format.version)
        bytes.append(UInt32(headerByteCount))
        return bytes
    }

    /// A header that is filled: padded, with its checksum.
    static func sealed(_ header: LittleEndianWriter) -> [UInt8] {
        precondition(header.bytes.count <= headerByteCount - 4, "a header of \(header.bytes.count) bytes")
        var bytes = header
        bytes.bytes.append(contentsOf: repeatElement(0, count: headerByteCount - 4 - bytes.bytes.count))
        bytes.append(crc32c(bytes.bytes))
        return bytes.bytes
    }

    /// Checks the first 512 bytes of a file; the reader stands behind the header's length.
    ///
    /// - Throws: `foreign`, `newerVersion`, `truncated`, `corrupt`.
    static func opened(
        _ bytes: [UInt8], _ format: Format, fileByteCount: Int, path: String
    ) throws(IndexError) -> LittleEndianReader {
        let magic = Array(format.magic.utf8)
        guard bytes.count >= 16, Array(bytes.prefix(8)) == magic else {
            if bytes.count < 16, magic.starts(with: bytes.prefix(8)) {
                throw IndexError(.truncated, "\(path) ends after \(bytes.count) bytes, inside the header")
            }
            throw IndexError(.foreign, "\(path) is not an index of Kindred")
        }
        var reader = LittleEndianReader(bytes: bytes, at: 8)
        let version: UInt32 = reader.read(), length: UInt32 = reader.read()
        guard version <= format.version else {
            throw IndexError(.newerVersion, "\(path) has format \(version); this build reads up to \(format.version)")
        }
        guard bytes.count == headerByteCount else {
            throw IndexError(.truncated, "\(path) ends after \(fileByteCount) bytes, inside the header of \(headerByteCount)")
        }
        let checksum = crc32c(Array(bytes.dropLast(4)))
        var last = LittleEndianReader(bytes: bytes, at: headerByteCount - 4)
        guard version == format.version else {
            throw IndexError(.corrupt, "\(path) has format \(version), which is no longer read: build the index again")
        }
        guard length == UInt32(headerByteCount), last.read() == checksum else {
            throw IndexError(.corrupt, "\(path): the header's checksum is wrong")
        }
        return reader
    }

    /// Checks that sections lie where they may, inside the file.
    ///
    /// - Throws: `corrupt`, `truncated`.
    static func check(
        _ extents: [Extent], names: [String], fileByteCount: Int, path: String
    ) throws(IndexError) {
        for (name, extent) in zip(names, extents) {
            let (end, overflow) = extent.offset.addingReportingOverflow(extent.length)
            guard !overflow, extent.offset % alignment == 0 else {
                throw IndexError(.corrupt, "\(path): \(name) lies at \(extent.offset), \(extent.length) bytes")
            }
            guard end <= fileByteCount else {
                throw IndexError(.truncated, "\(path) ends after \(fileByteCount) bytes; \(name) would end at \(end)")
            }
        }
    }
}

/// Appends integers, least significant byte first.
struct LittleEndianWriter {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func append(_ extents: [IndexFile.Extent]) {
        for extent in extents {
            append(UInt64(extent.offset))
            append(UInt64(extent.length))
            append(extent.checksum)
        }
    }
}

/// Reads integers, least significant byte first. Bytes beyond the end are zeros.
struct LittleEndianReader {
    private let bytes: [UInt8]
    private var offset: Int

    init(bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    mutating func read<Value: FixedWidthInteger>() -> Value {
        var value: Value = 0
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            if offset < bytes.count { value |= Value(truncatingIfNeeded: bytes[offset]) << shift }
            offset += 1
        }
        return value
    }

    mutating func extents(_ count: Int) -> [IndexFile.Extent] {
        (0..<count).map { _ in
            IndexFile.Extent(
                offset: Int(clamping: read() as UInt64), length: Int(clamping: read() as UInt64), checksum: read())
        }
    }

    /// What has not been read yet, at most `count` bytes.
    mutating func rest(_ count: Int) -> LittleEndianReader {
        let part = bytes.dropFirst(offset).prefix(count)
        offset += count
        return LittleEndianReader(bytes: Array(part))
    }
}

/// The sections that every index writes the same way.
extension RecallTable {
    var encodedRows: [UInt8] {
        var table = LittleEndianWriter()
        for row in rows {
            table.append(UInt64(row.ef))
            table.append(row.recall.bitPattern)
            table.append(row.margin.bitPattern)
        }
        return table.bytes
    }

    init(samples: Int, encodedRows bytes: [UInt8], efMax: Int) {
        var reader = LittleEndianReader(bytes: bytes)
        let rows = (0..<bytes.count / 24).map { _ in
            Row(
                ef: Int(clamping: reader.read() as UInt64), recall: Double(bitPattern: reader.read()),
                margin: Double(bitPattern: reader.read()))
        }
        self.init(samples: samples, rows: rows.filter { $0.ef > 0 && $0.ef <= efMax })
    }
}

extension SlotSet {
    var encodedWords: [UInt8] {
        var bytes = LittleEndianWriter()
        for word in words { bytes.append(word) }
        return bytes.bytes
    }

    init(encodedWords bytes: [UInt8], universe: Int) {
        var reader = LittleEndianReader(bytes: bytes)
        let words = (0..<bytes.count / 8).map { _ in reader.read() as UInt64 }
        self.init(words: words, universe: universe)
    }
}
