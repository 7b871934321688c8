import KindredMath
import Testing

@testable import KindredIndex

/// How many candidates of codes are compared again, and a graph without its codes.
@Suite struct HNSWRerankTests {
    private static let set = VectorSet.clustered(3000, 64, centres: 30, queries: 40, seed: 71)

    private func found(_ index: HNSW, ef: Int = 60) throws -> [[UInt32]] { try Self.set.queries.map { try index.search($0.span, k: 10, effort: .ef(ef)).map(\.slot) } }

    private func recall(_ found: [[UInt32]]) -> Double {
        var hits = 0
        for (slots, query) in zip(found, Self.set.queries) { hits += Set(slots).intersection(Self.set.exact(query, k: 10)).count }
        return Double(hits) / Double(10 * found.count)
    }

    @Test(arguments: [HNSWParameters.Codes.sevenBit, .fourBit]) func moreCandidatesFindMore(_ codes: HNSWParameters.Codes) throws {
        var index = try Built.build(Self.set, HNSWParameters(codes: codes))
        let standard = try recall(found(index))
        index.rerank = 1
        let chosenByCodes = try recall(found(index))
        index.rerank = 40
        let many = try recall(found(index))
        #expect(chosenByCodes <= standard && standard <= many && many >= 0.99)
        for query in Self.set.queries {
            for hit in try index.search(query.span, k: 10, effort: .ef(60)) {
                let value = Double(hit.value), truth = Self.set.reduced(query, Int(hit.slot), .squaredL2)
                #expect(abs(value - truth) < 1e-3 * truth)
            }
        }
        index.rerank = .infinity
        #expect(try recall(found(index)) == 1)
    }

    @Test func overRowsItIsTheGraphOfTheRows() throws {
        let index = try Built.build(Self.set, HNSWParameters(codes: .fourBit)), plain = index.overRows
        #expect(try recall(found(plain, ef: 3000)) == 1)
        #expect(plain.count == index.count && plain.byteCount < index.byteCount)
        let rows = try Built.build(Self.set, HNSWParameters())
        #expect(try found(rows.overRows) == found(rows))
        let one = SlotSet([UInt32](0..<3000).filter { $0 % 7 == 0 }, universe: 3000)
        let query = Self.set.queries[0], admitted = try plain.search(query.span, k: 10, admitting: one).map(\.slot)
        #expect(admitted == Self.set.exact(query, k: 10) { $0 % 7 == 0 })
    }

    @Test func filesLieWhereTheyShall() throws {
        let folder = try TemporaryFolder()
        let index = try Built.build(Self.set, HNSWParameters(codes: .sevenBit))
        try index.write(to: folder.file("index"))
        let opened = try HNSW(contentsOf: folder.file("index"), rows: Self.set.rows, reduction: .squaredL2), expected = try found(index)
        for placement in [IndexPlacement.cold, .pinned, .cached, .cold] {
            opened.place(placement)
            #expect(try found(opened) == expected)
        }
        index.place(.cold)
        #expect(try found(index) == expected)
    }
}
