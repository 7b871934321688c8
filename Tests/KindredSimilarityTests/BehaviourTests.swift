import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// What the measures' documentation says of scale, growth and accuracy.
@Suite struct BehaviourTests {
    let a = [1.0, 2, 3], b = [2.0, 0, 1]

    @Test func nddSaturates() throws {
        let ndd = try Measure(parsing: "ndd")
        let norm = 14.0.squareRoot()
        var last = 0.0
        for t in [0.1, 0.5, 1, 2, 10, 1e3, 1e6] {
            let value = ndd.value(a, a.map { $0 * t })
            #expect(value > last)
            #expect(abs(value - norm * 2.0.squareRoot() * t / (1 + t * t).squareRoot()) < 1e-9)
            last = value
        }
        #expect(abs(last - 2.0.squareRoot() * norm) < 1e-6)
        #expect(abs(ndd.value(a, a) - norm) < 1e-12)
        let u = a.map { $0 / norm }, v = b.map { $0 / 5.0.squareRoot() }
        #expect(abs(ndd.value(u, v) - Measure.cosine.value(u, v)) < 1e-12)
        #expect(abs(ndd.value(u, v) - Measure.dot.value(u, v)) < 1e-12)
    }

    @Test func logScaledTendsToCosineAndIsContinuous() throws {
        let log = try Measure(parsing: "log-scaled")
        for scale in [1e-5, 1e-7, 1e-9, 1e-15] {
            let small = log.value(a.map { $0 * scale }, b.map { $0 * scale })
            #expect(abs(small - 0.5976143046671968) < 1e-9 + 10 * scale * scale)
            #expect(abs(narrowed(log, a.map { $0 * scale }, b.map { $0 * scale }) - 0.5976143046671968) < 1e-5)
        }
    }

    @Test func hybridDependsOnScale() throws {
        let hybrid = try Measure(parsing: "hybrid")
        #expect(abs(hybrid.value(a, a) - 14) < 1e-12)
        let doubled = hybrid.value(a.map { 2 * $0 }, b.map { 2 * $0 })
        #expect(abs(doubled - 20.0 / 7) < 1e-12 && doubled != 4 * hybrid.value(a, b))
        // Near vectors far from the origin, where a²+b²−2p has no digits left.
        let far = [3000.0, 4000], near = [3000.25, 4000]
        #expect(abs(narrowed(hybrid, far, near) - hybrid.value(far, near)) <= 1e-5 * hybrid.value(far, near))
    }

    @Test func correlationIgnoresShiftAndScale() throws {
        let correlation = try Measure(parsing: "correlation")
        let shifted = correlation.value(a.map { 100 + 7 * $0 }, b.map { $0 - 5 })
        #expect(abs(shifted + 0.5) < 1e-12)
    }

    @Test(arguments: [1e-1, 1e-2, 1e-3, 1e-4, 1e-5])
    func smallAnglesKeepTheirDigits(angle: Double) throws {
        let angular = try Measure(parsing: "angular")
        let u = [3.0, 0], v = [Double(Float(cos(angle))), Double(Float(sin(angle)))]
        let expected = atan2(v[1], v[0])
        #expect(abs(angular.value(u, v) - expected) < 1e-9 * expected)
        #expect(abs(narrowed(angular, u, v) - expected) < 1e-5 * expected)
        #expect(abs(angular.value(u, v.map { -$0 }) - (.pi - expected)) < 1e-7)
        #expect(abs(narrowed(angular, u, v.map { -$0 }) - (.pi - expected)) < 1e-3)
    }

    @Test(arguments: [1e-2, 1e-4, 1e-6])
    func poincareKeepsItsDigitsNearZero(gap: Double) throws {
        let poincare = try Measure(parsing: "poincare")
        let u = [0.0, 0.0], v = [Double(Float(gap)), 0]
        let expected = 2 * atanh(v[0])  // the distance from the centre
        #expect(abs(poincare.value(u, v) - expected) < 1e-9 * expected)
        #expect(abs(narrowed(poincare, u, v) - expected) < 1e-5 * expected)
    }

    @Test func poincareAtTheRim() throws {
        let poincare = try Measure(parsing: "poincare")
        let rim = 2 * atanh(1 - 1e-5)
        for outside in [[1.0, 0], [5, 0], [0.999995, 0], [1e30, 0]] {
            #expect(abs(poincare.value([0, 0], outside) - rim) < 1e-9)
            #expect(abs(narrowed(poincare, [0, 0], outside) - rim) < 1e-5 * rim)
        }
        let strict = try Measure(parsing: "poincare:strict")
        let one: [Float] = [0.6, 0.8001], inside: [Float] = [0.6, 0.7]
        let error = #expect(throws: MeasureError.self) { try strict.validate(one.span) }
        #expect(error?.code == .outsideBall)
        try strict.validate(inside.span)
        try poincare.validate(one.span)
    }

    @Test func hugeAndTinyComponents() throws {
        let expected: [(String, Double)] = [
            ("euclidean", 3), ("manhattan", 5), ("chebyshev", 2), ("minkowski:3", 2.571281590658235), ("minkowski:20", 2.070529847682754),
            ("minkowski:0.5", 14.656854249492378), ("ndd", 1.6222142113076254),
        ]
        for (text, value) in expected {
            let measure = try Measure(parsing: text)
            for scale in [1e30, 1e-30] {
                let x = a.map { $0 * scale }, y = b.map { $0 * scale }
                #expect(abs(measure.value(x, y) / scale - value) < 1e-6 * value, "\(text) at \(scale)")
                #expect(abs(narrowed(measure, x, y) / scale - value) < 1e-5 * value, "\(text) at \(scale)")
            }
        }
        for text in ["cosine", "angular", "correlation"] {
            let measure = try Measure(parsing: text)
            for scale in [1e30, 1e-30] {
                let x = a.map { $0 * scale }, y = b.map { $0 * scale }
                #expect(abs(measure.value(x, y) - measure.value(a, b)) < 1e-9, "\(text) at \(scale)")
                #expect(abs(narrowed(measure, x, y) - measure.value(a, b)) < 1e-5, "\(text) at \(scale)")
            }
        }
    }

    @Test func minkowskiJoinsItsNeighbours() throws {
        var random = SeededRandom(seed: 31)
        for _ in 0..<50 {
            let x = normalVector(9, &random), y = normalVector(9, &random)
            #expect(abs(try Measure(parsing: "minkowski:1").value(x, y) - Measure.manhattan.value(x, y)) < 1e-12)
            #expect(abs(try Measure(parsing: "minkowski:2").value(x, y) - Measure.euclidean.value(x, y)) < 1e-12)
            #expect(abs(try Measure(parsing: "minkowski:500").value(x, y) - Measure.chebyshev.value(x, y)) < 0.02)
            let powers = try [0.3, 0.5, 1, 1.5, 2, 3, 10, .infinity].map { try Measure(parsing: "minkowski:\($0)").value(x, y) }
            #expect(powers == powers.sorted(by: >))
        }
    }

    @Test func hadamardAlgebra() {
        var random = SeededRandom(seed: 32)
        let x = normalVector(6, &random), y = normalVector(6, &random), z = normalVector(6, &random)
        #expect(hadamard(x, y) == hadamard(y, x))
        #expect(zip(hadamard(hadamard(x, y), z), hadamard(x, hadamard(y, z))).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(zip(hadamard(x, zip(y, z).map(+)), zip(hadamard(x, y), hadamard(x, z)).map(+)).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(hadamard(x, [Double](repeating: 1, count: 6)) == x)
        #expect(abs(hadamard(x, y).reduce(0, +) - Measure.dot.value(x, y)) < 1e-12)
        let m = hadamard(Matrix<Double>([[1, 2], [3, 4]]), Matrix([[5, 6], [7, 8]]))
        #expect(m == Matrix([[5, 12], [21, 32]]))
    }
}
