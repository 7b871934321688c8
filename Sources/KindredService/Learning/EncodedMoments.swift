public import Kindred

/// Where a collection's vectors lie as a learned measure encodes them, so that it can be told later how far they have moved.
struct EncodedMoments {
    /// The mean of the encodings, and the mean squared distance to it.
    let centre: [Double]
    let spread: Double
    /// Points in the collection then.
    let points: Int

    private static let sample = 2_000

    /// Moments of vectors spread evenly over a collection; nil when the measure encodes nothing, or there are no vectors.
    init?(of collection: VectorCollection, using vector: String, under measure: Measure) throws {
        guard measure.encoder != nil, let dimension = collection.configuration.vectors[vector]?.dimension else { return nil }
        let values = try collection.sample(Self.sample, using: vector), preparation = measure.form.preparation
        guard !values.isEmpty else { return nil }
        let encoded = preparation.prepared(values.span, dimension: dimension), width = preparation.preparedDimension(for: dimension)
        let count = Double(encoded.count / width)
        var centre = [Double](repeating: 0, count: width)
        for (place, value) in encoded.enumerated() { centre[place % width] += Double(value) / count }
        spread = encoded.enumerated().reduce(0) { $0 + (Double($1.element) - centre[$1.offset % width]) * (Double($1.element) - centre[$1.offset % width]) } / count
        self.centre = centre
        points = collection.count
    }

    init?(_ json: JSONObject?) {
        guard let json, let centre = json["centre"]?.arrayValue?.compactMap(\.doubleValue), let spread = json["spread"]?.doubleValue, let points = json["points"]?.intValue else { return nil }
        (self.centre, self.spread, self.points) = (centre, spread, Int(points))
    }

    var json: JSONObject { ["centre": .array(centre.map { .double(Double(Float($0))) }), "spread": .double(spread), "points": .init(points)] }
}

/// How far a collection's vectors have moved since a measure was learned from them.
public struct MeasureDrift: Sendable, Hashable {
    /// The distance between the means of the encodings then and now, in units of their spread then. Below 0.1 nothing happened; at 1 the
    /// vectors are elsewhere: learn again.
    public let shift: Double
    /// The spread now over the spread then.
    public let spreadRatio: Double
    /// Points then and now.
    public let pointsThen, pointsNow: Int
}

extension Operations {
    /// How far a collection has moved since the measure that serves was learned; nil when it was not learned here.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument` for an unknown vector.
    public func drift(_ name: String, using vector: String = "") throws -> MeasureDrift? {
        let collection = try database.collection(name)
        guard let serving = try collection.measures(of: vector).first(where: \.isServing), let then = EncodedMoments(serving.note["moments"]?.objectValue),
            let now = try EncodedMoments(of: collection, using: vector, under: serving.measure), now.centre.count == then.centre.count
        else { return nil }
        let squared = zip(then.centre, now.centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return MeasureDrift(
            shift: (squared / max(then.spread, 1e-12)).squareRoot(), spreadRatio: now.spread / max(then.spread, 1e-12), pointsThen: then.points, pointsNow: now.points)
    }
}
