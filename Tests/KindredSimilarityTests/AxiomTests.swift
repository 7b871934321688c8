import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// What every measure says of itself, on random and on hostile vectors.
@Suite struct AxiomTests {
    /// Zero, constant, tiny, huge, subnormal, negative, and mixtures: finite in Float32, all of them.
    static func hostileVectors(_ n: Int) -> [[Double]] {
        let patterns: [(Int) -> Double] = [
            { _ in 0 }, { _ in 1 }, { _ in 0.1 }, { $0 == 0 ? 1 : 0 }, { _ in 1e-30 }, { _ in -1e-30 }, { _ in 1e30 },
            { $0 % 2 == 0 ? 1e30 : -1e30 }, { _ in 3e38 }, { _ in -3e38 }, { _ in 1e-45 }, { $0 == 0 ? 1e30 : 1e-30 },
            { Double($0) - 1 }, { 0.5 * Double($0 + 1) }, { _ in 0.999999 }, { $0 == 0 ? 0.99999 : 0 },
        ]
        return patterns.map { pattern in (0..<n).map { Double(Float(pattern($0))) } }
    }

    @Test(arguments: [1, 3, 12])
    func neverNaNInRangeAndSymmetric(n: Int) throws {
        var random = SeededRandom(seed: UInt64(n))
        let vectors = Self.hostileVectors(n) + (0..<4).map { _ in normalVector(n, &random) }
        for measure in try everyMeasure(dimension: n) {
            for a in vectors {
                for b in vectors { try check(measure, a, b) }
            }
        }
    }

    private func check(_ measure: Measure, _ a: [Double], _ b: [Double]) throws {
        let wide = measure.value(a, b), narrow = narrowed(measure, a, b)
        #expect(!wide.isNaN && !narrow.isNaN, "\(measure) of \(a) and \(b): \(wide), \(narrow)")
        #expect(measure.range.contains(wide), "\(measure) of \(a) and \(b): \(wide)")
        #expect(measure.range.lowerBound - 1e-6 <= narrow && narrow <= measure.range.upperBound + 1e-6, "\(measure): \(narrow)")
        if measure.isSymmetric {
            #expect(abs(wide - measure.value(b, a)) <= 1e-12 * abs(wide) || wide == measure.value(b, a), "\(measure) of \(a) and \(b)")
        }
        let x = a.map { Float($0) }, y = b.map { Float($0) }
        for form in measure.forms { #expect(!form.value(x.span, y.span).isNaN, "\(measure) of \(a) and \(b)") }
        let similarity = measure.similarity(ofValue: wide)
        #expect(!similarity.isNaN, "\(measure) of \(a) and \(b)")
    }

    @Test(arguments: [1, 2, 5])
    func triangleInequalityWhereMetric(n: Int) throws {
        var random = SeededRandom(seed: 10 + UInt64(n))
        let metrics = try everyMeasure(dimension: n).filter(\.isMetric)
        #expect(metrics.count >= 10)
        for _ in 0..<300 {
            let scale = random.uniform() < 0.5 ? 0.3 : 2
            let x = normalVector(n, scale: scale, &random), y = normalVector(n, scale: scale, &random)
            let z = normalVector(n, scale: scale, &random)
            for measure in metrics {
                let direct = measure.value(x, z), detour = measure.value(x, y) + measure.value(y, z)
                #expect(direct <= detour + 1e-9 * (1 + detour), "\(measure): \(x), \(y), \(z)")
                #expect(measure.value(x, x) <= 1e-7, "\(measure) of \(x) and itself")
            }
        }
    }

    @Test func triangleInequalityFailsWhereNotMetric() throws {
        let half = try Measure(parsing: "minkowski:0.5")
        #expect(!half.isMetric)
        #expect(half.value([0, 0], [1, 1]) > half.value([0, 0], [1, 0]) + half.value([1, 0], [1, 1]))
        let direct = 1 - Measure.cosine.value([1, 0], [0, 1])
        let detour = 2 - Measure.cosine.value([1, 0], [1, 1]) - Measure.cosine.value([1, 1], [0, 1])
        #expect(!Measure.cosine.isMetric && direct > detour)
    }

    @Test func selfIsBestWhereSaid() throws {
        var random = SeededRandom(seed: 20)
        for measure in try everyMeasure(dimension: 4) where measure.selfIsBest {
            for _ in 0..<200 {
                let x = normalVector(4, &random), y = normalVector(4, scale: 2, &random)
                let own = measure.value(x, x), other = measure.value(x, y)
                #expect(measure.kind == .distance ? own <= other + 1e-7 : own >= other - 1e-12, "\(measure) of \(x) and \(y)")
            }
        }
    }

    @Test(arguments: ["dot", "ndd", "log-scaled", "hybrid"])
    func aLongerVectorBeatsSelf(text: String) throws {
        let measure = try Measure(parsing: text)
        #expect(!measure.selfIsBest)
        let x = [0.1, 0.2], longer = [0.3, 0.6]
        #expect(measure.value(x, longer) > measure.value(x, x))
    }

    @Test func zeroVectors() throws {
        let zero = [0.0, 0, 0], x = [1.0, -2, 2]
        let expected: [(String, Double, Double)] = [  // measure, zero with x, zero with itself
            ("cosine", 0, 0), ("angular", .pi / 2, .pi / 2), ("dot", 0, 0), ("euclidean", 3, 0), ("manhattan", 5, 0),
            ("ndd", 0, 0), ("log-scaled", 0, 0), ("hybrid", 0, 0), ("correlation", 0, 0), ("hamming", 3, 0), ("jaccard", 0, 1),
            ("minkowski:3", pow(17, 1.0 / 3), 0), ("poincare", 2 * atanh(0.99999), 0),
        ]
        for (text, withX, withItself) in expected {
            let measure = try Measure(parsing: text)
            for (a, b, value) in [(zero, x, withX), (x, zero, withX), (zero, zero, withItself)] {
                #expect(abs(measure.value(a, b) - value) < 1e-9, "\(text) of \(a) and \(b)")
                #expect(abs(narrowed(measure, a, b) - value) < 1e-5 * (1 + value), "\(text) of \(a) and \(b)")
            }
        }
    }

    @Test func constantVectorsHaveNoCorrelation() throws {
        let correlation = try Measure(parsing: "correlation")
        for constant in [0.1, 1e-20, 7, 1e30] {
            #expect(correlation.value([constant, constant, constant], [1, 2, 4]) == 0)
            #expect(narrowed(correlation, [constant, constant, constant], [1, 2, 4]) == 0)
        }
        #expect(abs(correlation.value([1, 2, 4], [12, 14, 18]) - 1) < 1e-12)
    }
}
