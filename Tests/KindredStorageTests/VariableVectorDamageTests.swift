import Foundation
import GRDB
import KindredSimilarity
import KindredStorage
import Testing

/// Vectors in SQLite that were damaged or lost, and databases of formats that had none.
@Suite struct VariableVectorDamageTests {
    let folder: TemporaryFolder
    let model: VariableModel

    init() throws {
        folder = try TemporaryFolder()
        var random = TestRandom(12), model = VariableModel(measure: .dot)
        let database = try folder.database()
        let collection = try database.createCollection("c", VariableModel.configuration(.dot))
        for id in 0..<100 as Range<UInt64> {
            var point = VariableModel.point(id, &random)
            point.sparseVectors["s"] = SparseVector(indices: [UInt32(id), 1000], values: [1, 2])
            point.multivectors["m"] = VariableModel.rows(&random)
            model.points[point.id] = point
        }
        self.model = model
        try collection.upsert(Array(model.matching(nil).prefix(80)))
        try collection.optimize()
        try collection.upsert(Array(model.matching(nil).suffix(20)))
        try database.close()
    }

    private func files(_ name: String) throws -> [URL] {
        let root = folder.url.appending(path: "db")
        let names = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        return names.map { root.appending(path: $0) }.filter { $0.lastPathComponent == name }
    }

    /// Changes the collection's database behind its back.
    private func inSQLite(_ sql: String) throws {
        let queue = try DatabaseQueue(path: try #require(files("collection.sqlite").first).path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func pid(_ id: UInt64) throws -> String { "(SELECT pid FROM points WHERE id = \(Int64(bitPattern: id ^ (1 << 63))))" }

    /// One flipped bit is found and named, in a sealed segment and in a growing one; the others are found still once it is dropped.
    @Test(arguments: [7, 93] as [UInt64], ["s", "m"]) func aFlippedBitIsFound(_ id: UInt64, _ name: String) throws {
        let row = "pid = \(try pid(id)) AND name = '\(name)'"
        try inSQLite("UPDATE variable_vectors SET value = CAST(substr(value, 1, 14) || x'5A' || substr(value, 16) AS BLOB) WHERE \(row)")
        let database = try folder.database()
        let collection = try database.collection("c")
        let problems = try database.verify()
        #expect(problems.count == 1 && problems.first?.description.contains("vector \"\(name)\" of point \(id) is damaged") == true, "\(problems)")
        #expect { try collection.fetch(.number(id)) } throws: { ($0 as? StorageError)?.code == .corrupt }
        let query = SparseVector(indices: [1000], values: [1])
        if name == "s" {
            #expect { try collection.search(sparse: query, using: "s", limit: 1) } throws: { "\($0)".contains("vector \"s\" of point \(id) is damaged") }
        }
        #expect(try collection.fetch(.number(8)) == model.points[8])
        try database.close()
        let report = try Database.repair(path: folder.url.appending(path: "db").path, dropsDamaged: true)
        #expect(report.damaged.map(\.id) == [.number(id)])
        let mended = try folder.database()
        #expect(try mended.verify() == [])
        #expect(try mended.collection("c").search(sparse: query, using: "s", limit: 200).count == 99)
        #expect(try mended.collection("c").scroll(limit: 200, withVectors: true).points == model.matching(nil).filter { $0.id != .number(id) })
    }

    @Test func aLostVectorIsFound() throws {
        try inSQLite("DELETE FROM variable_vectors WHERE pid = \(try pid(41)) AND name = 'm'")
        #expect(try folder.database().verify().map(\.description).contains { $0.contains("vector \"m\" of point 41 is missing") })
    }

    /// A vector that lies under another point's row is not taken for that point's.
    @Test func exchangedVectorsAreFound() throws {
        try inSQLite(
            """
            UPDATE variable_vectors SET pid = -1 WHERE pid = \(try pid(10)) AND name = 's';
            UPDATE variable_vectors SET pid = \(try pid(10)) WHERE pid = \(try pid(11)) AND name = 's';
            UPDATE variable_vectors SET pid = \(try pid(11)) WHERE pid = -1;
            """)
        let problems = try folder.database().verify()
        #expect(problems.count == 2 && problems.allSatisfy { $0.description.contains("is damaged") }, "\(problems)")
    }

    /// A database of an older format is read as it is, and brought to the new one when it is opened for writing.
    @Test(arguments: [1, 2]) func olderFormatsOpen(_ version: Int) throws {
        let place = try TemporaryFolder()
        var random = TestRandom(9)
        let points = (0..<100).map { Point(id: .number($0), vector: random.vector(4), payload: ["row": .int(Int64($0))]) }
        let database = try place.database()
        var configuration = CollectionConfiguration(dimension: 4, measure: .dot)
        configuration.optimizer.segmentRows = 50
        let collection = try database.createCollection("c", configuration)
        try collection.upsert(points)
        try collection.delete([3])
        try database.close()
        let names = try #require(FileManager.default.enumerator(atPath: place.path)).compactMap { $0 as? String }
        let queue = try DatabaseQueue(path: place.url.appending(path: try #require(names.first { $0.hasSuffix("collection.sqlite") })).path)
        try queue.write { database in
            #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == 3)
            try database.execute(sql: "DROP TABLE variable_vectors; PRAGMA user_version = \(version)")
            if version < 2 { try database.execute(sql: "DROP TABLE measures; DROP TABLE feedback") }
            let text = try #require(try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'configuration'"))
            #expect(!text.contains("sparse") && !text.contains("multivector"))
        }
        try queue.close()
        for isReadOnly in [true, false, true] {
            let database = try place.database { $0.isReadOnly = isReadOnly }
            let collection = try database.collection("c")
            #expect(try collection.scroll(limit: 200, withVectors: true).points == points.filter { $0.id != 3 })
            #expect(try collection.search(random.vector(4), limit: 5).count == 5)
            #expect(try database.verify() == [])
            if !isReadOnly { #expect(try collection.delete([4]) == 1) }
            if !isReadOnly { try collection.upsert([points[4]]) }
            try database.close()
        }
    }
}
