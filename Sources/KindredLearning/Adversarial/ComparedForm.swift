internal import KindredNN

/// What is compared of a query and of rows, and how, so that the tape can follow it.
protocol ComparedForm: Sendable {
    /// Whether the Euclidean distance counts rather than the dot product.
    var isDistance: Bool { get }
    /// What is compared of inputs, B × D, with its tape when they want derivatives.
    func embedded(_ x: Variable<Float>) -> Variable<Float>
}
