public import Kindred

extension Operations {
    /// Clusters the points of a collection, and writes each one's cluster into its payload when a field is named: a number, −1 for noise.
    ///
    /// Points lie as the collection's measure sees them: of unit length for the cosine, encoded for a learned measure. A request that
    /// names a measure takes them as they were given.
    ///
    /// - Parameters:
    ///   - field: the payload field to write; nil writes nothing.
    ///   - label: the payload field to judge by.
    ///   - filter: only points that match.
    ///   - progress: told what comes next; returning false stops.
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled`, `readOnly`; `ClusteringError`, `MeasureError`.
    public func cluster(
        _ name: String, using vector: String = "", field: String? = nil, label: PayloadPath? = nil, filter: Filter? = nil, _ request: ClusterRequest,
        progress: @escaping @Sendable (_ stage: String) -> Bool = { _ in true }
    ) throws -> Clustering {
        try request.validate()
        if let field { try Self.check(field: field) }
        let collection = try database.collection(name)
        guard progress("reading") else { throw ClusterGrouping.stopped }
        let rows = try ClusterRows(collection, using: vector, label: label, filter: filter)
        let (points, dimension) = request.measure == nil ? rows.prepared : (rows.values, rows.dimension)
        let clustering = try Clustering(name, points, dimension: dimension, known: label == nil ? nil : rows.names, request, progress)
        if let field {
            guard progress("writing") else { throw ClusterGrouping.stopped }
            try write(clustering.labels, of: rows.ids, to: field, in: collection)
        }
        return clustering
    }

    /// Refuses a name that payload paths would read as several.
    ///
    /// - Throws: `StorageError.invalidArgument`.
    static func check(field: String) throws {
        guard !field.isEmpty, !field.contains(where: { ".[]\"".contains($0) }) else {
            throw StorageError(.invalidArgument, "'\(field)' cannot be the field of clusters: a name without dots, brackets and quotes is needed")
        }
    }

    private static let writeMax = 10_000

    private func write(_ labels: [Int], of ids: [PointID], to field: String, in collection: VectorCollection) throws {
        var members: [Int: [PointID]] = [:]
        for (id, label) in zip(ids, labels) { members[label, default: []].append(id) }
        for label in members.keys.sorted() {
            let some = members[label] ?? []
            for start in stride(from: 0, to: some.count, by: Self.writeMax) {
                try collection.changePayload(Array(some[start..<min(start + Self.writeMax, some.count)]), .merge([field: .init(label)]))
            }
        }
    }
}

/// The vectors of a collection's points with their ids.
struct ClusterRows {
    private(set) var ids: [PointID] = []
    private(set) var values: [Float] = []
    /// What each is called under a label; nil where it has none.
    private(set) var names: [String?] = []
    let dimension: Int
    private let measure: Measure

    private static let pageRows = 8_192

    init(_ collection: VectorCollection, using vector: String, label: PayloadPath?, filter: Filter?) throws {
        guard let configuration = collection.configuration.vectors[vector] else {
            throw StorageError(.invalidArgument, "collection \(collection.name) has no vector named \"\(vector)\"")
        }
        guard !configuration.isMultivector else {
            throw StorageError(.invalidArgument, "vector \"\(vector)\" of collection \(collection.name) has several rows a point; one is needed")
        }
        dimension = configuration.dimension
        measure = configuration.measure
        var next: PointID?
        repeat {
            let page = try collection.scroll(from: next, limit: Self.pageRows, filter: filter, withPayload: label != nil, withVectors: true)
            for point in page.points {
                guard let row = point.vectors[vector] else { continue }
                ids.append(point.id)
                values += row
                names.append(label.flatMap { point.payload.values(at: $0).first?.className })
            }
            next = page.next
        } while next != nil
        guard !ids.isEmpty else { throw StorageError(.invalidArgument, "no point of collection \(collection.name) has a vector to cluster") }
    }

    /// The points as the collection's measure compares them, where that is by a Euclidean distance or a product; else as they are.
    var prepared: (values: [Float], dimension: Int) {
        guard let form = measure.normalizedEquivalent, form.reduction.kernel == .squaredL2 || form.reduction.kernel == .dot else { return (values, dimension) }
        return (form.preparation.prepared(values.span, dimension: dimension), form.preparation.preparedDimension(for: dimension))
    }
}
