import Foundation
import GRDB
import RoaringBitmaps

/// What SQLite says of one segment.
struct SegmentRecord: Sendable {
    /// Never reused within a collection; 0 before the segment is named.
    var id: Int64
    /// Sealed segments never get new rows; their vector files are checksummed and they may have a graph.
    var isSealed: Bool
    /// Pids of the segment's rows lie in first...last. In a growing segment row *s* has pid first + s.
    var first: Int64
    var last: Int64
    var rows: Int
    var capacity: Int
    /// Rows that no longer count.
    var tombstones: RoaringBitmap
    /// Rows without the vector of a name.
    var absent: [String: RoaringBitmap]
    /// CRC-32C of a sealed segment's vector rows, by vector name.
    var checksums: [String: UInt32]
    /// Grows whenever a payload of the segment is changed in place.
    var payloadVersion: Int64 = 0

    /// Rows that count.
    var live: Int { rows - Int(tombstones.count) }
}

extension SegmentRecord {
    init(row: Row) throws {
        id = row["id"]
        isSealed = row["sealed"]
        first = row["first"]
        last = row["last"]
        rows = row["rows"]
        capacity = row["capacity"]
        tombstones = try RoaringBitmap(databaseBlob: row["tombstones"])
        absent = try Self.decode([String: Data].self, row["absent"]).mapValues { try RoaringBitmap(databaseBlob: $0) }
        checksums = try Self.decode([String: UInt32].self, row["checksums"])
        payloadVersion = row["payload_version"]
        guard rows >= 0, rows <= capacity, rows == 0 || first <= last else {
            throw StorageError(.corrupt, "segment \(id) claims \(rows) of \(capacity) rows with pids \(first)…\(last)")
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    static func text(_ absent: [String: RoaringBitmap]) throws -> String {
        if absent.isEmpty { return "{}" }
        return String(decoding: try JSONEncoder().encode(absent.mapValues { Data($0.serialized()) }), as: UTF8.self)
    }

    var absentText: String { get throws { try Self.text(absent) } }

    var checksumText: String {
        get throws { String(decoding: try JSONEncoder().encode(checksums), as: UTF8.self) }
    }

    static func all(_ database: GRDB.Database) throws -> [SegmentRecord] {
        try Row.fetchAll(database, sql: "SELECT * FROM segments ORDER BY first, id").map { try SegmentRecord(row: $0) }
    }
}

extension RoaringBitmap {
    /// The bitmap in the portable Roaring format; nil when empty, so that most rows of `segments` stay small.
    var databaseBlob: Data? { isEmpty ? nil : Data(serialized()) }

    init(databaseBlob data: Data?) throws {
        guard let data else { self.init(); return }
        do { try self.init(serialized: [UInt8](data)) } catch { throw StorageError(.corrupt, "a stored bitmap is damaged", cause: error) }
    }
}
