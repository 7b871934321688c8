import Foundation
import Kindred

extension QueryEngine {
    /// The points nearest to a vector.
    func nearest(_ input: VectorInput, _ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        let example = try examples([input], node)[0]
        return try nearest(to: example.vector, node, limit: limit, filter: Filter.leavingOut(example.id.map { [$0] } ?? [], of: filter))
    }

    /// The points nearest to a vector of any form.
    func nearest(to vector: VectorValue, _ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        let hits: [SearchHit]
        if node.parameters.namesMeasureOrRecall { guard case .dense = vector else { throw Self.denseOnly } }
        switch vector {
        case .dense(let vector): hits = try collection.search(request(vector, node, limit: limit, filter: filter))
        case .multi(let rows):
            hits = try collection.search(multi: rows, using: node.vectorName, limit: limit, filter: filter, scoreThreshold: node.scoreThreshold)
        case .sparse(let vector):
            let weighted = try weighted(vector, node)
            hits = try collection.search(sparse: weighted, using: node.vectorName, limit: limit, filter: filter, scoreThreshold: node.scoreThreshold)
        }
        return hits.map { Scored(id: $0.id, score: $0.score) }
    }

    private func request(_ vector: [Float], _ node: Prefetch, limit: Int, filter: Filter?) -> SearchRequest {
        // Beyond the collection there is nothing, and an index makes room for what is asked.
        var request = SearchRequest(vector, limit: min(limit, max(1, collection.count)))
        request.using = node.vectorName
        request.filter = filter
        request.scoreThreshold = node.scoreThreshold
        request.measure = node.parameters.measure
        if node.parameters.exact || filter?.namesFewPoints == true {
            request.effort = .exact
        } else if let recall = node.parameters.recall {
            request.effort = .recall(recall)
        } else if let width = node.parameters.hnswEF {
            request.effort = .ef(width)
        }
        request.codes.isIgnored = node.parameters.ignoresQuantization
        request.codes.rescores = node.parameters.rescores
        request.codes.oversampling = node.parameters.oversampling
        return request
    }

    /// A query's values times the inverse document frequencies, where the vector has that modifier.
    ///
    /// ln((N − df + ½) / (df + ½) + 1) (Robertson and Zaragoza, The probabilistic relevance framework, 2009), over the points that
    /// have the vector.
    func weighted(_ vector: SparseVector, _ node: Prefetch) throws -> SparseVector {
        guard collection.usesInverseFrequencies(node.vectorName) else { return vector }
        let having = Filter.merged(node.parameters.frequencyFilter, Filter(.hasVector(node.vectorName)))
        let (points, frequencies) = try collection.frequencies(of: vector.indices, using: node.vectorName, filter: having)
        let values = zip(vector.values, frequencies).map { value, frequency in
            let n = Double(points), df = Double(frequency)
            return Float(Double(value) * log((n - df + 0.5) / (df + 0.5) + 1))
        }
        return SparseVector(indices: vector.indices, values: values)
    }
}

extension Filter {
    /// Whether a must condition names the points: they are compared one by one, and no index is faster.
    var namesFewPoints: Bool {
        must.contains { if case .hasID = $0 { true } else { false } }
    }

    /// This filter without some points.
    static func leavingOut(_ ids: [PointID], of filter: Filter?) -> Filter? {
        guard !ids.isEmpty else { return filter }
        var result = filter ?? Filter()
        result.mustNot.append(.hasID(ids))
        return result
    }

    /// What holds when an outer query's filter is handed down to a prefetch: lists of the same kind are joined, as the wire API says.
    static func merged(_ outer: Filter?, _ inner: Filter?) -> Filter? {
        guard let outer else { return inner }
        guard let inner else { return outer }
        var result = Filter(must: outer.must + inner.must, should: outer.should + inner.should, mustNot: outer.mustNot + inner.mustNot)
        switch (outer.minShould, inner.minShould) {
        case (let one?, let other?): result.minShould = MinShould(max(one.count, other.count), of: one.conditions + other.conditions)
        case (let one, let other): result.minShould = one ?? other
        }
        return result
    }
}
