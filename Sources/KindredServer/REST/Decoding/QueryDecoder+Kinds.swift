#if Server
import KindredService

extension QueryDecoder {
    /// What stands under `query`: a vector, an id, or an object that names its kind.
    static func kind(_ value: BodyValue) throws -> QueryKind {
        guard case .object(let object) = value else { return .nearest(try VectorDecoder.input(value)) }
        for (key, decode) in kinds where object[key] != nil { return try decode(object) }
        return .nearest(try VectorDecoder.input(value))
    }

    private static let kinds: [(String, @Sendable (BodyObject) throws -> QueryKind)] = [
        ("nearest", nearest),
        ("recommend", { .recommend(try $0.required("recommend", recommend)) }),
        ("discover", { try $0.required("discover", discover) }),
        ("context", { .context(try $0.required("context", contextPairs)) }),
        ("order_by", { .orderBy(try $0.required("order_by", orderBy)) }),
        ("fusion", { .fusion(try $0.required("fusion", fusion)) }),
        ("rrf", { .fusion(try $0.required("rrf", reciprocalRank)) }),
        ("formula", { .formula(try FormulaDecoder.formula($0)) }),
        ("sample", sample),
        ("relevance_feedback", { .relevanceFeedback(try $0.required("relevance_feedback", relevanceFeedback)) }),
    ]

    @Sendable private static func nearest(_ object: BodyObject) throws -> QueryKind {
        let vector = try object.required("nearest", VectorDecoder.input)
        guard let mmr = try object.optional("mmr", relevance) else { return .nearest(vector) }
        return .diverse(vector, mmr)
    }

    private static func relevance(_ value: BodyValue) throws -> MaximalMarginalRelevance {
        let object = try value.object()
        var mmr = MaximalMarginalRelevance()
        mmr.diversity = Float(try object.optional("diversity") { try $0.double(in: 0...1) } ?? Double(mmr.diversity))
        mmr.candidatesLimit = try object.optional("candidates_limit") { try $0.unsigned(from: 1) }
        return mmr
    }

    /// Examples to be liked and disliked.
    static func recommend(_ value: BodyValue) throws -> RecommendInput {
        let object = try value.object()
        return RecommendInput(
            positive: try object.optional("positive") { try $0.list(of: VectorDecoder.input) } ?? [],
            negative: try object.optional("negative") { try $0.list(of: VectorDecoder.input) } ?? [],
            strategy: try object.optional("strategy", strategy) ?? .averageVector)
    }

    private static func strategy(_ value: BodyValue) throws -> RecommendInput.Strategy {
        switch try value.string() {
        case "average_vector": return .averageVector
        case "best_score": return .bestScore
        case "sum_scores": return .sumScores
        case let name: throw unknownVariant(name, ["average_vector", "best_score", "sum_scores"])
        }
    }

    private static func discover(_ value: BodyValue) throws -> QueryKind {
        let object = try value.object()
        return .discover(target: try object.required("target", VectorDecoder.input), context: try object.optional("context", contextPairs) ?? [])
    }

    /// One pair or several.
    static func contextPairs(_ value: BodyValue) throws -> [ContextPair] {
        try value.oneOrMore { pair in
            let object = try pair.object()
            return ContextPair(positive: try object.required("positive", VectorDecoder.input), negative: try object.required("negative", VectorDecoder.input))
        }
    }

    /// A field's name, or an object with `key`, `direction` and `start_from`.
    static func orderBy(_ value: BodyValue) throws -> OrderBy {
        guard case .object(let object) = value else { return OrderBy(key: try value.path()) }
        var order = OrderBy(key: try object.required("key") { try $0.path() })
        order.isDescending = try object.optional("direction", isDescending) ?? false
        order.start = try object.optional("start_from", start)
        return order
    }

    private static func isDescending(_ value: BodyValue) throws -> Bool {
        switch try value.string() {
        case "asc": return false
        case "desc": return true
        case let name: throw unknownVariant(name, ["asc", "desc"])
        }
    }

    private static func start(_ value: BodyValue) throws -> OrderValue {
        switch value {
        case .json(.int(let number)): return .int(number)
        case .json(.double(let number)): return .double(number)
        case .json(.string(let text)):
            guard let moment = Timestamp(text) else { throw InputError.wrong(value, expected: "a number or a date") }
            return .int(moment.microseconds)
        default: throw InputError.wrong(value, expected: "a number or a date")
        }
    }

    private static func fusion(_ value: BodyValue) throws -> Fusion {
        switch try value.string() {
        case "rrf": return .reciprocalRank()
        case "dbsf": return .distributionBased
        case let name: throw unknownVariant(name, ["rrf", "dbsf"])
        }
    }

    private static func reciprocalRank(_ value: BodyValue) throws -> Fusion {
        let object = try value.object()
        return .reciprocalRank(
            k: try object.optional("k") { try $0.unsigned(from: 1) } ?? 2, weights: try object.optional("weights") { try $0.list { try $0.float() } })
    }

    @Sendable private static func sample(_ object: BodyObject) throws -> QueryKind {
        try object.required("sample") { value in
            let name = try value.string()
            guard name == "random" else { throw unknownVariant(name, ["random"]) }
            return .sample
        }
    }

    private static func relevanceFeedback(_ value: BodyValue) throws -> RelevanceFeedback {
        let object = try value.object()
        let target = try object.required("target", VectorDecoder.input)
        let feedback = try object.required("feedback") { try $0.list(of: example) }
        let (a, b, c) = try object.required("strategy") { try $0.object().required("naive", weights) }
        return RelevanceFeedback(target: target, feedback: feedback, a: a, b: b, c: c)
    }

    private static func example(_ value: BodyValue) throws -> RelevanceFeedback.Example {
        let object = try value.object()
        return .init(example: try object.required("example", VectorDecoder.input), score: try object.required("score") { try $0.float() })
    }

    private static func weights(_ value: BodyValue) throws -> (a: Float, b: Float, c: Float) {
        let object = try value.object()
        let a = try object.required("a") { try $0.float() }
        let b = try object.required("b") { try $0.float() }
        let c = try object.required("c") { try $0.float() }
        guard b >= 0 else { throw InputError.value("\(b)", must: "be 0.0 or larger").inside("b") }
        return (a, b, c)
    }

    /// A word that is none of those that may stand here.
    static func unknownVariant(_ name: String, _ known: [String]) -> InputError {
        .format("unknown variant `\(name)`, expected \(known.count == 1 ? "" : "one of ")\(known.map { "`\($0)`" }.joined(separator: ", "))")
    }
}
#endif
