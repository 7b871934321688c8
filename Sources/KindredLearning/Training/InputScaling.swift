internal import KindredMath
internal import KindredNN

/// What rows are brought to before the first layer: mean 0 in every dimension, and a mean square of 1 over all.
///
/// One scale for all dimensions keeps what the raw distances say, and lets one learning rate serve data of any unit.
struct InputScaling: Sendable, Hashable {
    var mean: [Float]
    var factor: Float

    init(mean: [Float], factor: Float) {
        self.mean = mean
        self.factor = factor
    }

    /// Of rows chosen from a matrix.
    init(_ rows: Matrix<Float>, _ chosen: [Int]) {
        let width = rows.columns, span = rows.elements.span
        var sums = [Double](repeating: 0, count: width), squares = 0.0
        for row in chosen { for j in 0..<width { sums[j] += Double(span[row * width + j]) } }
        let means = sums.map { $0 / Double(max(1, chosen.count)) }
        for row in chosen {
            for j in 0..<width {
                let difference = Double(span[row * width + j]) - means[j]
                squares += difference * difference
            }
        }
        let deviation = (squares / Double(max(1, chosen.count * width))).squareRoot()
        mean = means.map { Float($0) }
        factor = deviation > 0 ? Float(1 / deviation) : 1
    }

    /// Chosen rows, scaled.
    func tensor(_ rows: Matrix<Float>, _ chosen: [Int]) -> Tensor<Float> {
        let width = rows.columns, span = rows.elements.span
        var scalars = [Float](repeating: 0, count: chosen.count * width)
        var place = 0
        for row in chosen {
            for j in 0..<width {
                scalars[place] = (span[row * width + j] - mean[j]) * factor
                place += 1
            }
        }
        return Tensor(scalars, shape: [chosen.count, width])
    }
}
