#if Server
import KindredService

/// The parameters behind the `?` of an address.
struct QueryParameters: Sendable {
    private let values: [String: String]

    init(_ values: [String: String] = [:]) { self.values = values }

    subscript(name: String) -> String? { values[name] }

    func bool(_ name: String) throws -> Bool {
        switch values[name] {
        case nil, "false": return false
        case "true": return true
        case let text?: throw Self.format("\(name): expected `true` or `false`, found `\(text)`")
        }
    }

    func unsigned(_ name: String, from minimum: Int) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard let value = Int(text), value >= 0 else { throw Self.format("\(name): expected an unsigned integer, found `\(text)`") }
        guard value >= minimum else {
            throw InputError(kind: .validation, part: .query, path: name, message: "value \(value) invalid, must be \(minimum) or larger")
        }
        return value
    }

    /// Seconds that the caller waits; nil for as long as it takes.
    var timeout: Int? { get throws { try unsigned("timeout", from: 1) } }

    /// Checks the parameters that all reads and writes may have. On one machine consistency and ordering change nothing.
    func validate() throws {
        _ = try timeout
        _ = try bool("wait")
        if let ordering = values["ordering"], !["weak", "medium", "strong"].contains(ordering) {
            throw Self.format("ordering: unknown variant `\(ordering)`, expected one of `weak`, `medium`, `strong`")
        }
        guard let consistency = values["consistency"], !["majority", "quorum", "all"].contains(consistency) else { return }
        _ = try unsigned("consistency", from: 1)
    }

    private static func format(_ message: String) -> InputError { InputError(kind: .format, part: .query, message: message) }
}
#endif
