import Foundation

/// The map applied once to a stored vector and once to a query, before any reduction.
public enum Preparation: Sendable, Hashable {
    /// The vector as it is.
    case identity
    /// Divided by its Euclidean norm; a zero vector stays zero.
    case unit
    /// Less the mean of its own components, then divided by its norm; a constant vector becomes zero.
    case centredUnit
    /// L⁻¹(x − μ) with the Cholesky factor L of a covariance.
    case whitened(Covariance)
    /// Moved into the open unit ball: a norm of 1 − 1e-5 or more becomes 1 − 1e-5.
    case ball
    /// 1 where a component is not zero.
    case binary
    /// One more component, after which Euclidean neighbours are largest inner products.
    case augmented(InnerProductAugmentation)
    /// Made by a learned encoder, then divided by its norm when asked.
    case encoded(LearnedEncoder, isUnit: Bool)
    /// Made by the tower of its side, then divided by its norm when asked.
    case towers(LearnedTowers, isUnit: Bool)

    /// Which side of a comparison a vector stands on; only the augmentation and towers care.
    public enum Role: Sendable, Hashable {
        /// A stored vector, or one that asks.
        case row, query
    }

    /// Whether prepared vectors are the given ones, so that no second copy needs storing.
    public var isIdentity: Bool {
        if case .identity = self { true } else { false }
    }

    /// The dimension of prepared vectors.
    public func preparedDimension(for dimension: Int) -> Int {
        switch self {
        case .augmented: dimension + 1
        case .encoded(let encoder, _): encoder.outputDimension
        case .towers(let towers, _): towers.outputDimension
        default: dimension
        }
    }

    /// Writes the prepared vector.
    ///
    /// - Precondition: `prepared.count == preparedDimension(for: vector.count)`.
    /// - Complexity: O(*d*); O(*d*²) for whitening.
    public func prepare(_ vector: Span<Float>, as role: Role = .row, into prepared: inout MutableSpan<Float>) {
        let expected = preparedDimension(for: vector.count)
        precondition(prepared.count == expected, "room for \(prepared.count) components, not for \(expected)")
        switch self {
        case .identity: Self.copy(vector, into: &prepared)
        case .unit: Self.scale(vector, less: 0, by: Self.inverse(Self.norm(vector)), into: &prepared)
        case .centredUnit: Correlation.prepare(vector, into: &prepared)
        case .whitened(let covariance): covariance.whiten(vector, into: &prepared)
        case .ball: Poincare.project(vector, into: &prepared)
        case .binary: for i in vector.indices { prepared[i] = vector[i] == 0 ? 0 : 1 }
        case .augmented(let augmentation): augmentation.prepare(vector, as: role, into: &prepared)
        case .encoded(let encoder, let isUnit): Self.finish(encoder.encoded(vector).span, isUnit: isUnit, into: &prepared)
        case .towers(let towers, let isUnit): Self.finish(towers.encoder(for: role).encoded(vector).span, isUnit: isUnit, into: &prepared)
        }
    }

    /// The prepared vector, newly allocated.
    public func prepared(_ vector: Span<Float>, as role: Role = .row) -> [Float] {
        var prepared = [Float](repeating: 0, count: preparedDimension(for: vector.count))
        var span = prepared.mutableSpan
        prepare(vector, as: role, into: &span)
        return prepared
    }

    /// Prepares vectors that follow one another; whitening and encoding are matrix products.
    ///
    /// - Precondition: `dimension > 0`, and `vectors.count` is a multiple of it.
    public func prepared(_ vectors: Span<Float>, dimension: Int, as role: Role = .row) -> [Float] {
        precondition(dimension > 0 && vectors.count % dimension == 0, "\(vectors.count) components are no rows of \(dimension)")
        if case .whitened(let covariance) = self { return covariance.whitened(vectors) }
        if case .encoded(let encoder, let isUnit) = self { return Self.finished(encoder.encoded(rows: vectors), encoder.outputDimension, isUnit: isUnit) }
        if case .towers(let towers, let isUnit) = self {
            return Self.finished(towers.encoder(for: role).encoded(rows: vectors), towers.outputDimension, isUnit: isUnit)
        }
        var result: [Float] = []
        result.reserveCapacity(vectors.count / dimension * preparedDimension(for: dimension))
        for start in stride(from: 0, to: vectors.count, by: dimension) {
            result += prepared(vectors.extracting(start..<start + dimension), as: role)
        }
        return result
    }
}

extension Preparation {
    /// Whether many vectors at once are prepared much sooner than one after another.
    public var prefersMany: Bool {
        if case .whitened = self { true } else { isLearned }
    }

    /// Whether encoders make prepared vectors, which costs more than a hundred comparisons.
    var isLearned: Bool {
        switch self {
        case .encoded, .towers: true
        default: false
        }
    }

    private static func finish(_ encoded: Span<Float>, isUnit: Bool, into prepared: inout MutableSpan<Float>) {
        scale(encoded, less: 0, by: isUnit ? inverse(norm(encoded)) : 1, into: &prepared)
    }

    private static func finished(_ encoded: [Float], _ dimension: Int, isUnit: Bool) -> [Float] {
        guard isUnit else { return encoded }
        var result = [Float](repeating: 0, count: encoded.count)
        var output = result.mutableSpan
        for start in stride(from: 0, to: encoded.count, by: dimension) {
            var row = output.extracting(start..<start + dimension)
            finish(encoded.span.extracting(start..<start + dimension), isUnit: true, into: &row)
        }
        return result
    }
}

// Sums in Float64, so that neither 1e30 nor 1e-30 as a component spoils a norm.
extension Preparation {
    static func copy(_ vector: Span<Float>, into prepared: inout MutableSpan<Float>) {
        for i in vector.indices { prepared[i] = vector[i] }
    }

    /// (x − shift)·factor per component.
    static func scale(_ vector: Span<Float>, less shift: Double, by factor: Double, into prepared: inout MutableSpan<Float>) {
        for i in vector.indices { prepared[i] = Float((Double(vector[i]) - shift) * factor) }
    }

    static func norm(_ vector: Span<Float>) -> Double { squaredNorm(vector).squareRoot() }

    /// Over four sums, which a processor adds side by side.
    static func squaredNorm(_ vector: Span<Float>) -> Double {
        var sums = SIMD4<Double>.zero
        var i = 0
        while i &+ 4 <= vector.count {
            let x = SIMD4(Double(vector[i]), Double(vector[i &+ 1]), Double(vector[i &+ 2]), Double(vector[i &+ 3]))
            sums += x * x
            i &+= 4
        }
        var squares = sums.sum()
        while i < vector.count {
            squares += Double(vector[i]) * Double(vector[i])
            i &+= 1
        }
        return squares
    }

    /// 1/x, and 0 of 0.
    static func inverse(_ x: Double) -> Double { x > 0 ? 1 / x : 0 }
}
