#if Server
import Foundation
import Hummingbird
import KindredService

/// What the routes of snapshots share. Work that lasts runs on the pool; what waits for the network does not.
extension Exchange {
    /// Whether the answer is sent when the work is done; so unless told otherwise, unlike for points.
    var waitsForSnapshot: Bool { get throws { try query["wait"] == nil || query.bool("wait") } }

    /// The shard that the address names.
    ///
    /// - Throws: `RequestError.notFound` for any but the one there is.
    var shard: SnapshotScope {
        get throws {
            let text = parameters["shard_id"] ?? ""
            guard UInt32(text) == 0 else { throw RequestError(.notFound, "Shard \(text.prefix(40)) not found") }
            return .shard(collection)
        }
    }

    /// Does something now or, if the request does not wait, after the answer.
    func snapshot(since start: ContinuousClock.Instant, _ work: @escaping @Sendable (Operations) throws -> JSONValue) async throws -> Reply {
        let operations = operations
        guard try waitsForSnapshot else {
            door.runAfterAnswer { try await door.pool.run(finishing: true) { _ = try work(operations) } }
            return .accepted(since: start)
        }
        let result = try await door.pool.run(finishing: true) { try work(operations) }
        return Reply(since: start) { $0.json(result) }
    }

    /// A snapshot's file as the answer.
    func download(_ scope: SnapshotScope, _ context: DoorContext) async throws -> Reply {
        let name = parameters["snapshot_name"] ?? "", operations = operations
        let (description, url) = try await door.pool.run { try operations.snapshotFile(name, of: scope) }
        var reply = Reply(body: [], isJSON: false)
        reply.file = (description.name, try await FileIO().loadFile(path: url.path, context: context, chunkLength: 1 << 20))
        return reply
    }

    /// Recovers a collection from where the body says.
    func recover(since start: ContinuousClock.Instant) async throws -> Reply {
        let request = try SnapshotRecovery(tree()), operations = operations, name = collection, door = door
        switch request.location {
        case .file(let path):
            let file = try await door.pool.run { try operations.snapshotFile(atPath: path) }
            return try await recovered(since: start) {
                try await door.pool.run(finishing: true) { try operations.recoverCollection(name, from: file, checksum: request.checksum) }
            }
        case .remote(let url):
            return try await recovered(since: start) {
                let incoming = try await door.pool.run(finishing: true) { try operations.incomingSnapshot() }
                try await SnapshotDownload.fetch(url, apiKey: request.apiKey, limit: door.configuration.maximumSnapshotSize, to: incoming.url)
                try await door.pool.run(finishing: true) { try operations.recoverCollection(name, from: incoming, checksum: request.checksum) }
            }
        }
    }

    /// Recovers a collection from the part `snapshot` of the body.
    func upload(_ request: Request, since start: ContinuousClock.Instant) async throws -> Reply {
        let operations = operations, name = collection, door = door
        let checksum = query["checksum"]
        try SnapshotRecovery.check(checksum: checksum)
        try SnapshotRecovery.check(priority: query["priority"])
        let incoming = try await door.pool.run(finishing: true) { try operations.incomingSnapshot() }
        try await receive(request, into: incoming)
        return try await recovered(since: start) {
            try await door.pool.run(finishing: true) { try operations.recoverCollection(name, from: incoming, checksum: checksum) }
        }
    }

    private func recovered(since start: ContinuousClock.Instant, _ work: @escaping @Sendable () async throws -> Void) async throws -> Reply {
        guard try waitsForSnapshot else {
            door.runAfterAnswer(work)
            return .accepted(since: start)
        }
        try await work()
        return Reply(since: start) { $0.bool(true) }
    }

    /// Writes the file in a body to the disk as it comes in; a slow disk slows the sender.
    private func receive(_ request: Request, into incoming: PartialSnapshot) async throws {
        var part = try MultipartFile(contentType: request.headers[.contentType], part: "snapshot")
        let file = try FileHandle(forWritingTo: incoming.url)
        defer { try? file.close() }
        let clock = BodyClock(idleSeconds: door.configuration.idleSeconds)
        var pieces: [UInt8] = [], received = 0
        for try await buffer in request.body {
            received += buffer.readableBytes
            guard received <= door.configuration.maximumSnapshotSize else { throw HTTPError(.contentTooLarge) }
            try clock.check(received)
            pieces += try part.take(buffer.readableBytesView)
            guard pieces.count >= 1 << 20 else { continue }
            let full = pieces
            try await door.pool.run(finishing: true) { try file.append(full) }
            pieces = []
        }
        guard part.isWhole else { throw InputError.format("the multipart body has no whole part `snapshot`") }
        let last = pieces
        try await door.pool.run(finishing: true) { try file.append(last) }
    }
}

extension FileHandle {
    /// Writes bytes at the end; a full disk is a refusal, not a fault.
    fileprivate func append(_ bytes: [UInt8]) throws {
        do { try write(contentsOf: bytes) } catch { throw RequestError(snapshot: error) }
    }
}

/// A recovery as it is asked for.
struct SnapshotRecovery {
    var location: SnapshotLocation
    var checksum: String?
    var apiKey: String?

    init(_ value: BodyValue) throws {
        let body = try value.object()
        location = try SnapshotLocation(parsing: try body.required("location") { try $0.string() })
        checksum = try body.optional("checksum") { try $0.string() }
        apiKey = try body.optional("api_key") { try $0.string() }
        try Self.check(checksum: checksum)
        try Self.check(priority: try body.optional("priority") { try $0.string() })
    }

    static func check(checksum: String?) throws {
        guard let checksum else { return }
        guard checksum.utf8.count == 64, checksum.allSatisfy(\.isHexDigit) else { throw InputError.value("\"\(checksum.prefix(80))\"", must: "be 64 hexadecimal digits").inside("checksum") }
    }

    /// On one machine all priorities mean the same.
    static func check(priority: String?) throws {
        guard let priority, !["no_sync", "snapshot", "replica"].contains(priority) else { return }
        throw InputError.format("priority: unknown variant `\(priority.prefix(40))`, expected one of `no_sync`, `snapshot`, `replica`")
    }
}

extension SnapshotDescription {
    /// The snapshot as the API shows it; times have no zone, and are UTC.
    var json: JSONValue {
        ["name": .string(name), "creation_time": .string(String(creationTime.description.prefix(19))), "size": JSONValue(size), "checksum": checksum.map { .string($0) } ?? .null]
    }
}
#endif
