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
    /// The columns of `segments` in the order of ``columns``.
    private static let names = "id, sealed, first, last, rows, capacity, tombstones, absent, checksums, payload_version, record_check"

    static func all(_ database: GRDB.Database) throws -> [SegmentRecord] {
        try Row.fetchAll(database, sql: "SELECT \(names) FROM segments ORDER BY first, id").map { try SegmentRecord(row: $0) }
    }

    /// Reads a row and checks it against its own checksum: one wrong bit here would hide or resurrect points.
    private init(row: Row) throws {
        id = try row.value(0)
        isSealed = try row.value(1)
        first = try row.value(2)
        last = try row.value(3)
        rows = try row.value(4)
        capacity = try row.value(5)
        tombstones = try RoaringBitmap(databaseBlob: row.optional(6))
        absent = try Self.decode([String: Data].self, row.value(7)).mapValues { try RoaringBitmap(databaseBlob: $0) }
        checksums = try Self.decode([String: UInt32].self, row.value(8))
        payloadVersion = try row.value(9)
        guard try row.checksum(10) == checksum, rows >= 0, rows <= capacity, rows == 0 || first <= last else {
            throw StorageError(.corrupt, "the row of segment \(id) is damaged: restore a backup")
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch { throw StorageError(.corrupt, "the row of a segment is damaged", cause: error) }
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// CRC-32C of what the row says. The id is left out: SQLite draws it after the row is made, and finds rows by it.
    private var checksum: UInt32 {
        var bytes: [UInt8] = []
        for number in [isSealed ? 1 : 0, first, last, Int64(rows), Int64(capacity), payloadVersion] {
            bytes.append(littleEndian: UInt64(bitPattern: number))
        }
        bytes += tombstones.serialized()
        for (name, missing) in absent.sorted(by: { $0.key < $1.key }) { bytes += Array(name.utf8) + missing.serialized() }
        for (name, sum) in checksums.sorted(by: { $0.key < $1.key }) {
            bytes += Array(name.utf8)
            bytes.append(littleEndian: sum)
        }
        return Checksum.of(bytes)
    }

    /// The columns but for the id.
    private var values: StatementArguments {
        get throws {
            [
                isSealed, first, last, rows, capacity, tombstones.databaseBlob,
                try Self.text(absent.mapValues { Data($0.serialized()) }), try Self.text(checksums), payloadVersion, Int64(checksum),
            ]
        }
    }

    /// Adds the row and returns the id it got.
    func insert(_ database: GRDB.Database) throws -> Int64 {
        try database.cachedStatement(
            sql: """
                INSERT INTO segments(sealed, first, last, rows, capacity, tombstones, absent, checksums, payload_version, record_check)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: try values)
        return database.lastInsertedRowID
    }

    /// Writes the row anew.
    func update(_ database: GRDB.Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE segments SET sealed = ?, first = ?, last = ?, rows = ?, capacity = ?, tombstones = ?, absent = ?, checksums = ?,
                payload_version = ?, record_check = ? WHERE id = ?
                """
        ).execute(arguments: try values + [id])
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
