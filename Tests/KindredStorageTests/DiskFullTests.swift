import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// A disk that runs full: the write is refused by name, everything before it stays, and work goes on once there is room.
@Suite(.enabled(if: SmallDisk.canMount, "no tmpfs can be mounted here; run as root")) struct DiskFullTests {
    private static func configuration(background: Bool) throws -> CollectionConfiguration {
        var configuration = CollectionConfiguration(dimension: 32, measure: .euclidean)
        configuration.optimizer.segmentRows = 512
        configuration.optimizer.indexingThreshold = 0
        configuration.optimizer.runsInBackground = background
        return configuration
    }

    private static func points(_ range: Range<Int>, _ random: inout TestRandom) -> [Point] {
        range.map {
            Point(id: .number(UInt64($0)), vector: random.vector(32), payload: ["row": .int(Int64($0)), "text": .string(String(repeating: "x", count: 200))])
        }
    }

    private static func expect(_ collection: VectorCollection, holds points: [PointID: Point]) throws {
        #expect(collection.count == points.count)
        let page = try collection.scroll(limit: 1 << 20, withVectors: true)
        #expect(Dictionary(uniqueKeysWithValues: page.points.map { ($0.id, $0) }) == points)
        #expect(try collection.count(Filter(parsing: "row < 100")) == points.keys.filter { $0 < 100 }.count)
        for point in points.values.sorted(by: { $0.id < $1.id }).enumerated().filter({ $0.offset % 211 == 0 }).map(\.element) {
            var request = SearchRequest(point.vector ?? [], limit: 5)
            request.effort = .exact
            #expect(try collection.search(request).first?.id == point.id)
        }
    }

    /// Whether the work was refused for want of space; anything else it throws is thrown on.
    private static func isRefused(_ work: () throws -> Void) throws -> Bool {
        do { try work() } catch let error as StorageError where error.code == .diskFull { return true }
        return false
    }

    @Test(arguments: [false, true]) func upserts(background: Bool) throws {
        let disk = try SmallDisk()
        var random = TestRandom(31)
        let path = disk.url.appending(path: "db").path
        var known: [PointID: Point] = [:]
        do {
            let database = try Database(path: path)
            let collection = try database.createCollection("c", Self.configuration(background: background))
            try disk.occupy(leaving: 3 << 20)
            var refused = false
            for start in stride(from: 0, to: 100_000, by: 50) where !refused {
                let batch = Self.points(start..<start + 50, &random)
                refused = try Self.isRefused { try collection.upsert(batch) }
                if !refused { for point in batch { known[point.id] = point } }
            }
            #expect(refused)
            #expect(known.count >= 500, "\(known.count)")
            try Self.expect(collection, holds: known)
            for _ in 0..<5 {
                let batch = Self.points(0..<200, &random)
                if try !Self.isRefused({ try collection.upsert(batch) }) { for point in batch { known[point.id] = point } }
                let ids = (0..<20).map { _ in PointID.number(UInt64.random(in: 0..<UInt64(known.count), using: &random)) }
                if try !Self.isRefused({ try collection.delete(ids) }) { for id in ids { known[id] = nil } }
                try Self.expect(collection, holds: known)
            }
            try disk.release()
            let batch = Self.points(0..<300, &random)
            try collection.upsert(batch)
            for point in batch { known[point.id] = point }
            try Self.expect(collection, holds: known)
            try database.close()
        }
        let database = try Database(path: path)
        #expect(try database.verify() == [])
        let collection = try database.collection("c")
        try Self.expect(collection, holds: known)
        try collection.optimize()
        try Self.expect(collection, holds: known)
        #expect(try database.verify() == [])
        let folders = try FileManager.default.contentsOfDirectory(atPath: collection.folder.appending(path: "segments").path)
        #expect(folders.count == 1, "\(folders)")
        try database.close()
    }

    @Test func optimizing() throws {
        let disk = try SmallDisk()
        var random = TestRandom(32)
        let database = try Database(path: disk.url.appending(path: "db").path)
        let collection = try database.createCollection("c", Self.configuration(background: false))
        var known: [PointID: Point] = [:]
        for start in stride(from: 0, to: 5000, by: 500) {
            let batch = Self.points(start..<start + 500, &random)
            try collection.upsert(batch)
            for point in batch { known[point.id] = point }
        }
        // Too little for the vectors, then for the graph, then for the commit.
        let folder = collection.folder.appending(path: "segments").path
        let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        for free in [0, 40 << 10, 300 << 10, 700 << 10, 900 << 10] {
            try disk.occupy(leaving: free)
            let refused = try Self.isRefused { try collection.optimize() }
            #expect(refused || free > 600 << 10)
            if refused { #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before) }
            try Self.expect(collection, holds: known)
            #expect(try collection.verify() == [])
            try disk.release()
        }
        try collection.optimize()
        try Self.expect(collection, holds: known)
        #expect(try database.verify() == [])
        try database.close()
    }

    @Test func backups() throws {
        let disk = try SmallDisk()
        var random = TestRandom(33)
        let database = try Database(path: disk.url.appending(path: "db").path)
        let collection = try database.createCollection("c", Self.configuration(background: false))
        let points = Self.points(0..<2000, &random)
        try collection.upsert(points)
        let known = Dictionary(uniqueKeysWithValues: points.map { ($0.id, $0) })
        let backup = disk.url.appending(path: "backup").path
        for free in [0, 100 << 10, 500 << 10] {
            try disk.occupy(leaving: free)
            #expect(try Self.isRefused { try database.backup(to: backup) })
            try disk.release()
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk.url.path) == ["db"])
            try Self.expect(collection, holds: known)
        }
        try database.backup(to: backup)
        let copy = try Database(path: backup)
        #expect(try copy.verify() == [])
        try Self.expect(copy.collection("c"), holds: known)
        try copy.close()
        try database.close()
    }

    /// A database on a full disk opens, or says why not, and is none the worse for it.
    @Test func opening() throws {
        let disk = try SmallDisk()
        var random = TestRandom(34)
        let path = disk.url.appending(path: "db").path
        let points = Self.points(0..<1000, &random)
        do {
            let database = try Database(path: path)
            try database.createCollection("c", Self.configuration(background: false)).upsert(points)
            try database.close()
        }
        try disk.occupy(leaving: 0)
        let known = Dictionary(uniqueKeysWithValues: points.map { ($0.id, $0) })
        _ = try Self.isRefused {
            let database = try Database(path: path)
            try Self.expect(database.collection("c"), holds: known)
            try database.close()
        }
        try disk.release()
        let database = try Database(path: path)
        #expect(try database.verify() == [])
        try Self.expect(database.collection("c"), holds: known)
        try database.close()
    }
}
