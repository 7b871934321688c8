extension JSONValue {
    /// How deep lists and objects may lie inside each other.
    public static var maximumDepth: Int { 512 }

    /// Reads one JSON text (RFC 8259), strictly.
    ///
    /// - Of equal keys in an object the last value wins, at the first one's place.
    /// - Integers that do not fit in 64 bits, and `-0`, become doubles; a number beyond the range of a double is refused.
    /// - `NaN`, `Infinity`, comments, trailing commas, bytes after the value, invalid UTF-8, unescaped control characters
    ///   and `\u` escapes of half a surrogate pair are refused.
    /// - Throws: `StorageError` with `invalidArgument`, naming the byte offset.
    /// - Complexity: O(*n*) in the number of bytes, without recursion.
    public init(parsing bytes: [UInt8], maximumDepth: Int = JSONValue.maximumDepth) throws {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.document()
    }

    /// Reads one JSON text; see `init(parsing:maximumDepth:)` for bytes.
    public init(parsing text: String, maximumDepth: Int = JSONValue.maximumDepth) throws {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// Checks that the value can be stored and read back: finite doubles, and no deeper than `maximumDepth`.
    /// - Throws: `StorageError` with `invalidArgument`.
    public func validate(maximumDepth: Int = JSONValue.maximumDepth) throws {
        switch self {
        case .double(let value) where !value.isFinite:
            throw StorageError(.invalidArgument, "the payload holds \(value); numbers must be finite")
        case .array(let elements):
            guard maximumDepth > 0 else { throw JSONParser.tooDeep }
            for element in elements { try element.validate(maximumDepth: maximumDepth - 1) }
        case .object(let object): try object.validate(maximumDepth: maximumDepth)
        default: break
        }
    }
}

extension JSONObject {
    /// Reads one JSON object; see `JSONValue.init(parsing:)`.
    /// - Throws: `StorageError` with `invalidArgument`, also when the text is a value of another kind.
    public init(parsing bytes: [UInt8], maximumDepth: Int = JSONValue.maximumDepth) throws {
        let value = try JSONValue(parsing: bytes, maximumDepth: maximumDepth)
        guard case .object(let object) = value else {
            throw StorageError(.invalidArgument, "a payload is a JSON object, not \(value.kind)")
        }
        self = object
    }

    /// Reads one JSON object; see `JSONValue.init(parsing:)`.
    public init(parsing text: String, maximumDepth: Int = JSONValue.maximumDepth) throws {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// Checks that the object can be stored and read back; see `JSONValue.validate(maximumDepth:)`.
    public func validate(maximumDepth: Int = JSONValue.maximumDepth) throws {
        guard maximumDepth > 0 else { throw JSONParser.tooDeep }
        for value in values { try value.validate(maximumDepth: maximumDepth - 1) }
    }
}

/// A JSON reader over UTF-8 bytes. The containers that are still open lie on a stack of its own, so that hostile
/// nesting meets a limit and not the end of the thread's stack.
package struct JSONParser {
    package let bytes: [UInt8]
    let maximumDepth: Int
    /// The byte that is read next.
    package var position = 0

    package init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// Room made for an object's keys before they are read: most payloads have no more.
    private static var likelyKeys: Int { 6 }

    /// A container that is still open. What it holds is added to in place: a copy for each element would cost their square.
    private struct Open {
        /// Of a list, its elements.
        var elements: [JSONValue] = []
        /// Of an object, its members, and the key of the one that is read; nil for a list.
        var object = JSONObject()
        var key: String?
    }

    static var tooDeep: StorageError {
        StorageError(.invalidArgument, "the JSON is nested deeper than \(JSONValue.maximumDepth) levels")
    }

    mutating func document() throws -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("expected the end of the text") }
        return value
    }

    /// The value that begins here.
    package mutating func value() throws -> JSONValue {
        var open: [Open] = []
        while true {
            skipSpace()
            guard position < bytes.count else { throw failure("expected a value, found the end") }
            if bytes[position] == UInt8(ascii: "["), try enterArray(&open) { continue }
            if bytes[position] == UInt8(ascii: "{"), try enterObject(&open) { continue }
            if let value = try close(&open, with: try scalarOrEmpty()) { return value }
        }
    }

    /// Steps into a list that has an element; leaves an empty one to `scalarOrEmpty`.
    private mutating func enterArray(_ open: inout [Open]) throws -> Bool {
        try checkDepth(open.count)
        let start = position
        position += 1
        skipSpace()
        if current == UInt8(ascii: "]") {
            position = start
            return false
        }
        open.append(Open())
        return true
    }

    /// Steps into an object that has a key; leaves an empty one to `scalarOrEmpty`.
    private mutating func enterObject(_ open: inout [Open]) throws -> Bool {
        try checkDepth(open.count)
        let start = position
        position += 1
        skipSpace()
        if current == UInt8(ascii: "}") {
            position = start
            return false
        }
        var object = JSONObject()
        object.reserveCapacity(Self.likelyKeys)
        open.append(Open(object: object, key: try key()))
        return true
    }

    /// Puts a finished value into the innermost open container, and closes as many as end here.
    /// Returns the whole value when none is left, nil when another element follows.
    private mutating func close(_ open: inout [Open], with finished: JSONValue) throws -> JSONValue? {
        var value = finished
        while let innermost = open.indices.last {
            skipSpace()
            if let key = open[innermost].key {
                open[innermost].object[key] = value
                if current == UInt8(ascii: ",") {
                    position += 1
                    skipSpace()
                    open[innermost].key = try self.key()
                    return nil
                }
                guard current == UInt8(ascii: "}") else { throw failure("expected ',' or '}'") }
                value = .object(open.removeLast().object)
            } else {
                open[innermost].elements.append(value)
                if current == UInt8(ascii: ",") {
                    position += 1
                    return nil
                }
                guard current == UInt8(ascii: "]") else { throw failure("expected ',' or ']'") }
                value = .array(open.removeLast().elements)
            }
            position += 1
        }
        return value
    }

    /// The key that begins here, with the colon behind it.
    package mutating func key() throws -> String {
        guard current == UInt8(ascii: "\"") else { throw failure("expected a key in double quotes") }
        let key = try string()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw failure("expected ':'") }
        position += 1
        return key
    }

    private mutating func scalarOrEmpty() throws -> JSONValue {
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), 48...57: return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "["): return emptyContainer(.array([]))
        case UInt8(ascii: "{"): return emptyContainer(.object(JSONObject()))
        default: throw failure("expected a value")
        }
    }

    private mutating func emptyContainer(_ value: JSONValue) -> JSONValue {
        position += 1
        skipSpace()
        position += 1
        return value
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
        let expected = text.description.utf8
        guard bytes[position...].starts(with: expected) else { throw failure("expected '\(text)'") }
        position += expected.count
        return value
    }

    private func checkDepth(_ depth: Int) throws {
        guard depth < maximumDepth else { throw failure("nested deeper than \(maximumDepth) levels") }
    }

    /// The byte here; nil at the end.
    package var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    package mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// An error that says where reading stopped.
    package func failure(_ expected: String) -> StorageError {
        StorageError(.invalidArgument, "JSON, byte \(position): \(expected)")
    }
}
