import KindredIndex
import KindredSimilarity

extension VectorCollection {
    /// The points whose sparse vector has the largest dot product with a query, best first; equal scores by ascending id.
    ///
    ///     let hits = try films.search(sparse: SparseVector(indices: [7, 1290], values: [0.4, 1.1]), using: "terms", limit: 10)
    ///
    /// The search is exact. Points that share no component with the query are left out.
    ///
    /// - Parameters:
    ///   - query: the vector to start from.
    ///   - using: which of the points' sparse vectors is compared.
    ///   - limit: at most how many points come back, 1 or more.
    ///   - offset: how many of the best are left out first.
    ///   - filter: only points that match are found.
    ///   - scoreThreshold: only points of at least this score are found.
    ///   - withPayload: whether the points' payloads come with them.
    ///   - withVectors: whether the points' vectors come with them.
    /// - Throws: `StorageError`: `invalidArgument` for a query that is no sparse vector, a name that is not that of one, or a limit below 1;
    ///   `corrupt` when a stored vector is damaged; `memoryLimit`.
    /// - Complexity: O(rows that have a component of the query, counted once a component).
    public func search(
        sparse query: SparseVector, using: String, limit: Int, offset: Int = 0, filter: Filter? = nil, scoreThreshold: Float? = nil,
        withPayload: Bool = false, withVectors: Bool = false
    ) throws(StorageError) -> [SearchHit] {
        try configuration.checkSparse(using)
        try query.validate("the query")
        let query = SparseQuery(query)
        let request = VariableRequest(
            using: using, limit: limit, offset: offset, filter: filter, scoreThreshold: scoreThreshold, withPayload: withPayload, withVectors: withVectors)
        return try search(request, .similarity) { view, contents, admitting, best throws(StorageError) in
            let runs = try sparseRuns(using, view, contents)
            query.forEachScore(in: runs, rows: view.rows, admitting: admitting) { slot, score in
                best.offer(Candidate(cost: -score, slot: slot), tie: contents.rows.id)
            }
        }
    }

    /// The points whose multivector is nearest to a query's rows by MaxSim, best first; equal scores by ascending id.
    ///
    /// The score is the sum, over the query's rows, of the best similarity to any row of the point; of a distance, the sum of the smallest, of the
    /// Euclidean one the root of the sum of their squares.
    /// The search is exact.
    ///
    /// - Parameters:
    ///   - query: the rows to start from, at least one.
    ///   - using: which of the points' multivectors is compared.
    ///   - limit: at most how many points come back, 1 or more.
    ///   - offset: how many of the best are left out first.
    ///   - filter: only points that match are found.
    ///   - scoreThreshold: only points at least this near are found: at most this distance, or at least this similarity.
    ///   - withPayload: whether the points' payloads come with them.
    ///   - withVectors: whether the points' vectors come with them.
    /// - Throws: `StorageError`: `invalidArgument` for rows of a wrong dimension, a name that is not that of a multivector, or a limit below 1;
    ///   `corrupt` when a stored vector is damaged; `memoryLimit`.
    /// - Complexity: O(rows of the query × rows stored × dimension).
    public func search(
        multi query: [[Float]], using: String, limit: Int, offset: Int = 0, filter: Filter? = nil, scoreThreshold: Float? = nil,
        withPayload: Bool = false, withVectors: Bool = false
    ) throws(StorageError) -> [SearchHit] {
        let vector = try configuration.multivector(using)
        try vector.validate(query, "the query")
        let query = MultivectorQuery(query, measure: vector.measure)
        let request = VariableRequest(
            using: using, limit: limit, offset: offset, filter: filter, scoreThreshold: scoreThreshold, withPayload: withPayload, withVectors: withVectors)
        return try search(request, query.kind) { view, contents, admitting, best throws(StorageError) in
            // A vector of the name that was removed and added again meanwhile may have another dimension.
            guard view.segment.configuration.vectors[using]?.dimension == vector.dimension else { return }
            let runs = try multivectorRuns(using, view, contents)
            query.forEachScore(in: runs, rows: view.rows, admitting: admitting) { slot, score in
                best.offer(Candidate(cost: query.kind.cost(ofValue: score), slot: slot), tie: contents.rows.id)
            }
        }
    }

    private func search(
        _ request: VariableRequest, _ kind: Measure.Kind,
        _ offer: (SegmentView, SegmentContents, SlotSet?, inout BestCandidates) throws(StorageError) -> Void
    ) throws(StorageError) -> [SearchHit] {
        try request.validate()
        if let filter = request.filter { try validate(filter) }
        return try readingRuns(request.using, request.filter, joins: request.withPayload || request.withVectors) { snapshot throws(StorageError) in
            var found: [Found] = []
            for view in snapshot.segments where view.rows > 0 {
                let contents = try contents(view), admitting = try admitted(view, request.using, request.filter)
                if admitting?.count == 0 { continue }
                var best = BestCandidates(limit: min(request.limit.sum(orMost: request.offset), view.rows))
                try offer(view, contents, admitting, &best)
                found += best.entries.map {
                    Found(cost: $0.cost, id: contents.rows.id($0.slot), pid: contents.rows.pid($0.slot), slot: $0.slot, view: view)
                }
            }
            found.sort { $0.cost != $1.cost ? $0.cost < $1.cost : $0.id < $1.id }
            let kept = found.prefix(request.limit.sum(orMost: request.offset)).dropFirst(request.offset)
            let threshold = request.scoreThreshold.map(kind.cost(ofValue:)) ?? .infinity
            return try hits(kept.prefix { $0.cost <= threshold }, kind, withPayload: request.withPayload, withVectors: request.withVectors)
        }
    }

    /// Reads the collection as it is at one moment, in SQLite too unless everything that a search over a vector needs is in memory.
    ///
    /// - Parameter joins: whether payloads or vectors are read.
    func readingRuns<Value>(
        _ name: String, _ filter: Filter?, joins: Bool, _ body: (Snapshot) throws(StorageError) -> Value
    ) throws(StorageError) -> Value {
        let snapshot = snapshot, isVariable = configuration.isVariable(name)
        let isInMemory =
            !isReadOnly && !joins && snapshot.knows(filter)
            && snapshot.segments.allSatisfy { $0.rows == 0 || !isVariable || $0.segment.variableRuns.serve(name, $0) }
        return try isInMemory ? body(snapshot) : reading(body)
    }
}

/// What a search over vectors that vary in length wants of the points it finds.
private struct VariableRequest {
    var using: String
    var limit: Int
    var offset: Int
    var filter: Filter?
    var scoreThreshold: Float?
    var withPayload: Bool
    var withVectors: Bool

    func validate() throws(StorageError) {
        guard limit >= 1 else { throw StorageError(.invalidArgument, "limit \(limit) is below 1") }
        guard offset >= 0 else { throw StorageError(.invalidArgument, "offset \(offset) is negative") }
    }
}
