import Kindred

extension QueryEngine {
    /// For each point of a random sample its nearest others of the sample.
    func distanceMatrix(using name: String, sample: Int, limit: Int, filter: Filter?) throws -> DistanceMatrix {
        _ = try form(name, in: configuration)
        let having = Filter.merged(filter, Filter(.hasVector(name)))
        let ids = try collection.ids(matching: having ?? Filter()).shuffled().firsts(sample).sorted()
        guard ids.count >= 2 else { return DistanceMatrix(ids: [], rows: []) }
        let place = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        let vectors = Dictionary(try collection.fetch(ids, withPayload: false).map { ($0.id, $0.values[name]) }) { first, _ in first }
        var node = Prefetch()
        node.using = name
        node.parameters.exact = true
        let rows = try ids.map { id -> [(place: Int, score: Float)] in
            try Deadline.check()
            guard let vector = vectors[id] ?? nil else { return [] }
            let others = Filter(.hasID(ids.filter { $0 != id }))
            return try nearest(to: vector, node, limit: limit, filter: others).compactMap { hit in place[hit.id].map { ($0, hit.score) } }
        }
        return DistanceMatrix(ids: ids, rows: rows)
    }
}
