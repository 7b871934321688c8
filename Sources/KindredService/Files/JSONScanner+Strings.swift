extension JSONScanner {
    /// The string that is next, with its escapes resolved.
    mutating func string() throws(JSONFault) -> String {
        let (range, escaped) = try stringRange()
        guard escaped else { return try text(range) }
        return try unescape(range)
    }

    /// Steps over the string that is next: where its content stands, and whether it holds escapes. Escapes are validated.
    mutating func stringRange() throws(JSONFault) -> (content: Range<Int>, escaped: Bool) {
        try expect(UInt8(ascii: "\""))
        let start = position
        var escaped = false
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: "\""):
                move(to: position + 1)
                return (start..<(position - 1), escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                try escape()
            case 0..<0x20:
                throw fault("a string holds the control character 0x\(String(byte, radix: 16)); write it as an escape")
            default:
                move(to: position + 1)
            }
        }
        throw fault("the string does not end", at: start - 1)
    }

    private mutating func escape() throws(JSONFault) {
        switch byte(at: position + 1) {
        case UInt8(ascii: "u"):
            guard hex(at: position + 2) != nil else { throw fault("a \\u escape needs four hexadecimal digits") }
            move(to: position + 6)
        case let letter? where Self.simple[letter] != nil: move(to: position + 2)
        default: throw fault("unknown escape in a string")
        }
    }

    private static let simple: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    private func hex(at index: Int) -> UInt16? {
        var value: UInt16 = 0
        for offset in 0..<4 {
            guard let byte = byte(at: index + offset), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    private func unescape(_ range: Range<Int>) throws(JSONFault) -> String {
        var units = [UInt8]()
        var index = range.lowerBound
        while index < range.upperBound, let byte = byte(at: index) {
            guard byte == UInt8(ascii: "\\"), let letter = self.byte(at: index + 1) else {
                units.append(byte)
                index += 1
                continue
            }
            if let scalar = Self.simple[letter] {
                units.append(contentsOf: UTF8.encode(scalar) ?? .init())
                index += 2
            } else {
                let (scalar, length) = try unicode(at: index)
                units.append(contentsOf: UTF8.encode(scalar) ?? .init())
                index += length
            }
        }
        guard let text = String(validating: units, as: UTF8.self) else { throw fault("not UTF-8", at: range.lowerBound) }
        return text
    }

    /// The scalar of the `\uXXXX` or surrogate pair at `index`, and the escape's length.
    private func unicode(at index: Int) throws(JSONFault) -> (Unicode.Scalar, Int) {
        let first = UInt32(hex(at: index + 2) ?? 0)
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        guard first < 0xDC00, byte(at: index + 6) == UInt8(ascii: "\\"), byte(at: index + 7) == UInt8(ascii: "u"),
            let second = hex(at: index + 8).map(UInt32.init), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half a surrogate pair in a string", at: index) }
        return (scalar, 12)
    }
}
