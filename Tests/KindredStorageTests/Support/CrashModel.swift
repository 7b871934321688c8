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
        /// The dimension of its second vector, when it has one.
        var second: Int?
    }

    var collections: [String: [UInt64: State]] = [:]
    /// The dimensions of the collections' second vectors, where there are some.
    var seconds: [String: Int] = [:]

    mutating func apply(_ operation: CrashOperation) {
        switch operation {
        case .create(let name): collections[name] = [:]
        case .drop(let name):
            collections[name] = nil
            seconds[name] = nil
        case .upsert(let name, let version, let ids): for id in ids { collections[name]?[id] = State(version: version, second: seconds[name]) }
        case .change(let name, let version, let ids): for id in ids { collections[name]?[id]?.mark = version }
        case .delete(let name, let ids): for id in ids { collections[name]?[id] = nil }
        case .addVector(let name, let dimension): seconds[name] = dimension
        case .removeVector(let name):
            seconds[name] = nil
            for id in (collections[name] ?? [:]).keys { collections[name]?[id]?.second = nil }
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
            model.seconds[name] = try database.collection(name).configuration.vectors[CrashScript.second]?.dimension
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
                state.second = point.vectors[CrashScript.second]?.count
                guard point.vectors[CrashScript.second] == state.second.map({ CrashScript.second(id, version, dimension: $0) }) else {
                    throw CrashFailure("second vector of \(id) in \(name) of version \(version): \(point.vectors)")
                }
                guard point.values.filter({ !["", CrashScript.second].contains($0.key) }) == CrashScript.variableVectors(id, version) else {
                    throw CrashFailure("vectors of \(id) in \(name) of version \(version): \(point.values)")
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
        return seconds == other.seconds ? "none" : "second vectors \(other.seconds) instead of \(seconds)"
    }
}

/// A database that does not hold what it should.
struct CrashFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
