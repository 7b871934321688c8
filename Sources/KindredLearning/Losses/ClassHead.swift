public import KindredMath
public import KindredNN

/// The class matrix of a loss: a column for each class, d × C.
///
/// Columns of unit norm at first, in random directions.
public struct ClassHead<Scalar: TensorScalar> {
    /// W, the only thing that training moves.
    public let weights: Parameter<Scalar>

    /// A head of given columns.
    public init(_ weights: Tensor<Scalar>) { self.weights = Parameter("head.weight", weights) }

    /// A head of random columns.
    public init(dimension: Int, classes: Int, random: inout SeededRandom) {
        let deviation = 1 / Double(max(1, dimension)).squareRoot()
        self.init(Tensor((0..<dimension * classes).map { _ in Scalar(random.normal(mean: 0, deviation: deviation)) }, shape: [dimension, classes]))
    }

    /// C.
    public var classes: Int { weights.value.shape[1] }

    /// The cosines of embeddings and columns, B × C, within [−1, 1].
    func cosines(_ embeddings: Variable<Scalar>) -> Variable<Scalar> {
        let columns = weights.variable().transposed().unitRows()
        return embeddings.unitRows().matmul(columns, transposingOther: true).clamped(to: -1...1)
    }
}

extension Variable {
    /// −ln softmax of each row at its label; with a share `smoothing` of the target spread evenly over all classes.
    func crossEntropy(_ labels: [Int], smoothing: Double = 0) -> Variable {
        let logarithms = logSoftmax(axis: 1), own = -logarithms.atLabels(labels)
        guard smoothing > 0 else { return own }
        return own * Scalar(1 - smoothing) - logarithms.mean(axis: 1) * Scalar(smoothing)
    }

    /// The element of each row at its label.
    func atLabels(_ labels: [Int]) -> Variable {
        let classes = shape[1]
        return gathering(labels.enumerated().map { $0.offset * classes + $0.element })
    }

    /// The matrix with the element of each row at its label replaced.
    func replacing(_ old: Variable, by new: Variable, at labels: [Int]) -> Variable {
        var marks = Tensor<Scalar>(repeating: 0, shape: shape)
        for (row, label) in labels.enumerated() { marks.scalars[row * shape[1] + label] = 1 }
        return self + Variable(marks) * (new - old).reshaped([labels.count, 1])
    }

    /// The norm of each row, at least 10⁻¹², of one axis.
    func rowNorms() -> Variable { squared().sum(axis: 1).clamped(to: 1e-24...Scalar.greatestFiniteMagnitude).squareRoot() }
}
