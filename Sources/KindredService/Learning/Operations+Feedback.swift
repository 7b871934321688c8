import Foundation
public import Kindred

extension Operations {
    /// Records choices, in one commit: all of them or none.
    ///
    /// - Throws: `StorageError.invalidArgument` for one that says nothing or does not fit.
    public func record(_ feedback: [Feedback], in collection: String) throws {
        try database.collection(collection).record(feedback)
    }

    /// Records the choices of a JSON Lines file, in one commit.
    ///
    ///     {"anchor": 7, "positive": 12, "negative": 31, "weight": 0.5, "source": "clicks", "time": "2026-11-29T12:00:00Z"}
    ///     {"anchor": [0.1, 0.9], "positive": 12}
    ///
    /// - Returns: how many there were.
    /// - Throws: `FileError.malformed` with the line; `StorageError.invalidArgument`.
    public func recordFeedback(file path: String, in collection: String, using vector: String = "", source: String = "") throws -> Int {
        let feedback = try Feedback.read(path, using: vector, source: source)
        try record(feedback, in: collection)
        return feedback.count
    }

    /// The recorded choices, the oldest first.
    public func feedback(_ collection: String, _ selection: FeedbackSelection = .init()) throws -> [RecordedFeedback] {
        try database.collection(collection).feedback(selection)
    }

    /// Forgets recorded choices, and returns how many there were.
    public func forgetFeedback(_ collection: String, _ selection: FeedbackSelection) throws -> Int {
        try database.collection(collection).forgetFeedback(selection)
    }
}

extension Feedback {
    /// The choices of a JSON Lines file; blank lines are skipped.
    ///
    /// - Throws: `FileError.malformed` with the line.
    static func read(_ path: String, using vector: String, source: String = "") throws -> [Feedback] {
        var lines = try LineReader(path: path)
        var feedback: [Feedback] = []
        while let line = try lines.nextLine() {
            let bytes = Array(lines.buffer[line])
            guard bytes.contains(where: { $0 > 0x20 }) else { continue }
            do {
                feedback.append(try Feedback(JSONObject(parsing: bytes), using: vector, source: source))
            } catch {
                throw FileError(.malformed, path: path, at: .line(lines.line), (error as? StorageError)?.message ?? "\(error)")
            }
        }
        return feedback
    }

    /// A choice as a JSON object says it; see ``Operations/recordFeedback(file:in:using:source:)``.
    ///
    /// - Throws: `StorageError.invalidArgument` naming the key.
    public init(_ object: JSONObject, using vector: String = "", source: String = "") throws {
        let known = ["anchor", "positive", "negative", "weight", "source", "time", "using", "number"]
        if let key = object.keys.first(where: { !known.contains($0) }) {
            throw StorageError(.invalidArgument, "\"\(key)\" is no key of feedback: \(known.dropLast().joined(separator: ", ")) are")
        }
        guard let anchor = object["anchor"] else { throw StorageError(.invalidArgument, "\"anchor\" is missing") }
        try self.init(anchor: Self.anchor(anchor), positive: Self.id("positive", object), negative: Self.id("negative", object))
        weight = try object["weight"].map { try Self.required($0.doubleValue, "weight", "a number", $0) } ?? 1
        self.source = try object["source"].map { try Self.required($0.stringValue, "source", "text", $0) } ?? source
        using = try object["using"].map { try Self.required($0.stringValue, "using", "text", $0) } ?? vector
        time = try object["time"].map { try Self.required($0.stringValue.flatMap { Timestamp($0) }, "time", "a date such as 2026-11-29T12:00:00Z", $0) }
    }

    private static func anchor(_ value: JSONValue) throws -> Anchor {
        guard let elements = value.arrayValue else { return .point(try PointID(json: value, key: "anchor")) }
        return .vector(try elements.map { try Float(required($0.doubleValue, "anchor", "an id or a list of numbers", value)) })
    }

    private static func id(_ key: String, _ object: JSONObject) throws -> PointID? {
        guard let value = object[key], value != .null else { return nil }
        return try PointID(json: value, key: key)
    }

    private static func required<Value>(_ value: Value?, _ key: String, _ wanted: String, _ given: JSONValue) throws -> Value {
        guard let value else { throw StorageError(.invalidArgument, "\"\(key)\" is \(given.jsonText), not \(wanted)") }
        return value
    }

    /// The choice as ``init(_:using:source:)`` reads it.
    public var json: JSONObject {
        var object: JSONObject = [:]
        switch anchor {
        case .point(let id): object["anchor"] = id.json
        case .vector(let values): object["anchor"] = .array(values.map { .double(Double($0.description) ?? Double($0)) })
        }
        if let positive { object["positive"] = positive.json }
        if let negative { object["negative"] = negative.json }
        if weight != 1 { object["weight"] = .double(weight) }
        if !source.isEmpty { object["source"] = .string(source) }
        if !using.isEmpty { object["using"] = .string(using) }
        if let time { object["time"] = .string("\(time)") }
        return object
    }
}

extension PointID {
    /// An id as files have it.
    ///
    /// - Throws: `StorageError.invalidArgument` naming the key.
    init(json value: JSONValue, key: String) throws {
        switch value {
        case .int(let number) where number >= 0: self = .number(UInt64(number))
        case .uint(let number): self = .number(number)
        case .string(let text): self = try PointID(parsing: text)
        default: throw StorageError(.invalidArgument, "\"\(key)\" is \(value.jsonText), not an id")
        }
    }
}
