/// Things that are distributions, searched by how far they are from one.
///
/// ```swift
/// var collection = DistributionCollection()
/// try collection.add(.outcomes(DiscreteDistribution([1, 4, 5])), named: "a")
/// let hits = try collection.nearest(to: .outcomes(query), k: 5, by: .jensenShannon)
/// ```
///
/// Every item is compared: divergences are no metrics, and those of mixtures are costly beside any index.
public struct DistributionCollection: Sendable {
    /// A distribution of one kind or the other.
    public enum Item: Sendable, Equatable {
        /// Of outcomes, as words or topics.
        case outcomes(DiscreteDistribution)
        /// Of points.
        case points(GaussianMixture)

        /// How far it is from another.
        ///
        /// - Throws: `DistributionError`, `mismatch` also for another kind.
        public func divergence(_ kind: Divergence, to other: Item) throws(DistributionError) -> Double {
            switch (self, other) {
            case (.outcomes(let p), .outcomes(let q)): return try p.divergence(kind, to: q)
            case (.points(let p), .points(let q)): return try p.divergence(kind, to: q)
            default: throw DistributionError(.mismatch, "a distribution of points against one of outcomes")
            }
        }
    }

    /// An item that was found.
    public struct Hit: Sendable, Hashable {
        /// Its number, from 0 in the order of adding.
        public let number: Int
        /// Its name.
        public let name: String
        /// How far the query is from it; infinite when it calls impossible what the query does not.
        public let divergence: Double
    }

    /// The names, in the order of adding.
    public private(set) var names: [String] = []
    /// The distributions.
    public private(set) var items: [Item] = []

    /// A collection without items.
    public init() {}

    /// Adds an item.
    ///
    /// - Throws: `DistributionError.mismatch` when it cannot be compared with those that are there.
    public mutating func add(_ item: Item, named name: String) throws(DistributionError) {
        if let first = items.first { try Self.requireAlike(first, item) }
        items.append(item)
        names.append(name)
    }

    /// The items nearest to a query, of equals those added first. Infinite divergences come last.
    ///
    /// - Throws: `DistributionError`: `mismatch`, `invalidParameter` for a `k` below 1.
    /// - Complexity: a divergence for each item.
    public func nearest(to query: Item, k: Int, by kind: Divergence) throws(DistributionError) -> [Hit] {
        guard k >= 1 else { throw DistributionError(.invalidParameter, "\(k) nearest items were asked for; at least 1 is allowed") }
        var hits: [Hit] = []
        for (number, item) in items.enumerated() {
            hits.append(Hit(number: number, name: names[number], divergence: try query.divergence(kind, to: item)))
        }
        return Array(hits.sorted { ($0.divergence, $0.number) < ($1.divergence, $1.number) }.prefix(k))
    }

    private static func requireAlike(_ a: Item, _ b: Item) throws(DistributionError) {
        switch (a, b) {
        case (.outcomes(let p), .outcomes(let q)) where p.probabilities.count != q.probabilities.count:
            throw DistributionError(.mismatch, "\(p.probabilities.count) outcomes against \(q.probabilities.count)")
        case (.points(let p), .points(let q)) where p.dimension != q.dimension:
            throw DistributionError(.mismatch, "\(p.dimension) dimensions against \(q.dimension)")
        case (.outcomes, .points), (.points, .outcomes): throw DistributionError(.mismatch, "a distribution of points against one of outcomes")
        default: return
        }
    }
}
