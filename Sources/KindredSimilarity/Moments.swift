import KindredMath

/// The mean and the sums of products of centred rows: one pass for the mean, one of matrix products for the rest.
struct Moments {
    let count: Int
    let mean: [Double]
    /// Σ (x−μ)(x−μ)ᵀ
    let scatter: Matrix<Double>
    /// Σ |x−μ|⁴
    let fourthPower: Double

    /// - Throws: `.tooFewRows` below 2; `.dimensionMismatch`.
    init(_ rows: Span<Float>, dimension: Int) throws(MeasureError) {
        guard dimension > 0, rows.count % dimension == 0 else {
            throw MeasureError(.dimensionMismatch, "\(rows.count) components are no rows of dimension \(dimension)")
        }
        count = rows.count / dimension
        guard count >= 2 else { throw MeasureError(.tooFewRows, "a covariance needs 2 rows, not \(count)") }
        let mean = Self.mean(rows, dimension)
        (scatter, fourthPower) = Self.products(rows, mean)
        self.mean = mean
    }

    private static func mean(_ rows: Span<Float>, _ dimension: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: dimension)
        for start in stride(from: 0, to: rows.count, by: dimension) {
            for j in 0..<dimension { sums[j] += Double(rows[start + j]) }
        }
        return sums.map { $0 / Double(rows.count / dimension) }
    }

    private static func products(_ rows: Span<Float>, _ mean: [Double]) -> (Matrix<Double>, Double) {
        let n = mean.count, block = 512 * n
        var scatter = Matrix<Double>(rows: n, columns: n)
        var fourth = 0.0
        for start in stride(from: 0, to: rows.count, by: block) {
            let x = (start..<min(start + block, rows.count)).map { Double(rows[$0]) - mean[($0 - start) % n] }
            var span = scatter.elements.mutableSpan
            BLAS.active.multiply(
                x.span, transposeA: true, x.span, m: n, n: n, k: x.count / n, beta: 1, into: &span)
            fourth += fourthPowers(x, n)
        }
        return (scatter, fourth)
    }

    private static func fourthPowers(_ x: [Double], _ n: Int) -> Double {
        stride(from: 0, to: x.count, by: n).reduce(0) { sum, start in
            let squared = x[start..<start + n].reduce(0) { $0 + $1 * $1 }
            return sum + squared * squared
        }
    }

    /// The scatter over `divisor`: N − 1 for the empirical covariance, N for the population's.
    func covariance(divisor: Int) -> Matrix<Double> {
        var matrix = scatter
        for i in matrix.elements.indices { matrix.elements[i] /= Double(divisor) }
        return matrix
    }

    /// Ledoit and Wolf's α = min(1, β/δ), of the population covariance S, with μ = tr S/n:
    /// δ = |S − μI|²/n, β = ((1/N) Σ|x|⁴ − |S|²)/(nN).
    var ledoitWolfShrinkage: Double {
        let s = covariance(divisor: count)
        let n = Double(s.rows), mu = s.trace / n
        let norm = s.elements.reduce(0) { $0 + $1 * $1 }
        let delta = (norm - n * mu * mu) / n
        let beta = (fourthPower / Double(count) - norm) / (n * Double(count))
        return delta > 0 && beta > 0 ? min(1, beta / delta) : 0
    }
}

extension Matrix where Scalar == Double {
    /// (1−α)S + α(tr S/n)I.
    func shrunk(by alpha: Double) -> Matrix {
        var result = self
        let mu = trace / Double(rows)
        for i in elements.indices { result.elements[i] *= 1 - alpha }
        for i in 0..<rows { result[i, i] += alpha * mu }
        return result
    }
}
