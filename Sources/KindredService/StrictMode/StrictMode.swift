import Kindred

/// Holds requests to a collection's limits. One place for both doors: operations call it before they do anything.
struct StrictMode: Sendable {
    let limits: StrictLimits
    let usage: CollectionUsage

    /// Refuses what a limit forbids, and says what to do.
    static func refusal(_ what: String, help: String) -> RequestError { RequestError(.badRequest, "\(what). Help: \(help)") }

    /// Holds a number to a limit that may not be set.
    static func check<Number: Comparable>(_ value: Number, _ limit: Number?, _ name: String) throws {
        guard let limit, value > limit else { return }
        throw refusal("Limit exceeded \(value) > \(limit) for \"\(name)\"", help: "Reduce the \"\(name)\" parameter to or below \(limit).")
    }

    func check(timeout: Int) throws { try Self.check(timeout, limits.timeout, "timeout") }

    /// Takes the tokens that a read costs, when reads are counted.
    func takeRead(_ cost: @autoclosure () -> Int) throws {
        if let rate = limits.readRate { try usage.take(max(1, cost()), .read, perMinute: rate) }
    }

    /// Takes the tokens that a change costs, when changes are counted.
    func takeWrite(_ cost: @autoclosure () throws -> Int) throws {
        if let rate = limits.writeRate { try usage.take(max(1, try cost()), .write, perMinute: rate) }
    }

    /// Whether another field of a collection may get an index.
    func checkFieldIndex(_ path: PayloadPath, of collection: VectorCollection) throws {
        let indexes = collection.fieldIndexes
        guard let limit = limits.payloadIndexes, indexes[path] == nil, indexes.count >= limit else { return }
        throw Self.refusal("Collection already has the maximum number of payload indices (\(limit))", help: "Delete an existing index before creating a new one.")
    }
}

extension Operations {
    /// Refuses a timeout above what a collection allows. A collection that is not there, or out of reach, is the operation's to refuse.
    public func check(timeout seconds: Int, of collection: String) throws {
        guard let collection = try? self.collection(named: collection) else { return }
        try collection.settings.strictMode?.check(timeout: seconds)
    }
}
