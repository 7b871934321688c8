import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// Leave-one-out retrieval on the digits: P@1 within .001 and MAP@R within 1e-4 of the reference table.
@Suite struct DigitsTests {
    static let table: [(String, Double, Double)] = [
        ("cosine", 0.98887, 0.540044), ("dot", 0.721202, 0.300557), ("euclidean", 0.988314, 0.545622),
        ("manhattan", 0.984975, 0.523750), ("mahalanobis", 0.957707, 0.229240), ("ndd", 0.941013, 0.437198),
        ("log-scaled", 0.779633, 0.329197), ("hybrid", 0.988870, 0.519331), ("correlation", 0.987757, 0.546223),
        ("per-dimension:exp:16", 0.983862, 0.509327), ("per-dimension:exp:16:trimmed", 0.972732, 0.474488),
    ]

    @Test(arguments: table)
    func retrieves(text: String, precision: Double, meanAveragePrecision: Double) throws {
        let digits = try Digits.load()
        let measure = try Measure(parsing: text).fitted(to: digits.vectors.span, dimension: 64)
        let (p1, map) = try digits.leaveOneOut(measure)
        #expect(abs(p1 - precision) <= 0.001, "P@1 is \(p1)")
        #expect(abs(map - meanAveragePrecision) <= 1e-4, "MAP@R is \(map)")
    }

    @Test func monotoneMeasuresRankAlike() throws {
        let digits = try Digits.load(first: 400)
        let euclidean = try digits.leaveOneOut(.euclidean)
        #expect(try digits.leaveOneOut(Measure(parsing: "gaussian:20")) == euclidean)
        let angular = try digits.leaveOneOut(Measure(parsing: "angular")), cosine = try digits.leaveOneOut(.cosine)
        #expect(abs(angular.map - cosine.map) < 1e-5)
    }

    @Test func ledoitWolf() throws {
        let digits = try Digits.load()
        let measure = try Measure(parsing: "mahalanobis").fitted(to: digits.vectors.span, dimension: 64)
        let covariance = try #require(measure.covariance)
        #expect(abs(covariance.shrinkage - 0.008928469808825616) < 1e-12)
    }

    /// Dimensions of the digits that are always 0 make the empirical covariance singular.
    @Test func empiricalCovarianceOfDigitsIsSingular() throws {
        let digits = try Digits.load()
        let error = #expect(throws: MeasureError.self) {
            try Measure(parsing: "mahalanobis:empirical").fitted(to: digits.vectors.span, dimension: 64)
        }
        #expect(error?.code == .singularCovariance)
        #expect(error?.message == "covariance is singular (rank 61 of 64): use shrinkage")
    }
}

struct Digits {
    let vectors: [Float]
    let labels: [Int]

    static func load(first count: Int = 1797) throws -> Digits {
        let vectors = try NumpyFile(fixture: "digits-vectors.npy"), labels = try NumpyFile(fixture: "digits-labels.npy")
        try #require(vectors.shape == [1797, 64] && labels.shape == [1797])
        return Digits(vectors: Array(vectors.floats.prefix(64 * count)), labels: Array(labels.integers.prefix(count)))
    }

    /// P@1 and MAP@R with R = the number of other vectors of the same label; ties go to the smaller id.
    func leaveOneOut(_ measure: Measure) throws -> (p1: Double, map: Double) {
        let n = labels.count
        let values = try measure.values(queries: vectors.span, rows: vectors.span, dimension: vectors.count / n)
        var hits = 0.0, sum = 0.0
        for i in 0..<n {
            let r = labels.count { $0 == labels[i] } - 1
            let relevant = nearest(r, to: i, values, measure.kind).map { labels[$0] == labels[i] }
            hits += relevant[0] ? 1 : 0
            sum += Self.averagePrecision(relevant)
        }
        return (hits / Double(n), sum / Double(n))
    }

    private func nearest(_ r: Int, to i: Int, _ values: Matrix<Float>, _ kind: Measure.Kind) -> ArraySlice<Int> {
        let costs = values.row(i).map { kind.cost(ofValue: $0) }
        return (0..<labels.count).filter { $0 != i }.sorted { (costs[$0], $0) < (costs[$1], $1) }.prefix(r)
    }

    private static func averagePrecision(_ relevant: [Bool]) -> Double {
        var found = 0.0, sum = 0.0
        for (rank, isRelevant) in relevant.enumerated() where isRelevant {
            found += 1
            sum += found / Double(rank + 1)
        }
        return sum / Double(relevant.count)
    }
}
