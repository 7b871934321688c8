@testable import KindredIndex
import Testing

@Suite struct HNSWParametersTests {
    private func refusal(_ parameters: HNSWParameters) -> String? {
        do {
            _ = try HNSW(rows: VectorRows(copying: [1, 2], dimension: 1), reduction: .squaredL2, parameters: parameters)
            return nil
        } catch {
            return error.code == .invalidParameter ? error.message : "\(error)"
        }
    }

    @Test func defaultsAreThePapers() {
        let p = HNSWParameters()
        #expect((p.m, p.mMax, p.mMax0, p.efConstruction, p.efSearch) == (16, 16, 32, 200, 50))
        #expect(abs(p.mL - 0.36067376022224085) < 1e-15)
        #expect(p.selection == .heuristic && !p.extendCandidates && p.keepPrunedConnections)
        #expect(refusal(p) == nil)
    }

    @Test func whatIsOutOfRangeIsNamed() {
        #expect(
            refusal(HNSWParameters(m: 1))
                == "M is 1: 2...512 is allowed (M = 1 would divide by ln 1 = 0)")
        #expect(
            refusal(HNSWParameters(m: 16, efConstruction: 15))
                == "efConstruction is 15: 16...1048576 is allowed (M links are chosen from them)")
        #expect(refusal(HNSWParameters(m: 16, mMax0: 8)) == "Mmax0 is 8: 16...512 is allowed (a new node's M links must fit)")
        #expect(refusal(HNSWParameters(efSearch: 0)) == "efSearch is 0: 1...1048576 is allowed")
        #expect(refusal(HNSWParameters(mMax: 0)) == "Mmax is 0: 1...512 is allowed")
        #expect(refusal(HNSWParameters(mL: .nan)) == "mL is nan: 0...16 is allowed")
        #expect(refusal(HNSWParameters(mL: -1)) == "mL is -1.0: 0...16 is allowed")
        #expect(refusal(HNSWParameters(m: 1000)) != nil)
    }

    @Test func codesServeSquaredL2OfFloatsOnly() throws {
        let rows = try VectorRows(copying: [1, 2], dimension: 1)
        let error = #expect(throws: IndexError.self) {
            try HNSW(rows: rows, reduction: .dot, parameters: HNSWParameters(codes: .sevenBit))
        }
        #expect(error?.code == .unsupported)
    }

    /// P(level >= l) = M^-l within 4 standard deviations.
    @Test(arguments: [2, 16, 48]) func levelsFallGeometrically(m: Int) {
        let draw = HNSWLevels(seed: 7, mL: HNSWParameters(m: m).mL), n = 100_000
        let levels = (0..<n).map { draw.level(of: $0) }
        for level in 1...5 {
            var p = 1.0
            for _ in 0..<level { p /= Double(m) }
            let expected = Double(n) * p, deviation = (expected * (1 - p)).squareRoot()
            let count = Double(levels.count { $0 >= level })
            #expect(abs(count - expected) <= 4 * deviation + 1, "level \(level)")
        }
    }

    @Test func anotherSeedDrawsOtherLevels() {
        let one = HNSWLevels(seed: 1, mL: 0.5), two = HNSWLevels(seed: 2, mL: 0.5)
        #expect((0..<1000).contains { one.level(of: $0) != two.level(of: $0) })
        #expect((0..<1000).allSatisfy { one.level(of: $0) == one.level(of: $0) })
    }

    @Test func plansFollowCounts() {
        #expect(SearchPlan.choose(count: 1_000_000, admitted: 1_000_000, ef: 50) == .plain)
        #expect(SearchPlan.choose(count: 1_000_000, admitted: 950_000, ef: 50) == .plain)
        #expect(SearchPlan.choose(count: 1_000_000, admitted: 500_000, ef: 50) == .filtered)
        #expect(SearchPlan.choose(count: 1_000_000, admitted: 1000, ef: 50) == .exact)
        #expect(SearchPlan.choose(count: 500, admitted: 500, ef: 50) == .exact)
        #expect(SearchPlan.choose(count: 1_000_000, admitted: 1_000_000, ef: 50_000) == .exact)
        #expect(SearchPlan.choose(count: 1_000_000, admitted: 1_000_000, ef: .max) == .exact)
        #expect(SearchPlan.choose(count: 0, admitted: 0, ef: 50) == .exact)
    }
}
