@testable import KindredIndex
import KindredMath
import Testing

/// A graph that keeps an older one's links is as good as one built from nothing.
@Suite struct HNSWContinuationTests {
    /// Rows of a set in some order.
    private static func rows(_ set: VectorSet, _ slots: [UInt32]) throws -> VectorRows {
        try VectorRows(copying: slots.flatMap { set.vector(Int($0)) }, dimension: set.dimension)
    }

    private static func older(_ set: VectorSet, _ count: Int, _ parameters: HNSWParameters = HNSWParameters()) throws -> HNSW {
        try HNSW(rows: set.rows.prefix(count), reduction: .squaredL2, parameters: parameters, context: BuildContext(threads: 2))
    }

    @Test(arguments: [
        HNSWParameters(), HNSWParameters(codes: .sevenBit), HNSWParameters(codes: .fourBit), HNSWParameters(fill: false),
        HNSWParameters(m: 6, selection: .simple, fill: false), HNSWParameters(codes: .sevenBit, layout: .inline),
    ])
    func asGoodAsNewAndTheSameOnAnyThreads(parameters: HNSWParameters) throws {
        let set = VectorSet.clustered(6000, 24, centres: 60, queries: 1000, seed: 61), folder = try TemporaryFolder()
        let older = try Self.older(set, 4000, parameters)
        let kept = (0..<UInt32(4000)).filter { $0 % 5 != 2 }
        let rows = try Self.rows(set, kept + (4000..<6000))
        var files = [[UInt8]]()
        var fresh = try HNSW(rows: rows, reduction: .squaredL2, parameters: parameters, context: BuildContext(threads: 2))
        fresh.efSearch = 30
        for threads in 1...3 {
            let index = try HNSW(continuing: older, keeping: kept, rows: rows, context: BuildContext(threads: threads))
            try index.write(to: folder.file("\(threads)"))
            files.append(try folder.bytes("\(threads)"))
            guard threads == 1 else { continue }
            #expect(index.count == rows.count)
            #expect(index.graph.fault == nil)
            #expect(try #require(index.stats.reachable) >= 0.999)
            for ef in [10, 30, 80] {
                let (ours, theirs) = (try recall(index, set.queries, effort: .ef(ef)), try recall(fresh, set.queries, effort: .ef(ef)))
                #expect(ours >= theirs - 0.01, "ef \(ef)")
            }
            #expect(try #require(index.recall).rows.last.map { $0.recall >= 0.9 } ?? false)
        }
        #expect(files[0] == files[1])
        #expect(files[0] == files[2])
    }

    @Test func linksAreValidWhateverGoes() throws {
        let set = VectorSet.clustered(3000, 16, centres: 20, queries: 50, seed: 62)
        let older = try Self.older(set, 2500)
        var random = SeededRandom(seed: 7)
        // Single rows, half of them, all but a few, and everything near one place.
        let middle = set.vector(0)
        let far = (0..<UInt32(2500)).filter { set.reduced(middle, Int($0), .squaredL2) > 40 }
        let choices: [[UInt32]] = [
            Array(0..<2500), (0..<2500).filter { _ in random.integer(below: 2) == 0 }, [3, 700, 701, 2499], far, [], Array(1..<2500),
            (0..<2500).filter { $0 != older.graph.entry },
        ]
        for kept in choices {
            for end in [2500, 3000] {
                let rows = try Self.rows(set, kept + (2500..<UInt32(end)))
                let index = try HNSW(continuing: older, keeping: kept, rows: rows)
                #expect(index.count == rows.count)
                #expect(index.graph.fault == nil)
                Self.checkLinks(index)
                guard index.count > 0 else { continue }
                #expect(index.graph.level(index.graph.entry) == index.graph.top)
                #expect(try #require(index.stats.reachable) >= 0.999)
                #expect(try recall(index, set.queries, effort: .ef(100)) >= 0.97, "\(kept.count) kept")
            }
        }
    }

    private static func checkLinks(_ index: HNSW) {
        for id in 0..<UInt32(index.count) {
            for level in 0...index.graph.level(id) {
                let count = index.graph.linkCount(id, level)
                let row = (0..<count).map { unsafe index.graph.row(id, level)[$0] }
                #expect(Set(row).count == count, "a link twice on level \(level)")
                #expect(row.allSatisfy { $0 != id && $0 < index.count && index.graph.level($0) >= level })
            }
        }
    }

    /// Forty times a twentieth goes and as many rows come: the graph of the last is as good as a new one.
    @Test(arguments: [HNSWParameters.Codes.none, .sevenBit]) func recallDoesNotRot(codes: HNSWParameters.Codes) throws {
        let set = VectorSet.clustered(10_000, 24, centres: 60, queries: 500, seed: 63)
        var slots = Array(0..<UInt32(2000)), index = try Self.older(set, 2000, HNSWParameters(codes: codes, recallSamples: 0)), next: UInt32 = 2000
        var random = SeededRandom(seed: 5)
        for _ in 0..<40 {
            var gone = Set<Int>()
            while gone.count < 100 { gone.insert(random.integer(below: slots.count)) }
            let kept = slots.indices.filter { !gone.contains($0) }
            slots = kept.map { slots[$0] } + (next..<next + 100)
            next += 100
            index = try HNSW(continuing: index, keeping: kept.map { UInt32($0) }, rows: Self.rows(set, slots))
        }
        let fresh = try HNSW(rows: Self.rows(set, slots), reduction: .squaredL2, parameters: index.parameters)
        for ef in [10, 20, 60] {
            #expect(try recall(index, set.queries, effort: .ef(ef)) >= recall(fresh, set.queries, effort: .ef(ef)) - 0.005, "ef \(ef)")
        }
    }

    @Test func onlyWhatFitsContinues() throws {
        let set = VectorSet.iid(300, 8, seed: 64)
        let older = try Self.older(set, 200), rows = try set.rows
        func code(_ kept: [UInt32], _ rows: VectorRows, _ parameters: HNSWParameters? = nil) -> IndexError.Code? {
            #expect(throws: IndexError.self) { try HNSW(continuing: older, keeping: kept, rows: rows, parameters: parameters) }?.code
        }
        #expect(code([0, 200], rows) == .mismatch)
        #expect(code([5, 4], rows) == .mismatch)
        #expect(code([5, 5], rows) == .mismatch)
        #expect(code(Array(0..<100), rows.prefix(50)) == .mismatch)
        #expect(code([0], try VectorSet.iid(10, 9, seed: 1).rows) == .mismatch)
        #expect(code([0], rows, HNSWParameters(m: 8)) == .mismatch)
        #expect(!older.isWorthContinuing(Array(0..<99), older.parameters))
        #expect(older.isWorthContinuing(Array(0..<100), older.parameters))
        let stopped = #expect(throws: IndexError.self) {
            try HNSW(continuing: older, keeping: Array(0..<200), rows: rows, context: BuildContext(isCancelled: { true }))
        }
        #expect(stopped?.code == .cancelled)
    }
}
