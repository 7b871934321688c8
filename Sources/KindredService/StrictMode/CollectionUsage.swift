import Foundation
import Kindred
import Synchronization

/// What of a collection's limits is used up: tokens, and bytes as far as they are known.
final class CollectionUsage: Sendable {
    /// What tokens are for.
    enum Access: String, Sendable {
        case read = "Read"
        case write = "Write"
    }

    /// Bytes that were counted, and those that have come since; points that were replaced are in both.
    struct Bytes: Sendable {
        var counted = 0
        var added = 0
        /// The commit after which they were counted.
        var commit: UInt64?
    }

    private let buckets = Mutex<[Access: TokenBucket]>([:])
    private let bytes = Mutex<(vectors: Bytes, payloads: Bytes)>((Bytes(), Bytes()))
    private let clock: @Sendable () -> Double

    /// - Parameter clock: seconds since any moment, never less than before.
    init(clock: @escaping @Sendable () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }) { self.clock = clock }

    /// Takes tokens of one kind.
    ///
    /// - Throws: `RequestError`: `tooManyRequests`; `badRequest` for more than there are a minute.
    func take(_ cost: Int, _ access: Access, perMinute limit: Int) throws {
        guard cost <= limit else {
            throw RequestError(.badRequest, "\(access.rawValue) rate limit exceeded: Operation requires \(cost) tokens but the limit is \(limit). Help: Split the request.")
        }
        let now = clock()
        let lack = buckets.withLock { buckets in
            var bucket = buckets[access].flatMap { $0.capacity == limit ? $0 : nil } ?? TokenBucket(perMinute: limit, at: now)
            defer { buckets[access] = bucket }
            return bucket.take(cost, at: now)
        }
        guard let lack else { return }
        let text = "\(access.rawValue) rate limit exceeded: Operation requires \(cost) tokens but only \(lack.available) were available. Retry after \(lack.seconds)s"
        throw RequestError(.tooManyRequests(retryAfter: lack.seconds), text)
    }

    /// Whether vectors take fewer bytes than a limit; those of a request are added when they do.
    func admitsVectors(_ added: Int, limit: Int, of collection: VectorCollection) throws -> Bool {
        try admits(added, limit, collection.lastCommit, \.vectors) { try collection.vectorByteCount }
    }

    /// Whether payloads take fewer bytes than a limit; those of a request are added when they do.
    func admitsPayloads(_ added: Int, limit: Int, of collection: VectorCollection) throws -> Bool {
        try admits(added, limit, collection.lastCommit, \.payloads) { try collection.payloadByteCount }
    }

    /// Counting reads the whole collection: it is done only near the limit, and once a commit.
    private func admits(
        _ added: Int, _ limit: Int, _ commit: UInt64, _ kind: WritableKeyPath<(vectors: Bytes, payloads: Bytes), Bytes> & Sendable, _ count: () throws -> Int
    ) throws -> Bool {
        var bytes = self.bytes.withLock { $0[keyPath: kind] }
        if bytes.commit == nil || bytes.counted + bytes.added >= limit && bytes.commit != commit {
            bytes = Bytes(counted: try count(), added: 0, commit: commit)
        }
        let isAdmitted = bytes.counted + bytes.added < limit
        if isAdmitted { bytes.added += added }
        self.bytes.withLock { [bytes] in $0[keyPath: kind] = bytes }
        return isAdmitted
    }
}
