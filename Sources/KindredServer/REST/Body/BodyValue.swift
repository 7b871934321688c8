#if Server
import KindredService

/// A request's body: JSON whose vectors are packed.
///
/// A list of numbers of which one has a fraction or an exponent is a vector and becomes `numbers`; ids and indices are whole and stay exact.
/// What stands under the keys of free-form JSON (payloads, filters, formulas) is never packed.
enum BodyValue: Equatable, Sendable {
    /// A scalar, or free-form JSON.
    case json(JSONValue)
    /// A packed list of numbers.
    case numbers([Float])
    /// Any other list.
    case list([BodyValue])
    /// An object.
    case object(BodyObject)

    /// The absent value.
    static let null = BodyValue.json(.null)

    /// Reads a body.
    /// - Throws: `InputError`.
    init(parsing bytes: [UInt8]) throws {
        var parser = BodyParser(bytes)
        self = try parser.document()
    }

    /// The value in a few words, for messages.
    var summary: String {
        switch self {
        case .json(.null): "null"
        case .json(.object): "map"
        case .json(.array): "sequence"
        case .json(.string(let text)): "string \"\(text.prefix(60))\""
        case .json(.bool(let value)): "boolean `\(value)`"
        case .json(let number): number.doubleValue.map { number.kind == "double" ? "floating point `\($0)`" : "integer `\(number)`" } ?? "value"
        case .numbers, .list: "sequence"
        case .object: "map"
        }
    }
}

/// Keys and values in order.
struct BodyObject: Equatable, Sendable {
    private(set) var keys: [String] = []
    private(set) var values: [BodyValue] = []
    /// Where each key stands; kept for objects of many keys, of which only hostile ones have more than a few dozen.
    private var places: [String: Int] = [:]
    private static let fewKeys = 32

    var isEmpty: Bool { keys.isEmpty }

    /// The value of a key; a null counts as absent.
    subscript(key: String) -> BodyValue? {
        guard let place = place(of: key), values[place] != .null else { return nil }
        return values[place]
    }

    private func place(of key: String) -> Int? { keys.count > Self.fewKeys ? places[key] : keys.firstIndex(of: key) }

    /// Adds a key; one that is there gets the new value.
    mutating func set(_ key: String, _ value: BodyValue) {
        if let place = place(of: key) {
            values[place] = value
            return
        }
        keys.append(key)
        values.append(value)
        if keys.count > Self.fewKeys + 1 {
            places[key] = keys.count - 1
        } else if keys.count == Self.fewKeys + 1 {
            places = Dictionary(zip(keys, keys.indices)) { first, _ in first }
        }
    }
}
#endif
