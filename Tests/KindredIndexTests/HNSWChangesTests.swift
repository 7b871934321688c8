@testable import KindredIndex
import KindredMath
import Testing

@Suite struct HNSWChangesTests {
    @Test(arguments: [HNSWParameters.Codes.none, .sevenBit, .fourBit]) func additionsAreFound(codes: HNSWParameters.Codes) throws {
        let set = VectorSet.clustered(5000, 24, centres: 50, queries: 100, seed: 51)
        let rows = try set.rows
        var index = try HNSW(rows: rows.prefix(2000), reduction: .squaredL2, parameters: HNSWParameters(codes: codes))
        let before = index
        try index.add(rows.prefix(3500), context: BuildContext(threads: 2))
        for end in stride(from: 3510, through: 3600, by: 10) { try index.add(rows.prefix(end)) }
        try index.add(rows)
        #expect(index.count == 5000)
        #expect(before.count == 2000)
        #expect(index.graph.fault == nil)
        #expect(try #require(index.stats.reachable) >= 0.999)
        #expect(try recall(index, set.queries, effort: .ef(64)) >= 0.97)
        #expect(try recall(before, set.queries, effort: .ef(64)) >= 0.97)
    }

    @Test(arguments: [HNSWParameters.Codes.sevenBit, .fourBit]) func additionsToAnOpenedFile(codes: HNSWParameters.Codes) throws {
        let set = VectorSet.clustered(3000, 16, centres: 20, queries: 50, seed: 52), folder = try TemporaryFolder()
        let rows = try set.rows
        let first = try HNSW(rows: rows.prefix(2500), reduction: .squaredL2, parameters: HNSWParameters(codes: codes))
        try first.write(to: folder.file("index"))
        var index = try HNSW(contentsOf: folder.file("index"), rows: rows.prefix(2500), reduction: .squaredL2)
        try index.add(rows)
        #expect(try recall(index, set.queries, effort: .ef(64)) >= 0.97)
    }

    @Test func fromNothing() throws {
        let set = VectorSet.iid(300, 8, queries: 20, seed: 53)
        var index = try HNSW(rows: set.rows.prefix(0), reduction: .squaredL2)
        try index.add(set.rows)
        #expect(try recall(index, set.queries, effort: .ef(50)) >= 0.97)
    }

    @Test func onlyWhatContinuesIsAdded() throws {
        let set = VectorSet.iid(100, 8, seed: 54)
        var index = try HNSW(rows: set.rows, reduction: .squaredL2)
        #expect(#expect(throws: IndexError.self) { try index.add(set.rows.prefix(50)) }?.code == .mismatch)
        let other = try VectorSet.iid(200, 9, seed: 54).rows
        #expect(#expect(throws: IndexError.self) { try index.add(other) }?.code == .mismatch)
        #expect(index.count == 100)
    }

    @Test func aStoppedAdditionChangesNothing() throws {
        let set = VectorSet.iid(2000, 8, seed: 55)
        var index = try HNSW(rows: set.rows.prefix(1000), reduction: .squaredL2)
        let rows = try set.rows
        #expect(throws: IndexError.self) { try index.add(rows, context: BuildContext(isCancelled: { true })) }
        #expect(index.count == 1000)
        #expect(index.graph.fault == nil)
    }

    @Test func theEntryPointMayBeRemoved() throws {
        let set = VectorSet.clustered(3000, 16, centres: 30, queries: 60, seed: 56)
        var index = try HNSW(rows: set.rows, reduction: .squaredL2)
        for _ in 0..<50 {
            let entry = index.graph.entry
            index.remove([entry])
            #expect(index.graph.entry != entry)
            #expect(index.graph.level(index.graph.entry) == index.graph.top)
        }
        #expect(index.liveCount == 2950)
        let live = try #require(index.live)
        let highest = (0..<UInt32(3000)).filter { live.contains($0) }.map { index.graph.level($0) }.max()
        #expect(index.graph.top == highest)
        for query in set.queries {
            #expect(try index.search(query.span, k: 10).allSatisfy { live.contains($0.slot) })
        }
        #expect(try recall(index, set.queries, effort: .ef(64), admitting: live) >= 0.97)
    }

    @Test func allMayBeRemoved() throws {
        let set = VectorSet.iid(200, 8, queries: 1, seed: 57), folder = try TemporaryFolder()
        var index = try HNSW(rows: set.rows, reduction: .squaredL2)
        let query = set.queries[0]
        index.remove(0..<199)
        #expect(try index.search(query.span, k: 10).map(\.slot) == [199])
        try index.write(to: folder.file("index"))
        let opened = try HNSW(contentsOf: folder.file("index"), rows: set.rows, reduction: .squaredL2)
        #expect(try opened.search(query.span, k: 10).map(\.slot) == [199])
        index.remove([199, 199, 5])
        #expect(try index.search(query.span, k: 10).isEmpty)
        #expect(index.liveCount == 0)
    }
}
