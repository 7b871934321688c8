@testable import KindredIndex
import KindredMath
import Testing

/// The inline layout gives the exact index's values, and is otherwise an HNSW like the others.
@Suite struct HNSWInlineTests {
    private static let parameters = HNSWParameters(codes: .sevenBit, layout: .inline)

    private func values(_ set: VectorSet, _ results: [Neighbor], _ query: [Float]) throws -> Bool {
        let exact = try FlatIndex(rows: set.rows, reduction: .squaredL2).search(query.span, k: set.count)
        let known = Dictionary(uniqueKeysWithValues: exact.map { ($0.slot, $0.value) })
        return results.allSatisfy { known[$0.slot]?.bitPattern == $0.value.bitPattern }
    }

    @Test func recallAndValuesAreTheExactOnes() throws {
        let index = try Built.clusteredInline.get(), queries = Built.clustered.queries
        #expect(try recall(index, queries, effort: .ef(50)) >= 0.9)
        #expect(try recall(index, queries, effort: .ef(100)) >= 0.995)
        #expect(try recall(index, queries, effort: .exact) == 1)
        #expect(try recall(index, queries, effort: .recall(0.95)) >= 0.93)
        #expect(index.recall != nil)
        for query in queries.prefix(20) {
            let found = try index.search(query.span, k: 10, effort: .ef(50))
            #expect(found.count == 10 && Set(found.map(\.slot)).count == 10)
            #expect(zip(found, found.dropFirst()).allSatisfy { ($0.value, $0.slot) < ($1.value, $1.slot) })
            #expect(try values(Built.clustered, found, query))
        }
    }

    /// Dimensions that are no multiple of 16, degrees that are none of 32, no codes, four bits, far from the origin.
    @Test(arguments: [
        (20, HNSWParameters(layout: .inline)), (3, HNSWParameters(m: 20, layout: .inline)), (100, HNSWParameters(m: 7, layout: .inline)),
        (200, HNSWParameters(codes: .fourBit, layout: .inline)),
    ])
    func everyShape(dimension: Int, parameters: HNSWParameters) throws {
        let set = VectorSet.clustered(4000, dimension, centres: 40, queries: 100, seed: 91)
        let moved = VectorSet(dimension: dimension, values: set.values.map { $0 + 500 }, queries: set.queries.map { $0.map { $0 + 500 } })
        for set in [set, moved] {
            let index = try Built.build(set, parameters)
            #expect(try recall(index, set.queries, effort: .ef(150)) >= 0.95)
            let query = set.queries[0], found = try index.search(query.span, k: 10, effort: .ef(60))
            #expect(try values(set, found, query))
        }
    }

    @Test func threadsDoNotMatter() throws {
        let set = VectorSet.clustered(6000, 24, centres: 50, seed: 31), folder = try TemporaryFolder()
        for threads in 1...3 { try Built.build(set, Self.parameters, threads: threads).write(to: folder.file("\(threads)")) }
        #expect(try folder.bytes("1") == folder.bytes("2"))
        #expect(try folder.bytes("1") == folder.bytes("3"))
    }

    @Test func recordsHoldRowsAndLinks() throws {
        let index = try Built.clusteredInline.get(), records = try #require(index.records)
        #expect(records.layout.stride % 64 == 0)
        for id in stride(from: UInt32(0), to: 20_000, by: 97) {
            let vector = unsafe (0..<64).map { unsafe records.vector(id)[$0] }
            #expect(vector == Built.clustered.vector(Int(id)))
        }
        #expect(records.fault(index.graph) == nil)
        // What the layout may cost: 2.8 times the row at 128 components, 2.3 times at 384.
        #expect(Double(InlineLayout(dimension: 128, degree: 32).stride) <= 2.8 * 512)
        #expect(Double(InlineLayout(dimension: 384, degree: 32).stride) <= 2.3 * 1536)
        let estimated = HNSW.estimatedByteCount(rows: 20_000, dimension: 64, parameters: Self.parameters)
        #expect(abs(Double(index.byteCount) / Double(estimated) - 1) < 0.02)
        let error = try #require(index.stats.estimate)
        #expect(error.samples > 1000)
        #expect(abs(error.bias) < 0.02)
        #expect(error.deviation < 0.13)
        #expect(try Built.clusteredCodes.get().stats.estimate == nil)
    }

    @Test(arguments: [1.0, 0.95, 0.5, 0.01]) func filtersAndRemovals(share: Double) throws {
        var random = SeededRandom(seed: 92), index = try Built.clusteredInline.get()
        let admitted = SlotSet((0..<20_000).filter { _ in random.uniform() < share }.map(UInt32.init), universe: 20_000)
        let queries = Array(Built.clustered.queries.prefix(100))
        #expect(try recall(index, queries, effort: .ef(64), admitting: admitted) >= 0.95)
        let gone = Set((0..<20_000).filter { $0 % 33 == 0 }.map(UInt32.init) + [index.graph.entry])
        index.remove(gone)
        for query in queries {
            let found = try index.search(query.span, k: 10, admitting: admitted)
            #expect(found.count == 10)
            #expect(found.allSatisfy { admitted.contains($0.slot) && !gone.contains($0.slot) })
        }
        let asked = try VectorRows(copying: queries.flatMap { $0 }, dimension: 64)
        #expect(try index.search(asked, k: 10) == queries.map { try index.search($0.span, k: 10) })
    }

    /// All that is near is not admitted: the walk must widen or give way to the scan.
    @Test func nearestRemoved() throws {
        let flat = try FlatIndex(rows: Built.clustered.rows, reduction: .squaredL2), queries = Built.clustered.queries.prefix(20)
        var sum = 0.0
        for query in queries {
            var index = try Built.clusteredInline.get()
            let near = try flat.search(query.span, k: 1200).map(\.slot)
            index.remove(near)
            let rest = SlotSet((0..<20_000).map(UInt32.init), universe: 20_000).subtracting(SlotSet(near, universe: 20_000))
            #expect(try index.search(query.span, k: 10, effort: .ef(20)).count == 10)
            sum += try recall(index, [query], effort: .ef(64), admitting: rest)
        }
        #expect(sum / Double(queries.count) >= 0.9)
    }

    @Test func togetherAsOneByOne() throws {
        let index = try Built.clusteredInline.get()
        for (count, k, ef) in [(0, 10, 20), (1, 10, 20), (2, 1, 1), (3, 10, 50), (100, 10, 50), (9, 200, 20), (5, 1500, 1500)] {
            let queries = Array(Built.clustered.queries.prefix(count))
            let rows = try VectorRows(copying: queries.flatMap { $0 }, dimension: 64)
            #expect(try index.search(rows, k: k, effort: .ef(ef)) == queries.map { try index.search($0.span, k: k, effort: .ef(ef)) })
        }
    }

    @Test func additionsAreWalkedTo() throws {
        let set = Built.clustered, rows = try set.rows
        var index = try HNSW(rows: rows.prefix(15_000), reduction: .squaredL2, parameters: Self.parameters)
        try index.add(rows)
        #expect(index.count == 20_000)
        #expect(try recall(index, Array(set.queries.prefix(200)), effort: .ef(64)) >= 0.95)
    }

    @Test func tinyAndEqualRows() throws {
        for count in [0, 1, 2, 30] {
            let set = VectorSet.iid(count, 8, queries: 5, seed: 93)
            let index = try HNSW(rows: set.rows, reduction: .squaredL2, parameters: Self.parameters)
            for query in set.queries { #expect(try index.search(query.span, k: 10).count == min(10, count)) }
        }
        let equal = [Float](repeating: 3, count: 16 * 3000)
        let index = try HNSW(rows: VectorRows(copying: equal, dimension: 16), reduction: .squaredL2, parameters: Self.parameters)
        let found = try index.search([Float](repeating: 3, count: 16).span, k: 40, effort: .ef(40))
        #expect(found.count == 40 && found.allSatisfy { $0.value == 0 })
        let together = try index.search(VectorRows(copying: [Float](repeating: 3, count: 32), dimension: 16), k: 40, effort: .ef(40))
        #expect(together == [found, found])
    }

    @Test func otherReductionsAreRefused() throws {
        let set = VectorSet.iid(100, 8, seed: 94)
        let error = #expect(throws: IndexError.self) {
            try HNSW(rows: set.rows, reduction: .dot, parameters: HNSWParameters(layout: .inline))
        }
        #expect(error?.code == .unsupported)
        let halves = try RowBuffer(dimension: 8, element: .f16).rows
        let other = #expect(throws: IndexError.self) {
            try HNSW(rows: halves, reduction: .squaredL2, parameters: HNSWParameters(layout: .inline))
        }
        #expect(other?.code == .unsupported)
    }

    /// A file with right checksums whose records link elsewhere than the graph.
    @Test func forgedRecordsAreFound() throws {
        let set = VectorSet.iid(300, 8, seed: 95), folder = try TemporaryFolder(), rows = try set.rows
        for link in [UInt32(300), .max, 7] {
            let forged = try HNSW(rows: rows, reduction: .squaredL2, parameters: Self.parameters)
            unsafe forged.records?.links(9)[1] = link
            try forged.write(to: folder.file("forged"))
            let error = #expect(throws: IndexError.self) {
                try HNSW(contentsOf: folder.file("forged"), rows: rows, reduction: .squaredL2, verification: .structure)
            }
            #expect(error?.code == .corrupt)
        }
    }
}
