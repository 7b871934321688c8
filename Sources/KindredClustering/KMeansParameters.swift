/// Everything that shapes a k-means clustering.
public struct KMeansParameters: Sendable, Hashable {
    /// How many clusters. At least 1, at most as many as there are points.
    public var k: Int
    /// Lloyd iterations at most, or mini-batches. At least 1.
    public var iterations: Int
    /// Iterations end when the inertia falls by less than this share of itself. 0 goes on while anything changes.
    public var tolerance: Double
    /// At most this many points a cluster are looked at, drawn at random; nil looks at all.
    public var pointsPerCluster: Int?
    /// Points of a mini-batch; nil makes each iteration one over all points.
    public var batch: Int?
    /// Runs from different seeds, of which the one of least inertia is kept. They are compared when the inertia falls by less than a
    /// ten thousandth, and the best goes on. At least 1.
    public var restarts: Int
    /// Seed of every draw.
    public var seed: UInt64

    /// Parameters of a clustering into `k`.
    public init(
        k: Int, iterations: Int = 25, tolerance: Double = 1e-4, pointsPerCluster: Int? = nil, batch: Int? = nil,
        restarts: Int = 1, seed: UInt64 = 0
    ) {
        self.k = k
        self.iterations = iterations
        self.tolerance = tolerance
        self.pointsPerCluster = pointsPerCluster
        self.batch = batch
        self.restarts = restarts
        self.seed = seed
    }

    /// How many restarts are worth their time when the best clustering is what counts: as many as four thousand million products allow,
    /// 10 at least and 64 at most.
    ///
    /// One start in twelve finds the best clustering of the digits' spectral embedding into ten: ten starts miss it twice in five times.
    public static func restarts(points: Int, dimension: Int, k: Int) -> Int {
        let iterations = 20.0, products = Double(max(1, points)) * Double(dimension) * Double(k) * iterations
        return Int(min(64, max(10, 4e9 / products)))
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(ClusteringError) {
        try Self.require("k", k)
        try Self.require("iterations", iterations)
        try Self.require("restarts", restarts)
        if let pointsPerCluster { try Self.require("pointsPerCluster", pointsPerCluster) }
        if let batch { try Self.require("batch", batch) }
        guard tolerance >= 0, tolerance < 1 else {
            throw ClusteringError(.invalidParameter, "tolerance is \(tolerance): 0..<1 is allowed")
        }
    }

    private static func require(_ name: String, _ value: Int) throws(ClusteringError) {
        guard value < 1 || value > Int(Int32.max) else { return }
        throw ClusteringError(.invalidParameter, "\(name) is \(value): 1...\(Int32.max) is allowed")
    }
}
