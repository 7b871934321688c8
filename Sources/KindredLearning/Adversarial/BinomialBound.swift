internal import Foundation

/// Clopper and Pearson's exact bound of a share, Biometrika 26, 1934.
enum BinomialBound {
    /// The least p with which `successes` or more of `count` are as likely as `error`: the quantile `error` of Beta(k, n − k + 1).
    ///
    /// - Precondition: `0 <= successes && successes <= count`.
    static func lower(_ successes: Int, of count: Int, error: Double) -> Double {
        precondition(successes >= 0 && successes <= count, "\(successes) of \(count)")
        guard successes > 0 else { return 0 }
        var low = 0.0, high = 1.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if incompleteBeta(Double(successes), Double(count - successes + 1), middle) < error { low = middle } else { high = middle }
        }
        return low
    }

    /// I_x(a, b), by the continued fraction of Lentz's method.
    static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, 1 - x) }
        let scale: Double = lgamma(a + b) - lgamma(a) - lgamma(b)
        let powers: Double = a * log(x) + b * log(1 - x)
        let front = exp(scale + powers) / a
        var c = 1.0, d = inverse(1 - (a + b) * x / (a + 1)), fraction = d
        for step in 1...2000 {
            let m = Double(step)
            let base: Double = a + 2 * m
            let even: Double = m * (b - m) * x / ((base - 1) * base)
            let odd: Double = -(a + m) * (a + b + m) * x / (base * (base + 1))
            d = inverse(1 + even * d)
            c = nonzero(1 + even / c)
            fraction *= d * c
            d = inverse(1 + odd * d)
            c = nonzero(1 + odd / c)
            fraction *= d * c
            if abs(d * c - 1) < 1e-14 { break }
        }
        return front * fraction
    }

    private static func nonzero(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }
    private static func inverse(_ x: Double) -> Double { 1 / nonzero(x) }
}

/// Φ⁻¹, the quantiles of the standard normal distribution.
enum NormalQuantile {
    /// The x with Φ(x) = p, by bisection of erfc; ±∞ for 1 and 0.
    static func of(_ p: Double) -> Double {
        guard p > 0 else { return -.infinity }
        guard p < 1 else { return .infinity }
        var low = -40.0, high = 40.0
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if erfc(-middle / 2.0.squareRoot()) / 2 < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
