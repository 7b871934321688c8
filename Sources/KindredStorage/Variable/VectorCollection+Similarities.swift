import KindredIndex
import KindredSimilarity

extension VectorCollection {
    /// The scores of every point that has a vector and matches to each of some examples.
    ///
    /// A score is exactly the one that an exact search from the example gives the point; of a sparse example 0 where nothing is shared.
    ///
    /// - Parameters:
    ///   - examples: vectors of the form that `using` has.
    ///   - using: which of the points' vectors is compared.
    ///   - filter: only points that match are scored.
    /// - Throws: `StorageError`: `invalidArgument` for an unknown vector or an example of another form or dimension; `corrupt`, `memoryLimit`.
    /// - Complexity: O(examples × matching points × dimension).
    public func similarities(to examples: [VectorValue], using: String, filter: Filter? = nil) throws(StorageError) -> SimilarityTable {
        let configuration = configuration, dimension = configuration.vectors[using]?.dimension
        try configuration.validate(examples, using: using)
        if let filter { try validate(filter) }
        return try readingRuns(using, filter, joins: false) { snapshot throws(StorageError) in
            // The snapshot's own measure: another may have begun to serve since.
            let serving = snapshot.segments.lazy.compactMap { $0.segment.configuration.vectors[using]?.measure }.first ?? configuration.vectors[using]?.measure
            let queries = examples.map { ExampleQuery($0, measure: serving ?? .dot) }
            var table = SimilarityTable(ids: [], scores: [[Float]](repeating: [], count: examples.count))
            // A vector of the name that was removed and added again meanwhile may have another dimension.
            for view in snapshot.segments where view.rows > 0 && view.segment.configuration.vectors[using]?.dimension == dimension {
                try add(view, using, filter, queries, to: &table)
            }
            return table
        }
    }

    private func add(
        _ view: SegmentView, _ using: String, _ filter: Filter?, _ queries: [ExampleQuery], to table: inout SimilarityTable
    ) throws(StorageError) {
        let admitting = try admitted(view, using, filter), contents = try contents(view)
        let slots = admitting?.slots ?? Array(0..<UInt32(view.rows))
        guard !slots.isEmpty else { return }
        table.ids += slots.map { contents.rows.id(Int($0)) }
        for (place, query) in queries.enumerated() {
            let scores: [Float]
            switch query {
            case .dense(let query):
                guard let column = contents.columns[using] else { throw missing(using, view) }
                scores = query.values(of: slots, in: column)
            case .sparse(let query): scores = query.scores(of: slots, in: try sparseRuns(using, view, contents), rows: view.rows)
            case .multi(let query):
                var values: [Float] = []
                query.forEachScore(in: try multivectorRuns(using, view, contents), rows: view.rows, admitting: admitting) { values.append($1) }
                scores = values
            }
            guard scores.count == slots.count else { throw missing(using, view) }
            table.scores[place] += scores
        }
    }

    private func missing(_ name: String, _ view: SegmentView) -> StorageError {
        StorageError(.corrupt, "segment \(view.segment.id) lacks a \(CollectionConfiguration.label(name)) that it should have: run `kindred verify`")
    }
}

/// An example made ready to be compared.
private enum ExampleQuery {
    case dense(PreparedQuery)
    case sparse(SparseQuery)
    case multi(MultivectorQuery)

    init(_ example: VectorValue, measure: Measure) {
        switch example {
        case .dense(let vector): self = .dense(PreparedQuery(vector, measure: measure))
        case .sparse(let vector): self = .sparse(SparseQuery(vector))
        case .multi(let rows): self = .multi(MultivectorQuery(rows, measure: measure))
        }
    }
}

extension CollectionConfiguration {
    /// Throws when an example cannot be compared with the vectors of a name.
    fileprivate func validate(_ examples: [VectorValue], using: String) throws(StorageError) {
        guard vectors[using] != nil || sparseVectors[using] != nil else { throw unknownVector(using) }
        for (place, example) in examples.enumerated() {
            let label = examples.count == 1 ? "the example" : "example \(place + 1)"
            switch example {
            case .dense(let vector): try dense(using).validate(vector, label)
            case .sparse(let vector):
                try checkSparse(using)
                try vector.validate(label)
            case .multi(let rows): try multivector(using).validate(rows, label)
            }
        }
    }
}
