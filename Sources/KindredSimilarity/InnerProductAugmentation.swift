import Foundation

/// One more component that turns largest inner products into nearest neighbours.
///
/// - `bachrach`: Bachrach et al., "Speeding Up the Xbox Recommender System Using a Euclidean Transformation for Inner-Product Spaces",
///   RecSys 2014. Row [x, √(M²−|x|²)], query [q, 0]: |q′−x′|² = |q|² + M² − 2q·x, so the Euclidean order is the inner product's, exactly.
/// - `neyshaburSrebro`: Neyshabur, Srebro, "On Symmetric and Asymmetric LSHs for Inner Product Search", ICML 2015 (simple LSH).
///   Row [x/M, √(1−|x/M|²)], query [q/|q|, 0]: the cosine order. Of q = 0 every order is right, since all products are 0.
///
/// M is the largest norm of the rows times a headroom (ours: 1.2), so that a somewhat longer row can join without a rebuild; a larger
/// M costs digits. Radicands are clamped at 0.
public struct InnerProductAugmentation: Sendable, Hashable, Codable {
    /// Whose augmentation.
    public enum Scheme: String, Sendable, Hashable, Codable {
        /// The two described above.
        case bachrach, neyshaburSrebro
    }
    /// Whose augmentation it is.
    public let scheme: Scheme
    /// M: no row may be longer.
    public let maxNorm: Float

    /// - Precondition: `rowNormMax` is finite and not negative, `headroom >= 1`.
    public init(_ scheme: Scheme = .bachrach, rowNormMax: Float, headroom: Float = 1.2) {
        precondition(rowNormMax >= 0 && rowNormMax.isFinite, "the largest norm is \(rowNormMax)")
        precondition(headroom >= 1 && headroom.isFinite, "a headroom of \(headroom) is less than 1")
        self.scheme = scheme
        maxNorm = rowNormMax > 0 ? min(rowNormMax * headroom, .greatestFiniteMagnitude) : 1
    }

    /// Whether a row of that norm can join; otherwise the augmentation and the index have to be rebuilt with a larger norm.
    public func admits(norm: Float) -> Bool { norm <= maxNorm }

    /// The dot product searched as Euclidean distances of augmented vectors; nil for Neyshabur–Srebro, whose reduction does not
    /// hold the query's norm: search `unit` dot products and rerank.
    public var form: MeasureForm? {
        guard scheme == .bachrach else { return nil }
        return MeasureForm(.augmented(self), .squaredEuclidean, .dotOfDistance, .ascending)
    }

    func prepare(_ vector: Span<Float>, as role: Preparation.Role, into prepared: inout MutableSpan<Float>) {
        let squared = Preparation.squaredNorm(vector), most = Double(maxNorm) * Double(maxNorm)
        let scale =
            switch (scheme, role) {
            case (.bachrach, _): 1.0
            case (.neyshaburSrebro, .row): 1 / Double(maxNorm)
            case (.neyshaburSrebro, .query): Preparation.inverse(squared.squareRoot())
            }
        for i in vector.indices { prepared[i] = Float(Double(vector[i]) * scale) }
        let rest = max(most - squared, 0).squareRoot()
        prepared[vector.count] = role == .query ? 0 : Float(scheme == .bachrach ? rest : rest / Double(maxNorm))
    }
}

extension InnerProductAugmentation {
    private enum CodingKeys: String, CodingKey { case scheme, maxNorm }

    /// - Throws: `DecodingError.dataCorrupted` when the largest norm is not a positive number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scheme = try container.decode(Scheme.self, forKey: .scheme)
        maxNorm = try container.decode(Float.self, forKey: .maxNorm)
        guard maxNorm > 0, maxNorm.isFinite else {
            throw DecodingError.dataCorruptedError(
                forKey: .maxNorm, in: container, debugDescription: "the largest norm is \(maxNorm)")
        }
    }
}
