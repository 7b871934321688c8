/// Everything that shapes an inverted file and its default search, by the names of the field.
public struct IVFParameters: Sendable, Hashable {
    /// What a list holds of its rows.
    public enum Codes: Sendable, Hashable {
        /// Their numbers only: rows are compared themselves. `ivfflat`.
        case none
        /// Codes of their residuals by product quantisation: `m` parts of `bits` bits, 4 or 8. `ivfpq`.
        case product(m: Int, bits: Int)
    }

    /// How many lists; nil for about 4 √n, a power of two. Fewer when there are fewer rows.
    public var nlist: Int?
    /// Lists a search looks into by default. At least 1.
    public var nprobe: Int
    /// What a list holds.
    public var codes: Codes
    /// Candidates per neighbour asked for that are compared again with the rows themselves; 0 compares none, and results
    /// then carry estimates.
    public var rerank: Int
    /// Whether a dimension that `m` does not divide is filled up with zeros rather than refused.
    public var pad: Bool
    /// Iterations of k-means over the lists' centroids. At least 1.
    public var iterations: Int
    /// Rows per list that the centroids are learnt from, at most. At least 1.
    public var trainingRows: Int
    /// Seed of all draws.
    public var seed: UInt64
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing.
    public var recallSamples: Int

    /// Parameters of an inverted file.
    public init(
        nlist: Int? = nil, nprobe: Int = 16, codes: Codes = .none, rerank: Int = 8, pad: Bool = false, iterations: Int = 10,
        trainingRows: Int = 64, seed: UInt64 = 0, recallSamples: Int = 100
    ) {
        self.nlist = nlist
        self.nprobe = nprobe
        self.codes = codes
        self.rerank = rerank
        self.pad = pad
        self.iterations = iterations
        self.trainingRows = trainingRows
        self.seed = seed
        self.recallSamples = recallSamples
    }

    static let listsMax = 1 << 20
    static let rerankMax = 1 << 16

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(IndexError) {
        if let nlist { try Self.require("nlist", nlist, in: 1...Self.listsMax) }
        try Self.require("nprobe", nprobe, in: 1...Self.listsMax)
        try Self.require("rerank", rerank, in: 0...Self.rerankMax)
        try Self.require("iterations", iterations, in: 1...10_000)
        try Self.require("trainingRows", trainingRows, in: 1...Self.listsMax)
        try Self.require("recallSamples", recallSamples, in: 0...Self.listsMax)
        guard case .product(let m, let bits) = codes else { return }
        try Self.require("m", m, in: 1...ProductQuantizer.partsMax)
        guard bits == 4 || bits == 8 else { throw IndexError(.invalidParameter, "bits is \(bits): 4 or 8 are allowed") }
    }

    /// - Throws: also `invalidParameter` for parts that do not divide the dimension.
    public func validate(dimension: Int) throws(IndexError) {
        try validate()
        guard case .product(let m, _) = codes else { return }
        guard m <= dimension else { throw IndexError(.invalidParameter, "m is \(m): rows of dimension \(dimension) have at most as many parts") }
        guard pad || dimension % m == 0 else {
            throw IndexError(.invalidParameter, "m is \(m): it does not divide the dimension \(dimension); pad allows it")
        }
    }

    /// The number of lists for so many rows.
    func lists(for count: Int) -> Int {
        guard count > 1 else { return 1 }
        let wanted = nlist ?? 1 << Int(((4 * Double(count).squareRoot()).logarithm / 2.0.logarithm).rounded())
        return min(max(1, wanted), count)
    }

    private static func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(IndexError) {
        guard !range.contains(value) else { return }
        throw IndexError(.invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed")
    }
}
