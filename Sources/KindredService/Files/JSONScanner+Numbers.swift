extension JSONScanner {
    /// Steps over the number that is next (JSON's grammar: no leading zeros, no `+`, digits on both sides of the point).
    mutating func numberRange() throws(JSONFault) -> Range<Int> {
        _ = peek()
        let start = position
        if byte(at: position) == UInt8(ascii: "-") { move(to: position + 1) }
        if byte(at: position) == UInt8(ascii: "0") { move(to: position + 1) } else { try digits(from: start) }
        if byte(at: position) == UInt8(ascii: ".") {
            move(to: position + 1)
            try digits(from: start)
        }
        if let letter = byte(at: position), letter | 0x20 == UInt8(ascii: "e") {
            move(to: position + 1)
            if let sign = byte(at: position), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { move(to: position + 1) }
            try digits(from: start)
        }
        return start..<position
    }

    private mutating func digits(from start: Int) throws(JSONFault) {
        let first = position
        while let byte = byte(at: position), byte &- UInt8(ascii: "0") < 10 { move(to: position + 1) }
        guard position > first else {
            move(to: start)
            throw notNumber()
        }
    }

    private mutating func notNumber() -> JSONFault {
        let found = found()
        let name = found.lowercased()
        let special = name.hasPrefix("'nan") || name.hasPrefix("'inf") || name.hasPrefix("'-inf") || name.hasPrefix("'-nan")
        return special ? fault("\(found) is not allowed; Kindred stores finite numbers only", notFinite: true) : fault("number expected, \(found) found")
    }

    /// Appends the numbers of the array that is next; returns how many.
    package mutating func floats(into values: inout [Float]) throws(JSONFault) -> Int {
        let before = values.count
        try elements { (scanner) throws(JSONFault) in
            let start = scanner.position
            let value = try scanner.float()
            guard value.isFinite else { throw scanner.fault("the number does not fit into 32-bit floating point", at: start, notFinite: true) }
            values.append(value)
        }
        return values.count - before
    }

    /// The number that is next, correctly rounded; infinite when it is beyond the range.
    ///
    /// Mantissas of up to 53 bits with an exponent within ±22 take one multiplication or division of exact doubles, which is correctly
    /// rounded (Clinger 1990, "How to read floating point numbers accurately"); the others go through the standard library.
    mutating func number() throws(JSONFault) -> Double {
        guard let (mantissa, exponent, negative, end) = decimal(), mantissa <= 1 << 53 else { return try slowNumber() }
        move(to: end)
        let value = Self.scaled(mantissa, exponent)
        return negative ? -value : value
    }

    /// The number that is next as a float, correctly rounded; infinite when it is beyond the range.
    ///
    /// Here mantissas of 64 bits may be fast, too: the double is then off by at most 1 ulp, which changes the float only where the
    /// double's 29 lower bits are next to the middle between two floats. Those cases and subnormal floats go through the standard library.
    mutating func float() throws(JSONFault) -> Float {
        guard let (mantissa, exponent, negative, end) = decimal() else { return try slowFloat() }
        let value = Self.scaled(mantissa, exponent)
        let fromMiddle = Int64(value.bitPattern & 0x1FFF_FFFF) - 0x1000_0000
        guard abs(fromMiddle) > 2, value == 0 || value >= 0x1p-126 else { return try slowFloat() }
        move(to: end)
        return negative ? -Float(value) : Float(value)
    }

    /// The digits of the number that is next, when there are at most 19 and a power of ten within ±22; the cursor stays.
    private mutating func decimal() -> (mantissa: UInt64, exponent: Int, negative: Bool, end: Int)? {
        _ = peek()
        let negative = byte(at: position) == UInt8(ascii: "-")
        let start = negative ? position + 1 : position
        var mantissa: UInt64 = 0
        let whole = digits(from: start, into: &mantissa)
        guard whole > start, whole == start + 1 || byte(at: start) != UInt8(ascii: "0") else { return nil }
        var end = whole
        if byte(at: whole) == UInt8(ascii: ".") {
            end = digits(from: whole + 1, into: &mantissa)
            guard end > whole + 1 else { return nil }
        }
        let places = end == whole ? 0 : end - whole - 1
        guard whole - start + places <= 19 else { return nil }
        var exponent = -places
        if let letter = byte(at: end), letter | 0x20 == UInt8(ascii: "e") {
            guard let power = power(from: end + 1) else { return nil }
            exponent += power.value
            end = power.end
        }
        return abs(exponent) <= 22 ? (mantissa, exponent, negative, end) : nil
    }

    private func digits(from start: Int, into mantissa: inout UInt64) -> Int {
        var index = start
        while let digit = byte(at: index).map({ $0 &- UInt8(ascii: "0") }), digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index += 1
        }
        return index
    }

    /// A power of ten of one or two digits, with or without a sign.
    private func power(from start: Int) -> (value: Int, end: Int)? {
        let sign = byte(at: start)
        let first = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? start + 1 : start
        var value: UInt64 = 0
        let end = digits(from: first, into: &value)
        guard end > first, end <= first + 2 else { return nil }
        return (sign == UInt8(ascii: "-") ? -Int(value) : Int(value), end)
    }

    private static func scaled(_ mantissa: UInt64, _ exponent: Int) -> Double {
        exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
    }

    private mutating func slowNumber() throws(JSONFault) -> Double {
        let range = try numberRange()
        guard let value = Double(try text(range)) else { throw fault("number expected", at: range.lowerBound) }
        return value
    }

    private mutating func slowFloat() throws(JSONFault) -> Float {
        let range = try numberRange()
        guard let value = Float(try text(range)) else { throw fault("number expected", at: range.lowerBound) }
        return value
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
