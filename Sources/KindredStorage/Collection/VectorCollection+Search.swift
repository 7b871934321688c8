import KindredIndex
import KindredSimilarity

extension VectorCollection {
    /// The points nearest to a vector, best first; equal scores by ascending id.
    ///
    ///     var request = SearchRequest([0.1, 0.8, 0.3], limit: 5)
    ///     request.filter = try Filter(parsing: "year < 1990")
    ///     let hits = try films.search(request)
    ///
    /// With a filter, `limit` points come back whenever so many match.
    ///
    /// - Throws: `StorageError`: `invalidArgument` for a wrong dimension, a component that is not finite, an unknown vector name, or a
    ///   limit below 1; `corrupt` when a file of a segment is damaged.
    /// - Complexity: about O(log *n*) with an HNSW graph, O(*n*) for segments that are scanned.
    public func search(_ request: SearchRequest) throws(StorageError) -> [SearchHit] {
        let vector = try check(request)
        let snapshot = snapshot
        if isReadOnly || request.withPayload || request.withVectors && configuration.hasVariableVectors || !snapshot.knows(request.filter) {
            return try reading { snapshot throws(StorageError) in try search(snapshot, vector, request) }
        }
        return try search(snapshot, vector, request)
    }

    private func search(_ snapshot: Snapshot, _ vector: VectorConfiguration, _ request: SearchRequest) throws(StorageError) -> [SearchHit] {
        let named = try named(request.measure, using: request.using)
        // The snapshot's own measure: another may have begun to serve since.
        let serving = snapshot.segments.lazy.compactMap { $0.segment.configuration.vectors[request.using]?.measure }.first ?? vector.measure
        let query = PreparedQuery(request.vector, measure: named?.measure ?? serving)
        let wanted = request.wanted
        var found: [Found] = []
        for view in snapshot.segments where view.rows > 0 {
            found += try search(view, try contents(view, using: request.using, under: named), query, request, wanted: wanted)
        }
        found.sort { $0.cost != $1.cost ? $0.cost < $1.cost : $0.id < $1.id }
        let kept = found.prefix(wanted).dropFirst(request.offset)
        let threshold = request.scoreThreshold.map(query.kind.cost(ofValue:)) ?? .infinity
        return try hits(kept.prefix { $0.cost <= threshold }, query.kind, withPayload: request.withPayload, withVectors: request.withVectors)
    }

    /// The points nearest to a vector. See ``search(_:)-(SearchRequest)``.
    public func search(_ vector: [Float], limit: Int = 10, filter: Filter? = nil) throws(StorageError) -> [SearchHit] {
        var request = SearchRequest(vector, limit: limit)
        request.filter = filter
        return try search(request)
    }

    /// A row found in some segment.
    struct Found {
        var cost: Float
        var id: PointID
        var pid: Int64
        var slot: Int
        var view: SegmentView
    }

    private func check(_ request: SearchRequest) throws(StorageError) -> VectorConfiguration {
        let vector = try configuration.dense(request.using)
        guard request.vector.count == vector.dimension else {
            throw StorageError(.invalidArgument, "the query has dimension \(request.vector.count), collection \(name) has \(vector.dimension)")
        }
        if let index = request.vector.firstIndex(where: { !$0.isFinite }) {
            throw StorageError(.invalidArgument, "the query has \(request.vector[index]) at component \(index): components must be finite")
        }
        guard request.limit >= 1 else { throw StorageError(.invalidArgument, "limit \(request.limit) is below 1") }
        if let filter = request.filter { try validate(filter) }
        guard request.offset >= 0 else { throw StorageError(.invalidArgument, "offset \(request.offset) is negative") }
        return vector
    }

    private func search(
        _ view: SegmentView, _ contents: SegmentContents, _ query: PreparedQuery, _ request: SearchRequest, wanted: Int
    ) throws(StorageError) -> [Found] {
        // A vector of the name that was removed and added again meanwhile may have another dimension.
        guard let column = contents.columns[request.using], column.dimension == request.vector.count else { return [] }
        let admitting = try admitted(view, request.using, request.filter)
        if admitting?.count == 0 { return [] }
        let limit = min(wanted, view.rows)
        let candidates: [Candidate], bytes = (admitting?.count ?? view.rows) * column.file.width
        if let index = contents.indexes[request.using], index.serves(request, bytes: bytes) {
            candidates = query.rescore(try index.candidates(request, limit: limit, admitting: admitting), in: column)
        } else {
            candidates = query.nearest(limit, in: column, rows: view.rows, admitting: admitting, tie: contents.rows.id)
        }
        return candidates.map {
            Found(cost: $0.cost, id: contents.rows.id($0.slot), pid: contents.rows.pid($0.slot), slot: $0.slot, view: view)
        }
    }

    /// The rows of a segment that count, have a vector and match; nil for all.
    func admitted(_ view: SegmentView, _ using: String, _ filter: Filter?) throws(StorageError) -> SlotSet? {
        guard let filter, !filter.isEmpty else { return view.liveSlots(using) }
        return try view.admitted(using, filter) { () throws(StorageError) in try matching(filter, in: view) }
    }

    /// Joins the found rows with what a request wants of them.
    func hits(_ found: some Collection<Found>, _ kind: Measure.Kind, withPayload: Bool, withVectors: Bool) throws(StorageError) -> [SearchHit] {
        var payloads: [Int64: Payload] = [:]
        if withPayload { payloads = try store.payloads(found.map(\.pid)) }
        var hits: [SearchHit] = []
        hits.reserveCapacity(found.count)
        for row in found {
            var hit = SearchHit(id: row.id, score: kind.value(ofCost: row.cost))
            if withPayload { hit.payload = payloads[row.pid] ?? [:] }
            if withVectors { try addVectors(row, to: &hit) }
            hits.append(hit)
        }
        return hits
    }

    private func addVectors(_ row: Found, to hit: inout SearchHit) throws(StorageError) {
        var point = Point(id: row.id, vectors: try vectors(of: row.slot, in: row.view))
        for (name, value) in try variableVectors(pid: row.pid, id: row.id) { point.set(value, name) }
        (hit.vectors, hit.sparseVectors, hit.multivectors) = (point.vectors, point.sparseVectors, point.multivectors)
    }

    /// A row's dense vectors by name.
    func vectors(of slot: Int, in view: SegmentView) throws(StorageError) -> [String: [Float]] {
        let contents = try contents(view)
        return contents.columns.filter { !(view.absent[$0.key]?.contains(UInt32(slot)) ?? false) }.mapValues { $0.vector(slot) }
    }
}
