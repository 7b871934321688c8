import Kindred

/// Maximal marginal relevance (Carbonell and Goldstein, The use of MMR, SIGIR 1998): of the nearest candidates the most relevant one
/// first, then each time the one with the largest (1 − d) · likeness to the query − d · largest likeness to a chosen one.
///
/// Departure: the scores shown are the plain search's. Equal candidates are taken as the wire API's server takes them: the last of
/// the pending, where the place of a chosen one is filled by the last.
extension QueryEngine {
    func diverse(_ input: VectorInput, _ relevance: MaximalMarginalRelevance, _ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        let query = try examples([input], node)[0]
        let admitted = Filter.leavingOut(query.id.map { [$0] } ?? [], of: filter)
        let candidates = try nearest(to: query.vector, node, limit: relevance.candidatesLimit ?? limit, filter: admitted)
        guard !candidates.isEmpty else { return [] }
        let vectors = try vectors(of: candidates.map(\.id), node.vectorName)
        var direct = node
        direct.parameters.frequencyFilter = nil
        let likeness = try likeness(to: [query.vector] + vectors, direct, filter: Filter(.hasID(candidates.map(\.id))))
        let row = Dictionary(uniqueKeysWithValues: likeness.ids.enumerated().map { ($1, $0) })
        let rows = candidates.compactMap { row[$0.id] }
        guard rows.count == candidates.count else { throw RequestError(.unavailable, "points were removed while the query ran; try again") }
        let chosen = Self.chosen(
            count: rows.count, limit: limit, diversity: relevance.diversity,
            relevance: { likeness.values[0][rows[$0]] }, likeness: { likeness.values[$1 + 1][rows[$0]] })
        return chosen.map { candidates[$0] }
    }

    private func vectors(of ids: [PointID], _ name: String) throws -> [VectorValue] {
        let points = try collection.fetch(ids, withPayload: false)
        let vectors = points.compactMap { $0.values[name] }
        guard vectors.count == ids.count else { throw RequestError(.unavailable, "points were removed while the query ran; try again") }
        return vectors
    }

    /// The order in which candidates are chosen.
    static func chosen(
        count: Int, limit: Int, diversity: Float, relevance: (Int) -> Float, likeness: (Int, Int) -> Float
    ) -> [Int] {
        var pending = Array(0..<count)
        var nearest = [Float](repeating: -.infinity, count: count)
        var chosen: [Int] = []
        while chosen.count < limit, !pending.isEmpty {
            let scores = pending.map { chosen.isEmpty ? relevance($0) : (1 - diversity) * relevance($0) - diversity * nearest[$0] }
            var best = 0
            for place in scores.indices where scores[place] >= scores[best] { best = place }
            let next = pending[best]
            pending.swapAt(best, pending.count - 1)
            pending.removeLast()
            chosen.append(next)
            for candidate in pending { nearest[candidate] = max(nearest[candidate], likeness(candidate, next)) }
        }
        return chosen
    }
}
