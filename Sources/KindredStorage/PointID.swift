/// The name of a point: an unsigned 64-bit integer or a UUID.
///
///     let a: PointID = 42
///     let b = try PointID(parsing: "urn:uuid:550E8400-E29B-41D4-A716-446655440000")
///     b.description // "550e8400-e29b-41d4-a716-446655440000"
///     a < b         // true: all integers come before all UUIDs
public enum PointID: Hashable, Sendable, BitwiseCopyable {
    /// An integer.
    case number(UInt64)
    /// A UUID as its first and last eight bytes, each read big-endian.
    case uuid(high: UInt64, low: UInt64)
}

extension PointID: Comparable {
    /// Integers by value, then UUIDs by their bytes.
    public static func < (a: PointID, b: PointID) -> Bool {
        switch (a, b) {
        case (.number(let a), .number(let b)): a < b
        case (.uuid(let ah, let al), .uuid(let bh, let bl)): (ah, al) < (bh, bl)
        case (.number, .uuid): true
        case (.uuid, .number): false
        }
    }
}

extension PointID: ExpressibleByIntegerLiteral {
    /// An integer id.
    public init(integerLiteral value: UInt64) { self = .number(value) }
}

extension PointID: CustomStringConvertible {
    /// Decimal digits, or the UUID in lower case with hyphens; `init(parsing:)` reads both back.
    public var description: String {
        switch self {
        case .number(let value):
            return String(value)
        case .uuid(let high, let low):
            var text: [UInt8] = []
            text.reserveCapacity(36)
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 { text.append(UInt8(ascii: "-")) }
                let half = digit < 16 ? high : low
                let nibble = UInt8((half >> UInt64(60 - 4 * (digit & 15))) & 15)
                text.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

extension PointID {
    /// Reads decimal digits or a UUID in any spelling `init(uuid:)` knows.
    ///
    /// Thirty-two digits are a UUID: they do not fit in 64 bits.
    /// - Throws: `StorageError` with `invalidArgument`.
    public init(parsing text: String) throws {
        if (1...20).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let number = UInt64(text) {
            self = .number(number)
        } else if let uuid = PointID(uuid: text) {
            self = uuid
        } else {
            throw StorageError(.invalidArgument, "point id \"\(text)\" is neither an unsigned 64-bit integer nor a UUID")
        }
    }

    /// A UUID with or without hyphens, in braces, or with `urn:uuid:` in front, in either case; nil when it is none.
    public init?(uuid text: String) {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "{"), rest.last == UInt8(ascii: "}"), rest.count > 2 {
            rest = rest.dropFirst().dropLast()
        } else if rest.count > 9, String(decoding: rest.prefix(9), as: UTF8.self).lowercased() == "urn:uuid:" {
            rest = rest.dropFirst(9)
        }
        guard rest.count == 36 || rest.count == 32 else { return nil }
        let hyphenated = rest.count == 36
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (position, byte) in rest.enumerated() {
            if hyphenated, position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let nibble = hexadecimalDigit(byte) else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | UInt64(nibble) } else { halves.1 = halves.1 << 4 | UInt64(nibble) }
            digits += 1
        }
        self = .uuid(high: halves.0, low: halves.1)
    }

    /// An id as REST writes it: an unsigned integer, or a string that holds a UUID.
    /// - Throws: `StorageError` with `invalidArgument`.
    public init(json value: JSONValue) throws {
        switch value {
        case .int(let number) where number >= 0: self = .number(UInt64(number))
        case .uint(let number): self = .number(number)
        case .string(let text):
            guard let uuid = PointID(uuid: text) else {
                throw StorageError(.invalidArgument, "point id \"\(text)\" is not a UUID; integer ids are written without quotes")
            }
            self = uuid
        default:
            throw StorageError(.invalidArgument, "point id \(value) is neither an unsigned 64-bit integer nor a UUID string")
        }
    }

    /// The id as REST writes it.
    public var json: JSONValue {
        switch self {
        case .number(let number): JSONValue(number)
        case .uuid: .string(description)
        }
    }
}

/// The value of one hexadecimal digit in either case, or nil.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}
