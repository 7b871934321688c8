/// What is wrong with a JSON text, and where in the scanned bytes.
package struct JSONFault: Error {
    let position: Int
    let message: String
    var notFinite = false
}

/// A cursor over the JSON text in a range of bytes (RFC 8259). It builds no tree: it hands out ranges, strings and floats, and validates what it skips.
///
/// Payloads pass through as the text they came as, so 64-bit integers, `1` versus `1.0` and key order survive.
package struct JSONScanner {
    private let bytes: [UInt8]
    package private(set) var position: Int
    private let end: Int
    /// Where the key stands whose value `members` hands out; read it before scanning the value.
    private(set) var memberStart = 0

    /// Nesting beyond this is refused, so that hostile texts cannot overflow the stack.
    private static let depth = 512

    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "range \(range) of \(bytes.count) bytes")
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next byte that is not white space, `nil` at the end.
    mutating func peek() -> UInt8? {
        while position < end, Self.isSpace(bytes[position]) { position += 1 }
        return position < end ? bytes[position] : nil
    }

    /// Steps over `byte` if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard take(byte) else { throw fault("'\(Character(Unicode.Scalar(byte)))' expected, \(found()) found") }
    }

    /// Fails unless only white space is left.
    mutating func finish() throws(JSONFault) {
        guard peek() == nil else { throw fault("\(found()) after the end of the JSON value") }
    }

    /// Visits the members of the object that is next. `member` must step over the value.
    mutating func members(_ member: (inout JSONScanner, String) throws(JSONFault) -> Void) throws(JSONFault) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            _ = peek()
            let start = position
            let key = try string()
            try expect(UInt8(ascii: ":"))
            memberStart = start
            try member(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// Visits the elements of the array that is next. `element` must step over the value.
    mutating func elements(_ element: (inout JSONScanner) throws(JSONFault) -> Void) throws(JSONFault) {
        try expect(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return }
        repeat { try element(&self) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    /// Steps over one value of any kind and returns where it stands.
    @discardableResult
    mutating func skip(depth: Int = 0) throws(JSONFault) -> Range<Int> {
        guard depth < Self.depth else { throw fault("nested deeper than \(Self.depth) levels") }
        let first = peek()
        let start = position
        switch first {
        case UInt8(ascii: "{"): try members { (scanner, _) throws(JSONFault) in _ = try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "["): try elements { (scanner) throws(JSONFault) in _ = try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try stringRange()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case nil: throw fault("the text ends where a value is expected")
        default: _ = try numberRange()
        }
        return start..<position
    }

    mutating func word(_ text: StaticString) throws(JSONFault) {
        let letters = Array("\(text)".utf8)
        guard position + letters.count <= end, bytes[position..<(position + letters.count)].elementsEqual(letters) else {
            throw fault("\(found()) is not a JSON value")
        }
        position += letters.count
    }

    func fault(_ message: String, at place: Int? = nil, notFinite: Bool = false) -> JSONFault {
        JSONFault(position: place ?? position, message: message, notFinite: notFinite)
    }

    /// The text in a range, which must be UTF-8.
    func text(_ range: Range<Int>) throws(JSONFault) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else { throw fault("not UTF-8", at: range.lowerBound) }
        return text
    }

    func byte(at index: Int) -> UInt8? { index < end ? bytes[index] : nil }

    /// Sets the cursor; only the facets of the scanner do so.
    mutating func move(to index: Int) { position = index }

    /// Names what stands at the cursor, for messages.
    mutating func found() -> String {
        guard let byte = peek() else { return "the end" }
        let letters = bytes[position..<min(end, position + 12)].prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") && $0 < 0x7F }
        return letters.isEmpty ? "byte 0x\(String(byte, radix: 16))" : "'\(String(decoding: letters, as: UTF8.self))'"
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
