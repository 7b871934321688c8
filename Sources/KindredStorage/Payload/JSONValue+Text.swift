extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String { jsonText }

    /// The value as compact JSON; `init(parsing:)` reads the same value back.
    ///
    /// Doubles are written with the fewest digits that read back to the same bits, always with a fraction or an
    /// exponent, so that they stay doubles. A double that is not finite has no JSON and is written as `null`: the
    /// store refuses it before (`validate()`).
    public var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The UTF-8 bytes of `jsonText`.
    public var jsonBytes: [UInt8] {
        var bytes: [UInt8] = []
        writeJSON(into: &bytes)
        return bytes
    }
}

extension JSONValue {
    /// Appends the value as compact JSON.
    public func writeJSON(into out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): out.append(contentsOf: String(value).utf8)
        case .uint(let value): out.append(contentsOf: String(value).utf8)
        case .double(let value): out.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
        case .string(let value): writeJSONString(value, into: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                element.writeJSON(into: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let object): object.writeJSON(into: &out)
        }
    }
}

extension JSONObject: CustomStringConvertible {
    /// The object as compact JSON.
    public var description: String { jsonText }

    /// The object as compact JSON; see `JSONValue.jsonText`.
    public var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The UTF-8 bytes of `jsonText`.
    public var jsonBytes: [UInt8] {
        var bytes: [UInt8] = []
        writeJSON(into: &bytes)
        return bytes
    }

    /// Appends the object as compact JSON.
    public func writeJSON(into out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        var first = true
        for (key, value) in self {
            if !first { out.append(UInt8(ascii: ",")) }
            first = false
            writeJSONString(key, into: &out)
            out.append(UInt8(ascii: ":"))
            value.writeJSON(into: &out)
        }
        out.append(UInt8(ascii: "}"))
    }
}

/// Appends a string in quotes; escapes quotes, backslashes and control characters, and leaves all else as UTF-8.
package func writeJSONString(_ string: String, into out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        out.append(contentsOf: string.utf8)
    } else {
        for byte in string.utf8 { writeEscaped(byte, into: &out) }
    }
    out.append(UInt8(ascii: "\""))
}

private func writeEscaped(_ byte: UInt8, into out: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
    case 0x08: out.append(contentsOf: "\\b".utf8)
    case 0x09: out.append(contentsOf: "\\t".utf8)
    case 0x0A: out.append(contentsOf: "\\n".utf8)
    case 0x0C: out.append(contentsOf: "\\f".utf8)
    case 0x0D: out.append(contentsOf: "\\r".utf8)
    case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        out.append(contentsOf: "\\u00".utf8)
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
    default: out.append(byte)
    }
}
