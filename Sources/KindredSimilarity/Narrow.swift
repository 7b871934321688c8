/// Float32 reductions as plain loops over four sums.
enum Narrow {
    static func dot(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        sum(a, b) { $0 * $1 }
    }

    static func squaredEuclidean(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        sum(a, b) { ($0 - $1) * ($0 - $1) }
    }

    static func manhattan(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        sum(a, b) { abs($0 - $1) }
    }

    static func chebyshev(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        var largest: Float = 0
        for i in a.indices { largest = max(largest, abs(a[i] - b[i])) }
        return largest
    }

    @inline(__always)
    private static func sum(_ a: Span<Float>, _ b: Span<Float>, _ term: (Float, Float) -> Float) -> Float {
        var sums = SIMD4<Float>.zero
        var i = 0
        while i &+ 4 <= a.count {
            sums += SIMD4(term(a[i], b[i]), term(a[i + 1], b[i + 1]), term(a[i + 2], b[i + 2]), term(a[i + 3], b[i + 3]))
            i &+= 4
        }
        while i < a.count {
            sums[0] += term(a[i], b[i])
            i &+= 1
        }
        return sums.sum()
    }
}
