import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import Synchronization
import Testing

/// Readers while somebody writes and the optimiser merges: every answer is that of some moment.
///
/// Ids below `fixed` are written once and never again. The others are replaced all the time, both by new vectors and by new
/// payloads, but never deleted; ids from `coming` on come and go.
@Suite struct ConcurrencyTests {
    private static let fixed: UInt64 = 300
    private static let coming: UInt64 = 600
    private static let end: UInt64 = 900

    private static func point(_ id: UInt64, _ version: Int) -> Point {
        var random = TestRandom(id << 32 + UInt64(version))
        let kind = id < fixed ? "fixed" : id < coming ? "replaced" : "coming"
        return Point(id: .number(id), vector: random.vector(8), payload: ["id": JSONValue(id), "version": JSONValue(version), "kind": .string(kind)])
    }

    private static func collection(_ folder: TemporaryFolder) throws -> VectorCollection {
        var index = IndexConfiguration()
        index.m = 4
        index.efConstruction = 24
        var configuration = CollectionConfiguration(dimension: 8, measure: .euclidean, index: index)
        configuration.optimizer.segmentRows = 64
        configuration.optimizer.indexingThreshold = 0
        let collection = try folder.database { $0.optimizerThreads = 1 }.createCollection("c", configuration)
        try collection.upsert((0..<end).map { point($0, 0) })
        return collection
    }

    /// Writes until told to stop.
    private static func write(_ collection: VectorCollection, while isOn: () -> Bool) throws {
        var random = TestRandom(71)
        for version in 1... where isOn() {
            let ids = Set((0..<Int.random(in: 1...40, using: &random)).map { _ in UInt64.random(in: fixed..<end, using: &random) })
            try collection.upsert(ids.map { point($0, version) })
            if version % 3 == 0 { try collection.delete(ids.filter { $0 >= coming }.map { .number($0) }) }
            if version % 4 == 0 { try collection.changePayload(ids.map { .number($0) }, .merge(["mark": JSONValue(version)])) }
            if version % 50 == 0 { try collection.optimize() }
            if !isOn() { return }
        }
    }

    /// Whether a point is one that was written at some time.
    private static func isSound(_ point: Point) -> Bool {
        guard case .number(let id) = point.id, let version = point.payload["version"]?.intValue, point.payload["id"]?.intValue == Int64(id) else { return false }
        return point.vector.map { $0 == Self.point(id, Int(version)).vector } ?? true
    }

    private static func read(_ collection: VectorCollection, _ random: inout TestRandom) throws {
        let standing = try Filter(parsing: "kind = \"fixed\" or kind = \"replaced\"")
        let filters = [nil, standing, try Filter(parsing: "version >= 0 and not kind = \"coming\""), try Filter(parsing: "version exists")]
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let count = try collection.count(standing)
            #expect(count == coming, "\(count) of \(coming)")
        case 1:
            var ids: [PointID] = []
            var next: PointID? = .number(0)
            while let start = next {
                let page = try collection.scroll(from: start, limit: 250, withVectors: true)
                for point in page.points where !isSound(point) { Issue.record("scrolled to \(point)") }
                ids += page.points.map(\.id)
                next = page.next
            }
            #expect(ids == ids.sorted() && Set(ids).count == ids.count)
            #expect(ids.filter { $0 < .number(coming) }.count == coming)
        case 2:
            let ids = (0..<20).map { _ in PointID.number(UInt64.random(in: 0..<coming, using: &random)) }
            let points = try collection.fetch(ids)
            #expect(points.map(\.id) == ids)
            for point in points where !isSound(point) { Issue.record("fetched \(point)") }
        case 3:
            let page = try collection.scroll(limit: 1000, filter: standing, withVectors: true)
            #expect(page.points.map(\.id) == (0..<coming).map { .number($0) })
            for point in page.points where !isSound(point) { Issue.record("filtered \(point)") }
        default:
            var request = SearchRequest(random.vector(8), limit: 25)
            request.filter = filters.randomElement(using: &random) ?? nil
            request.effort = Bool.random(using: &random) ? .exact : .default
            request.withPayload = true
            request.withVectors = true
            let hits = try collection.search(request)
            #expect(hits.count == 25 && Set(hits.map(\.id)).count == 25)
            #expect(hits.map(\.score) == hits.map(\.score).sorted())
            for hit in hits {
                let point = Point(id: hit.id, vectors: hit.vectors ?? [:], payload: hit.payload ?? [:])
                if !isSound(point) { Issue.record("found \(point)") }
                if let filter = request.filter, !filter.matches(point.payload, id: point.id) { Issue.record("\(point) does not match") }
            }
            // Whatever is exact and never changes is found whenever it is near enough.
            if request.effort == .exact, request.filter == nil, let last = hits.last {
                let near = (0..<fixed).filter { distance(point($0, 0).vector ?? [], request.vector) < last.score * 0.999 }
                #expect(Set(near.map { PointID.number($0) }).isSubset(of: hits.map(\.id)))
            }
        }
    }

    private static func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() }

    @Test func readersBesideAWriter() throws {
        let folder = try TemporaryFolder()
        let collection = try Self.collection(folder)
        let isOn = Atomic(true)
        let writer = Thread.work { try Self.write(collection) { isOn.load(ordering: .relaxed) } }
        let verifier = Thread.work {
            while isOn.load(ordering: .relaxed) {
                let problems = try collection.verify()
                #expect(problems == [])
            }
        }
        let readers = (0..<4).map { reader in
            Thread.work {
                var random = TestRandom(UInt64(80 + reader))
                for _ in 0..<150 * Soak.factor { try Self.read(collection, &random) }
            }
        }
        let failures = readers.map { reader in Result { try reader.wait() } }
        isOn.store(false, ordering: .relaxed)
        for failure in failures + [Result { try writer.wait() }, Result { try verifier.wait() }] { try failure.get() }
        #expect(try collection.verify() == [])
    }

    /// Many writers at once: each write is there whole, the last one of each id counts.
    @Test func writersTakeTurns() throws {
        let folder = try TemporaryFolder()
        let collection = try Self.collection(folder)
        let rounds = 20 * Soak.factor
        let writers = (0..<4).map { writer in
            Thread.work {
                for version in 1...rounds {
                    try collection.upsert((0..<30).map { Self.point(UInt64(1000 + writer * 30 + $0), version) })
                    try collection.delete([.number(UInt64(writer))])
                }
            }
        }
        for writer in writers { try writer.wait() }
        #expect(collection.count == Int(Self.end) + 4 * 30 - 4)
        let points = try collection.fetch((1000..<1120).map { .number($0) })
        #expect(points == (1000..<1120).map { Self.point($0, rounds) })
        #expect(try collection.verify() == [])
    }

    @Test func closingWhileOthersWork() throws {
        for round in 0..<5 * Soak.factor {
            let folder = try TemporaryFolder()
            let database = try folder.database()
            let collection = try database.createCollection("c", .init(dimension: 8, measure: .euclidean))
            let work = (0..<3).map { part in
                Thread.work {
                    do {
                        for version in 0..<1000 {
                            try collection.upsert([Self.point(UInt64(part), version)])
                            _ = try collection.search([Float](repeating: 0, count: 8))
                            _ = try collection.scroll()
                        }
                        Issue.record("the database was never closed")
                    } catch let error as StorageError { #expect(error.code == .closed, "\(error)") }
                }
            }
            usleep(UInt32(10_000 + round % 5 * 7_000))
            try database.close()
            for part in work { try part.wait() }
            #expect(try folder.database().verify() == [])
        }
    }
}

extension Thread {
    /// Work on a thread of its own, with what it threw.
    final class Work: Sendable {
        private let done = DispatchSemaphore(value: 0)
        private let failure = Mutex<(any Error)?>(nil)

        fileprivate func finish(_ error: (any Error)?) {
            failure.withLock { $0 = error }
            done.signal()
        }

        func wait() throws {
            done.wait()
            if let error = failure.withLock({ $0 }) { throw error }
        }
    }

    static func work(_ body: @escaping @Sendable () throws -> Void) -> Work {
        let work = Work()
        Thread.detachNewThread {
            do {
                try body()
                work.finish(nil)
            } catch { work.finish(error) }
        }
        return work
    }
}
