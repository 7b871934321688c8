/// What moves parameters against their gradients.
///
/// ```swift
/// var optimizer = RMSprop<Float>(model.parameters)
/// optimizer.clearGradients()
/// loss.backward()
/// optimizer.step()
/// ```
public protocol Optimizer<Scalar> {
    /// The numbers moved.
    associatedtype Scalar: TensorScalar
    /// What it moves.
    var parameters: [Parameter<Scalar>] { get }
    /// The length of a step; a schedule may change it between steps.
    var learningRate: Scalar { get set }
    /// What it remembers of earlier steps: with it, training goes on as if it had never stopped.
    ///
    /// - Precondition: what is set came from an optimiser of the same kind over parameters of the same shapes.
    var state: [Tensor<Scalar>] { get set }
    /// Moves each parameter that has a gradient; the others stay.
    mutating func step()
}

extension Optimizer {
    /// Forgets the gradients of all parameters.
    public func clearGradients() {
        for parameter in parameters { parameter.clearGradient() }
    }

    /// Scales the gradients so that their common Euclidean norm is at most `bound` (Pascanu, Mikolov, Bengio, ICML 2013).
    ///
    /// A norm that is no number is left alone, for the caller to see.
    ///
    /// - Returns: the norm before.
    @discardableResult
    public func clipGradients(toNorm bound: Scalar) -> Scalar { KindredNN.clipGradients(of: parameters, toNorm: bound) }
}

/// Scales the gradients of `parameters` so that their common Euclidean norm is at most `bound`.
///
/// - Returns: the norm before.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
@discardableResult
public func clipGradients<Scalar: TensorScalar>(of parameters: [Parameter<Scalar>], toNorm bound: Scalar) -> Scalar {
    precondition(bound > 0, "a norm of at most \(bound)")
    var squares: Scalar = 0
    for case let gradient? in parameters.map(\.gradient) {
        squares += rowDots(gradient.scalars, gradient.scalars, rows: 1, width: gradient.count)[0]
    }
    let norm = squares.squareRoot()
    guard norm > bound, norm.isFinite else { return norm }
    let factor = bound / norm
    for parameter in parameters {
        guard var gradient = parameter.gradient else { continue }
        parameter.gradient = nil
        update(&gradient.scalars) { $0 * factor }
        parameter.gradient = gradient
    }
    return norm
}
