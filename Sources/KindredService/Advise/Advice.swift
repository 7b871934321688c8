/// What somebody's vectors are like, and what follows for measure and index.
public struct Advice: Sendable {
    /// The file that was looked at.
    public let path: String
    /// Vectors in it.
    public let count: Int
    /// Components of a vector.
    public let dimension: Int
    /// Vectors whose neighbours were looked at: all, or 10,000 spread evenly over more.
    public let sampled: Int
    /// The dimensions that the vectors fill locally; nil when they are copies of each other.
    public let intrinsicDimension: Double?
    /// Norms.
    public let norms: Norms
    /// The mean cosine of two different vectors, as they are and less their mean; near 0 when directions are spread evenly.
    public let meanCosine, meanCosineCentred: Double
    /// Root mean square correlation of two axes, 0…1.
    public let axisCorrelation: Double
    /// Hubs among the sampled vectors.
    public let hubness: Hubness
    /// The share of the 10 nearest that dot product and cosine have in common, 0…1, over at most 500 vectors; 1 when norms are equal.
    public let productOverlap: Double
    /// Vectors that equal an earlier one, in the whole file.
    public let exactDuplicates: Int
    /// Sampled vectors that have another, not equal, within a twentieth of the typical distance of two vectors.
    public let nearDuplicates: Int

    /// How long the vectors are.
    public struct Norms: Sendable, Hashable {
        /// The shortest, the mean and the longest.
        public let least, mean, most: Double
        /// Standard deviation over mean; 0 for unit vectors.
        public let spread: Double
        /// Vectors of norm 0.
        public let zeros: Int
    }

    /// Looks at a file.
    ///
    /// - Parameter progress: told how many of how many vectors were looked at; returning false stops.
    /// - Throws: `FileError`; `StorageError.cancelled` when stopped.
    /// - Complexity: O(*s*² *d* + *nd*) for *s* sampled vectors.
    public init(vectors path: String, options: VectorFileOptions = VectorFileOptions(), progress: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }) throws {
        let vectors = try VectorFile.readAll(path, options: options, atLeast: Comparison.least)
        try self.init(vectors, path: path, progress: progress)
    }

    init(_ vectors: VectorBatch, path: String, progress: (Int, Int) -> Bool) throws {
        self.path = path
        (count, dimension) = (vectors.count, vectors.dimension)
        let rows = VectorMoments.spread(count, over: NeighborSample.most)
        let values = rows.flatMap { vectors.vector($0) }
        let sample = try NeighborSample(values, dimension: dimension, k: min(IntrinsicDimension.neighbors, rows.count - 1), progress: progress)
        productOverlap = try NeighborSample.overlap(.dot, .cosine, values, dimension: dimension)
        sampled = sample.count
        intrinsicDimension = IntrinsicDimension.estimate(sample.squares)
        hubness = Hubness(sample.slots.map { $0.prefix(Hubness.k) }, count: sample.count)
        let moments = VectorMoments(vectors)
        norms = Norms(moments.norms)
        meanCosine = moments.meanCosine()
        meanCosineCentred = moments.meanCosine(centre: moments.mean)
        axisCorrelation = moments.axisCorrelation
        exactDuplicates = count - Set((0..<count).map { vectors.vector($0) }).count
        let near = Float(moments.meanSquaredDistance / 400)
        nearDuplicates = sample.squares.count { squares in squares.first { $0 > 0 }.map { $0 <= near } ?? false }
    }
}

extension Advice.Norms {
    init(_ norms: [Double]) {
        let n = Double(max(1, norms.count)), mean = norms.reduce(0, +) / n
        let variance = norms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        self.mean = mean
        least = norms.min() ?? 0
        most = norms.max() ?? 0
        spread = mean > 0 ? variance.squareRoot() / mean : 0
        zeros = norms.count { $0 == 0 }
    }
}
