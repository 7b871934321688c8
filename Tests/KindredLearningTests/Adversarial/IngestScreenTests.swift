import KindredLearning
import KindredMath
import KindredSimilarity
import Testing

@Suite struct IngestScreenTests {
    @Test func farRowsAndHubsAreTold() throws {
        let rows = normalRows(400, 24), screen = try IngestScreen(rows, measure: .euclidean)
        // A row of the same kind, one far away, and the middle of all, which in 24 dimensions is near to everything.
        let new = Matrix([normalRows(1, 24, seed: 9).row(0), [Float](repeating: 9, count: 24), [Float](repeating: 0, count: 24)])
        let findings = try screen.findings(in: new)
        #expect(findings.map(\.row) == [1, 2])
        guard case .far(let cost, let limit)? = findings.first?.reasons.first, case .hub(let lists, let most)? = findings.last?.reasons.first else {
            Issue.record("other reasons: \(findings)")
            return
        }
        #expect(cost > limit && lists > most)
    }

    @Test func theRowsThemselvesPass() throws {
        let rows = normalRows(200, 8)
        #expect(try IngestScreen(rows, measure: .cosine, threads: 2).findings(in: rows).isEmpty)
    }

    @Test func tooFewRowsAreRefused() {
        #expect(throws: LearningError.self) { try IngestScreen(normalRows(10, 3), measure: .cosine) }
    }
}
