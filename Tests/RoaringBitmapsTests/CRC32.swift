/// The CRC-32 of zlib, so that a fixture can hold four bytes instead of a hundred kilobytes.
struct CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    private(set) var value: UInt32 = 0

    mutating func update(_ bytes: [UInt8]) {
        var crc = ~value
        for byte in bytes { crc = Self.table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
        value = ~crc
    }
}
