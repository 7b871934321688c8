import Foundation
public import KindredMath

extension GaussianMixture {
    /// The logarithm of the density at a point.
    ///
    /// - Precondition: the point has the mixture's dimension.
    /// - Complexity: O(*k d*²).
    public func logDensity(_ point: [Double]) -> Double {
        let logs = zip(weights, components).map { log($0) + $1.logDensity(point) }
        let largest = logs.max() ?? 0
        guard largest > -.infinity else { return largest }
        return largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
    }

    /// How much of each point belongs to each component: for each point as many numbers as components, with the sum 1. A point so far from
    /// all that its densities are 0 belongs to each alike.
    ///
    /// - Precondition: `points.count` is a multiple of the dimension.
    public func shares(of points: Span<Float>) -> [[Double]] {
        precondition(points.count % dimension == 0, "\(points.count) components are no points of dimension \(dimension)")
        return stride(from: 0, to: points.count, by: dimension).map { start in
            let point = (start..<start + dimension).map { Double(points[$0]) }
            let logs = zip(weights, components).map { log($0) + $1.logDensity(point) }, largest = logs.max() ?? 0
            guard largest > -.infinity else { return [Double](repeating: 1 / Double(logs.count), count: logs.count) }
            let parts = logs.map { exp($0 - largest) }, sum = parts.reduce(0, +)
            return parts.map { $0 / sum }
        }
    }

    /// The component that has most of each point.
    public func labels(of points: Span<Float>) -> [Int] {
        shares(of: points).map { share in share.indices.max { share[$0] < share[$1] } ?? 0 }
    }

    /// A point drawn at random.
    public func draw(_ random: inout SeededRandom) -> [Double] {
        var left = random.uniform(), component = 0
        while component < weights.count - 1, left >= weights[component] {
            left -= weights[component]
            component += 1
        }
        return components[component].draw(&random)
    }
}
