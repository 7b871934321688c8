internal import Foundation
internal import KindredMath
internal import KindredSimilarity

/// Computes the weights of every pair.
struct FullWeights: Sendable {
    private let points: [Float]
    private let count: Int
    private let dimension: Int
    private let parameters: GraphParameters
    private let measure: Measure
    private let gamma: Double?

    private static let tile = 64

    init(_ all: Span<Float>, _ dimension: Int, _ parameters: GraphParameters, _ measure: Measure, _ gamma: Double?) {
        points = all.indices.map { all[$0] }
        count = all.count / dimension
        self.dimension = dimension
        self.parameters = parameters
        self.measure = measure
        self.gamma = gamma
    }

    func matrix(threads: Int) -> DenseWeights {
        let weights = DenseWeights(count: count)
        fill(weights, threads: threads)
        if parameters.weight == .complement {
            let farthest = weights.largest
            weights.map { farthest - $0 }
        }
        if parameters.isScaled {
            let largest = weights.largest
            if largest > 0 { weights.map { $0 / largest } }
        }
        if let threshold = parameters.threshold { weights.map { Double($0) < threshold ? 0 : $0 } }
        return weights
    }

    /// Values of the measure, made weights where that needs no other pair. The lower triangle is computed, the upper mirrors it, so
    /// that rounding leaves the matrix symmetric.
    private func fill(_ weights: DenseWeights, threads: Int) {
        let blocks = (count + Self.tile - 1) / Self.tile
        Workers(count: max(1, threads)).run(blocks, grain: 1) { _, range in
            for block in range {
                let first = block * Self.tile, last = min(first + Self.tile, count)
                let queries = points.span.extracting(first * dimension..<last * dimension)
                let others = points.span.extracting(0..<last * dimension)
                // The dimension fits and the measure is fitted: nothing is left that could be thrown.
                guard let values = try? measure.values(queries: queries, rows: others, dimension: dimension) else { return }
                for i in first..<last { for j in 0..<i { weights.set(i, j, weight(values[i - first, j])) } }
            }
        }
    }

    private func weight(_ value: Float) -> Float {
        switch parameters.weight {
        case .gaussian: Float(exp(-(gamma ?? 1) * Double(value) * Double(value)))
        case .similarity: max(0, value)
        case .complement, .connectivity: value
        }
    }
}
