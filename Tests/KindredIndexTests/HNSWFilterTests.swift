@testable import KindredIndex
import KindredMath
import Testing

/// Filters of every selectivity: only matching slots, k of them whenever k exist, recall at least 0.95 (1 where it scans).
@Suite struct HNSWFilterTests {
    private static let shares = [1.0, 0.95, 0.5, 0.1, 0.01, 0.001, 0.0001]

    private func check(_ index: HNSW, _ admitted: SlotSet, _ queries: [[Float]], _ name: String) throws {
        for query in queries.prefix(100) {
            let found = try index.search(query.span, k: 10, admitting: admitted)
            #expect(found.count == min(10, admitted.count), "\(name)")
            #expect(found.allSatisfy { admitted.contains($0.slot) }, "\(name)")
        }
        let reached = try recall(index, queries, effort: .ef(64), admitting: admitted)
        let plan = SearchPlan.choose(count: index.count, admitted: admitted.count, ef: 64)
        #expect(reached >= (plan == .exact ? 1 : 0.95), "\(name) \(plan)")
    }

    @Test(arguments: shares) func random(share: Double) throws {
        var random = SeededRandom(seed: 41)
        let slots = (0..<20_000).filter { _ in random.uniform() < share }.map(UInt32.init)
        let admitted = SlotSet(slots, universe: 20_000)
        for index in try [Built.clusteredFilled.get(), Built.clusteredPlain.get(), Built.clusteredCodes.get()] {
            try check(index, admitted, Array(Built.clustered.queries.prefix(200)), "random \(share)")
        }
    }

    /// The admitted rows are the farthest from the queries' side of a hyperplane: queries never lie among them.
    @Test(arguments: shares) func farFromTheQuery(share: Double) throws {
        let set = Built.clustered
        let axis = (0..<20_000).map { set.values[$0 * 64] + set.values[$0 * 64 + 1] }
        let order = (0..<20_000).sorted { axis[$0] > axis[$1] }
        let admitted = SlotSet(order.prefix(Int(20_000 * share)).map(UInt32.init), universe: 20_000)
        let queries = set.queries.filter { $0[0] + $0[1] < 0 }.prefix(150)
        for index in try [Built.clusteredFilled.get(), Built.clusteredPlain.get(), Built.clusteredCodes.get()] {
            try check(index, admitted, Array(queries), "far \(share)")
        }
    }

    /// The admitted rows are whole clusters, elsewhere than most queries.
    @Test(arguments: shares.dropFirst(2)) func wholeClusters(share: Double) throws {
        let set = Built.clustered
        let anchor = set.vector(17)
        let order = set.exact(anchor, k: Int(20_000 * share))
        let admitted = SlotSet(order, universe: 20_000)
        for index in try [Built.clusteredFilled.get(), Built.clusteredCodes.get()] {
            try check(index, admitted, Array(set.queries.prefix(200)), "cluster \(share)")
        }
    }

    /// What surrounds the query is removed: the plain walk sees little that is admitted and must go on.
    @Test func aHoleAroundTheQuery() throws {
        let set = Built.clustered, index = try Built.clusteredFilled.get()
        for query in set.queries.prefix(20) {
            let gone = SlotSet(set.exact(query, k: 1500), universe: 20_000)
            let admitted = SlotSet.all(20_000).subtracting(gone)
            #expect(SearchPlan.choose(count: 20_000, admitted: admitted.count, ef: 64) == .plain)
            #expect(try recall(index, [query], effort: .ef(64), admitting: admitted) >= 0.9)
        }
    }

    /// Thousands of rows almost equally far: codes alone cannot tell which are nearest, and the search notices.
    @Test func aShellAroundTheQuery() throws {
        let set = Built.clustered
        for index in try [Built.clusteredCodes.get(), Built.clusteredFourBit.get()] {
            for query in set.queries.prefix(10) {
                let admitted = SlotSet.all(20_000).subtracting(SlotSet(set.exact(query, k: 12_000), universe: 20_000))
                #expect(try recall(index, [query], effort: .ef(64), admitting: admitted) >= 0.9)
            }
        }
    }

    /// Asked for everything, a filtered search compares the rows themselves, not their codes.
    @Test func exactIsExactUnderFilters() throws {
        let set = Built.clustered, admitted = SlotSet((0..<20_000).filter { $0 % 9 == 0 }.map(UInt32.init), universe: 20_000)
        for index in try [Built.clusteredCodes.get(), Built.clusteredFourBit.get()] {
            let flat = try FlatIndex(rows: index.rows, reduction: .squaredL2)
            for query in set.queries.prefix(50) {
                let exact = try flat.search(query.span, k: 10, admitting: admitted)
                #expect(try index.search(query.span, k: 10, effort: .exact, admitting: admitted) == exact)
                #expect(try index.search(query.span, k: 10, effort: .recall(1), admitting: admitted) == exact)
            }
        }
    }

    /// 4-bit codes, compared for every admitted row and the best again with the rows: as good as exact.
    @Test(arguments: [0.5, 0.1, 0.02]) func codesOfAllAdmittedRows(share: Double) throws {
        let set = Built.clustered, index = try Built.clusteredFourBit.get()
        var random = SeededRandom(seed: 42)
        let slots = (0..<20_000).filter { _ in random.uniform() < share }.map(UInt32.init)
        let admitted = SlotSet(slots, universe: 20_000)
        #expect(try recall(index, set.queries, effort: .ef(64), admitting: admitted) >= 0.98)
    }

    @Test func slotsBeyondTheRowsAreIgnored() throws {
        let index = try Built.clusteredFilled.get(), query = Built.clustered.queries[0]
        let beyond = SlotSet([5, 30_000, 40_000], universe: 50_000)
        #expect(try index.search(query.span, k: 10, admitting: beyond).map(\.slot) == [5])
        #expect(try index.search(query.span, k: 10, admitting: SlotSet([], universe: 20_000)).isEmpty)
    }
}
