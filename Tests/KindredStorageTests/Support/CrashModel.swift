import CrashWriter
import Foundation
import KindredStorage
import Testing

/// What a database must hold after the writes that a log names.
struct CrashModel: Equatable {
    /// The versions of a point's last upsert and of the last change to its payload since.
    struct State: Equatable {
        var version: UInt64
        var mark: UInt64?
    }

    var collections: [String: [UInt64: State]] = [:]

    mutating func apply(_ operation: CrashOperation) {
        switch operation {
        case .create(let name): collections[name] = [:]
        case .drop(let name): collections[name] = nil
        case .upsert(let name, let version, let ids): for id in ids { collections[name]?[id] = State(version: version) }
        case .change(let name, let version, let ids): for id in ids { collections[name]?[id]?.mark = version }
        case .delete(let name, let ids): for id in ids { collections[name]?[id] = nil }
        }
    }

    func applying(_ operation: CrashOperation) -> CrashModel {
        var model = self
        model.apply(operation)
        return model
    }

    /// What a database says it holds, after comparing every vector bit for bit and every payload with what its version makes it.
    static func read(_ database: Database) throws -> CrashModel {
        var model = CrashModel()
        for name in try database.collectionNames() {
            let page = try database.collection(name).scroll(limit: 1 << 20, withVectors: true)
            var states: [UInt64: State] = [:]
            for point in page.points {
                guard case .number(let id) = point.id, case .uint(let version)? = point.payload["version"].map(Self.unsigned) else {
                    throw CrashFailure("\(name) holds a point nobody wrote: \(point.id) \(point.payload)")
                }
                var state = State(version: version)
                var payload = CrashScript.payload(id, version)
                if case .uint(let mark)? = point.payload["mark"].map(Self.unsigned) {
                    state.mark = mark
                    payload["mark"] = JSONValue(mark)
                }
                guard point.payload == payload else { throw CrashFailure("payload of \(id) in \(name): \(point.payload) instead of \(payload)") }
                let vector = CrashScript.vector(id, version)
                guard point.vector?.map(\.bitPattern) == vector.map(\.bitPattern) else {
                    throw CrashFailure("vector of \(id) in \(name): \(point.vector ?? []) instead of \(vector) of version \(version)")
                }
                guard states.updateValue(state, forKey: id) == nil else { throw CrashFailure("\(name) holds \(id) twice") }
            }
            model.collections[name] = states
        }
        return model
    }

    private static func unsigned(_ value: JSONValue) -> JSONValue {
        if case .int(let number) = value, number >= 0 { return .uint(UInt64(number)) }
        return value
    }

    /// Where another model differs, in a line.
    func difference(_ other: CrashModel) -> String {
        guard collections.keys.sorted() == other.collections.keys.sorted() else {
            return "collections \(other.collections.keys.sorted()) instead of \(collections.keys.sorted())"
        }
        for (name, states) in collections {
            guard let found = other.collections[name] else { continue }
            for id in Set(states.keys).union(found.keys).sorted() where states[id] != found[id] {
                return "\(id) in \(name) is \(found[id].map { "\($0)" } ?? "absent") instead of \(states[id].map { "\($0)" } ?? "absent"); \(found.count) points instead of \(states.count)"
            }
        }
        return "none"
    }
}

/// A database that does not hold what it should.
struct CrashFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
