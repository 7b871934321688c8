internal import KindredMath

/// A family of hash functions that near rows are likely to agree in.
public enum LSHFamily: UInt8, Sendable, Hashable, CaseIterable {
    /// On which side of a random plane through the origin: for angles, and for inner products by Neyshabur and Srebro.
    case simhash = 0
    /// In which stretch of a random line: for Euclidean distances.
    case e2lsh = 1
    /// Sampled bits: for Hamming distances.
    case bits = 2
}

/// What shapes the hash tables of ``LSH`` and its default search.
public struct LSHParameters: Sendable, Hashable {
    /// The hash functions; nil for those of the reduction: `e2lsh` of squared L2, `simhash` of dot, `bits` of Hamming.
    public var family: LSHFamily?
    /// Hashes that make a bucket (k of the literature); nil for 8 of `e2lsh`, 16 of the others. 1...64, of `e2lsh` 1...32.
    public var bits: Int?
    /// Tables (L). 1...1024.
    public var tables: Int
    /// Chooses the number of tables, so that a row's nearest neighbour is met with this probability, inside 0...1; nil for
    /// ``tables``.
    public var targetRecall: Double?
    /// Buckets visited in each table besides the query's own, the least uncertain hashes changed first (T). 0...4096.
    public var probes: Int
    /// Width of the stretches of `e2lsh`; nil for four times the median distance to the nearest neighbour. Positive.
    public var width: Double?
    /// Seed of the hash functions.
    public var seed: UInt64
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing.
    public var recallSamples: Int

    /// Sixteen tables, no extra probes, unless given.
    public init(
        family: LSHFamily? = nil, bits: Int? = nil, tables: Int = 16, targetRecall: Double? = nil, probes: Int = 0,
        width: Double? = nil, seed: UInt64 = 0, recallSamples: Int = 100
    ) {
        self.family = family
        self.bits = bits
        self.tables = tables
        self.targetRecall = targetRecall
        self.probes = probes
        self.width = width
        self.seed = seed
        self.recallSamples = recallSamples
    }

    static let tablesMax = 1024

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(IndexError) {
        try IndexError.require("bits", bits ?? 1, in: 1...(family == .e2lsh ? 32 : 64))
        try IndexError.require("tables", tables, in: 1...Self.tablesMax)
        try IndexError.require("probes", probes, in: 0...4096)
        try IndexError.require("recallSamples", recallSamples, in: 0...1 << 20)
        if let targetRecall, !(targetRecall > 0 && targetRecall < 1) {
            throw IndexError(.invalidParameter, "targetRecall is \(targetRecall): between 0 and 1 is allowed")
        }
        if let width, !(width > 0 && width.isFinite && Float(width) > 0) {
            throw IndexError(.invalidParameter, "width is \(width): a positive number is needed")
        }
    }

    /// The family and the number of hashes of a bucket, for rows compared by a reduction.
    ///
    /// - Throws: `unsupported` when no family serves the reduction, or the one asked for does not; `invalidParameter`.
    func resolved(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) -> (family: LSHFamily, bits: Int) {
        guard reduction.isDefined(for: element) else {
            throw IndexError(.unsupported, "\(reduction) is not defined for rows of \(element)")
        }
        let served: [LSHFamily]
        switch reduction {
        case .squaredL2: served = [.e2lsh, .simhash]
        case .dot: served = [.simhash]
        case .hamming: served = [.bits]
        case .l1, .lInfinity, .jaccard: served = []
        }
        guard let usual = served.first else {
            throw IndexError(.unsupported, "LSH serves squaredL2, dot and hamming, not \(reduction): no family here hashes it")
        }
        let chosen = family ?? usual
        guard served.contains(chosen) else {
            throw IndexError(.unsupported, "\(chosen) serves \(chosen.reductions), not \(reduction)")
        }
        let bits = bits ?? (chosen == .e2lsh ? 8 : 16)
        try IndexError.require("bits", bits, in: 1...(chosen == .e2lsh ? 32 : 64))
        return (chosen, bits)
    }
}

extension LSHFamily {
    fileprivate var reductions: String {
        switch self {
        case .simhash: "squaredL2 of unit rows and dot"
        case .e2lsh: "squaredL2"
        case .bits: "hamming"
        }
    }
}
