import Foundation
import Kindred

extension QueryEngine {
    /// The likeness of every admitted point to some examples, larger being more alike: the measure's similarity, or its distance
    /// negated, squared where the measure is Euclidean.
    struct Likeness {
        let ids: [PointID]
        /// One array per example.
        let values: [[Float]]
    }

    func likeness(to examples: [VectorValue], _ node: Prefetch, filter: Filter?) throws -> Likeness {
        let weighted = try examples.map { example in
            guard case .sparse(let vector) = example else { return example }
            return .sparse(try self.weighted(vector, node))
        }
        let table = try collection.similarities(to: weighted, using: node.vectorName, filter: filter)
        guard let measure = configuration.vectors[node.vectorName]?.measure, measure.kind == .distance else { return Likeness(ids: table.ids, values: table.scores) }
        let isEuclidean = measure.name == Measure.euclidean.name
        return Likeness(ids: table.ids, values: table.scores.map { $0.map { isEuclidean ? -$0 * $0 : -$0 } })
    }

    /// Points like some examples and unlike others.
    func recommended(_ input: RecommendInput, _ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        guard !input.positive.isEmpty || input.strategy != .averageVector && !input.negative.isEmpty else {
            throw RequestError(.validation, "internal.query.recommend: at least one positive example is needed")
        }
        let positive = try examples(input.positive, node), negative = try examples(input.negative, node)
        let admitted = Filter.leavingOut((positive + negative).compactMap(\.id), of: filter)
        guard input.strategy != .averageVector else {
            let mean = try Self.average(positive.map(\.vector), negative.map(\.vector))
            return try nearest(to: mean, node, limit: limit, filter: admitted)
        }
        let likeness = try likeness(to: (positive + negative).map(\.vector), node, filter: admitted)
        let likes = likeness.values.prefix(positive.count), dislikes = likeness.values.dropFirst(positive.count)
        return best(likeness.ids, node, limit: limit) { row in
            switch input.strategy {
            case .bestScore:
                let like = likes.reduce(-Float.infinity) { max($0, $1[row]) }, dislike = dislikes.reduce(-Float.infinity) { max($0, $1[row]) }
                return like > dislike ? Self.scaledSigmoid(like) : -Self.scaledSigmoid(dislike)
            default: return likes.reduce(Float(0)) { $0 + $1[row] } - dislikes.reduce(Float(0)) { $0 + $1[row] }
            }
        }
    }

    /// Points on the right side of pairs and, with a target, near it.
    func discovered(_ target: VectorInput?, _ context: [ContextPair], _ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        let inputs = (target.map { [$0] } ?? []) + context.flatMap { [$0.positive, $0.negative] }
        guard !inputs.isEmpty else { return try emptyContext(limit: limit, filter: filter, node) }
        let examples = try examples(inputs, node)
        let likeness = try likeness(to: examples.map(\.vector), node, filter: Filter.leavingOut(examples.compactMap(\.id), of: filter))
        let pairs = stride(from: target == nil ? 0 : 1, to: inputs.count, by: 2).map { (likeness.values[$0], likeness.values[$0 + 1]) }
        return best(likeness.ids, node, limit: limit) { row in
            guard target != nil else {
                return pairs.reduce(Float(0)) { $0 + Self.fastSigmoid(min($1.0[row] - $1.1[row] - .ulpOfOne, 0)) }
            }
            let rank = pairs.reduce(0) { $0 + ($1.0[row] > $1.1[row] ? 1 : $1.0[row] == $1.1[row] ? 0 : -1) }
            return Float(rank) + Self.scaledSigmoid(likeness.values[0][row])
        }
    }

    /// Without pairs no point is on a wrong side: all have the score 0.
    private func emptyContext(limit: Int, filter: Filter?, _ node: Prefetch) throws -> [Scored] {
        let having = Filter.merged(filter, Filter(.hasVector(node.vectorName)))
        return try collection.scroll(limit: limit, filter: having, withPayload: false).points.map { Scored(id: $0.id, score: 0) }
    }

    /// Points by their likeness to a target, moved by what users thought of earlier answers.
    func refined(_ feedback: RelevanceFeedback, _ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        let examples = try examples([feedback.target] + feedback.feedback.map(\.example), node)
        let likeness = try likeness(to: examples.map(\.vector), node, filter: Filter.leavingOut(examples.compactMap(\.id), of: filter))
        let pairs = feedback.pairs
        return best(likeness.ids, node, limit: limit) { row in
            pairs.reduce(feedback.a * likeness.values[0][row]) { $0 + $1.weight * (likeness.values[$1.better + 1][row] - likeness.values[$1.worse + 1][row]) }
        }
    }

    /// The best rows by a score, larger being better; equal scores by ascending id.
    private func best(_ ids: [PointID], _ node: Prefetch, limit: Int, score: (Int) -> Float) -> [Scored] {
        var scored: [Scored] = []
        scored.reserveCapacity(ids.count)
        for (row, id) in ids.enumerated() {
            let value = score(row)
            if let threshold = node.scoreThreshold, value < threshold { continue }
            scored.append(Scored(id: id, score: value))
        }
        return scored.sortedBestFirst().firsts(limit)
    }

    /// x / (1 + |x|).
    static func fastSigmoid(_ x: Float) -> Float { x.isFinite ? x / (1 + abs(x)) : x }

    /// A sigmoid between 0 and 1.
    static func scaledSigmoid(_ x: Float) -> Float { 0.5 * (fastSigmoid(x) + 1) }
}

extension RelevanceFeedback {
    /// Two answers of which users preferred one, and what the pair weighs.
    struct Pair {
        var better: Int
        var worse: Int
        var weight: Float
    }

    /// All pairs of different score.
    var pairs: [Pair] {
        feedback.indices.flatMap { one in
            feedback.indices.compactMap { other in
                let difference = feedback[one].score - feedback[other].score
                return difference > 0 ? Pair(better: one, worse: other, weight: pow(difference, b) * c) : nil
            }
        }
    }
}

extension [QueryEngine.Scored] {
    /// By descending score, equal scores by ascending id.
    func sortedBestFirst() -> Self {
        sorted { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
    }
}
