import CAllocationCounter
import KindredIndex
import KindredMath
import Testing

/// A search allocates nothing once it is warm.
@Suite(.enabled(if: allocation_counter_works() != 0, "this build cannot count allocations"))
struct AllocationTests {
    private func allocations(_ body: () throws -> Void) rethrows -> UInt64 {
        let before = allocation_counter_value()
        try body()
        return allocation_counter_value() - before
    }

    /// Allocations of a second round of searches.
    private func warm(
        _ index: some VectorIndex, _ queries: [[Float]], _ effort: SearchEffort, _ admitting: SlotSet?
    ) throws -> UInt64 {
        var results: [Neighbor] = []
        results.reserveCapacity(100)
        func round() throws {
            for query in queries {
                try unsafe index.search(query.span.bytes, k: 10, effort: effort, admitting: admitting, into: &results)
            }
        }
        try round()
        // Another test may hold a shared index's scratch for a moment; what a search itself allocates it allocates every time.
        return try (0..<3).reduce(UInt64.max) { least, _ in min(least, try allocations(round)) }
    }

    @Test func theCounterCounts() {
        var sum = 0
        let counted = allocations {
            for i in 0..<100 { sum += [Int](repeating: i, count: 50 + i % 3).count }
            let kept = (0..<10).map { [UInt8](repeating: 1, count: 1000 + $0) }
            sum += kept.count
        }
        #expect(counted >= 10, "\(sum)")
    }

    @Test func exactSearch() throws {
        let set = VectorSet.iid(3000, 16, queries: 20), index = try FlatIndex(rows: set.rows, reduction: .squaredL2)
        let few = SlotSet((0..<3000).filter { $0 % 7 == 0 }, universe: 3000)
        for admitting in [nil, few, SlotSet.all(3000)] {
            #expect(try warm(index, set.queries, .default, admitting) == 0)
        }
    }

    @Test func lists() throws {
        let queries = Array(Built.clustered.queries.prefix(50))
        let half = SlotSet((0..<20_000).filter { $0 % 2 == 0 }, universe: 20_000)
        for index in try Lists.all.map({ try $0.get() }) {
            for admitting in [nil, half] {
                for effort in [SearchEffort.default, .ef(100), .recall(0.9), .exact] {
                    #expect(try warm(index, queries, effort, admitting) == 0, "\(effort) \(admitting?.count ?? -1)")
                }
            }
        }
    }

    @Test func walks() throws {
        let queries = Array(Built.clustered.queries.prefix(50))
        let half = SlotSet((0..<20_000).filter { $0 % 2 == 0 }, universe: 20_000)
        let most = SlotSet((0..<20_000).filter { $0 % 50 != 0 }, universe: 20_000)
        let few = SlotSet((0..<20_000).filter { $0 % 1000 == 0 }, universe: 20_000)
        for index in try [Built.clusteredFilled.get(), Built.clusteredCodes.get(), Built.clusteredFourBit.get(), Built.clusteredInline.get()] {
            for admitting in [nil, half, most, few] {
                for effort in [SearchEffort.default, .ef(200), .recall(0.9), .exact] {
                    #expect(try warm(index, queries, effort, admitting) == 0, "\(effort) \(admitting?.count ?? -1)")
                }
            }
        }
    }

    @Test(arguments: Divider.allCases) func divisions(kind: Divider) throws {
        let set = VectorSet.clustered(8000, 6, centres: 50, queries: 30, seed: 9)
        let half = SlotSet((0..<8000).filter { $0 % 2 == 0 }, universe: 8000)
        let few = SlotSet((0..<8000).filter { $0 % 400 == 0 }, universe: 8000)
        var index = try kind.build(set.rows.prefix(7900), samples: 20)
        try index.add(set.rows, context: BuildContext())
        for removed in [[], [1, 2, 3] as [UInt32]] {
            index.remove(removed)
            // Tombstones under a filter make one set of the two.
            for admitting in removed.isEmpty ? [nil, half, few] : [nil] {
                for effort in [SearchEffort.default, .ef(20), .recall(0.9), .exact] {
                    #expect(try warm(index, set.queries, effort, admitting) == 0, "\(effort) \(admitting?.count ?? -1)")
                }
            }
        }
    }
}
