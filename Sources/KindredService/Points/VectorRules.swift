import Kindred
import KindredMath

/// What the vectors of a collection's points must be like, and what is made of them before they are stored.
struct VectorRules {
    private let configuration: CollectionConfiguration
    /// The vectors whose components are whole numbers from 0 to 255.
    private let bytes: Set<String>
    /// The vectors whose components are rounded to half precision.
    private let halves: Set<String>

    init(_ collection: VectorCollection) throws {
        configuration = collection.configuration
        let settings = try collection.settings
        bytes = settings.byteVectors
        halves = settings.halfVectors
    }

    /// The points as they are stored: under the measure cosine with vectors of length 1.
    ///
    /// - Throws: `RequestError`, naming the place in the request where the point has one.
    func stored(_ points: [Point]) throws -> [Point] {
        var result = points
        for place in points.indices { try store(&result[place], at: place) }
        return result
    }

    private func store(_ point: inout Point, at place: Int) throws {
        for (name, vector) in point.vectors {
            let stored = try dense(vector, name, at: place)
            if configuration.vectors[name]?.isMultivector == true {
                point.vectors[name] = nil
                point.multivectors[name] = [stored]
            } else {
                point.vectors[name] = stored
            }
        }
        for (name, vector) in point.sparseVectors { try checkSparse(vector, name, at: place) }
        for (name, rows) in point.multivectors { point.multivectors[name] = try multi(rows, name, at: place) }
    }

    /// A dense vector as it is stored; of a multivector it is one row.
    private func dense(_ vector: [Float], _ name: String, at place: Int) throws -> [Float] {
        guard let wanted = configuration.vectors[name] else {
            throw configuration.sparseVectors[name] == nil ? .unknownVector(name) : Self.conversion("sparse")
        }
        guard !vector.isEmpty else { throw Self.empty(name, at: place) }
        guard vector.count == wanted.dimension else { throw RequestError.dimension(wanted.dimension, vector.count) }
        if bytes.contains(name) { return vector.map { $0.isNaN ? 0 : min(max($0, 0), 255).rounded(.towardZero) } }
        let stored = wanted.measure == .cosine ? vector.normalized : vector
        return halves.contains(name) ? stored.roundedToHalf : stored
    }

    private func multi(_ rows: [[Float]], _ name: String, at place: Int) throws -> [[Float]] {
        guard let wanted = configuration.vectors[name] else {
            throw configuration.sparseVectors[name] == nil ? .unknownVector(name) : Self.conversion("sparse")
        }
        guard wanted.isMultivector else { throw Self.conversion("multi") }
        guard !rows.isEmpty else { throw Self.empty(name, at: place) }
        return try rows.map { try dense($0, name, at: place) }
    }

    private func checkSparse(_ vector: SparseVector, _ name: String, at place: Int) throws {
        guard configuration.sparseVectors[name] != nil else {
            throw configuration.vectors[name] == nil ? .unknownVector(name) : Self.conversion("sparse")
        }
        let path = "points[\(place)].vector.?"
        guard vector.indices.count == vector.values.count else {
            throw RequestError(.validation, "\(path).values: Validation error: must be the same length as indices [{}]")
        }
        guard Set(vector.indices).count == vector.indices.count else {
            throw RequestError(.validation, "\(path).indices: Validation error: must be unique [{}]")
        }
    }

    private static func empty(_ name: String, at place: Int) -> RequestError {
        RequestError(.validation, "points[\(place)].vector\(name.isEmpty ? "" : ".?"): dense vector must not be empty")
    }

    private static func conversion(_ form: String) -> RequestError {
        RequestError(.wrongInput, "Conversion between \(form) and regular vectors failed")
    }
}

extension RequestError {
    /// A vector does not have the collection's dimension.
    public static func dimension(_ expected: Int, _ got: Int) -> RequestError {
        RequestError(.wrongInput, "Vector dimension error: expected dim: \(expected), got \(got)")
    }
}

extension [Float] {
    /// The largest number of half precision.
    private static let largestHalf: Float = 65_504

    /// The vector as half precision holds it: to nearest, ties to even; numbers beyond its range become the largest.
    var roundedToHalf: [Float] {
        let within = map { Swift.min(Swift.max($0, -Self.largestHalf), Self.largestHalf) }
        var halves = [UInt16](repeating: 0, count: count), result = within
        var target = halves.mutableSpan
        Kernels.active.convertToHalf(within.span, into: &target)
        var values = result.mutableSpan
        Kernels.active.convertFromHalf(halves.span, into: &values)
        return result
    }

    /// The vector with length 1; itself when it is that already, or zero.
    var normalized: [Float] {
        let square = Kernels.active.dot(span, span)
        guard square > Float.ulpOfOne, abs(square - 1) > 1e-6 else { return self }
        let length = square.squareRoot()
        return length.isFinite ? map { $0 / length } : self
    }
}
