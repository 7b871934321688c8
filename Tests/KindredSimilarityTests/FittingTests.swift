import Foundation
import KindredMath
import KindredSimilarity
import Testing

@Suite struct FittingTests {
    @Test func ledoitWolfOfFourRows() throws {
        let rows: [Float] = [1, 2, 3, 2, 0, 1, 0, 1, 1, 3, 3, 0]
        let covariance = try #require(try Measure(parsing: "mahalanobis").fitted(to: rows.span, dimension: 3).covariance)
        #expect(covariance.shrinkage == 1)
        for i in 0..<3 {
            for j in 0..<3 { #expect(abs(covariance.matrix[i, j] - (i == j ? 1.2291666666666667 : 0)) < 1e-12) }
        }
    }

    @Test func oneRowIsTooFew() throws {
        for text in ["mahalanobis", "mahalanobis:empirical", "gaussian"] {
            let error = #expect(throws: MeasureError.self) { try Measure(parsing: text).fitted(to: [1, 2].span, dimension: 2) }
            #expect(error?.code == .tooFewRows)
        }
        let ragged = #expect(throws: MeasureError.self) { try Measure(parsing: "mahalanobis").fitted(to: [1, 2, 3].span, dimension: 2) }
        #expect(ragged?.code == .dimensionMismatch)
    }

    @Test func singularCovarianceSaysItsRank() throws {
        let rows: [Float] = [0, 0, 1, 1, 2, 2, 5, 5]
        let error = #expect(throws: MeasureError.self) {
            try Measure(parsing: "mahalanobis:empirical").fitted(to: rows.span, dimension: 2)
        }
        #expect(error?.message == "covariance is singular (rank 1 of 2): use shrinkage")
        _ = try Measure(parsing: "mahalanobis:shrink:0.1").fitted(to: rows.span, dimension: 2)
        let equal = [Float](repeating: 3, count: 8)
        for text in ["mahalanobis", "mahalanobis:diagonal", "mahalanobis:shrink:1"] {
            let error = #expect(throws: MeasureError.self) { try Measure(parsing: text).fitted(to: equal.span, dimension: 2) }
            #expect(error?.message == "covariance is singular (rank 0 of 2): use shrinkage")
        }
    }

    /// Mahalanobis under the empirical covariance does not change when the space is stretched and sheared with the rows.
    @Test func mahalanobisIgnoresLinearMaps() throws {
        var random = SeededRandom(seed: 60)
        let n = 4, rows = (0..<50).map { _ in normalVector(n, &random) }
        let map = Matrix<Double>(rows: n, columns: n, elements: (0..<16).map { $0 % 5 == 0 ? 2 : random.normal() * 0.5 })
        let moved = rows.map { row in (0..<n).map { i in Double(Float((0..<n).reduce(0) { $0 + map[i, $1] * row[$1] })) } }
        let flat = rows.flatMap { $0.map { Float($0) } }, flatMoved = moved.flatMap { $0.map { Float($0) } }
        let here = try Measure(parsing: "mahalanobis:empirical").fitted(to: flat.span, dimension: n)
        let there = try Measure(parsing: "mahalanobis:empirical").fitted(to: flatMoved.span, dimension: n)
        for i in 1..<50 {
            #expect(abs(here.value(rows[0], rows[i]) - there.value(moved[0], moved[i])) < 1e-4)
        }
    }

    @Test func driftWatchesMeanAndTrace() throws {
        let rows = normalRows(500, 3, seed: 61)
        let covariance = try #require(try Measure(parsing: "mahalanobis:empirical").fitted(to: rows.span, dimension: 3).covariance)
        let none = try covariance.drift(of: rows.span)
        #expect(none.meanShift < 1e-9 && abs(none.traceRatio - 1) < 1e-9)
        let moved = rows.map { 2 * $0 + 5 }
        let drift = try covariance.drift(of: moved.span)
        #expect(abs(drift.traceRatio - 4) < 1e-4 && drift.meanShift > 5)
    }

    @Test func gaussianWidthIsTheMedianDistance() throws {
        // Distances 1, 2, 3, 3, 5, 6 of four points on a line: the median is 3.
        let few = try Measure(parsing: "gaussian").fitted(to: [0, 1, 3, 6].span, dimension: 1)
        #expect(few.description == "gaussian:3")
        let rows = normalRows(2000, 8, seed: 62)
        let many = try Measure(parsing: "gaussian:auto").fitted(to: rows.span, dimension: 8, seed: 1)
        #expect(try Measure(parsing: "gaussian:auto").fitted(to: rows.span, dimension: 8, seed: 1) == many)
        let sigma = try #require(Double(many.description.dropFirst("gaussian:".count)))
        // The median of a χ distance over 8 dimensions: √2 · √7.344.
        #expect(abs(sigma - 3.832) < 0.15)
        let equal = #expect(throws: MeasureError.self) { try Measure(parsing: "gaussian").fitted(to: [2, 2, 2].span, dimension: 1) }
        #expect(equal?.message == "the median distance of 3 pairs is 0: give a sigma, as in gaussian:1.5")
    }

    @Test func measuresWithNothingToFitStayAsTheyAre() throws {
        let rows = normalRows(5, 2, seed: 63)
        #expect(try Measure.cosine.fitted(to: rows.span, dimension: 2) == .cosine)
        #expect(try Measure(parsing: "gaussian:2").fitted(to: rows.span, dimension: 2).description == "gaussian:2")
        #expect(!Measure.cosine.needsFit)
        #expect(try Measure(parsing: "mahalanobis").needsFit)
    }
}
