// Hochreiter, "Untersuchungen zu dynamischen neuronalen Netzen", diploma thesis, 1991; Bengio, Simard, Frasconi, IEEE Transactions on
// Neural Networks 5(2), 1994: through a plain recurrent layer gradients shrink or grow exponentially with the steps between.

/// How much each earlier input moves the end: the norms of the derivatives of the last outputs' sum by the inputs, from the last input
/// (0 steps back) to the first one.
///
///     gradientReach(lstm, x)[100]     // |∂Σh_T/∂x_(T−100)|, over the whole batch
///
/// - Parameters:
///   - layer: takes [batch, steps, inputs] to last outputs, [batch, units].
///   - x: sequences of at least one step.
/// - Complexity: that of one pass forwards and back.
public func gradientReach<Scalar: TensorScalar>(_ layer: any Layer<Scalar>, _ x: Tensor<Scalar>) -> [Scalar] {
    precondition(x.rank == 3 && x.shape[1] > 0, "sequences of shape \(x.shape)")
    let input = Variable(x, requiresGradient: true)
    layer(input, .evaluation).sum().backward()
    let (batch, steps, width) = (x.shape[0], x.shape[1], x.shape[2])
    guard let gradient = input.gradient else { return [Scalar](repeating: 0, count: steps) }
    return (0..<steps).reversed().map { step in
        var square: Scalar = 0
        for sequence in 0..<batch {
            let start = (sequence * steps + step) * width
            square += gradient.scalars[start..<(start + width)].reduce(0) { $0 + $1 * $1 }
        }
        return square.squareRoot()
    }
}
