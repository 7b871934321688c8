import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import Testing

/// Files that were truncated, overwritten, swapped or lost: a clear error or a right answer, never anything else.
@Suite struct DamageTests {
    let folder: TemporaryFolder
    let query: [Float]
    let truth: [SearchHit]

    init() throws {
        folder = try TemporaryFolder()
        var random = TestRandom(11)
        var configuration = try OptimizeTests.configuration("cosine")
        configuration.optimizer.segmentRows = 400
        let database = try folder.database()
        let collection = try database.createCollection("c", configuration)
        try collection.upsert((0..<1000).map { Point(id: .number(UInt64($0)), vector: random.vector(16), payload: ["row": .int(Int64($0))]) })
        try collection.delete([1, 2, 3])
        try collection.createFieldIndex("row", .integer)
        try collection.optimize()
        try collection.upsert((1000..<1100).map { Point(id: .number(UInt64($0)), vector: random.vector(16), payload: ["row": .int(Int64($0))]) })
        query = random.vector(16)
        truth = try Self.answer(collection, query)
        try database.close()
        try FileManager.default.copyItem(at: folder.url.appending(path: "db"), to: folder.url.appending(path: "whole"))
    }

    /// Puts the database back as it was before anything was damaged.
    private func reset() throws {
        let root = folder.url.appending(path: "db")
        try FileManager.default.removeItem(at: root)
        try FileManager.default.copyItem(at: folder.url.appending(path: "whole"), to: root)
    }

    static func answer(_ collection: VectorCollection, _ query: [Float]) throws -> [SearchHit] {
        var request = SearchRequest(query, limit: 10)
        request.effort = .exact
        request.withPayload = true
        let all = try collection.search(request)
        request.filter = try Filter(parsing: "row < 500 or row >= 1050")
        return try all + collection.search(request)
    }

    private func files() throws -> [URL] {
        let root = folder.url.appending(path: "db")
        let names = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        return names.map { root.appending(path: $0) }.filter { !$0.hasDirectoryPath && (try? Data(contentsOf: $0)) != nil && !$0.lastPathComponent.hasSuffix("-shm") && $0.lastPathComponent != "LOCK" }
            .sorted { $0.path < $1.path }
    }

    /// Opens, searches, and demands the truth or a typed error.
    private func outcome() -> String {
        do {
            let database = try folder.database()
            defer { try? database.close() }
            let found = try Self.answer(try database.collection("c"), query)
            return found == truth ? "right" : "WRONG: \(found.map(\.id)) instead of \(truth.map(\.id))"
        } catch let error as StorageError {
            return "error: \(error)"
        } catch { return "UNTYPED: \(error)" }
    }

    @Test func everyFileTruncatedForeignEmptyOrMissing() throws {
        for url in try files() {
            let original = try Data(contentsOf: url)
            let versions: [(String, Data?)] = [
                ("missing", nil), ("empty", Data()), ("half", original.prefix(original.count / 2)), ("short by 1", original.dropLast(1)),
                ("foreign", Data(repeating: 0x41, count: max(100, original.count))),
            ]
            for (name, data) in versions {
                if let data { try data.write(to: url) } else { try FileManager.default.removeItem(at: url) }
                let outcome = outcome()
                #expect(outcome == "right" || outcome.hasPrefix("error: "), "\(url.lastPathComponent) \(name): \(outcome)")
                try reset()
            }
        }
        #expect(outcome() == "right")
    }

    /// One flipped bit anywhere in a vector file, a row table, a graph: seen, or without effect.
    @Test func flippedBits() throws {
        var random = TestRandom(23)
        for url in try files() where url.pathExtension.hasPrefix("k") {
            let original = try Data(contentsOf: url)
            for _ in 0..<40 {
                var data = original
                data[Int.random(in: 0..<data.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try data.write(to: url)
                let outcome = outcome()
                #expect(outcome == "right" || outcome.hasPrefix("error: "), "\(url.lastPathComponent): \(outcome)")
            }
            try original.write(to: url)
        }
        #expect(outcome() == "right")
    }

    @Test func verifyNamesTheDamagedPointAndRepairDropsIt() throws {
        #expect(try folder.database().verify() == [])
        let vectors = try #require(try files().filter { $0.lastPathComponent == "vectors.kv" }.first)
        var data = try Data(contentsOf: vectors)
        data[4096 + 64 * 5 + 3] ^= 0x10
        try data.write(to: vectors)
        #expect(outcome().contains("damaged"))
        let problems = try folder.database().verify()
        #expect(problems.contains { $0.description.contains("the vector of point") }, "\(problems)")
        let dry = try Database.repair(path: folder.url.appending(path: "db").path, dropsDamaged: false)
        #expect(dry.damaged.count == 1)
        let report = try Database.repair(path: folder.url.appending(path: "db").path, dropsDamaged: true)
        #expect(report.damaged.map(\.id) == dry.damaged.map(\.id))
        let database = try folder.database()
        #expect(try database.verify() == [])
        #expect(try database.collection("c").count == 1096)
        #expect(try database.collection("c").fetch(report.damaged[0].id) == nil)
    }

    @Test func derivedFilesAreMadeAnew() throws {
        for url in try files() where url.lastPathComponent == "rows.kr" || url.pathExtension == "ki" {
            try FileManager.default.removeItem(at: url)
        }
        #expect(outcome() == "right")
        let database = try folder.database()
        _ = try database.collection("c").optimize()
        #expect(try database.verify() == [])
        #expect(try Self.answer(database.collection("c"), query) == truth)
    }

    @Test func newerVersionsAreRefusedByName() throws {
        let vectors = try #require(try files().filter { $0.lastPathComponent == "vectors.kv" }.first)
        var data = try Data(contentsOf: vectors)
        data[8] = 2
        try data.write(to: vectors)
        #expect(outcome().contains("format version 2"))
    }

    @Test func backupIsADatabase() throws {
        let database = try folder.database()
        let copy = folder.url.appending(path: "copy").path
        try database.backup(to: copy)
        #expect { try database.backup(to: copy) } throws: { ($0 as? StorageError)?.code == .alreadyExists }
        let restored = folder.url.appending(path: "restored").path
        try Database.restore(from: copy, to: restored)
        let again = try Database(path: restored)
        #expect(try again.verify() == [])
        #expect(try Self.answer(again.collection("c"), query) == truth)
    }

    /// A hidden folder that a killed backup left goes with the next one; one that is being filled, and what only looks alike, stay.
    @Test func backupRemovesWhatAKilledOneLeft() throws {
        let database = try folder.database()
        func partial(_ name: String, _ id: String = UUID().uuidString) -> URL { folder.url.appending(path: ".\(name).partial-\(id)") }
        let (abandoned, begun, notes) = (partial("copy"), partial("other"), partial("copy", "notes"))
        for url in [abandoned.appending(path: "collections/c/segments"), begun, notes] {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
        // A database that is open holds the lock of its folder, as a copy under way does.
        let filled = partial("copy")
        let held = try Database(path: filled.path)
        try database.backup(to: folder.url.appending(path: "copy").path)
        func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
        #expect(!exists(abandoned) && !exists(begun) && exists(notes) && exists(filled))
        try held.close()
        try Database.restore(from: folder.url.appending(path: "copy").path, to: folder.url.appending(path: "restored").path)
        #expect(!exists(filled) && exists(notes))
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["db", "whole", "copy", "restored", notes.lastPathComponent])
    }

    /// A copy's name may be that of an empty folder, and of no other.
    @Test func backupIntoAnEmptyFolder() throws {
        let database = try folder.database()
        let copy = folder.url.appending(path: "copy")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        try database.backup(to: copy.path)
        #expect(try Self.answer(Database(path: copy.path).collection("c"), query) == truth)
        #expect { try Database.restore(from: copy.path, to: folder.url.path) } throws: { ($0 as? StorageError)?.code == .alreadyExists }
    }

    @Test func memoryLimitRefuses() throws {
        var random = TestRandom(2)
        let database = try folder.database { $0.memoryLimit = 1 << 20 }
        let collection = try database.createCollection("big", .init(dimension: 64, measure: .cosine))
        var configuration = CollectionConfiguration(dimension: 64, measure: try Measure(parsing: "correlation"))
        configuration.optimizer.segmentRows = 16_384
        let other = try database.createCollection("prepared", configuration)
        try collection.upsert([Point(id: 1, vector: random.vector(64))])
        #expect { try other.upsert([Point(id: 1, vector: random.vector(64))]) } throws: { ($0 as? StorageError)?.code == .memoryLimit }
        #expect(other.count == 0)
    }
}

extension DamageTests {
    /// Index files of older payloads are passed over.
    @Test func stalePayloadIndexes() throws {
        for round in 0..<2 {
            let database = try folder.database()
            let collection = try database.collection("c")
            #expect(try collection.count(Filter(parsing: "row < 0")) == round)
            try collection.changePayload([.number(UInt64(10 + round))], .merge(["row": -1]))
            #expect(try collection.count(Filter(parsing: "row < 0")) == round + 1)
            try database.close()
        }
        let database = try folder.database()
        #expect(try database.collection("c").count(Filter(parsing: "row < 0")) == 2)
    }

    /// A growing file that lost its unwritten tail has lost nothing, and grows again.
    @Test func growingFileWithoutItsTail() throws {
        var random = TestRandom(1)
        let place = try TemporaryFolder()
        var first: Database? = try place.database()
        try first?.createCollection("c", .init(dimension: 4)).upsert([Point(id: 1, vector: random.vector(4))])
        try first?.close()
        first = nil
        let root = place.url.appending(path: "db")
        let names = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        let file = root.appending(path: try #require(names.first { $0.hasSuffix("vectors.kv") }))
        try Data(contentsOf: file).prefix(4096 + 16).write(to: file)
        let collection = try place.database().collection("c")
        let points = (2..<1500).map { Point(id: .number(UInt64($0)), vector: random.vector(4)) }
        try collection.upsert(points)
        #expect(collection.count == 1499)
        #expect(try collection.fetch(1400)?.vector == points[1398].vector)
    }
}
