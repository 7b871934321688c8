/// What an ``LSTM`` layer remembers of a batch of sequences between two passes.
///
/// Values without a history: derivatives stop at them, which is truncated backpropagation through time at the border of a pass.
public struct LSTMBatchState<Scalar: TensorScalar>: Sendable, Equatable {
    /// h, batch × units.
    public var hidden: Tensor<Scalar>
    /// C, batch × units.
    public var cell: Tensor<Scalar>

    /// A state of two matrices.
    ///
    /// - Precondition: of one shape, of two axes.
    public init(hidden: Tensor<Scalar>, cell: Tensor<Scalar>) {
        precondition(hidden.rank == 2 && hidden.shape == cell.shape, "a hidden state of \(hidden.shape) beside a cell state of \(cell.shape)")
        self.hidden = hidden
        self.cell = cell
    }

    /// The state before anything was read: zeros.
    public static func zero(batch: Int, units: Int) -> LSTMBatchState {
        LSTMBatchState(hidden: Tensor(repeating: 0, shape: [batch, units]), cell: Tensor(repeating: 0, shape: [batch, units]))
    }
}
