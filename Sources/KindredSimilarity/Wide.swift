import Foundation

/// Plain Float64 sums: the first and the last word on what a reduction is, and the oracle of the Float32 kernels.
enum Wide {
    static func widened(_ a: Span<Float>) -> [Double] {
        var wide = [Double]()
        wide.reserveCapacity(a.count)
        for i in a.indices { wide.append(Double(a[i])) }
        return wide
    }

    static func dot(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
    }

    static func squaredEuclidean(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        var sum = 0.0
        for i in a.indices {
            let d = a[i] - b[i]
            sum += d * d
        }
        return sum
    }

    static func manhattan(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        var sum = 0.0
        for i in a.indices { sum += abs(a[i] - b[i]) }
        return sum
    }

    static func chebyshev(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        var largest = 0.0
        for i in a.indices { largest = max(largest, abs(a[i] - b[i])) }
        return largest
    }

    static func norm(_ a: Span<Double>) -> Double { dot(a, a).squareRoot() }

    /// The vector divided by its norm; a zero vector stays as it is. Scaled first, so that no finite vector overflows.
    static func unit(_ a: Span<Double>) -> [Double] {
        var largest = 0.0
        for i in a.indices { largest = max(largest, abs(a[i])) }
        var unit = a.indices.map { largest > 0 ? a[$0] / largest : 0 }
        let norm = norm(unit.span)
        if norm > 0 { for i in unit.indices { unit[i] /= norm } }
        return unit
    }

    static func mean(_ a: Span<Double>) -> Double {
        var sum = 0.0
        for i in a.indices { sum += a[i] }
        return a.isEmpty ? 0 : sum / Double(a.count)
    }

    static func centred(_ a: Span<Double>) -> [Double] {
        let mean = mean(a)
        return a.indices.map { a[$0] - mean }
    }
}
