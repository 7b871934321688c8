/// Numbers and texts one after the other, as two processes of one machine tell each other.
struct MessageWriter {
    var bytes: [UInt8] = []

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func number(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// A text and a zero behind it, up to its own first one.
    mutating func terminated(_ text: String) {
        bytes.append(contentsOf: text.utf8.prefix { $0 != 0 })
        byte(0)
    }
}

/// Takes a message apart; what is not there is 0 or empty.
struct MessageReader {
    var bytes: ArraySlice<UInt8>

    mutating func number() -> UInt64 {
        guard bytes.count >= 8 else { return 0 }
        defer { bytes.removeFirst(8) }
        return bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func text() -> String {
        let length = Int(clamping: number())
        guard length <= bytes.count else { return "" }
        defer { bytes.removeFirst(length) }
        return String(decoding: bytes.prefix(length), as: UTF8.self)
    }
}
