public import KindredMath
public import KindredNN

/// How the size of a change is told.
public enum AttackNorm: String, Sendable, Hashable, CaseIterable, Codable {
    /// The largest change of a component.
    case lInfinity = "linf"
    /// The Euclidean length of the change.
    case l2

    /// The size of a change.
    public func callAsFunction<Scalar: TensorScalar>(_ change: some Sequence<Scalar>) -> Scalar {
        switch self {
        case .lInfinity: change.reduce(0) { max($0, abs($1)) }
        case .l2: change.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
    }

    /// The step of a size that raises a function of this gradient most; none for a gradient of 0.
    func step<Scalar: TensorScalar>(along gradient: ArraySlice<Scalar>, size: Scalar) -> [Scalar] {
        switch self {
        case .lInfinity: return gradient.map { $0 > 0 ? size : $0 < 0 ? -size : 0 }
        case .l2:
            let length = max(self(gradient), 1e-12)
            return gradient.map { size * $0 / length }
        }
    }

    /// A change brought back to at most a size.
    func projected<Scalar: TensorScalar>(_ change: [Scalar], size: Scalar) -> [Scalar] {
        switch self {
        case .lInfinity: return change.map { min(max($0, -size), size) }
        case .l2:
            let length = self(change)
            return length > size ? change.map { $0 * size / length } : change
        }
    }

    /// A change drawn evenly from all of at most a size.
    func draw<Scalar: TensorScalar>(_ count: Int, size: Scalar, _ random: inout SeededRandom) -> [Scalar] {
        switch self {
        case .lInfinity: return (0..<count).map { _ in Scalar(random.uniform(in: -1..<1)) * size }
        case .l2:
            let direction = (0..<count).map { _ in Scalar(random.normal()) }
            let radius = Scalar(Double.raised(random.uniform(), to: 1 / Double(max(1, count)))) * size
            return step(along: direction[...], size: radius)
        }
    }
}

/// The range in which components are valid.
public struct InputBox: Sendable, Hashable {
    /// The least and the greatest valid component.
    public let low, high: Double

    /// - Throws: `invalidParameter` unless low < high, both finite.
    public init(_ low: Double, _ high: Double) throws(LearningError) {
        guard low.isFinite, high.isFinite, low < high else { throw LearningError(.invalidParameter, "a box from \(low) to \(high): the first must be smaller") }
        self.low = low
        self.high = high
    }

    /// From the least to the greatest component of rows.
    ///
    /// - Throws: `tooFewRows` when all components are equal, or there are none.
    public init(of rows: Matrix<Float>) throws(LearningError) {
        guard let low = rows.elements.min(), let high = rows.elements.max(), low < high else {
            throw LearningError(.tooFewRows, "\(rows.rows) rows of one value have no range to stay in: give a box")
        }
        try self.init(Double(low), Double(high))
    }

    /// The valid component nearest to one.
    func clipped<Scalar: TensorScalar>(_ component: Scalar) -> Scalar { min(max(component, Scalar(low)), Scalar(high)) }
}
