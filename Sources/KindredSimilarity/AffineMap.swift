public import KindredMath

/// One layer of an encoder: y = activation(W·x + b).
public struct AffineMap: Sendable, Hashable {
    /// What is done to each component of W·x + b.
    public enum Activation: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing.
        case none
        /// max(0, y).
        case relu
    }

    /// W, outputs × inputs, row after row.
    public let weights: [Float]
    /// b, one an output.
    public let bias: [Float]
    /// What follows.
    public let activation: Activation

    /// Components of y.
    public var outputs: Int { bias.count }
    /// Components of x.
    public var inputs: Int { weights.count / bias.count }

    /// - Parameter weights: `bias.count × inputs` of them.
    /// - Throws: `.invalidWeights` when the shapes do not fit or a weight is not finite.
    public init(weights: [Float], bias: [Float], activation: Activation = .none) throws(MeasureError) {
        guard !bias.isEmpty, !weights.isEmpty, weights.count % bias.count == 0 else {
            throw MeasureError(.invalidWeights, "\(weights.count) weights are no map to \(bias.count) components")
        }
        guard weights.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else {
            throw MeasureError(.invalidWeights, "a weight of the encoder is not finite")
        }
        self.weights = weights
        self.bias = bias
        self.activation = activation
    }

    /// The map that does first this one and then `next`, as one product; nil when something lies between them.
    func folded(with next: AffineMap) throws(MeasureError) -> AffineMap? {
        guard activation == .none, next.inputs == outputs else { return nil }
        let first = Matrix<Float>(rows: outputs, columns: inputs, elements: weights)
        let second = Matrix<Float>(rows: next.outputs, columns: next.inputs, elements: next.weights)
        let shift = second * Matrix(rows: outputs, columns: 1, elements: bias)
        return try AffineMap(
            weights: (second * first).elements, bias: zip(shift.elements, next.bias).map { $0 + $1 }, activation: next.activation)
    }

    /// y of one x.
    func callAsFunction(_ x: Span<Float>) -> [Float] {
        var y = [Float](repeating: 0, count: outputs)
        var span = y.mutableSpan
        BLAS.active.multiply(weights.span, m: outputs, n: inputs, vector: x, into: &span)
        finish(&span)
        return y
    }

    /// y of each of `count` rows x, which follow one another.
    func callAsFunction(rows x: Span<Float>, count: Int) -> [Float] {
        var y = [Float](repeating: 0, count: count * outputs)
        var span = y.mutableSpan
        BLAS.active.multiply(x, weights.span, transposeB: true, m: count, n: outputs, k: inputs, into: &span)
        finish(&span)
        return y
    }

    /// y of one x in Float64, by the definition.
    func callAsFunction(_ x: [Double]) -> [Double] {
        (0..<outputs).map { row in
            var sum = Double(bias[row])
            for column in 0..<inputs { sum += Double(weights[row * inputs + column]) * x[column] }
            return activation == .relu ? max(sum, 0) : sum
        }
    }

    private func finish(_ y: inout MutableSpan<Float>) {
        for start in stride(from: 0, to: y.count, by: outputs) {
            for i in 0..<outputs {
                let value = y[start &+ i] + bias[i]
                y[start &+ i] = activation == .relu ? max(value, 0) : value
            }
        }
    }
}

extension AffineMap: Codable {
    private enum CodingKeys: String, CodingKey { case weights, bias, activation }

    /// Reads weights and bias as little-endian Float32 in base 64.
    ///
    /// - Throws: what `init(weights:bias:activation:)` throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            weights: FloatText(from: container.superDecoder(forKey: .weights)).values,
            bias: FloatText(from: container.superDecoder(forKey: .bias)).values,
            activation: container.decode(Activation.self, forKey: .activation))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try FloatText(values: weights).encode(to: container.superEncoder(forKey: .weights))
        try FloatText(values: bias).encode(to: container.superEncoder(forKey: .bias))
        try container.encode(activation, forKey: .activation)
    }
}
