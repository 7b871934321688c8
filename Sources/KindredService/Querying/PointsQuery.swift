public import Kindred

/// A question to a collection, in the terms of the Query API.
public struct PointsQuery: Sendable {
    /// What is asked; nil lists points by id.
    public var query: QueryKind?
    /// Queries whose answers are the candidates of this one.
    public var prefetch: [Prefetch] = []
    /// Which of the points' vectors is compared; "" is the unnamed one; nil when nothing was said.
    public var using: String?
    /// Only points that match.
    public var filter: Filter?
    /// How to search.
    public var parameters = SearchParameters()
    /// Only points at least this near.
    public var scoreThreshold: Float?
    /// At most how many points, 1 or more.
    public var limit = 10
    /// How many of the best are left out first.
    public var offset = 0
    /// Which parts of payloads come with the points.
    public var withPayload = PayloadSelector.none
    /// Which vectors come with the points.
    public var withVectors = VectorSelector.none
    /// Where the vectors of ids in the query are looked up; nil for the collection itself.
    public var lookup: VectorLookup?

    /// A question with the defaults.
    public init(_ query: QueryKind? = nil, limit: Int = 10) {
        self.query = query
        self.limit = limit
    }
}

/// A query whose answers are another one's candidates.
public struct Prefetch: Sendable {
    /// What is asked; nil lists points by id.
    public var query: QueryKind?
    /// Queries whose answers are the candidates of this one.
    public var prefetch: [Prefetch] = []
    /// Which vector is compared.
    public var using: String?
    /// Only points that match.
    public var filter: Filter?
    /// How to search.
    public var parameters = SearchParameters()
    /// Only points at least this near.
    public var scoreThreshold: Float?
    /// At most how many points, 1 or more.
    public var limit = 10
    /// Where the vectors of ids in the query are looked up.
    public var lookup: VectorLookup?

    /// A query with the defaults.
    public init(_ query: QueryKind? = nil, limit: Int = 10) {
        self.query = query
        self.limit = limit
    }
}

/// How to search.
public struct SearchParameters: Sendable, Equatable {
    /// Compare with every point instead of asking an index.
    public var exact = false
    /// The width of the search in a graph, 1 or more; nil leaves it to the collection.
    public var hnswEF: Int?
    /// Leave out segments without an index.
    public var indexedOnly = false
    /// Search on the original vectors, not on codes.
    public var ignoresQuantization = false
    /// Whether what codes found is scored again by the original vectors; nil leaves it to the collection.
    public var rescores: Bool?
    /// How many times more candidates codes yield before they are scored again, 1 or more.
    public var oversampling: Double?
    /// The measure to compare by, of those that the collection keeps for the vector; nil for the one that serves. For the nearest to a dense vector only.
    public var measure: Int?
    /// The recall@10 that a search in an index shall reach on the mean, above 0, at most 1. For the nearest to a dense vector only.
    public var recall: Double?
    /// Of a sparse vector with the modifier `idf`: the points that frequencies are counted over; nil for all.
    public var frequencyFilter: Filter?

    /// The defaults.
    public init() {}
}

/// Where vectors of ids are looked up.
public struct VectorLookup: Sendable, Equatable {
    /// The collection.
    public var collection: String
    /// The vector's name there; nil for the one that the query compares.
    public var vector: String?

    /// A vector of another collection.
    public init(collection: String, vector: String? = nil) {
        self.collection = collection
        self.vector = vector
    }
}

/// What a query asks for.
public enum QueryKind: Sendable {
    /// The nearest points to a vector.
    case nearest(VectorInput)
    /// The nearest points that are not too alike each other (MMR).
    case diverse(VectorInput, MaximalMarginalRelevance)
    /// Points like some and unlike others.
    case recommend(RecommendInput)
    /// Points near a target, on the right side of every pair.
    case discover(target: VectorInput, context: [ContextPair])
    /// Points on the right side of every pair.
    case context([ContextPair])
    /// Points by a value of their payload.
    case orderBy(OrderBy)
    /// The prefetched answers made one.
    case fusion(Fusion)
    /// A score calculated from prefetched scores and payloads.
    case formula(ScoreFormula)
    /// Points at random.
    case sample
    /// Points by a target and by how well some examples answered it.
    case relevanceFeedback(RelevanceFeedback)
}

/// A vector of a query: given, or that of a stored point.
public enum VectorInput: Sendable, Equatable {
    /// The vector of the point with this id, which is then not an answer itself.
    case id(PointID)
    /// A vector as given.
    case vector(VectorValue)
    /// A text that a model turns into a vector here.
    case document(text: String, model: String)
}

/// How much the answers shall differ from each other.
public struct MaximalMarginalRelevance: Sendable, Equatable {
    /// 0 asks for relevance only, 1 for difference only.
    public var diversity: Float = 0.5
    /// How many of the nearest are chosen from; nil for the query's limit.
    public var candidatesLimit: Int?

    /// The defaults.
    public init() {}
}

/// Examples to be liked and disliked.
public struct RecommendInput: Sendable {
    /// How examples make a score.
    public enum Strategy: Sendable, Equatable {
        /// One search with mean(positive) + mean(positive) − mean(negative).
        case averageVector
        /// The most alike example decides.
        case bestScore
        /// The sum of likenesses to positives less that to negatives.
        case sumScores
    }

    /// What answers are like.
    public var positive: [VectorInput]
    /// What answers are unlike.
    public var negative: [VectorInput]
    /// How they make a score.
    public var strategy: Strategy

    /// Examples.
    public init(positive: [VectorInput], negative: [VectorInput] = [], strategy: Strategy = .averageVector) {
        self.positive = positive
        self.negative = negative
        self.strategy = strategy
    }
}

/// Answers are nearer to `positive` than to `negative`.
public struct ContextPair: Sendable, Equatable {
    /// The side to be on.
    public var positive: VectorInput
    /// The side to keep away from.
    public var negative: VectorInput

    /// A pair.
    public init(positive: VectorInput, negative: VectorInput) {
        self.positive = positive
        self.negative = negative
    }
}

/// An order by a value of the payload.
public struct OrderBy: Sendable {
    /// A field with an index on integers, doubles or dates.
    public var key: PayloadPath
    /// Whether larger values come first.
    public var isDescending = false
    /// The first value, itself included.
    public var start: OrderValue?

    /// Ascending order by a field.
    public init(key: PayloadPath) { self.key = key }
}

/// How ranked lists are made one.
public enum Fusion: Sendable, Equatable {
    /// Reciprocal rank: Σ 1 / ((position + 1) / weight + k − 1).
    case reciprocalRank(k: Int = 2, weights: [Float]? = nil)
    /// Scores laid over each other by mean and deviation, summed.
    case distributionBased
}

/// A target and what users thought of earlier answers.
public struct RelevanceFeedback: Sendable {
    /// One earlier answer and how good it was.
    public struct Example: Sendable {
        /// The answer.
        public var example: VectorInput
        /// How good it was; larger is better.
        public var score: Float

        /// An answer and its score.
        public init(example: VectorInput, score: Float) {
            self.example = example
            self.score = score
        }
    }

    /// What was asked for.
    public var target: VectorInput
    /// Earlier answers.
    public var feedback: [Example]
    /// Weight of the likeness to the target.
    public var a: Float
    /// Exponent of a pair's difference in score.
    public var b: Float
    /// Weight of the pairs.
    public var c: Float

    /// A target and earlier answers.
    public init(target: VectorInput, feedback: [Example], a: Float, b: Float, c: Float) {
        self.target = target
        self.feedback = feedback
        self.a = a
        self.b = b
        self.c = c
    }
}
