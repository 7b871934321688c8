/// What a per-dimension measure knows of each dimension of the rows it was fitted to.
public struct DimensionStatistics: Sendable, Hashable, Codable {
    /// The smallest value of each dimension.
    public let minimum: [Double]
    /// The largest value of each dimension.
    public let maximum: [Double]
    /// The mean absolute deviation from the mean.
    public let deviation: [Double]

    /// How many dimensions.
    public var dimension: Int { minimum.count }

    /// Statistics that are known.
    ///
    /// - Throws: `.invalidWeights` when the arrays differ in length, a range is upside down or a deviation is negative.
    public init(minimum: [Double], maximum: [Double], deviation: [Double]? = nil) throws(MeasureError) {
        let deviation = deviation ?? [Double](repeating: 1, count: minimum.count)
        guard minimum.count == maximum.count, minimum.count == deviation.count else {
            throw MeasureError(
                .invalidWeights, "\(minimum.count) minima, \(maximum.count) maxima and \(deviation.count) deviations")
        }
        for i in minimum.indices where !(minimum[i] <= maximum[i] && deviation[i] >= 0 && deviation[i].isFinite) {
            throw MeasureError(
                .invalidWeights, "dimension \(i) has the range \(minimum[i])...\(maximum[i]) and the deviation \(deviation[i])")
        }
        self.minimum = minimum
        self.maximum = maximum
        self.deviation = deviation
    }

    /// The statistics of rows that follow one another.
    init(of rows: Span<Float>, dimension: Int) throws(MeasureError) {
        let count = rows.count / dimension
        guard count >= 1 else { throw MeasureError(.tooFewRows, "ranges need a row") }
        var minimum = [Double](repeating: .infinity, count: dimension), maximum = minimum.map { -$0 }
        var mean = [Double](repeating: 0, count: dimension), deviation = mean
        for i in rows.indices {
            let j = i % dimension, x = Double(rows[i])
            minimum[j] = min(minimum[j], x)
            maximum[j] = max(maximum[j], x)
            mean[j] += x / Double(count)
        }
        for i in rows.indices { deviation[i % dimension] += abs(Double(rows[i]) - mean[i % dimension]) / Double(count) }
        try self.init(minimum: minimum, maximum: maximum, deviation: deviation)
    }
}

extension DimensionStatistics {
    private enum CodingKeys: String, CodingKey { case minimum, maximum, deviation }

    /// - Throws: what `init(minimum:maximum:deviation:)` throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            minimum: container.decode([Double].self, forKey: .minimum), maximum: container.decode([Double].self, forKey: .maximum),
            deviation: container.decode([Double].self, forKey: .deviation))
    }
}
