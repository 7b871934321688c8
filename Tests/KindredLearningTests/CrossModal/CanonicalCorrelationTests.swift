@testable import KindredLearning
import KindredMath
import Testing

@Suite struct CanonicalCorrelationTests {
    /// Two linear views of three hidden numbers, with noise.
    static func views(_ count: Int, noise: Double, seed: UInt64 = 1) -> (Matrix<Float>, Matrix<Float>) {
        var random = SeededRandom(seed: seed)
        let left = (0..<18).map { _ in random.normal() }, right = (0..<12).map { _ in random.normal() }
        var a = Matrix<Float>(rows: count, columns: 6), b = Matrix<Float>(rows: count, columns: 4)
        for row in 0..<count {
            let hidden = (0..<3).map { _ in random.normal() }
            for j in 0..<6 { a[row, j] = Float((0..<3).reduce(5) { $0 + hidden[$1] * left[3 * j + $1] } + noise * random.normal()) }
            for j in 0..<4 { b[row, j] = Float((0..<3).reduce(-2) { $0 + hidden[$1] * right[3 * j + $1] } + noise * random.normal()) }
        }
        return (a, b)
    }

    private func correlation(_ x: [Float], _ y: [Float]) -> Double {
        let count = Double(x.count), mx = x.reduce(0) { $0 + Double($1) } / count, my = y.reduce(0) { $0 + Double($1) } / count
        var xy = 0.0, xx = 0.0, yy = 0.0
        for (a, b) in zip(x, y) {
            xy += (Double(a) - mx) * (Double(b) - my)
            xx += (Double(a) - mx) * (Double(a) - mx)
            yy += (Double(b) - my) * (Double(b) - my)
        }
        return xy / (xx * yy).squareRoot()
    }

    @Test func projectionsCorrelateAsPromisedAndWithNothingElse() throws {
        let (a, b) = Self.views(500, noise: 0.7)
        let cca = try CanonicalCorrelation(a, b, dimension: 4, regularization: 0)
        let u = cca.first.embeddings(of: a, isUnit: false), v = cca.second.embeddings(of: b, isUnit: false)
        for i in 0..<4 {
            #expect(abs(correlation(u.column(i), v.column(i)) - cca.correlations[i]) < 1e-3)
            for j in 0..<4 where j != i {
                #expect(abs(correlation(u.column(i), v.column(j))) < 1e-3)
                #expect(abs(correlation(u.column(i), u.column(j))) < 1e-3)
            }
        }
        #expect(cca.correlations == cca.correlations.sorted(by: >) && cca.correlations[0] > 0.6)
    }

    @Test func partnersThatShareEverythingFindEachOther() throws {
        let (a, b) = Self.views(300, noise: 0)
        let cca = try CanonicalCorrelation(a, b, dimension: 3, regularization: 1e-9)
        #expect(cca.correlations.allSatisfy { $0 > 0.999 })
        let quality = CrossModalQuality(cca.first.embeddings(of: a, isUnit: true), cca.second.embeddings(of: b, isUnit: true))
        #expect(quality.recall(at: 1) > 0.95 && quality.forward.medianRank == 1 && quality.backward.medianRank == 1)
    }

    @Test func columnsThatNeverChangeSayNothing() throws {
        var (a, b) = Self.views(200, noise: 0.5)
        for row in 0..<200 { a[row, 2] = 7 }
        for row in 0..<200 { b[row, 1] = b[row, 0] }
        let cca = try CanonicalCorrelation(a, b, dimension: 4, regularization: 0)
        #expect(cca.correlations.allSatisfy { $0.isFinite && $0 <= 1 })
        #expect(cca.first.maps[0].weights.allSatisfy { $0.isFinite })
    }

    @Test func wrongInputIsRefused() {
        let (a, b) = Self.views(20, noise: 1), short = Self.views(19, noise: 1).1
        #expect(throws: LearningError.self) { try CanonicalCorrelation(a, short, dimension: 2) }
        #expect(throws: LearningError.self) { try CanonicalCorrelation(a, b, dimension: 5) }
        #expect(throws: LearningError.self) { try CanonicalCorrelation(a, b, dimension: 0) }
        #expect(throws: LearningError.self) { try CanonicalCorrelation(a, b, dimension: 2, regularization: -1) }
        var broken = a
        broken[3, 1] = .nan
        let error = #expect(throws: LearningError.self) { try CanonicalCorrelation(broken, b, dimension: 2) }
        #expect(error?.code == .notFinite && error?.message.contains("row 3") == true)
    }

    @Test func ranksCountFromOneAndTiesAreNoSuccess() {
        let rows = Matrix<Float>([[1, 0], [0, 1], [1, 1]])
        let same = CrossModalQuality(rows, rows)
        #expect(same.forward.ranks == [1, 1, 1] && same.recall(at: 1) == 1)
        let collapsed = CrossModalQuality(rows, Matrix<Float>([[1, 0], [1, 0], [1, 0]]))
        #expect(collapsed.forward.ranks == [3, 3, 3] && collapsed.forward.medianRank == 3)
    }
}
