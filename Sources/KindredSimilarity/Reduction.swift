/// The one number a kernel computes of two prepared vectors.
public enum Reduction: Sendable, Hashable {
    /// Σ aᵢbᵢ
    case dot
    /// Σ (aᵢ−bᵢ)²
    case squaredEuclidean
    /// Σ |aᵢ−bᵢ|
    case manhattan
    /// max |aᵢ−bᵢ|
    case chebyshev

    /// Whether larger reductions tend to be nearer (dot).
    public var growsWithLikeness: Bool { self == .dot }

    /// The reduction of two prepared vectors.
    ///
    /// - Precondition: `a.count == b.count`.
    /// - Complexity: O(*d*).
    public func callAsFunction(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        precondition(a.count == b.count, "different dimensions: \(a.count) and \(b.count)")
        switch self {
        case .dot: return Narrow.dot(a, b)
        case .squaredEuclidean: return Narrow.squaredEuclidean(a, b)
        case .manhattan: return Narrow.manhattan(a, b)
        case .chebyshev: return Narrow.chebyshev(a, b)
        }
    }
}
