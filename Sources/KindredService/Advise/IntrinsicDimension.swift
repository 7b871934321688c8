import Foundation

/// How many dimensions the vectors fill around each of them, by maximum likelihood over its nearest neighbours.
///
/// Levina, Bickel, "Maximum Likelihood Estimation of Intrinsic Dimension", NIPS 2004. With T_j the distance to the j-th neighbour of k,
///
///     m(x) = [ 1/(k−1) Σ_{j<k} log(T_k/T_j) ]⁻¹
///
/// Departures: 1/m is averaged over the vectors rather than m (MacKay, Ghahramani, 2005: it is the maximum likelihood of all of them, and less biased);
/// neighbours at distance 0 are left out, as copies have no logarithm.
enum IntrinsicDimension {
    /// Neighbours looked at.
    static let neighbors = 100

    /// The estimate, of the squared distances of each vector to its nearest others, ascending; nil when nothing can be said: all are copies, or at one distance.
    static func estimate(_ squares: some Sequence<[Float]>) -> Double? {
        var sum = 0.0, count = 0
        for near in squares {
            let logarithms = near.filter { $0 > 0 }.map { log(Double($0)) / 2 }
            guard logarithms.count > 2, let last = logarithms.last else { continue }
            sum += logarithms.dropLast().reduce(0) { $0 + last - $1 } / Double(logarithms.count - 1)
            count += 1
        }
        return count > 0 && sum > 0 ? Double(count) / sum : nil
    }
}
