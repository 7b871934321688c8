@testable import KindredIndex
import KindredMath
import Testing

/// What the KD-tree, the ball tree, the forest and LSH have in common.
@Suite struct DividingIndexTests {
    @Test(arguments: Divider.allCases) func tinySets(kind: Divider) throws {
        for count in 0...40 {
            let set = VectorSet.iid(count, 3, queries: 4, seed: UInt64(count))
            let index = try kind.build(set.rows)
            #expect(index.count == count)
            for k in [1, 2, 10, 45] {
                for effort in [SearchEffort.default, .ef(1), .ef(1000), .recall(0.9), .exact] {
                    try expectSound(index, set.queries, k: k, effort: effort, "n \(count)")
                }
                try expectExact(index, set.queries, k: k, effort: .exact, "n \(count)")
            }
        }
    }

    @Test(arguments: Divider.allCases, [1, 5]) func equalRows(kind: Divider, dimension: Int) throws {
        let rows = try VectorRows(copying: [Float](repeating: 2, count: 1000 * dimension), dimension: dimension)
        let index = try kind.build(rows)
        let there = [Float](repeating: 2, count: dimension), elsewhere = [Float](repeating: -1, count: dimension)
        try expectSound(index, [there, elsewhere], k: 10)
        try expectSound(index, [there, elsewhere], k: 1000)
        if kind.isExact { try expectExact(index, [there, elsewhere], k: 10) }
    }

    @Test(arguments: Divider.allCases, [1.0, 0.9, 0.5, 0.1, 0.03, 0.01, 0.001, 0.0])
    func filters(kind: Divider, share: Double) throws {
        let set = VectorSet.clustered(3000, 6, centres: 20, queries: 10, seed: 71)
        var random = SeededRandom(seed: 72)
        let admitted = SlotSet((0..<3000).filter { _ in random.uniform() < share }.map(UInt32.init), universe: 3000)
        let index = try kind.build(set.rows)
        for k in [1, 10, 200] {
            for effort in [SearchEffort.default, .ef(1), .ef(40), .exact] {
                try expectSound(index, set.queries, k: k, effort: effort, admitting: admitted)
            }
            try expectExact(index, set.queries, k: k, effort: kind.isExact ? .default : .exact, admitting: admitted)
        }
        let few = SlotSet(words: admitted.words, universe: 1000)
        try expectSound(index, set.queries, k: 10, admitting: few)
    }

    @Test(arguments: Divider.allCases) func removedRowsAreNotFound(kind: Divider) throws {
        let set = VectorSet.clustered(2000, 5, centres: 20, queries: 10, seed: 73)
        var index = try kind.build(set.rows)
        let whole = index
        var live = SlotSet.all(2000), random = SeededRandom(seed: 74)
        let odd = SlotSet((0..<2000).filter { $0 % 2 == 1 }, universe: 2000)
        for _ in 0..<5 {
            let gone = (0..<390).map { _ in UInt32(random.integer(below: 2000)) } + [5000]
            index.remove(gone)
            live = live.subtracting(SlotSet(gone, universe: 2000))
            #expect(index.liveCount == live.count)
            for admitting in [nil, odd] {
                try expectSound(index, set.queries, k: 10, admitting: admitting, live: live)
                try expectExact(index, set.queries, k: 10, effort: kind.isExact ? .default : .exact, admitting: admitting, live: live)
            }
        }
        index.remove(0..<2000)
        #expect(index.liveCount == 0)
        try expectSound(index, set.queries, k: 10, live: SlotSet([], universe: 2000))
        try expectSound(whole, set.queries, k: 10)
    }

    @Test(arguments: Divider.allCases) func addedRowsAreFound(kind: Divider) throws {
        let set = VectorSet.clustered(4000, 5, centres: 20, queries: 10, seed: 75)
        let rows = try set.rows
        var index = try kind.build(rows.prefix(2000))
        index.remove([3, 4])
        var live = SlotSet.all(4000).subtracting(SlotSet([3, 4], universe: 4000))
        var known: Set<Int> = []
        for count in [2000, 2001, 2200, 2290, 2700, 3999, 4000] {
            try index.add(rows.prefix(count), context: BuildContext(threads: 2))
            #expect(index.count == count)
            known.insert(index.indexed.indexed)
            let present = SlotSet(words: live.words, universe: count)
            try expectSound(index, set.queries, k: 10, live: present)
            try expectExact(index, set.queries, k: 10, effort: kind.isExact ? .default : .exact, live: present)
            // An added row is its own nearest neighbour, since added rows are all compared until they are indexed.
            let last = rows.floats(at: count - 1)
            #expect(try index.search(last.span, k: 1).first?.value == 0)
        }
        #expect(known.count > 1 && known.contains(2000), "\(known)")
        index.remove([3999])
        live = live.subtracting(SlotSet([3999], universe: 4000))
        try expectSound(index, set.queries, k: 10, live: live)
        let fewer = #expect(throws: IndexError.self) { try index.add(rows.prefix(10), context: BuildContext()) }
        #expect(fewer?.code == .mismatch)
    }

    @Test(arguments: Divider.allCases) func threadsDoNotMatter(kind: Divider) throws {
        let set = VectorSet.clustered(5000, 12, centres: 50, seed: 76), folder = try TemporaryFolder(), rows = try set.rows
        func bytes(_ threads: Int, seed: UInt64 = 0) throws -> [UInt8] {
            try kind.build(rows, seed: seed, samples: 40, threads: threads).write(to: folder.file("index"))
            return try folder.bytes("index")
        }
        let one = try bytes(1)
        #expect(try one == bytes(2))
        #expect(try one == bytes(3))
        if !kind.isExact { #expect(try one != bytes(2, seed: 1)) }
    }

    @Test(arguments: Divider.allCases) func searchesAtOnceAgree(kind: Divider) async throws {
        let set = VectorSet.clustered(5000, 8, centres: 50, queries: 100, seed: 77)
        let index = try kind.build(set.rows)
        let alone = try set.queries.map { try index.search($0.span, k: 10) }
        try await withThrowingTaskGroup(of: [[Neighbor]].self) { group in
            for _ in 0..<4 { group.addTask { try set.queries.map { try index.search($0.span, k: 10) } } }
            for try await together in group { #expect(together == alone) }
        }
    }

    @Test(arguments: Divider.allCases) func recallIsMeasuredAndKept(kind: Divider) throws {
        let set = VectorSet.iid(4000, 12, queries: 200, seed: 78)
        let index = try kind.build(set.rows, samples: 100)
        let table = try #require(index.recall)
        #expect(table.samples == 100)
        #expect(zip(table.rows, table.rows.dropFirst()).allSatisfy { $0.ef < $1.ef })
        // LSH compares everything when its buckets hold fewer than k rows, so few buckets may do better than some.
        #expect(kind == .lsh || zip(table.rows, table.rows.dropFirst()).allSatisfy { $0.recall <= $1.recall + 0.02 })
        #expect(table.rows.first.map { $0.recall < 0.9 } ?? false, "\(table)")
        #expect(index.stats.recall == table)
        // The estimate of a hundred rows, with its margin and theirs.
        for target in [0.5, 0.8, 0.9] {
            #expect(try recall(index, set.queries, effort: .recall(target)) > target - 0.06, "\(target)")
        }
        #expect(try recall(index, set.queries, effort: .recall(1)) == 1)
    }

    @Test(arguments: Divider.allCases) func moreEffortFindsMore(kind: Divider) throws {
        let set = VectorSet.iid(4000, 16, queries: 100, seed: 79)
        let index = try kind.build(set.rows)
        let recalls = try [1, 4, 16, 64, 256, 4000].map { try recall(index, set.queries, effort: .ef($0)) }
        #expect(zip(recalls, recalls.dropFirst()).allSatisfy { $0 <= $1 + 0.01 }, "\(recalls)")
        #expect(recalls[0] < 0.9 && recalls[5] > 0.99, "\(recalls)")
    }

    @Test(arguments: Divider.allCases) func wrongInputIsRefused(kind: Divider) throws {
        let rows = try VectorRows(copying: [1, 2, 3, 4], dimension: 2)
        let index = try kind.build(rows)
        let long: [Float] = [1, 2, 3], right: [Float] = [1, 2]
        #expect(#expect(throws: IndexError.self) { try index.search(long.span, k: 1) }?.code == .dimensionMismatch)
        #expect(#expect(throws: IndexError.self) { try index.search(right.span, k: 0) }?.code == .invalidParameter)
        for wrong in [Float.nan, .infinity, -.infinity] {
            let rows = try VectorRows(copying: [1, 2, 3, wrong], dimension: 2)
            let error = #expect(throws: IndexError.self) { try kind.build(rows) }
            #expect(error?.message == "component 1 of row 1 is \(wrong), no finite number")
        }
        #expect(#expect(throws: IndexError.self) { try kind.build(rows, .jaccard) }?.code == .unsupported)
        let stopped = #expect(throws: IndexError.self) {
            _ = try KDTree(rows: rows, reduction: .squaredL2, context: BuildContext(isCancelled: { true }))
        }
        #expect(stopped?.code == .cancelled)
    }

    /// Which reductions are served, and what is said of the others.
    @Test func reductionsAreServedOrRefused() throws {
        let numbers = try VectorSet.iid(50, 4).rows
        var bits = try RowBuffer(dimension: 4, element: .bits)
        let bytes = (0..<200).map { UInt8($0) }
        try unsafe bits.append(bytes: bytes.span.bytes)
        for kind in Divider.allCases {
            for reduction in KernelReduction.allCases {
                let rows = reduction == .hamming || reduction == .jaccard ? bits.rows : numbers
                let message = refusal(kind, rows, reduction)
                #expect((message == nil) == kind.serves(reduction), "\(kind) \(reduction)")
                if let message { #expect(message.contains("not \(reduction)"), "\(message)") }
            }
        }
    }

    private func refusal(_ kind: Divider, _ rows: VectorRows, _ reduction: KernelReduction) -> String? {
        do {
            _ = try kind.build(rows, reduction)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
