import Foundation

/// One record of comma-separated values (RFC 4180): fields, quoted where they hold separators, line ends or quotes.
struct CSVRecord {
    struct Field {
        /// The content without its quotes.
        let range: Range<Int>
        let quoted: Bool
        /// The content holds doubled quotes.
        let doubled: Bool
    }

    private(set) var fields: [Field] = []
    private(set) var bytes: [UInt8] = []

    /// Splits a line; `nil` when a quoted field does not end in it.
    ///
    /// - Throws: what is wrong, when text follows a closing quote.
    init?(_ bytes: [UInt8], _ line: Range<Int>, separator: UInt8) throws(JSONFault) {
        self.bytes = bytes
        var index = line.lowerBound
        while true {
            let field: Field
            if index < line.upperBound, bytes[index] == UInt8(ascii: "\"") {
                guard let quoted = Self.quoted(bytes, from: index + 1, to: line.upperBound) else { return nil }
                field = quoted
                index = quoted.range.upperBound + 1
            } else {
                let start = index
                while index < line.upperBound, bytes[index] != separator { index += 1 }
                field = Field(range: start..<index, quoted: false, doubled: false)
            }
            fields.append(field)
            guard index < line.upperBound else { return }
            guard bytes[index] == separator else { throw JSONFault(position: index, message: "text after a closing quote") }
            index += 1
        }
    }

    private static func quoted(_ bytes: [UInt8], from start: Int, to end: Int) -> Field? {
        var index = start
        var doubled = false
        while index < end {
            if bytes[index] == UInt8(ascii: "\"") {
                guard index + 1 < end, bytes[index + 1] == UInt8(ascii: "\"") else { return Field(range: start..<index, quoted: true, doubled: doubled) }
                doubled = true
                index += 1
            }
            index += 1
        }
        return nil
    }

    /// A field's text.
    func text(_ column: Int) throws(JSONFault) -> String {
        let field = fields[column]
        guard let text = String(validating: bytes[field.range], as: UTF8.self) else { throw JSONFault(position: field.range.lowerBound, message: "not UTF-8") }
        return field.doubled ? text.replacing("\"\"", with: "\"") : text
    }

    /// A field's number, `nil` when it is none. Besides JSON's forms, `+1`, `.5` and `1.` are numbers.
    func number(_ column: Int) -> Float? {
        var scanner = JSONScanner(bytes, fields[column].range)
        if let value = try? scanner.float(), scanner.peek() == nil { return value }
        guard let text = try? text(column).trimmingCharacters(in: .whitespaces), !text.contains(where: { $0 == "x" || $0 == "X" }) else { return nil }
        return Float(text)
    }

    func isArray(_ column: Int) -> Bool {
        var scanner = JSONScanner(bytes, fields[column].range)
        return scanner.peek() == UInt8(ascii: "[")
    }

    /// Appends the JSON array of numbers in a field; returns how many there are.
    func array(_ column: Int, into values: inout [Float]) throws(JSONFault) -> Int {
        var scanner = JSONScanner(bytes, fields[column].range)
        let count = try scanner.floats(into: &values)
        try scanner.finish()
        return count
    }

    /// A field as a JSON value: numbers and truth values stay what they are unless quoted, an empty field is `nil`, the rest is a string.
    func json(_ column: Int) throws(JSONFault) -> String? {
        let field = fields[column]
        let text = try text(column)
        guard !field.quoted else { return PayloadText.quoted(text) }
        if text.isEmpty { return nil }
        if text == "true" || text == "false" { return text }
        var scanner = JSONScanner(bytes, field.range)
        if (try? scanner.numberRange()) == field.range { return text }
        return PayloadText.quoted(text)
    }
}
