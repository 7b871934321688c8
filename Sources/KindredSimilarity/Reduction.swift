public import KindredMath

/// The one number computed of two prepared vectors.
///
/// The first four are kernels over rows of any element (`kernel` names them); the others are computed here, so that only a
/// scan or a rerank uses them.
public enum Reduction: Sendable, Hashable {
    /// Σ aᵢbᵢ
    case dot
    /// Σ (aᵢ−bᵢ)²
    case squaredEuclidean
    /// Σ |aᵢ−bᵢ|
    case manhattan
    /// max |aᵢ−bᵢ|
    case chebyshev
    /// (Σ |aᵢ−bᵢ|ᵖ)^(1/p): the distance itself, since its terms are scaled before they are powered.
    case minkowski(Double)
    /// How many components are zero in one vector only. Packed bits have a kernel: see `BitVector`.
    case hamming
    /// Components nonzero in both vectors over components nonzero in either; 1 when there are none.
    case jaccard
    /// A score per dimension, combined.
    case perDimension(PerDimension)
    /// A network that looks at both vectors.
    case learned(LearnedSimilarity)

    /// The kernel that computes it over rows in memory, or nil.
    public var kernel: KernelReduction? {
        switch self {
        case .dot: .dot
        case .squaredEuclidean: .squaredL2
        case .manhattan: .l1
        case .chebyshev: .lInfinity
        case .minkowski, .hamming, .jaccard, .perDimension, .learned: nil
        }
    }

    /// The reduction of two prepared vectors.
    ///
    /// - Precondition: `a.count == b.count`.
    /// - Complexity: O(*d*); O(*hd*) for a network with *h* hidden units.
    public func callAsFunction(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        precondition(a.count == b.count, "different dimensions: \(a.count) and \(b.count)")
        switch self {
        case .dot: return Kernels.active.dot(a, b)
        case .squaredEuclidean: return Kernels.active.squaredL2(a, b)
        case .manhattan: return Kernels.active.reduce(.l1, a, b)
        case .chebyshev: return Kernels.active.reduce(.lInfinity, a, b)
        case .minkowski(let p): return Kernels.active.minkowski(a, b, p: Float(p))
        case .hamming: return Hamming.reduce(a, b)
        case .jaccard: return Jaccard.reduce(a, b)
        case .perDimension(let scheme): return scheme.reduce(a, b)
        case .learned(let network): return network.reduce(a, b)
        }
    }
}
