/// One write of the script, as the writer's log names it.
///
/// The log has a line `+ …` before a write begins and a line `=` once it was acknowledged.
public enum CrashOperation: Sendable, Equatable {
    case create(String)
    case drop(String)
    case upsert(String, version: UInt64, ids: [UInt64])
    case change(String, version: UInt64, ids: [UInt64])
    case delete(String, ids: [UInt64])
    /// The collection gets a second vector.
    case addVector(String, dimension: Int)
    /// The second vector goes away, from all points.
    case removeVector(String)

    /// The operation in one line.
    public var line: String {
        switch self {
        case .create(let name): "C \(name)"
        case .drop(let name): "X \(name)"
        case .upsert(let name, let version, let ids): "U \(name) \(version) \(Self.join(ids))"
        case .change(let name, let version, let ids): "P \(name) \(version) \(Self.join(ids))"
        case .delete(let name, let ids): "D \(name) \(Self.join(ids))"
        case .addVector(let name, let dimension): "A \(name) \(dimension)"
        case .removeVector(let name): "R \(name)"
        }
    }

    /// Reads what `line` wrote; nil for anything else.
    public init?(line: some StringProtocol) {
        let words = line.split(separator: " ")
        guard words.count >= 2 else { return nil }
        let name = String(words[1])
        let numbers = words.dropFirst(2).compactMap { UInt64($0) }
        switch words[0] {
        case "C": self = .create(name)
        case "X": self = .drop(name)
        case "D": self = .delete(name, ids: numbers)
        case "A": self = .addVector(name, dimension: Int(numbers.first ?? 0))
        case "R": self = .removeVector(name)
        case "U": self = .upsert(name, version: numbers.first ?? 0, ids: Array(numbers.dropFirst()))
        case "P": self = .change(name, version: numbers.first ?? 0, ids: Array(numbers.dropFirst()))
        default: return nil
        }
    }

    private static func join(_ ids: [UInt64]) -> String { ids.map { "\($0)" }.joined(separator: " ") }
}
