/// Layers one after the other.
public final class Sequential<Scalar: TensorScalar>: Layer {
    /// In the order in which they are applied.
    public let layers: [any Layer<Scalar>]

    /// A layer of layers.
    public init(_ layers: [any Layer<Scalar>]) { self.layers = layers }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { layers.flatMap { $0.parameters } }
    /// What evaluation reads and no gradient moves.
    public var statistics: [Parameter<Scalar>] { layers.flatMap { $0.statistics } }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        layers.reduce(x) { x, layer in layer(x, pass) }
    }
}
