/// The map applied once to a stored vector and once to a query, before any reduction.
public enum Preparation: Sendable, Hashable {
    /// The vector as it is.
    case identity
    /// Divided by its Euclidean norm; a zero vector stays zero.
    case unit

    /// Whether prepared vectors are the given ones, so that no second copy needs storing.
    public var isIdentity: Bool { self == .identity }

    /// The dimension of prepared vectors.
    public func preparedDimension(for dimension: Int) -> Int { dimension }

    /// Which side of a comparison a vector stands on; only augmentations for inner products care.
    public enum Role: Sendable, Hashable {
        case row, query
    }

    /// Writes the prepared vector.
    ///
    /// - Precondition: `prepared.count == preparedDimension(for: vector.count)`.
    /// - Complexity: O(*d*); O(*d*²) for whitening.
    public func prepare(_ vector: Span<Float>, as role: Role = .row, into prepared: inout MutableSpan<Float>) {
        let expected = preparedDimension(for: vector.count)
        precondition(prepared.count == expected, "room for \(prepared.count) components, not for \(expected)")
        for i in vector.indices { prepared[i] = vector[i] }
        switch self {
        case .identity: break
        case .unit: Self.scaleToUnit(&prepared)
        }
    }

    /// The prepared vector, newly allocated.
    public func prepared(_ vector: Span<Float>, as role: Role = .row) -> [Float] {
        var prepared = [Float](repeating: 0, count: preparedDimension(for: vector.count))
        var span = prepared.mutableSpan
        prepare(vector, as: role, into: &span)
        return prepared
    }

    /// Float64 inside, so that neither 1e30 nor 1e-30 as a component spoils it.
    static func scaleToUnit(_ vector: inout MutableSpan<Float>) {
        var squares = 0.0
        for i in vector.indices { squares += Double(vector[i]) * Double(vector[i]) }
        guard squares > 0 else { return }
        let scale = 1 / squares.squareRoot()
        for i in vector.indices { vector[i] = Float(Double(vector[i]) * scale) }
    }
}
