public import KindredMath

/// Notices that all embeddings have become one, as too hard negatives too early bring about: then every distance is near 0,
/// and so is every gradient.
public struct CollapseDetector: Sendable, Hashable {
    /// The mean distance of two rows below which a batch counts as collapsed.
    public var threshold: Double

    /// A detector; embeddings of unit norm that are spread at random have a mean distance near √2.
    public init(threshold: Double = 1e-3) { self.threshold = threshold }

    /// Whether the mean distance of two different rows is below the threshold, or no number.
    ///
    /// - Parameter distances: B × B with zeros on the diagonal; fewer than two rows never collapse.
    public func hasCollapsed<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>(_ distances: Matrix<Scalar>) -> Bool {
        guard distances.rows > 1 else { return false }
        let mean = distances.elements.reduce(0.0) { $0 + Double($1) } / Double(distances.rows * (distances.rows - 1))
        return !(mean >= threshold)
    }
}
