/// Learned similarity, a network's sigmoid(w2·relu(W1u + b1) + b2) of a pair's features u: SIM-17. Range (0, 1), larger is nearer.
///
/// u = [|A−B|, A⊙B] is symmetric by construction; `learned:concat` feeds [A, B] and averages f(A, B) and f(B, A).
/// It is no metric, no vector need be its own best match, and no index can follow it: candidates are found under a base measure
/// (`base=euclidean`, cosine by default) and reranked; the recall of that first stage is what to report. Trained elsewhere.
public struct LearnedSimilarity: Sendable, Hashable {
    static let name = "learned"
    var concatenates = false
    var base = "cosine"
    var network: PairNetwork?

    private func features<Scalar: BinaryFloatingPoint>(_ a: Span<Scalar>, _ b: Span<Scalar>) -> [Scalar] {
        concatenates
            ? a.indices.map { a[$0] } + b.indices.map { b[$0] }
            : a.indices.map { abs(a[$0] - b[$0]) } + a.indices.map { a[$0] * b[$0] }
    }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        guard let network else { return 0 }
        let forward = PairNetwork.sigmoid(network.logit(features(a, b)))
        return concatenates ? (forward + PairNetwork.sigmoid(network.logit(features(b, a)))) / 2 : forward
    }

    func reduce(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        guard let network else { return 0 }
        let forward = PairNetwork.sigmoid(network.logit(features(a, b)))
        return concatenates ? (forward + PairNetwork.sigmoid(network.logit(features(b, a)))) / 2 : forward
    }
}

extension LearnedSimilarity: Formula {
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> LearnedSimilarity {
        let concatenates = options.word(of: ["concat"]) != nil
        let base = options.text("base") ?? "cosine"
        let bases = ["cosine", "dot", "euclidean", "manhattan", "correlation"]
        guard bases.contains(base) else { throw options.invalid("base=\(base): \(bases.joined(separator: ", "))") }
        return LearnedSimilarity(concatenates: concatenates, base: base)
    }

    var options: String {
        [concatenates ? "concat" : nil, base == "cosine" ? nil : "base=\(base)"].compactMap { $0 }.joined(separator: ":")
    }

    var summary: String { "a network trained on labelled pairs" }
    var properties: MeasureProperties { .similarity(0...1, selfIsBest: false) }
    var form: MeasureForm { MeasureForm(.identity, .learned(self), .identity, .descending) }
    var candidateMeasure: Measure? { try? Measure(parsing: base) }
    var requiredDimension: Int? { network?.dimension }
    var missing: String? { network == nil ? "has no weights: train it" : nil }

    func service(by index: IndexKind) -> IndexService {
        index == .flat ? .exact : .asCandidates(index, under: candidateMeasure)
    }

    /// Hidden units mix the dimensions: there is nothing to tell apart.
    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? { nil }

    var weights: MeasureWeights? { network.map { .network($0) } }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        guard case .network(let network) = weights else {
            throw MeasureError(.invalidWeights, "learned wants a network")
        }
        return LearnedSimilarity(concatenates: concatenates, base: base, network: network)
    }
}
