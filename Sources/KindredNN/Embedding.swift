public import KindredMath

/// A table of vectors, looked up by number.
public final class Embedding<Scalar: TensorScalar> {
    /// A row for each number.
    public let table: Parameter<Scalar>

    /// A table of `count` rows from N(0, deviation²).
    public init(_ name: String = "embedding", count: Int, dimension: Int, deviation: Double = 1, _ random: inout SeededRandom) {
        let drawn = Initializer.normal(deviation: deviation)
            .tensor(Scalar.self, shape: [count, dimension], fanIn: count, fanOut: dimension, &random)
        table = Parameter(name + ".weight", drawn)
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [table] }

    /// The rows of some numbers, in their order: [indices, dimension].
    ///
    /// - Precondition: every index names a row.
    public func callAsFunction(_ indices: [Int]) -> Variable<Scalar> { table.variable().gatheringRows(indices) }
}
