import KindredMath
import KindredSimilarity
import Testing

/// Golden values for A = [1, 2, 3], B = [2, 0, 1]: 1e-9 in Float64, 1e-5 in Float32.
@Suite struct GoldenTests {
    static let values: [(String, Double)] = [
        ("dot", 5), ("cosine", 0.5976143046671968), ("angular", 0.9302740141154721), ("euclidean", 3), ("manhattan", 5),
        ("minkowski:3", 2.571281590658235), ("minkowski:0.5", 14.656854249492378), ("minkowski:inf", 2), ("minkowski:1", 5),
        ("minkowski:2", 3), ("chebyshev", 2), ("ndd", 1.6222142113076254), ("log-scaled", 2.2349862799868916), ("hybrid", 1.25),
        ("correlation", -0.5), ("gaussian:1.5", 0.1353352832366127), ("per-dimension:exp", 0.2128500025482226),
        ("per-dimension:exp:weighted:weights=1,2,1", 0.1934713227203201), ("hamming", 1), ("jaccard", 2.0 / 3),
    ]

    @Test(arguments: values)
    func worksOut(text: String, expected: Double) throws {
        let measure = try Measure(parsing: text)
        expect(measure, [1, 2, 3], [2, 0, 1], expected)
    }

    @Test(arguments: [
        ("angular", 0.703884584447166), ("euclidean", 0.25), ("manhattan", 0.16666666666666666), ("cosine", 0.5976143046671968),
    ])
    func asSimilarity(text: String, expected: Double) throws {
        let measure = try Measure(parsing: text)
        let similarity = measure.similarity(ofValue: measure.value([1, 2, 3], [2, 0, 1]))
        #expect(abs(similarity - expected) <= 1e-9 * expected)
    }

    @Test func poincare() throws {
        expect(try Measure(parsing: "poincare"), [0.3, 0.4], [-0.2, 0.1], 1.2902128068885854)
    }

    @Test func mahalanobisOfAGivenCovariance() throws {
        let covariance = try Covariance(Matrix([[2, 0.5, 0], [0.5, 1, 0.2], [0, 0.2, 1.5]]))
        expect(.mahalanobis(covariance), [1, 2, 3], [2, 0, 1], 2.7934810444633467)
    }

    @Test func hammingOfPackedBits() {
        let x = BitVector([false, true, true, false, true]), y = BitVector([true, true, true, false, false])
        #expect(x.hamming(y) == 2)
        #expect(x.jaccard(y) == 0.5)
    }

    @Test func hadamardProduct() {
        #expect(hadamard([1, 2, 3], [2, 0, 1]) == [2.0, 0, 3])
    }

    @Test func rangeScores() throws {
        let ranges = try DimensionStatistics(minimum: [0, 0, 0], maximum: [4, 4, 4])
        let measure = try Measure(parsing: "per-dimension:range", weights: .dimensions(ranges))
        #expect(measure.explain([1, 2, 3], [2, 0, 1]).terms == [0.75, 0.5, 0.5])
        expect(measure, [1, 2, 3], [2, 0, 1], 1.75 / 3)
    }

    /// The worked example of the per-dimension scheme: one of ten scores is below one half.
    @Test func perDimensionExample() throws {
        let x = (0..<10).map { Double($0) / 10 }, y = [0, 0.2, 0.1, 0.3, 0.9, 0.5, 1.6, 0.7, 0.6, 1.0]
        expect(try Measure(parsing: "per-dimension:exp"), x, y, 0.8507653108069937)
        expect(try Measure(parsing: "per-dimension:exp:trimmed"), x, y, 0.9044192963220549)
        expect(try Measure(parsing: "per-dimension:exp:threshold"), x, y, 0.8507653108069937)
        expect(try Measure(parsing: "per-dimension:exp:tiers"), x, y, 1.8507653108069937)
        let low = try Measure(parsing: "per-dimension:exp").explain(x, y).terms.count { $0 < 0.5 }
        #expect(low == 1)
    }

    private func expect(_ measure: Measure, _ a: [Double], _ b: [Double], _ expected: Double) {
        #expect(abs(measure.value(a, b) - expected) <= 1e-9 * abs(expected), "\(measure)")
        let narrow = narrowed(measure, a, b)
        #expect(abs(narrow - expected) <= 1e-5 * abs(expected), "\(measure) gave \(narrow) in Float32")
    }
}
