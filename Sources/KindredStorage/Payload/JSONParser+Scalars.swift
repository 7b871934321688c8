extension JSONParser {
    /// The string that begins at the quote here.
    mutating func string() throws -> String {
        let start = position + 1
        var end = start
        var union: UInt8 = 0
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 {
            union |= bytes[end]
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return try escapedString(plainUpTo: end) }
        if union < 0x80 {
            position = end + 1
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
        guard let text = String(validating: bytes[start..<end], as: UTF8.self) else { throw failure("invalid UTF-8 in the string that begins here") }
        position = end + 1
        return text
    }

    private mutating func escapedString(plainUpTo end: Int) throws -> String {
        let start = position
        var text = Array(bytes[(start + 1)..<end])
        position = end
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else {
                guard byte >= 0x20 else { throw failure("a control character must be escaped in a string") }
                text.append(byte)
                position += 1
            }
        }
        guard position < bytes.count else {
            position = start
            throw failure("the string that begins here is not closed")
        }
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
            position = start
            throw failure("invalid UTF-8 in the string that begins here")
        }
        return string
    }

    private mutating func escape(into text: inout [UInt8]) throws {
        position += 1
        let simple: UInt8? =
            switch current {
            case UInt8(ascii: "\""): 0x22
            case UInt8(ascii: "\\"): 0x5C
            case UInt8(ascii: "/"): 0x2F
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            default: nil
            }
        if let simple {
            text.append(simple)
            position += 1
        } else if current == UInt8(ascii: "u") {
            text.append(contentsOf: String(Character(try unicodeEscape())).utf8)
        } else {
            throw failure("unknown escape")
        }
    }

    /// The scalar of `uXXXX`, or of two that make a surrogate pair.
    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw failure("half a surrogate pair is not a character") }
        position += 1
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure("half a surrogate pair is not a character") }
        return scalar
    }

    private mutating func codeUnit() throws -> UInt32 {
        guard position + 5 <= bytes.count else { throw failure("expected four hexadecimal digits") }
        var value: UInt32 = 0
        for offset in 1...4 {
            guard let digit = hexadecimalDigit(bytes[position + offset]) else { throw failure("expected four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
        }
        position += 5
        return value
    }

    /// The number that begins here.
    mutating func number() throws -> JSONValue {
        let start = position
        let negative = current == UInt8(ascii: "-")
        if negative { position += 1 }
        var digits = Digits()
        guard let first = current, first >= 48, first <= 57 else { throw failure("expected a digit") }
        position += 1
        digits.append(first)
        if first != 48 { takeDigits(&digits) }
        if let next = current, next >= 48, next <= 57 { throw failure("a number has no leading zeros") }
        var whole = true
        if current == UInt8(ascii: ".") {
            whole = false
            position += 1
            let before = digits.count
            takeDigits(&digits)
            guard digits.count > before else { throw failure("expected a digit") }
            digits.exponent = before - digits.count
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            whole = false
            position += 1
            digits.exponent += try exponent()
        }
        if whole, let integer = digits.integer(negative: negative) { return integer }
        return .double(try double(digits, negative: negative, from: start))
    }

    /// The decimal digits of a number: their value while it fits in 64 bits, and the power of ten to multiply it with.
    private struct Digits {
        var mantissa: UInt64 = 0
        var count = 0
        var overflow = false
        var exponent = 0

        mutating func append(_ digit: UInt8) {
            count += 1
            let (tenfold, high) = mantissa.multipliedReportingOverflow(by: 10)
            let (sum, low) = tenfold.addingReportingOverflow(UInt64(digit - 48))
            overflow = overflow || high || low
            mantissa = sum
        }

        /// The integer, nil when it does not fit or is the negative zero that only doubles have.
        func integer(negative: Bool) -> JSONValue? {
            if overflow { return nil }
            if !negative { return JSONValue(mantissa) }
            if mantissa == 0 { return nil }
            if mantissa == UInt64(1) << 63 { return .int(.min) }
            return mantissa < UInt64(1) << 63 ? .int(-Int64(mantissa)) : nil
        }
    }

    private mutating func takeDigits(_ digits: inout Digits) {
        while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
            digits.append(bytes[position])
            position += 1
        }
    }

    private mutating func exponent() throws -> Int {
        let negative = current == UInt8(ascii: "-")
        if negative || current == UInt8(ascii: "+") { position += 1 }
        guard let first = current, first >= 48, first <= 57 else { throw failure("expected a digit") }
        var value = 0
        while let digit = current, digit >= 48, digit <= 57 {
            value = min(value * 10 + Int(digit - 48), 1_000_000)
            position += 1
        }
        return negative ? -value : value
    }

    /// Clinger's fast path (How to read floating point numbers accurately, 1990): up to 2⁵³ and 10²² both factors are
    /// exact, so one operation rounds once. All else goes to the standard library.
    private func double(_ digits: Digits, negative: Bool, from start: Int) throws -> Double {
        if !digits.overflow, digits.mantissa <= 1 << 53, abs(digits.exponent) <= 22 {
            let magnitude = Double(digits.mantissa)
            let power = Self.powersOfTen[abs(digits.exponent)]
            let value = digits.exponent < 0 ? magnitude / power : magnitude * power
            return negative ? -value : value
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
            throw StorageError(.invalidArgument, "JSON, byte \(start): the number is beyond the range of a double")
        }
        return value
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
        1e22,
    ]
}
