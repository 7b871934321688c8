/// A recursive-descent reader of the text form of filters.
///
///     or      = and { "or" and }
///     and     = unary { "and" unary }
///     unary   = "not" unary | "(" or ")" | function | path [ predicate ]
struct FilterParser {
    var bytes: [UInt8]
    var position = 0
    private var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func filter() throws -> Filter {
        let expression = try or()
        guard atEnd else { throw failure("'and', 'or' or the end") }
        return expression.filter
    }

    mutating func or() throws -> FilterExpression {
        var parts = [try and()]
        while takeWord("or") || take("||") { parts.append(try and()) }
        return parts.count == 1 ? parts[0] : .some(parts)
    }

    private mutating func and() throws -> FilterExpression {
        var parts = [try unary()]
        while takeWord("and") || take("&&") { parts.append(try unary()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func unary() throws -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw failure("at most 100 levels of nesting") }
        if takeWord("not") || take("!") { return .not(try unary()) }
        if take("(") {
            let inner = try or()
            try expect(")")
            return inner
        }
        return try condition()
    }

    private mutating func condition() throws -> FilterExpression {
        skipSpace()
        if let word = peekWord() {
            if word == "true" {
                _ = takeWord(word)
                return .everything
            }
            if let call = try call(word) { return call }
            if word == "id", let ids = try ids() { return ids }
            if FilterPrinter.reserved.contains(word) { throw failure("a condition; a field named \(word) is written \"\(word)\"") }
        }
        return try predicate(of: try path())
    }

    mutating func path() throws -> PayloadPath {
        skipSpace()
        guard position < bytes.count else { throw failure("a condition") }
        guard bytes[position] == UInt8(ascii: "\"") || bytes[position] >= 0x80 || PathScanner.isPlain(Unicode.Scalar(bytes[position])) else {
            throw failure("a condition")
        }
        var scanner = PathScanner(bytes, at: position)
        do {
            let components = try scanner.components()
            position = scanner.position
            return PayloadPath(components)
        } catch {
            position = scanner.position
            throw failure("a field's path")
        }
    }
}

extension FilterParser {
    var atEnd: Bool {
        mutating get {
            skipSpace()
            return position == bytes.count
        }
    }

    mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// Takes the symbol when it stands here.
    mutating func take(_ symbol: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: symbol.utf8) else { return false }
        position += symbol.utf8.count
        return true
    }

    mutating func expect(_ symbol: String) throws {
        guard take(symbol) else { throw failure("'\(symbol)'") }
    }

    /// The plain ASCII word that stands here, in lower case; nil when a path or anything else does.
    mutating func peekWord() -> String? {
        skipSpace()
        var end = position
        while end < bytes.count, bytes[end] == UInt8(ascii: "_") || Self.isLetter(bytes[end]) { end += 1 }
        guard end > position else { return nil }
        if end < bytes.count {
            let next = bytes[end]
            if next >= 0x80 || next == UInt8(ascii: ".") || next == UInt8(ascii: "[") || PathScanner.isPlain(Unicode.Scalar(next)) { return nil }
        }
        return String(decoding: bytes[position..<end], as: UTF8.self).lowercased()
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard peekWord() == word else { return false }
        position += word.utf8.count
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }

    /// One line: the column, what was expected, what was found, and the text with `‸` where reading stopped.
    func failure(_ expected: String) -> StorageError {
        let before = String(decoding: bytes[..<position], as: UTF8.self)
        let after = String(decoding: bytes[position...], as: UTF8.self)
        let word = after.prefix { !$0.isWhitespace && !"(),".contains($0) }
        let found = after.isEmpty ? "the end" : "'\(word.isEmpty ? after.prefix(1) : word.prefix(20))'"
        let left = before.count > 40 ? "…" + before.suffix(40) : before
        let right = after.count > 40 ? after.prefix(40) + "…" : after
        let line = (left + "‸" + right).map { $0.isNewline ? " " : String($0) }.joined()
        return StorageError(
            .invalidArgument, "filter, column \(before.count + 1): expected \(expected), found \(found): \(line)")
    }
}
