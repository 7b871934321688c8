/// What an LSTM remembers of one sequence between two steps.
///
/// A value: kept by the caller for as long as the sequence goes on, and set back by assigning `.zero(units:)`.
public struct LSTMState: Sendable, Equatable {
    /// h, the last output, in (−1, 1).
    public var hidden: [Float]
    /// C, the cell state.
    public var cell: [Float]

    /// A state of two vectors.
    ///
    /// - Precondition: of one length.
    public init(hidden: [Float], cell: [Float]) {
        precondition(hidden.count == cell.count, "a hidden state of \(hidden.count) beside a cell state of \(cell.count)")
        self.hidden = hidden
        self.cell = cell
    }

    /// The state before anything was read: zeros.
    public static func zero(units: Int) -> LSTMState {
        LSTMState(hidden: [Float](repeating: 0, count: units), cell: [Float](repeating: 0, count: units))
    }
}
