import Foundation
import Kindred

extension QueryEngine {
    /// Prefetched points by a formula, best first.
    func rescored(_ sources: [[Scored]], _ formula: ScoreFormula) throws -> [Scored] {
        let scores = sources.map { Dictionary($0.map { ($0.id, $0.score) }) { first, _ in first } }
        let evaluator = try FormulaEvaluator(formula, scores: scores, schema: collection.fieldIndexes)
        let ids = Set(sources.joined().map(\.id)).sorted()
        let points = try collection.fetch(ids, withPayload: true, withVectors: evaluator.asksForVectors)
        return try points.map { Scored(id: $0.id, score: try evaluator.score(of: $0)) }.sortedBestFirst()
    }
}
