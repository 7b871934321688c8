/// How codes of 1 bit lie in memory: blocks of 32 codes seen from one centre, after two floats for each of them.
///
/// Gao and Long, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest Neighbor Search"
/// (2024). Every kernel of these codes gives the same bits on every instruction set.
public struct OneBitLayout: Sendable, Hashable {
    /// Components of a rotated vector: a multiple of 16.
    public let components: Int

    /// Codes of a block.
    public static let codes = 32

    /// The smallest layout that holds so many components.
    public init(holding components: Int) { self.components = max(1, (components + 15) / 16) * 16 }

    /// Bytes of a block: a multiple of 64.
    public var blockBytes: Int { 8 * Self.codes + 4 * components }
    /// Bytes of a query.
    public var queryBytes: Int { 4 * components + 4 }
}
