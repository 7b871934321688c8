#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension SeededRandom {
    /// A number in [0, 1): the upper 53 bits of the next word, times 2⁻⁵³.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number in (0, 1], whose logarithm is finite.
    public mutating func positiveUniform() -> Double {
        Double((next() >> 11) + 1) * 0x1p-53
    }

    /// A number in [`range.lowerBound`, `range.upperBound`).
    public mutating func uniform(in range: Range<Double>) -> Double {
        range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
    }

    /// A draw from N(0, 1) by the Box–Muller transform: √(−2 ln u)·cos 2πv, of a fresh u in (0, 1] and v in [0, 1).
    ///
    /// The sine half is thrown away, so that a draw leaves no state behind.
    public mutating func normal() -> Double {
        let radius = (-2 * log(positiveUniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// A draw from N(mean, deviation²).
    public mutating func normal(mean: Double, deviation: Double) -> Double {
        mean + deviation * normal()
    }

    /// An integer in 0..<bound, without bias: Lemire's multiplication with rejection (ACM TOMACS 29(1), 2019).
    ///
    /// - Precondition: `bound > 0`.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "no integer below \(bound)")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// Shuffles in place: Fisher–Yates from the last element down, each exchanged with one of `integer(below: i + 1)`.
    ///
    /// - Complexity: O(*n*).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        var i = elements.count
        while i > 1 {
            let j = integer(below: i)
            i -= 1
            elements.swapAt(i, j)
        }
    }

    /// `count` distinct integers of 0..<population, in ascending order, each subset equally likely (Floyd's algorithm).
    ///
    /// - Precondition: `0 <= count <= population`.
    /// - Complexity: O(*count* log *count*).
    public mutating func sample(_ count: Int, of population: Int) -> [Int] {
        precondition(0 <= count && count <= population, "\(count) distinct integers below \(population)")
        var chosen = Set<Int>(minimumCapacity: count)
        for limit in (population - count)..<population {
            let candidate = integer(below: limit + 1)
            chosen.insert(chosen.contains(candidate) ? limit : candidate)
        }
        return chosen.sorted()
    }
}
