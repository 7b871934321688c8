public import KindredNN

/// What is attacked: a number for each class, larger for more likely ones, and how those numbers change with the input.
///
/// A classifier's logits, or the similarities of a query to the nearest row of each class: what answers by its largest number.
public protocol AttackedModel<Scalar>: Sendable {
    /// The precision.
    associatedtype Scalar: TensorScalar
    /// The numbers at inputs B × d.
    ///
    /// - Parameter rows: which row of the data each input began as: a query must not find itself. A model of inputs alone does not look.
    func evaluation(at inputs: Tensor<Scalar>, of rows: [Int]) -> LogitEvaluation<Scalar>
}

/// Numbers of a batch, and what they say of the inputs.
public struct LogitEvaluation<Scalar: TensorScalar> {
    /// B × C; −∞ for a class that cannot be answered.
    public let logits: Tensor<Scalar>
    private let pullback: ([LogitCombination<Scalar>]) -> Tensor<Scalar>

    /// Logits, and what makes of M combinations their gradients by the inputs, M × d.
    public init(_ logits: Tensor<Scalar>, pullback: @escaping ([LogitCombination<Scalar>]) -> Tensor<Scalar>) {
        self.logits = logits
        self.pullback = pullback
    }

    /// The gradients of combinations by the inputs of their rows, M × d.
    ///
    /// - Complexity: one pass back through the model for each; all of them at once.
    public func gradients(of combinations: [LogitCombination<Scalar>]) -> Tensor<Scalar> { pullback(combinations) }

    /// C.
    public var classes: Int { logits.shape[1] }

    /// The logits of one input.
    public func row(_ place: Int) -> ArraySlice<Scalar> { logits.scalars[place * classes..<(place + 1) * classes] }

    /// The class of the largest logit of an input other than `excluded`; the smaller class of equals.
    public func best(_ place: Int, excluding excluded: Int? = nil) -> Int {
        var best = excluded == 0 ? 1 : 0
        let start = place * classes
        for label in 0..<classes where label != excluded && logits.scalars[start + label] > logits.scalars[start + best] { best = label }
        return best
    }

    /// By how much the best other class leads `label`; above 0 when the answer is wrong.
    public func lead(over label: Int, _ place: Int) -> Scalar {
        logits.scalars[place * classes + best(place, excluding: label)] - logits.scalars[place * classes + label]
    }
}

/// Σ weight · logit of one input of a batch.
public struct LogitCombination<Scalar: TensorScalar>: Sendable {
    /// The place of the input in the batch.
    public var place: Int
    /// Classes and what their logits are multiplied by.
    public var terms: [(label: Int, weight: Scalar)]

    /// A combination.
    public init(_ place: Int, _ terms: [(label: Int, weight: Scalar)]) {
        self.place = place
        self.terms = terms
    }
}
