import KindredSimilarity
import Testing

/// Golden values for A = [1, 2, 3], B = [2, 0, 1]: 1e-9 in Float64, 1e-5 in Float32.
@Suite struct GoldenTests {
    static let values: [(String, Double)] = [
        ("dot", 5), ("cosine", 0.5976143046671968), ("euclidean", 3), ("manhattan", 5), ("chebyshev", 2),
    ]

    @Test(arguments: values)
    func worksOut(measure: String, expected: Double) throws {
        let measure = try Measure(parsing: measure)
        #expect(abs(measure.value([1, 2, 3], [2, 0, 1]) - expected) <= 1e-9 * abs(expected))
        let a: [Float] = [1, 2, 3], b: [Float] = [2, 0, 1]
        #expect(abs(Double(measure.value(a.span, b.span)) - expected) <= 1e-5 * abs(expected))
    }
}
