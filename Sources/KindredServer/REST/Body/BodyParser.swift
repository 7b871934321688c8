#if Server
import KindredService

/// Reads a `BodyValue` from bytes: the store's JSON parser for scalars and free-form JSON, the importer's scanner for vectors.
struct BodyParser {
    private var json: JSONParser
    /// The length of the last vector: the next one's, most likely.
    private var likelyCount = 0

    /// How deep lists and objects may lie inside each other outside of free-form JSON.
    private static let maximumDepth = 128
    /// Keys under which any JSON may stand.
    private static let freeForm: Set<String> = ["payload", "payloads", "filter", "update_filter", "corpus", "formula", "defaults", "options"]

    init(_ bytes: [UInt8]) {
        json = JSONParser(bytes: bytes, maximumDepth: JSONValue.maximumDepth)
    }

    mutating func document() throws -> BodyValue {
        do {
            let value = try value(depth: 0)
            json.skipSpace()
            guard json.current == nil else { throw json.failure("expected the end of the text") }
            return value
        } catch let error as StorageError {
            throw InputError.format(error.message)
        }
    }

    private mutating func value(depth: Int) throws -> BodyValue {
        guard depth < Self.maximumDepth else { throw json.failure("nested deeper than \(Self.maximumDepth) levels") }
        json.skipSpace()
        switch json.current {
        case UInt8(ascii: "["): return try numbers().map(BodyValue.numbers) ?? .list(list(depth))
        case UInt8(ascii: "{"): return .object(try object(depth))
        default: return .json(try json.value())
        }
    }

    private mutating func list(_ depth: Int) throws -> [BodyValue] {
        var elements: [BodyValue] = []
        json.position += 1
        if take(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw json.failure("expected ',' or ']'") }
        return elements
    }

    private mutating func object(_ depth: Int) throws -> BodyObject {
        var object = BodyObject()
        json.position += 1
        if take(UInt8(ascii: "}")) { return object }
        repeat {
            json.skipSpace()
            let key = try json.key()
            object.set(key, try Self.freeForm.contains(key) ? .json(json.value()) : value(depth: depth + 1))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw json.failure("expected ',' or '}'") }
        return object
    }

    /// The vector that begins here; nil when it is another list, which is then still to be read.
    private mutating func numbers() -> [Float]? {
        guard startsWithNumber() else { return nil }
        var scanner = JSONScanner(json.bytes, json.position..<json.bytes.count)
        var values: [Float] = []
        values.reserveCapacity(likelyCount)
        guard (try? scanner.floats(into: &values)) != nil, hasFraction(json.position..<scanner.position) else { return nil }
        json.position = scanner.position
        likelyCount = values.count
        return values
    }

    private func startsWithNumber() -> Bool {
        let first = json.bytes[(json.position + 1)...].first { $0 > 0x20 }
        return first.map { $0 == UInt8(ascii: "-") || (48...57).contains($0) } ?? false
    }

    private func hasFraction(_ range: Range<Int>) -> Bool {
        json.bytes[range].contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        json.skipSpace()
        guard json.current == byte else { return false }
        json.position += 1
        return true
    }
}
#endif
