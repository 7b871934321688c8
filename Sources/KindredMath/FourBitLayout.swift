/// How codes of 4 bits lie in memory: rows of whole cache lines, the last 8 bytes of which are two floats.
///
/// A row of `lines` lines holds 128 · `lines` − 16 components, two to a byte, and then the squared norm of its vector and the scale
/// of its codes. Every kernel of these codes gives the same bits on every instruction set.
///
/// Gao et al., "Practical and Asymptotically Optimal Quantization of High-Dimensional Vectors in Euclidean Space for Approximate
/// Nearest Neighbor Search" (2024).
public struct FourBitLayout: Sendable, Hashable {
    /// Cache lines of a row, at least 1.
    public let lines: Int

    /// - Precondition: `lines` is positive.
    public init(lines: Int) {
        precondition(lines > 0, "a row of \(lines) cache lines")
        self.lines = lines
    }

    /// The smallest layout that holds so many components.
    public init(holding components: Int) { self.init(lines: max(1, (components + 16 + 127) / 128)) }

    /// Components of a row.
    public var components: Int { 128 * lines - 16 }
    /// Bytes of a row.
    public var rowBytes: Int { 64 * lines }
    /// Bytes of a query.
    public var queryBytes: Int { 128 * lines + 12 }
}
