/// Norms, directions and spread of vectors, in one pass over them and sums in Float64.
struct VectorMoments {
    let count: Int
    let dimension: Int
    private(set) var norms: [Double] = []
    let mean: [Double]
    private let vectors: [Float]

    init(_ vectors: VectorBatch) {
        (count, dimension) = (vectors.count, vectors.dimension)
        self.vectors = vectors.values
        var sums = [Double](repeating: 0, count: vectors.dimension)
        for row in 0..<vectors.count {
            var square = 0.0
            for (i, value) in vectors.vector(row).enumerated() {
                sums[i] += Double(value)
                square += Double(value) * Double(value)
            }
            norms.append(square.squareRoot())
        }
        mean = sums.map { $0 / Double(max(1, vectors.count)) }
    }

    /// The mean squared distance of two different vectors: twice the trace of the covariance.
    var meanSquaredDistance: Double {
        let squares = norms.reduce(0) { $0 + $1 * $1 }, n = Double(count)
        let around = squares - n * mean.reduce(0) { $0 + $1 * $1 }
        return max(0, 2 * around / (n - 1))
    }

    /// The mean cosine of all pairs of different vectors, exactly: (|Σu|² − n)/(n(n−1)) over the unit vectors u. Zero vectors are left out.
    ///
    /// - Parameter centre: what is subtracted before; nil for nothing.
    func meanCosine(centre: [Double]? = nil) -> Double {
        var sums = [Double](repeating: 0, count: dimension), counted = 0
        for row in 0..<count {
            let start = row * dimension
            let vector = (0..<dimension).map { Double(vectors[start + $0]) - (centre?[$0] ?? 0) }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            // What rounding leaves of a vector that equals the centre has no direction.
            guard norm > 1e-9 * (norms[row] + 1e-300) else { continue }
            for i in 0..<dimension { sums[i] += vector[i] / norm }
            counted += 1
        }
        let n = Double(counted)
        return counted > 1 ? (sums.reduce(0) { $0 + $1 * $1 } - n) / (n * (n - 1)) : 0
    }

    /// The root mean square of the correlations between different axes, over at most 2,000 vectors and 256 axes; 0 when axes tell nothing of each other.
    var axisCorrelation: Double {
        let rows = Self.spread(count, over: 2000), axes = Self.spread(dimension, over: 256)
        let columns = axes.map { axis in Self.standardised(rows.map { Double(vectors[$0 * dimension + axis]) }) }.filter { !$0.isEmpty }
        guard columns.count > 1 else { return 0 }
        var sum = 0.0, pairs = 0
        for i in 1..<columns.count {
            for j in 0..<i {
                let correlation = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
                sum += correlation * correlation
                pairs += 1
            }
        }
        return (sum / Double(pairs)).squareRoot()
    }

    /// Less its mean and of norm 1; empty for a constant.
    private static func standardised(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        let norm = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
        return norm > 0 ? values.map { ($0 - mean) / norm } : []
    }

    /// At most `limit` of 0..<count, evenly.
    static func spread(_ count: Int, over limit: Int) -> [Int] {
        let chosen = min(count, limit)
        return (0..<chosen).map { $0 * count / chosen }
    }
}
