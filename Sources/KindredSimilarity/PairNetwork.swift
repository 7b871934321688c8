import Foundation
import KindredMath

/// The weights of the learned similarity: features of a pair → hidden units with ReLU → one logit.
public struct PairNetwork: Sendable, Hashable, Codable {
    /// The dimension n of the vectors.
    public let dimension: Int
    /// How many hidden units H.
    public let hidden: Int
    /// W1, H × 2n, row after row: a row multiplies [|A−B|, A⊙B], or [A, B] for `concat`.
    public let inputWeights: [Float]
    /// b1, H of them.
    public let inputBias: [Float]
    /// w2, H of them.
    public let outputWeights: [Float]
    /// b2.
    public let outputBias: Float

    /// - Throws: `.invalidWeights` when the shapes do not fit or a weight is not finite.
    public init(
        dimension: Int, inputWeights: [Float], inputBias: [Float], outputWeights: [Float], outputBias: Float
    ) throws(MeasureError) {
        let hidden = inputBias.count
        guard dimension > 0, hidden > 0, outputWeights.count == hidden, inputWeights.count % hidden == 0,
            inputWeights.count / hidden / 2 == dimension, inputWeights.count / hidden % 2 == 0
        else {
            throw MeasureError(
                .invalidWeights,
                "a network over dimension \(dimension) with \(hidden) hidden units cannot have \(inputWeights.count) and \(outputWeights.count) weights")
        }
        guard (inputWeights + inputBias + outputWeights + [outputBias]).allSatisfy(\.isFinite) else {
            throw MeasureError(.invalidWeights, "a weight of the network is not finite")
        }
        self.dimension = dimension
        self.hidden = hidden
        self.inputWeights = inputWeights
        self.inputBias = inputBias
        self.outputWeights = outputWeights
        self.outputBias = outputBias
    }

    /// w2·relu(W1u + b1) + b2 of a feature vector, in Float64.
    func logit(_ features: [Double]) -> Double {
        var sum = Double(outputBias)
        for unit in 0..<hidden {
            var z = Double(inputBias[unit])
            let row = unit * features.count
            for i in features.indices { z += Double(inputWeights[row + i]) * features[i] }
            sum += Double(outputWeights[unit]) * max(z, 0)
        }
        return sum
    }

    /// The same in Float32, by a matrix–vector product.
    func logit(_ features: [Float]) -> Float {
        var units = [Float](repeating: 0, count: hidden)
        var span = units.mutableSpan
        BLAS.active.multiply(inputWeights.span, m: hidden, n: features.count, vector: features.span, into: &span)
        for unit in 0..<hidden { units[unit] = max(units[unit] + inputBias[unit], 0) }
        return Kernels.active.dot(units.span, outputWeights.span) + outputBias
    }

    /// 1/(1 + e⁻ᶻ), for both signs without overflow.
    static func sigmoid<Scalar: BinaryFloatingPoint>(_ z: Scalar) -> Scalar {
        let e = Scalar(exp(-Double(z.magnitude)))
        return z >= 0 ? 1 / (1 + e) : e / (1 + e)
    }
}

extension PairNetwork {
    private enum CodingKeys: String, CodingKey {
        case dimension, hidden, inputWeights, inputBias, outputWeights, outputBias
    }

    /// - Throws: what `init(dimension:inputWeights:inputBias:outputWeights:outputBias:)` throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            dimension: container.decode(Int.self, forKey: .dimension),
            inputWeights: container.decode([Float].self, forKey: .inputWeights),
            inputBias: container.decode([Float].self, forKey: .inputBias),
            outputWeights: container.decode([Float].self, forKey: .outputWeights),
            outputBias: container.decode(Float.self, forKey: .outputBias))
    }
}
