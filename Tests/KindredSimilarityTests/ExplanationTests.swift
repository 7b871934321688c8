import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// The terms of an explanation make the value by the rule it names.
@Suite struct ExplanationTests {
    @Test func termsMakeTheValue() throws {
        var random = SeededRandom(seed: 70)
        for measure in try everyMeasure(dimension: 12) {
            for scale in [0.2, 3] {
                let a = normalVector(12, scale: scale, &random), b = normalVector(12, scale: scale, &random)
                let explanation = measure.explain(a, b)
                #expect(explanation.value == measure.value(a, b) && explanation.measure == measure.description)
                guard let remade = Self.remake(explanation) else { continue }
                #expect(abs(remade - explanation.value) < 1e-9 * (1 + abs(explanation.value)), "\(measure): \(explanation.rule)")
            }
        }
    }

    private static func remake(_ explanation: Explanation) -> Double? {
        let sum = explanation.terms.reduce(0, +)
        switch explanation.rule {
        case "sum": return sum
        case "square root of the sum": return sum.squareRoot()
        case "square root of the sum; correlated axes may contribute less than nothing": return sum.squareRoot()
        case "largest": return explanation.terms.max()
        case "arc cosine of the sum": return acos(sum)
        case "arcosh of 1 + the sum": return acosh(1 + sum)
        case "exponential of the sum": return exp(sum)
        case "mean": return sum / Double(explanation.terms.count)
        case "sum to the power 1/3": return pow(sum, 1.0 / 3)
        case "sum to the power 1/2": return sum.squareRoot()
        case "sum to the power 1/0.5": return sum * sum
        default: return nil
        }
    }

    @Test func learnedCannotTellDimensionsApart() throws {
        let learned = try Measure(parsing: "learned", weights: .network(randomNetwork(3, seed: 1)))
        #expect(learned.explain([1, 2, 3], [3, 2, 1]).terms.isEmpty)
    }

    @Test func tiersAndVerdictsAreSaid() throws {
        let tiers = try Measure(parsing: "per-dimension:exp:tiers").explain([0, 0, 0, 0], [1, 0, 0, 0])
        #expect(tiers.rule == "tier medium plus the mean")
        let threshold = try Measure(parsing: "per-dimension:exp:threshold").explain([0, 0], [1, 2])
        #expect(threshold.rule == "not similar: 2 of 2 scores are below 0.5" && threshold.value == 0)
    }
}
