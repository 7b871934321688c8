/// Two encoders of one space: the query tower for what asks, the item tower for what is stored.
///
///     let towers = try LearnedTowers(query: asking, item: stored)
///     Measure.towers(towers, base: .cosine)   // the cosine of asking(a) and stored(b): not symmetric
///
/// Two towers: Huang et al., "Learning deep structured semantic models for web search using clickthrough data", CIKM 2013. Towers that share
/// no weights are the asymmetric dual encoder of Dong et al., "Exploring dual encoder architectures for question answering", EMNLP 2022.
public struct LearnedTowers: Sendable, Hashable {
    /// Encodes what asks.
    public let query: LearnedEncoder
    /// Encodes what is stored.
    public let item: LearnedEncoder

    /// - Throws: `.invalidWeights` when the two take or make vectors of different dimensions.
    public init(query: LearnedEncoder, item: LearnedEncoder) throws(MeasureError) {
        guard query.inputDimension == item.inputDimension, query.outputDimension == item.outputDimension else {
            throw MeasureError(
                .invalidWeights,
                "a query tower of \(query.inputDimension) to \(query.outputDimension) components and an item tower of \(item.inputDimension) to \(item.outputDimension): both have to take and make the same"
            )
        }
        self.query = query
        self.item = item
    }

    /// Components of what either takes.
    public var inputDimension: Int { item.inputDimension }
    /// Components of what either makes.
    public var outputDimension: Int { item.outputDimension }

    /// The encoder of one side of a comparison.
    public func encoder(for role: Preparation.Role) -> LearnedEncoder {
        switch role {
        case .query: query
        case .row: item
        }
    }

    /// Both towers with one more map behind each.
    ///
    /// - Throws: `.invalidWeights` when the map does not take what they make.
    public func followed(by map: AffineMap) throws(MeasureError) -> LearnedTowers {
        try LearnedTowers(query: LearnedEncoder(query.maps + [map]), item: LearnedEncoder(item.maps + [map]))
    }
}

extension LearnedTowers: Codable {
    private enum CodingKeys: String, CodingKey { case query, item }

    /// - Throws: what `init(query:item:)` throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(query: container.decode(LearnedEncoder.self, forKey: .query), item: container.decode(LearnedEncoder.self, forKey: .item))
    }
}
