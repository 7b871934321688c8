extension FilterParser {
    /// A value in the text: one that can be matched, or a number that can only be compared.
    enum Literal {
        case value(Filter.Value)
        case number(Number)
    }

    mutating func literal() throws -> Literal {
        skipSpace()
        guard position < bytes.count else { throw failure("a value") }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .value(.string(try text()))
        case UInt8(ascii: "-"), 48...57:
            let number = try number()
            if case .int(let integer) = number { return .value(.int(integer)) }
            return .number(number)
        default: break
        }
        if takeWord("true") { return .value(.bool(true)) }
        if takeWord("false") { return .value(.bool(false)) }
        if peekWord() == "null" { throw failure("a value; write 'is null' to ask for null") }
        throw failure("a value: a number, true, false, or text in quotes")
    }

    /// A text in double or single quotes.
    mutating func text() throws -> String {
        skipSpace()
        let start = position
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") else {
            throw failure("text in quotes")
        }
        if bytes[position] == UInt8(ascii: "'") { return try singleQuoted() }
        var reader = JSONParser(bytes: bytes, maximumDepth: 0)
        reader.position = position
        do {
            let text = try reader.string()
            position = reader.position
            return text
        } catch {
            position = start
            throw failure("text with a closing quote and the escapes of JSON")
        }
    }

    private mutating func singleQuoted() throws -> String {
        let start = position
        var text: [UInt8] = []
        position += 1
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "'") {
                position += 1
                guard position < bytes.count, bytes[position] == UInt8(ascii: "'") else {
                    return String(decoding: text, as: UTF8.self)
                }
            }
            text.append(bytes[position])
            position += 1
        }
        position = start
        throw failure("text with a closing quote")
    }

    /// A number as JSON writes it.
    mutating func number() throws -> Number {
        skipSpace()
        var reader = JSONParser(bytes: bytes, maximumDepth: 0)
        reader.position = position
        guard position < bytes.count, bytes[position] == UInt8(ascii: "-") || (48...57).contains(bytes[position]),
            let value = try? reader.number(), let number = Number(value)
        else { throw failure("a number") }
        position = reader.position
        return number
    }

    /// A number as a double.
    mutating func double() throws -> Double {
        switch try number() {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        }
    }

    /// An integer, 0 or larger.
    mutating func count() throws -> UInt64 {
        skipSpace()
        let start = position
        switch try number() {
        case .int(let value) where value >= 0: return UInt64(value)
        case .uint(let value): return value
        default:
            position = start
            throw failure("an integer, 0 or larger")
        }
    }

    mutating func literals() throws -> [Literal] { try list { try $0.literal() } }

    /// Items between parentheses, separated by commas; there may be none.
    mutating func list<Item>(_ item: (inout FilterParser) throws -> Item) throws -> [Item] {
        try expect("(")
        var items: [Item] = []
        if take(")") { return items }
        repeat { items.append(try item(&self)) } while take(",")
        guard take(")") else { throw failure("',' or ')'") }
        return items
    }
}
