/// A step of a network: parameters, and a map from variables to variables.
///
/// Layers are classes whose parameters an optimiser moves; one thread at a time uses them.
public protocol Layer<Scalar> {
    /// The numbers computed with.
    associatedtype Scalar: TensorScalar
    /// What training moves, in a fixed order.
    var parameters: [Parameter<Scalar>] { get }
    /// What a checkpoint must hold besides: running statistics, which no gradient moves.
    var statistics: [Parameter<Scalar>] { get }
    /// The result for a batch, the first axis being the batch's.
    func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar>
}

extension Layer {
    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [] }
    /// What evaluation reads and no gradient moves.
    public var statistics: [Parameter<Scalar>] { [] }
}
