import KindredIndex
import KindredMath
import Testing

/// Several queries in one call find what each finds alone.
@Suite struct HNSWBatchTests {
    private func expectTheSame(_ index: some VectorIndex, _ queries: [[Float]], k: Int, _ effort: SearchEffort, _ admitting: SlotSet? = nil) throws {
        let rows = try VectorRows(copying: queries.flatMap { $0 }, dimension: index.rows.dimension)
        let together = try index.search(rows, k: k, effort: effort, admitting: admitting)
        #expect(try together == queries.map { try index.search($0.span, k: k, effort: effort, admitting: admitting) })
    }

    @Test func asOneByOne() throws {
        let queries = Built.clustered.queries
        for index in try [Built.clusteredFilled.get(), Built.clusteredCodes.get(), Built.clusteredFourBit.get()] {
            for count in [0, 1, 2, 3, 4, 7, 100] {
                for effort in [SearchEffort.default, .ef(10), .ef(300), .recall(0.95), .exact] {
                    try expectTheSame(index, Array(queries.prefix(count)), k: 10, effort)
                }
            }
            try expectTheSame(index, Array(queries.prefix(9)), k: 1, .ef(1))
            try expectTheSame(index, Array(queries.prefix(9)), k: 200, .ef(20))
            try expectTheSame(index, Array(queries.prefix(9)), k: 10, .ef(20), SlotSet((0..<20_000).filter { $0 % 7 == 0 }.map(UInt32.init), universe: 20_000))
        }
    }

    @Test func removedRowsStayAway() throws {
        var index = try Built.clusteredFourBit.get()
        let queries = Array(Built.clustered.queries.prefix(20)), query = queries[0]
        let first = try index.search(query.span, k: 10).map(\.slot)
        index.remove(first)
        try expectTheSame(index, queries, k: 10, .ef(50))
    }

    @Test func tinyIndexes() throws {
        for count in [0, 1, 2, 30] {
            let set = VectorSet.iid(count, 8, queries: 5, seed: 71)
            try expectTheSame(HNSW(rows: set.rows, reduction: .squaredL2), set.queries, k: 10, .ef(10))
            try expectTheSame(FlatIndex(rows: set.rows, reduction: .squaredL2), set.queries, k: 10, .exact)
        }
    }

    @Test func wrongQueriesAreRefused() throws {
        let set = VectorSet.iid(100, 8, seed: 72), index = try HNSW(rows: set.rows, reduction: .squaredL2)
        let longer = try VectorSet.iid(3, 9, seed: 72).rows, right = try VectorSet.iid(3, 8, seed: 72).rows
        #expect(#expect(throws: IndexError.self) { try index.search(longer, k: 1) }?.code == .dimensionMismatch)
        #expect(#expect(throws: IndexError.self) { try index.search(right, k: 0) }?.code == .invalidParameter)
        let bytes = try RowBuffer(dimension: 8, element: .u8).rows
        #expect(#expect(throws: IndexError.self) { try index.search(bytes, k: 1) }?.code == .unsupported)
    }
}
