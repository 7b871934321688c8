public import Kindred

/// Work that takes long, as those see it who wait for its end.
public struct Job: Sendable {
    /// How far a job is.
    public enum State: String, Sendable {
        /// It waits for others to end.
        case queued
        /// It is being done.
        case running
        /// It ended, and there is a report.
        case done
        /// It ended with an error.
        case failed
        /// Somebody stopped it.
        case cancelled

        /// Whether nothing changes any more.
        public var isOver: Bool { self != .queued && self != .running }
    }

    /// One step of learning.
    public struct Epoch: Sendable, Hashable {
        /// Its number, from 1.
        public var number: Int
        /// The mean loss in it.
        public var loss: Double
    }

    /// Its number, which no other job of this queue ever had or will have.
    public let id: Int
    /// What is done: `learn`, `tune`, `evaluate`, `attack` or `cluster`.
    public let kind: String
    /// The collection it works on, and which of its vectors.
    public let collection, vector: String
    /// What was asked for, as it was asked.
    public let request: JSONObject
    /// How far it is.
    public internal(set) var state = State.queued
    /// The share that is done, 0…1; it never goes back.
    public internal(set) var progress = 0.0
    /// What it is at, in a few words.
    public internal(set) var stage = ""
    /// The epochs so far.
    public internal(set) var curve: [Epoch] = []
    /// What came of it.
    public internal(set) var report: JSONObject?
    /// Why it failed.
    public internal(set) var error: String?
    /// When it was asked for, was begun and ended.
    public let created: Timestamp
    /// See `created`.
    public internal(set) var started, finished: Timestamp?

    /// Everything but the curve, which is long.
    public var summary: JSONObject {
        [
            "id": .init(id), "kind": .string(kind), "collection": .string(collection), "vector": .string(vector), "state": .string(state.rawValue),
            "progress": .double(progress), "stage": .string(stage), "request": .object(request), "report": report.map { .object($0) } ?? .null,
            "error": error.map { .string($0) } ?? .null, "created": .string("\(created)"), "started": Self.json(started), "finished": Self.json(finished),
        ]
    }

    /// Everything: the summary, and `curve` with `epoch` and `loss`.
    public var json: JSONObject {
        var object = summary
        object["curve"] = .array(curve.map { ["epoch": .init($0.number), "loss": .finite($0.loss)] })
        return object
    }

    private static func json(_ moment: Timestamp?) -> JSONValue { moment.map { .string("\($0)") } ?? .null }
}
