/// Batch normalisation of the last axis: by the batch's statistics in training, by running ones in evaluation.
///
/// For rows of units (one dimension) and for images with their channels last (two) alike. The running statistics move by
/// `momentum` of the way to the batch's mean and unbiased variance at each step, as torch's.
public final class BatchNormalisation<Scalar: TensorScalar>: Layer {
    /// γ.
    public let scale: Parameter<Scalar>
    /// β.
    public let shift: Parameter<Scalar>
    /// The running mean.
    public let mean: Parameter<Scalar>
    /// The running variance.
    public let variance: Parameter<Scalar>
    /// How far the running statistics move in a step.
    public let momentum: Scalar
    /// ε, added to the variance.
    public let epsilon: Scalar

    /// γ and the variance begin at 1, β and the mean at 0.
    public init(_ name: String = "norm", columns: Int, momentum: Scalar = 0.1, epsilon: Scalar = 1e-5) {
        scale = Parameter(name + ".weight", Tensor(repeating: 1, shape: [columns]))
        shift = Parameter(name + ".bias", Tensor(repeating: 0, shape: [columns]))
        mean = Parameter(name + ".running_mean", Tensor(repeating: 0, shape: [columns]))
        variance = Parameter(name + ".running_var", Tensor(repeating: 1, shape: [columns]))
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [scale, shift] }
    /// What evaluation reads and no gradient moves.
    public var statistics: [Parameter<Scalar>] { [mean, variance] }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        guard pass.isTraining else {
            return x.normalised(
                scale.variable(), shift.variable(), mean: mean.value.scalars, variance: variance.value.scalars, epsilon: epsilon)
        }
        let (result, moments) = x.batchNormalised(scale.variable(), shift.variable(), epsilon: epsilon)
        follow(moments)
        return result
    }

    /// Moves the running statistics towards those of a batch.
    func follow(_ moments: ColumnMoments) {
        for c in mean.value.scalars.indices {
            let unbiased = moments.squares[c] / Double(max(1, moments.count - 1))
            mean.value.scalars[c] += momentum * (Scalar(moments.mean[c]) - mean.value.scalars[c])
            variance.value.scalars[c] += momentum * (Scalar(unbiased) - variance.value.scalars[c])
        }
    }
}

/// Layer normalisation: each row of the last axis by its own mean and variance.
public final class LayerNormalisation<Scalar: TensorScalar>: Layer {
    /// γ.
    public let scale: Parameter<Scalar>
    /// β.
    public let shift: Parameter<Scalar>
    /// ε, added to the variance.
    public let epsilon: Scalar

    /// γ begins at 1, β at 0.
    public init(_ name: String = "norm", columns: Int, epsilon: Scalar = 1e-5) {
        scale = Parameter(name + ".weight", Tensor(repeating: 1, shape: [columns]))
        shift = Parameter(name + ".bias", Tensor(repeating: 0, shape: [columns]))
        self.epsilon = epsilon
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [scale, shift] }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        x.layerNormalised(scale.variable(), shift.variable(), epsilon: epsilon)
    }
}
