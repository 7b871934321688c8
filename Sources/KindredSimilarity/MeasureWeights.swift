/// What a fitted or trained measure holds besides its text.
public enum MeasureWeights: Sendable, Hashable, Codable {
    /// Mahalanobis.
    case covariance(Covariance)
    /// Per-dimension, when it scores by range or by a fitted scale.
    case dimensions(DimensionStatistics)
    /// The learned similarity.
    case network(PairNetwork)
    /// Measures of encoded vectors.
    case encoder(LearnedEncoder)
    /// Measures whose sides have an encoder each.
    case towers(LearnedTowers)
}

extension Measure {
    /// The fitted weights, which the text does not hold.
    public var weights: MeasureWeights? { formula.weights }

    /// The measure of a text and the weights that belong to it.
    ///
    /// - Throws: `.invalidWeights` when they do not belong to it; what `init(parsing:)` throws.
    public init(parsing text: String, weights: MeasureWeights) throws(MeasureError) {
        let bare = try Measure(parsing: text)
        self.init(try bare.formula.with(weights))
    }
}

extension Measure: Codable {
    private enum CodingKeys: String, CodingKey {
        case measure, weights
    }

    /// Reads `{"measure": text, "weights": …}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .measure)
        if let weights = try container.decodeIfPresent(MeasureWeights.self, forKey: .weights) {
            try self.init(parsing: text, weights: weights)
        } else {
            try self.init(parsing: text)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(description, forKey: .measure)
        try container.encodeIfPresent(weights, forKey: .weights)
    }
}
