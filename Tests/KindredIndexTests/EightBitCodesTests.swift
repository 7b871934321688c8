@testable import KindredIndex
import KindredMath
import Testing

@Suite struct EightBitCodesTests {
    /// Directions of few dimensions with lengths that differ, as items of a recommender have; queries of many lengths.
    private static func items(_ count: Int, _ dimension: Int, queries: Int = 0, seed: UInt64) -> VectorSet {
        let inner = VectorSet.iid(count + queries, 12, seed: seed), mix = VectorSet.iid(12, dimension, seed: seed + 1)
        var random = SeededRandom(seed: seed + 2)
        let rows = (0..<count + queries).map { slot in
            let weights = inner.vector(slot), length = Float(0.3 * random.normal()).magnitude + 0.2
            return (0..<dimension).map { j in length * (0..<12).reduce(Float(0)) { $0 + weights[$1] * mix.values[$1 * dimension + j] } }
        }
        return VectorSet(dimension: dimension, values: rows.prefix(count).flatMap { $0 }, queries: Array(rows.suffix(queries)))
    }

    private static func built(_ rows: VectorRows, _ codes: HNSWParameters.Codes = .automatic) throws -> HNSW {
        try HNSW(rows: rows, reduction: .dot, parameters: HNSWParameters(codes: codes), context: BuildContext(threads: 2))
    }

    @Test(arguments: [40, 64, 130]) func recallIsThatOfTheRows(dimension: Int) throws {
        let set = Self.items(6000, dimension, queries: 100, seed: 91)
        let rows = try Self.built(set.rows, .none), codes = try Self.built(set.rows)
        #expect(codes.parameters.codes == .eightBit && codes.parameters.codes.name == "i8")
        #expect(codes.byteCount == rows.byteCount + 6000 * ((dimension + 63) / 64 * 64))
        for ef in [20, 64, 200] {
            #expect(try recall(codes, set.queries, effort: .ef(ef)) >= recall(rows, set.queries, effort: .ef(ef)) - 0.01)
        }
        // Values are those of the rows.
        for query in set.queries.prefix(20) {
            for hit in try codes.search(query.span, k: 5, effort: .ef(64)) {
                #expect(abs(Double(hit.value) - set.reduced(query, Int(hit.slot), .dot)) <= 1e-4 * max(1, abs(Double(hit.value))))
            }
        }
    }

    /// What few admitted rows answer, codes scanned or rows: the exact answer, best first.
    @Test func filtersAreExact() throws {
        let set = Self.items(5000, 64, queries: 40, seed: 92), index = try Self.built(set.rows)
        for share in [3, 11, 50] {
            let admitted = SlotSet((0..<5000).filter { $0 % share == 0 }.map { UInt32($0) }, universe: 5000)
            #expect(try recall(index, set.queries, effort: .ef(100), admitting: admitted) >= 0.97)
        }
    }

    @Test func queriesOfAnyLength() throws {
        let set = Self.items(2000, 32, queries: 10, seed: 93), index = try Self.built(set.rows)
        for query in set.queries {
            let found = try index.search(query.span, k: 10, effort: .ef(64)).map(\.slot)
            for factor: Float in [1e-6, 1e6] {
                let scaled = query.map { $0 * factor }
                #expect(try Set(index.search(scaled.span, k: 10, effort: .ef(64)).map(\.slot)).intersection(found).count >= 9)
            }
        }
        let nothing = [Float](repeating: 0, count: 32)
        #expect(try index.search(nothing.span, k: 10, effort: .ef(64)).map(\.value) == [Float](repeating: 0, count: 10))
    }

    /// Longer rows that come later would all have the largest codes; everything is coded anew.
    @Test func longerRowsThatComeLater() throws {
        let few = Self.items(2000, 32, queries: 60, seed: 94)
        let values = few.values + few.values.map { $0 * 40 }
        let rows = try VectorRows(copying: values, dimension: 32), folder = try TemporaryFolder()
        var index = try Self.built(rows.prefix(2000))
        let before = try #require(index.codes?.range?.inverseStep)
        try index.add(rows, context: BuildContext(threads: 2))
        #expect(try #require(index.codes?.range?.inverseStep) < before / 20)
        #expect(try recall(index, few.queries, effort: .ef(100)) >= 0.95)
        try index.write(to: folder.file("index"))
        var opened = try HNSW(contentsOf: folder.file("index"), rows: rows, reduction: .dot)
        for query in few.queries {
            #expect(try opened.search(query.span, k: 10, effort: .ef(50)) == index.search(query.span, k: 10, effort: .ef(50)))
        }
        let more = try VectorRows(copying: values + few.values, dimension: 32)
        try opened.add(more)
        #expect(try recall(opened, few.queries, effort: .ef(100)) >= 0.95)
    }

    @Test func onlyDotHasThem() throws {
        let rows = try VectorSet.iid(100, 8).rows
        for (codes, reduction) in [(HNSWParameters.Codes.eightBit, KernelReduction.squaredL2), (.sevenBit, .dot), (.fourBit, .dot)] {
            let refused = #expect(throws: IndexError.self) { try HNSW(rows: rows, reduction: reduction, parameters: HNSWParameters(codes: codes)) }
            #expect(refused?.code == .unsupported)
        }
        for count in [0, 1, 3] {
            let zeros = try VectorRows(copying: [Float](repeating: 0, count: count * 4), dimension: 4)
            #expect(try Self.built(zeros).search([1, 2, 3, 4].span, k: 2, effort: .ef(10)).count == min(2, count))
        }
    }
}
