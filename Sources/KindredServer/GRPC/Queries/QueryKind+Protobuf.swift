#if Server
import Kindred
import KindredService

extension QueryKind {
    /// What a message asks for.
    init(_ message: Qdrant_Query) throws {
        switch message.variant {
        case .nearest(let vector): self = .nearest(try VectorInput(vector))
        case .nearestWithMmr(let nearest): self = try Self.diverse(nearest)
        case .recommend(let input): self = .recommend(try RecommendInput(input))
        case .discover(let input): self = .discover(target: try VectorInput(input.target), context: try ContextPair.all(input.context))
        case .context(let input): self = .context(try ContextPair.all(input))
        case .orderBy(let order): self = .orderBy(try OrderBy(order))
        case .fusion(let fusion): self = .fusion(try Fusion(fusion))
        case .rrf(let parameters): self = .fusion(Fusion(parameters))
        case .formula(let formula): self = .formula(try ScoreFormula(formula))
        case .sample(.random): self = .sample
        case .sample(.UNRECOGNIZED(let number)): throw RequestError.unknown(number, "sample")
        case .relevanceFeedback(let input): self = .relevanceFeedback(try RelevanceFeedback(input))
        case nil: throw RequestError.unset("query")
        }
    }

    private static func diverse(_ message: Qdrant_NearestInputWithMmr) throws -> QueryKind {
        guard message.hasMmr else { throw RequestError.unset("mmr") }
        var relevance = MaximalMarginalRelevance()
        if message.mmr.hasDiversity { relevance.diversity = message.mmr.diversity }
        if message.mmr.hasCandidatesLimit { relevance.candidatesLimit = Int(message.mmr.candidatesLimit) }
        return .diverse(try VectorInput(message.nearest), relevance)
    }
}

extension RecommendInput {
    fileprivate init(_ message: Qdrant_RecommendInput) throws {
        let strategy: Strategy =
            switch message.strategy {
            case .averageVector: .averageVector
            case .bestScore: .bestScore
            case .sumScores: .sumScores
            case .UNRECOGNIZED(let number): throw RequestError.unknown(number, "strategy")
            }
        self.init(positive: try VectorInput.all(message.positive), negative: try VectorInput.all(message.negative), strategy: strategy)
    }
}

extension ContextPair {
    fileprivate static func all(_ message: Qdrant_ContextInput) throws -> [ContextPair] {
        try message.pairs.map { ContextPair(positive: try VectorInput($0.positive), negative: try VectorInput($0.negative)) }
    }
}

extension OrderBy {
    /// The order of a message.
    init(_ message: Qdrant_OrderBy) throws {
        self.init(key: try PayloadPath(parsing: message.key))
        switch message.direction {
        case .asc: isDescending = false
        case .desc: isDescending = true
        case .UNRECOGNIZED(let number): throw RequestError.unknown(number, "direction")
        }
        if message.hasStartFrom { start = try OrderValue(message.startFrom) }
    }
}

extension OrderValue {
    fileprivate init(_ message: Qdrant_StartFrom) throws {
        switch message.value {
        case .integer(let integer): self = .int(integer)
        case .float(let number):
            guard number.isFinite else { throw RequestError(.badRequest, "start_from is \(number); it must be finite") }
            self = .double(number)
        case .timestamp(let moment): self = .int(try Timestamp(moment).microseconds)
        case .datetime(let text): self = .int(try Timestamp(parsing: text, "start_from").microseconds)
        case nil: throw RequestError.unset("start_from")
        }
    }
}

extension Fusion {
    fileprivate init(_ message: Qdrant_Fusion) throws {
        switch message {
        case .rrf: self = .reciprocalRank()
        case .dbsf: self = .distributionBased
        case .UNRECOGNIZED(let number): throw RequestError.unknown(number, "fusion")
        }
    }

    fileprivate init(_ message: Qdrant_Rrf) {
        self = .reciprocalRank(k: message.hasK ? Int(message.k) : 2, weights: message.weights.isEmpty ? nil : message.weights)
    }
}

extension RelevanceFeedback {
    fileprivate init(_ message: Qdrant_RelevanceFeedbackInput) throws {
        guard case .naive(let weights) = message.strategy.variant else { throw RequestError.unset("strategy") }
        let feedback = try message.feedback.map { Example(example: try VectorInput($0.example), score: $0.score) }
        self.init(target: try VectorInput(message.target), feedback: feedback, a: weights.a, b: weights.b, c: weights.c)
    }
}
#endif
