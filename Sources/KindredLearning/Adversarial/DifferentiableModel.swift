public import KindredNN

/// Any function of inputs to logits that the tape can differentiate.
///
///     let model = DifferentiableModel<Double> { x in x.affine(Variable(weight), Variable(bias)) }
///
/// Networks are to answer as they are served: with a pass of evaluation, dropout off.
public struct DifferentiableModel<Scalar: TensorScalar>: AttackedModel {
    private let function: @Sendable (Variable<Scalar>) -> Variable<Scalar>

    /// A function from B × d to B × C, of each row by itself.
    public init(_ function: @escaping @Sendable (Variable<Scalar>) -> Variable<Scalar>) { self.function = function }

    /// The logits of inputs, whatever rows they are.
    public func evaluation(at inputs: Tensor<Scalar>, of rows: [Int]) -> LogitEvaluation<Scalar> {
        let logits = function(Variable(inputs)).value
        return LogitEvaluation(logits) { combinations in
            let width = inputs.shape[1], classes = logits.shape[1]
            var seed = Tensor<Scalar>(repeating: 0, shape: [combinations.count, classes])
            for (place, combination) in combinations.enumerated() {
                for (label, weight) in combination.terms { seed.scalars[place * classes + label] += weight }
            }
            let repeated = combinations.flatMap { inputs.scalars[$0.place * width..<($0.place + 1) * width] }
            let x = Variable(Tensor(repeated, shape: [combinations.count, width]), requiresGradient: true)
            function(x).backward(from: seed)
            return x.gradient ?? Tensor(repeating: 0, shape: x.shape)
        }
    }
}
