import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// Values of random vectors against scipy, scikit-learn and numpy: 1e-9 in Float64, 1e-5 in Float32.
@Suite struct LibraryTests {
    struct Case: Decodable {
        let a, b: [Double]
        let values: [String: Double]
        let rows: [[Float]]?
        let ledoitWolf: Double?
        let network: PairNetwork?
    }
    struct Fixture: Decodable { let cases: [Case] }

    static func load() throws -> [Case] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/measures", withExtension: "json"))
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url)).cases
    }

    @Test func measuresAgree() throws {
        let cases = try Self.load()
        #expect(cases.count > 50)
        for pair in cases {
            for (text, expected) in pair.values { try check(pair, text, expected) }
        }
    }

    private func check(_ pair: Case, _ text: String, _ expected: Double) throws {
        var measure = try Measure(parsing: text)
        if let network = pair.network, text.hasPrefix("learned") { measure = try Measure(parsing: text, weights: .network(network)) }
        if let rows = pair.rows {
            let flat = rows.flatMap { $0 }
            measure = try measure.fitted(to: flat.span, dimension: pair.a.count)
        }
        if let alpha = pair.ledoitWolf, text == "mahalanobis" {
            #expect(abs(try #require(measure.covariance).shrinkage - alpha) < 1e-12)
        }
        let size = Self.size(text, pair, expected)
        let wide = measure.value(pair.a, pair.b)
        #expect(abs(wide - expected) <= 1e-9 * size, "\(text) of dimension \(pair.a.count): \(wide) for \(expected)")
        let narrow = narrowed(measure, pair.a, pair.b)
        // A Gaussian of a far pair is 0 in Float32.
        #expect(abs(narrow - expected) <= 1e-5 * size + 1e-37, "\(text) of dimension \(pair.a.count): \(narrow) for \(expected)")
    }

    /// What an error is relative to: the value, or for sums that cancel the size of their terms. scipy's own angle near 0 or π is only
    /// good to the root of its precision.
    private static func size(_ text: String, _ pair: Case, _ expected: Double) -> Double {
        let terms = zip(pair.a, pair.b).reduce(0) { $0 + abs($1.0 * $1.1) }
        let norms = (pair.a.reduce(0) { $0 + $1 * $1 } * pair.b.reduce(0) { $0 + $1 * $1 }).squareRoot()
        switch text {
        case "dot", "hybrid", "ndd", "log-scaled": return max(abs(expected), abs(expected) * terms / abs(zip(pair.a, pair.b).reduce(0) { $0 + $1.0 * $1.1 }))
        case "cosine": return max(abs(expected), terms / norms)
        case "angular": return 1 / max(sin(expected), 1e-6)
        case "correlation": return 1
        default: return abs(expected)
        }
    }
}
