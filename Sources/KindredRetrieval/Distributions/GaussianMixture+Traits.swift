extension GaussianMixture {
    /// Where a component differs from the whole.
    public struct Trait: Sendable, Hashable {
        /// The dimension.
        public let dimension: Int
        /// How far the component's mean is from that of the whole, in standard deviations of the whole.
        public let deviation: Double

        /// The deviation in words: `about average`, `above`, `far below`, …
        public var words: String {
            let size = deviation.magnitude
            if size < 0.25 { return "about average" }
            return (size < 0.75 ? "somewhat " : size < 1.5 ? "" : "far ") + (deviation < 0 ? "below average" : "above average")
        }
    }

    /// What sets a component apart: the dimensions in which it differs most, first the greatest difference.
    ///
    /// - Precondition: the component is one of the mixture's.
    /// - Complexity: O(*k d* + *d* log *d*).
    public func traits(of component: Int, count: Int = 3) -> [Trait] {
        precondition(components.indices.contains(component), "component \(component) of \(components.count)")
        let traits = (0..<dimension).map { j in
            var mean = 0.0, square = 0.0
            for (weight, part) in zip(weights, components) {
                mean += weight * part.mean[j]
                square += weight * (part.covariance[j, j] + part.mean[j] * part.mean[j])
            }
            let spread = max(0, square - mean * mean).squareRoot()
            return Trait(dimension: j, deviation: spread > 0 ? (components[component].mean[j] - mean) / spread : 0)
        }
        return Array(traits.sorted { ($1.deviation.magnitude, $0.dimension) < ($0.deviation.magnitude, $1.dimension) }.prefix(count))
    }
}
