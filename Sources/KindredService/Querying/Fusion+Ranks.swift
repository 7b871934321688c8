import Kindred

extension Fusion {
    /// One list made of several, best first; equal scores in the order in which the points first appear in the lists.
    func fused(_ sources: [[QueryEngine.Scored]]) throws -> [QueryEngine.Scored] {
        var places: [PointID: Int] = [:], fused: [(id: PointID, score: Double)] = []
        for (number, source) in sources.enumerated() {
            for (point, part) in zip(source, parts(of: source, number: number)) {
                if let place = places[point.id] {
                    fused[place].score += part
                } else {
                    places[point.id] = fused.count
                    fused.append((point.id, part))
                }
            }
        }
        let ranked = fused.enumerated().sorted { $0.element.score != $1.element.score ? $0.element.score > $1.element.score : $0.offset < $1.offset }
        return ranked.map { QueryEngine.Scored(id: $0.element.id, score: Float($0.element.score)) }
    }

    private func parts(of source: [QueryEngine.Scored], number: Int) -> [Double] {
        switch self {
        case .reciprocalRank(let k, let weights):
            // Cormack, Clarke and Büttcher, Reciprocal rank fusion, SIGIR 2009; positions from 0, k so that 2 is the usual 1 / (rank + 1).
            let weight = weights.map { Double($0[number]) } ?? 1
            return source.indices.map { weight > 0 ? 1 / ((Double($0) + 1) / weight + Double(k) - 1) : 0 }
        case .distributionBased: return Self.normalized(source.map { Double($0.score) })
        }
    }

    /// Scores by their place between mean − 3σ and mean + 3σ (Mazzeschi, Distribution-based score fusion, 2023); σ of the sample.
    private static func normalized(_ scores: [Double]) -> [Double] {
        guard scores.count > 1 else { return scores.map { _ in 0.5 } }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
        guard variance > 0 else { return scores.map { _ in 0.5 } }
        let low = mean - 3 * variance.squareRoot()
        return scores.map { ($0 - low) / (6 * variance.squareRoot()) }
    }
}
