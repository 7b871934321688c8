/// A function of one element at a time, as a layer.
public final class Activation<Scalar: TensorScalar>: Layer {
    /// Which function.
    public enum Function: String, Sendable, Hashable, Codable, CaseIterable {
        /// x itself.
        case linear
        /// max(x, 0).
        case relu
        /// x for x > 0, else x/100.
        case leakyReLU
        /// x for x > 0, else eˣ − 1.
        case elu
        /// x Φ(x).
        case gelu
        /// tanh x.
        case tanh
        /// 1/(1 + e⁻ˣ).
        case sigmoid
        /// ln(1 + eˣ).
        case softplus
    }
    /// Which function.
    public let function: Function

    /// A layer of a function.
    public init(_ function: Function) { self.function = function }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> { x.activated(by: function) }
}

extension Variable {
    /// The function of each element.
    public func activated(by function: Activation<Scalar>.Function) -> Variable {
        switch function {
        case .linear: self
        case .relu: relu()
        case .leakyReLU: leakyReLU()
        case .elu: elu()
        case .gelu: gelu()
        case .tanh: tanh()
        case .sigmoid: sigmoid()
        case .softplus: softplus()
        }
    }
}
