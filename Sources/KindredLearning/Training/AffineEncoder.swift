public import KindredMath

/// A learnt map of vectors as a value: affine layers, each perhaps rectified, and perhaps a unit norm at the end.
///
/// It holds all that serving needs, and knows nothing of how it was learnt.
public struct AffineEncoder: Sendable, Hashable, Codable {
    /// x ← Wx + b, or max(0, Wx + b).
    public struct Layer: Sendable, Hashable, Codable {
        /// W, outputs × inputs.
        public var weight: Matrix<Float>
        /// b, one for each output.
        public var bias: [Float]
        /// Whether negative outputs become 0.
        public var isRectified: Bool

        /// A layer.
        ///
        /// - Precondition: a bias for each row of the weight.
        public init(weight: Matrix<Float>, bias: [Float], isRectified: Bool) {
            precondition(weight.rows == bias.count, "\(weight.rows) outputs and \(bias.count) biases")
            self.weight = weight
            self.bias = bias
            self.isRectified = isRectified
        }
    }

    /// From the input on; each takes what the one before gives.
    public let layers: [Layer]
    /// Whether results are divided by their norms; zeros stay.
    public let isUnit: Bool

    /// An encoder of layers.
    ///
    /// - Throws: `dimensionMismatch` when there is no layer, or one does not take what the one before gives; `notFinite`.
    public init(_ layers: [Layer], isUnit: Bool) throws(LearningError) {
        guard !layers.isEmpty else { throw LearningError(.dimensionMismatch, "an encoder of 0 layers: at least 1 is wanted") }
        for (layer, next) in zip(layers, layers.dropFirst()) where layer.weight.rows != next.weight.columns {
            throw LearningError(.dimensionMismatch, "a layer of \(layer.weight.rows) outputs before one of \(next.weight.columns) inputs")
        }
        guard layers.allSatisfy({ $0.weight.elements.allSatisfy(\.isFinite) && $0.bias.allSatisfy(\.isFinite) }) else {
            throw LearningError(.notFinite, "a weight of the encoder is no finite number")
        }
        self.layers = layers
        self.isUnit = isUnit
    }

    /// The dimension of what is encoded.
    public var inputDimension: Int { layers[0].weight.columns }
    /// The dimension of embeddings.
    public var dimension: Int { layers[layers.count - 1].weight.rows }

    /// The embeddings of rows, a block of matrix products at a time.
    ///
    /// - Throws: `dimensionMismatch`.
    /// - Complexity: O(*n* · weights).
    public func encode(_ rows: Matrix<Float>, threads: Int = 1) throws(LearningError) -> Matrix<Float> {
        guard rows.columns == inputDimension else {
            throw LearningError(.dimensionMismatch, "rows of dimension \(rows.columns) for an encoder of dimension \(inputDimension)")
        }
        let parts = RowBlocks(count: rows.rows, threads: threads).map { range in
            encode(Matrix(rows: range.count, columns: rows.columns, elements: Array(rows.elements[range.lowerBound * rows.columns..<range.upperBound * rows.columns]))).elements
        }
        return Matrix(rows: rows.rows, columns: dimension, elements: parts.flatMap { $0 })
    }

    private func encode(_ block: Matrix<Float>) -> Matrix<Float> {
        let result = layers.reduce(block) { x, layer in
            var y = x.multiplied(by: layer.weight, transposeOther: true)
            layer.finish(&y.elements)
            return y
        }
        return isUnit ? result.unitRows : result
    }
}

extension AffineEncoder.Layer {
    fileprivate func finish(_ elements: inout [Float]) {
        let width = bias.count
        var span = elements.mutableSpan
        for row in 0..<span.count / max(1, width) {
            for j in 0..<width {
                let value = span[row * width + j] + bias[j]
                span[row * width + j] = isRectified && value < 0 ? 0 : value
            }
        }
    }
}
