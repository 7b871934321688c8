@testable import KindredIndex
import KindredMath
import Testing

@Suite struct FourBitCodesTests {
    /// Rows whose variance lies in few directions, as that of embeddings does.
    private static func embeddings(_ count: Int, _ dimension: Int, queries: Int = 0, seed: UInt64) -> VectorSet {
        let inner = VectorSet.clustered(count + queries, 24, centres: 60, seed: seed), mix = VectorSet.iid(24, dimension, seed: seed + 1)
        var random = SeededRandom(seed: seed + 2)
        let rows = (0..<count + queries).map { slot in
            let weights = inner.vector(slot)
            return (0..<dimension).map { j in (0..<24).reduce(Float(random.normal()) * 0.5) { $0 + weights[$1] * mix.values[$1 * dimension + j] } }
        }
        return VectorSet(dimension: dimension, values: rows.prefix(count).flatMap { $0 }, queries: Array(rows.suffix(queries)))
    }

    @Test func fewComponentsKeepTheVariance() throws {
        let set = Self.embeddings(3000, 300, seed: 81), codes = try FourBitCodes(set.rows, threads: 2)
        #expect(codes.layout.lines == 1)
        #expect(codes.rows.count == 3000)
        let even = VectorSet.iid(3000, 300, seed: 82)
        #expect(try FourBitCodes(even.rows, threads: 2).layout.lines == 3)
    }

    /// The projection keeps lengths, but for what it drops.
    @Test func projectionsKeepDistances() throws {
        let set = Self.embeddings(2000, 200, seed: 83), projection = try PrincipalProjection(fitting: set.rows)
        var worst = 0.0
        for slot in 0..<50 {
            var components = [Float](repeating: 0, count: projection.layout.components)
            var target = components.mutableSpan
            let whole = Double(projection.project(set.vector(slot).span, into: &target))
            let kept = components.reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(kept <= whole * 1.002)
            worst = max(worst, 1 - kept / whole)
        }
        #expect(worst < 0.15)
    }

    @Test func threadsAndAdditionsDoNotMatter() throws {
        let set = Self.embeddings(2000, 200, seed: 84), rows = try set.rows
        let one = try FourBitCodes(rows, threads: 1), two = try FourBitCodes(rows, threads: 2)
        func bytes(_ codes: FourBitCodes) -> [UInt8] { unsafe Array(RowCodes.fourBit(codes).bytes) }
        #expect(bytes(one) == bytes(two))
        var grown = try FourBitCodes(one.projection)
        for end in [1, 700, 2000] { try grown.append(rows.prefix(end), threads: 2) }
        #expect(bytes(grown) == bytes(one))
    }

    @Test func recallIsThatOfTheRows() throws {
        let set = Self.embeddings(8000, 256, queries: 100, seed: 85)
        let rows = try HNSW(rows: set.rows, reduction: .squaredL2, context: BuildContext(threads: 2))
        let codes = try HNSW(rows: set.rows, reduction: .squaredL2, parameters: HNSWParameters(codes: .automatic), context: BuildContext(threads: 2))
        #expect(codes.parameters.codes == .fourBit)
        #expect(codes.byteCount < rows.byteCount + 8000 * 200)
        #expect(try #require(codes.stats.reachable) >= 0.999)
        for ef in [20, 64] {
            #expect(try recall(codes, set.queries, effort: .ef(ef)) >= recall(rows, set.queries, effort: .ef(ef)) - 0.02)
        }
    }

    @Test func automaticSuitsTheRows() throws {
        func codes(_ set: VectorSet, _ reduction: KernelReduction = .squaredL2) throws -> HNSWParameters.Codes {
            HNSWParameters.Codes.automatic.resolved(try set.rows, reduction)
        }
        #expect(try codes(.iid(5000, 128)) == .sevenBit)
        #expect(try codes(.iid(5000, 192)) == .fourBit)
        #expect(try codes(.iid(100, 192)) == .sevenBit)
        #expect(try codes(.iid(5000, 192), .dot) == .eightBit)
        #expect(try codes(.iid(5000, 192), .l1) == .none)
        #expect(HNSWParameters.Codes.sevenBit.resolved(try VectorSet.iid(1, 1).rows, .dot) == .sevenBit)
    }
}
