@testable import KindredIndex
import KindredMath
import Testing

/// Graphs that several tests look at, built once.
enum Built {
    static let clustered = VectorSet.clustered(20_000, 64, queries: 500, seed: 11)
    static let iid = VectorSet.iid(20_000, 64, queries: 500, seed: 12)

    static let clusteredFilled = Result { try build(clustered, HNSWParameters()) }
    static let clusteredPlain = Result { try build(clustered, HNSWParameters(fill: false)) }
    static let clusteredCodes = Result { try build(clustered, HNSWParameters(codes: .sevenBit)) }
    static let clusteredFourBit = Result { try build(clustered, HNSWParameters(codes: .fourBit)) }
    static let clusteredInline = Result { try build(clustered, HNSWParameters(codes: .sevenBit, layout: .inline)) }
    static let iidFilled = Result { try build(iid, HNSWParameters()) }
    static let iidPlain = Result { try build(iid, HNSWParameters(fill: false)) }

    static func build(_ set: VectorSet, _ parameters: HNSWParameters, threads: Int = 2) throws -> HNSW {
        try HNSW(rows: set.rows, reduction: .squaredL2, parameters: parameters, context: BuildContext(threads: threads))
    }
}

@Suite struct HNSWGraphTests {
    @Test func everyNodeIsReachedAndNoneHasTooManyLinks() throws {
        for index in try [Built.clusteredFilled.get(), Built.clusteredPlain.get(), Built.clusteredCodes.get()] {
            let stats = index.stats
            #expect(try #require(stats.reachable) >= 0.999)
            #expect(stats.levels[0].nodes == 20_000)
            for level in 0...index.graph.top {
                for id in 0..<UInt32(index.count) where index.graph.level(id) >= level {
                    let count = index.graph.linkCount(id, level)
                    #expect(count <= (level == 0 ? 32 : 16))
                    let row = (0..<count).map { unsafe index.graph.row(id, level)[$0] }
                    #expect(Set(row).count == count, "a link twice on level \(level)")
                    #expect(!row.contains(id), "a node linked to itself")
                    #expect(row.allSatisfy { index.graph.level($0) >= level })
                }
            }
            #expect(index.graph.fault == nil)
        }
    }

    @Test func higherLevelsAreSparserAndLonger() throws {
        let levels = try Built.iidPlain.get().stats.levels
        #expect(levels.count >= 3)
        for (lower, upper) in zip(levels, levels.dropFirst()) {
            #expect(upper.nodes < lower.nodes)
            if upper.nodes > 20, let long = upper.meanEdgeLength, let short = lower.meanEdgeLength {
                #expect(long > short)
            }
        }
    }

    @Test func fillingUsesTheFreeSlots() throws {
        func mean(_ index: HNSW) -> Double {
            Double(index.stats.levels[0].degrees.enumerated().reduce(0) { $0 + $1.offset * $1.element }) / Double(index.count)
        }
        let literal = try Built.build(Built.clustered, HNSWParameters(keepPrunedConnections: false, fill: false, recallSamples: 0))
        #expect(try mean(Built.clusteredFilled.get()) > 31)
        #expect(mean(literal) < 28)
        #expect(try mean(Built.clusteredPlain.get()) > mean(literal))
    }

    @Test(arguments: [true, false]) func athousandCopiesAreAllReached(fill: Bool) throws {
        let rows = try VectorRows(copying: [Float](repeating: 0.5, count: 1000 * 8), dimension: 8)
        let index = try HNSW(rows: rows, reduction: .squaredL2, parameters: HNSWParameters(fill: fill))
        #expect(index.stats.reachable == 1)
        let query = [Float](repeating: 0.5, count: 8)
        let found = try index.search(query.span, k: 50, effort: .ef(60))
        #expect(found.count == 50)
        #expect(found.allSatisfy { $0.value == 0 })
        #expect(Set(found.map(\.slot)).count == 50)
    }

    @Test func copiesDoNotHideOthers() throws {
        var values = VectorSet.iid(3000, 8, seed: 4).values
        for slot in stride(from: 0, to: 3000, by: 2) { values.replaceSubrange(slot * 8..<slot * 8 + 8, with: repeatElement(0, count: 8)) }
        let set = VectorSet(dimension: 8, values: values, queries: VectorSet.iid(1, 8, queries: 100, seed: 5).queries)
        let index = try Built.build(set, HNSWParameters())
        #expect(index.stats.reachable == 1)
        let reached = try recall(index, set.queries, effort: .ef(100))
        #expect(reached >= 0.97)
    }

    @Test func tinyIndexesAnswer() throws {
        for count in 0...5 {
            let set = VectorSet.iid(count, 4, seed: 9)
            let index = try HNSW(rows: set.rows, reduction: .squaredL2)
            let query: [Float] = [0, 0, 0, 0]
            #expect(try index.search(query.span, k: 10).map(\.slot) == set.exact(query, k: 10))
            #expect(index.stats.count == count)
        }
    }

    @Test func refusesWhatCannotBeAsked() throws {
        let index = try Built.clusteredFilled.get()
        let short: [Float] = [1, 2], query: [Float] = Built.clustered.queries[0]
        #expect(#expect(throws: IndexError.self) { try index.search(short.span, k: 1) }?.code == .dimensionMismatch)
        #expect(#expect(throws: IndexError.self) { try index.search(query.span, k: -1) }?.code == .invalidParameter)
    }

    @Test func moreThanThereAreGivesAll() throws {
        let set = VectorSet.iid(500, 6, queries: 1)
        let index = try Built.build(set, HNSWParameters())
        let query = set.queries[0]
        let found = try index.search(query.span, k: 1000)
        #expect(found.map(\.slot) == set.exact(set.queries[0], k: 500))
        for ef in [Int.min, 0, Int.max] {
            #expect(try index.search(query.span, k: 7, effort: .ef(ef)).count == 7)
        }
    }

    @Test func buildsCanBeStopped() throws {
        let rows = try Built.iid.rows
        let error = #expect(throws: IndexError.self) {
            try HNSW(rows: rows, reduction: .squaredL2, context: BuildContext(isCancelled: { true }))
        }
        #expect(error?.code == .cancelled)
    }

    @Test func halvesAreWalkedToo() throws {
        let set = VectorSet.clustered(3000, 24, centres: 30, queries: 50)
        let values = set.values
        var halves = [UInt16](repeating: 0, count: values.count)
        var target = halves.mutableSpan
        Kernels.active.convertToHalf(values.span, into: &target)
        var buffer = try RowBuffer(dimension: 24, element: .f16)
        try buffer.append(bytes: halves.span.bytes)
        let index = try HNSW(rows: buffer.rows, reduction: .squaredL2)
        #expect(try recall(index, set.queries, effort: .ef(60)) >= 0.97)
        let table = try #require(index.recall)
        #expect(table.rows.last!.recall >= 0.95)
    }
}
