#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How far two partitions of the same rows agree, whatever their groups are called.
///
///     let agreement = ClusterAgreement([0, 0, 1, 1], [5, 5, 5, 2])
///     agreement.adjustedRand, agreement.normalizedMutualInformation
public struct ClusterAgreement: Sendable, Hashable {
    private let cells: [Int]
    private let rows: [Int]
    private let columns: [Int]
    private let count: Int

    /// Counts the rows that two partitions share.
    ///
    /// - Precondition: both are of the same number of rows.
    public init(_ a: [Int], _ b: [Int]) {
        precondition(a.count == b.count, "partitions of \(a.count) and \(b.count) rows")
        count = a.count
        cells = zip(a, b).reduce(into: [:]) { $0[[$1.0, $1.1], default: 0] += 1 }.values.sorted()
        rows = a.reduce(into: [:]) { $0[$1, default: 0] += 1 }.values.sorted()
        columns = b.reduce(into: [:]) { $0[$1, default: 0] += 1 }.values.sorted()
    }

    /// ARI, 1 for equal partitions and 0 in the mean for random ones: Hubert, Arabie, J. Classification 2, 1985.
    public var adjustedRand: Double {
        let pairs = { (counts: [Int]) in counts.reduce(0.0) { $0 + Double($1) * Double($1 - 1) / 2 } }
        let both = pairs(cells), first = pairs(rows), second = pairs(columns)
        let expected = first * second / max(1, pairs([count])), greatest = (first + second) / 2
        return greatest == expected ? 1 : (both - expected) / (greatest - expected)
    }

    /// NMI in 0...1: the mutual information over the mean of both entropies; 1 when neither partition tells anything.
    public var normalizedMutualInformation: Double {
        let first = entropy(rows), second = entropy(columns)
        guard first + second > 0 else { return 1 }
        return max(0, 2 * (first + second - entropy(cells)) / (first + second))
    }

    private func entropy(_ counts: [Int]) -> Double {
        counts.reduce(0.0) { sum, n in
            let share = Double(n) / Double(count)
            return sum - share * log(share)
        }
    }
}
