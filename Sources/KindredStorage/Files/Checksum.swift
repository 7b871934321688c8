import KindredMath

/// CRC-32C, which guards every file of a segment and every row of the database.
enum Checksum {
    static func of(_ bytes: [UInt8]) -> UInt32 { Kernels.active.crc32c(bytes.span.bytes) }

    static func of(_ words: [UInt64]) -> UInt32 { Kernels.active.crc32c(words.span.bytes) }

    static func of(_ text: String?, id: PointID) -> UInt32 { of(Array((text ?? "").utf8) + Array(id.description.utf8)) }
}
