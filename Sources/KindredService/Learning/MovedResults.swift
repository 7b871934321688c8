public import Kindred

/// How the answer to one question moved from one measure to another.
public struct MovedResults: Sendable {
    /// A point that is among the nearest under either measure.
    public struct Row: Sendable {
        /// The point.
        public var id: PointID
        /// Its place under the measure before and the one after, from 1; nil beyond the depth that was looked at.
        public var before, after: Int?
        /// Its scores, each in its measure's own units.
        public var scoreBefore, scoreAfter: Float?
        /// What is known about it.
        public var payload: Payload
    }

    /// The two measures.
    public let before, after: MeasureVersion
    /// The nearest under the measure after, then those that fell out.
    public let rows: [Row]
    /// How many of the first `limit` are the same.
    public let kept: Int
    /// How many were asked for.
    public let limit: Int
}

/// A question whose answers under two measures are compared.
public struct MoveRequest: Sendable {
    /// What to start from.
    public enum Start: Sendable {
        /// A stored point, which is left out of its own neighbours.
        case point(PointID)
        /// A vector.
        case vector([Float])
    }
    /// The collection.
    public var collection: String
    /// What to start from.
    public var start: Start
    /// Which of the points' vectors.
    public var using = ""
    /// The measures' numbers; nil for the original, and for the one that serves.
    public var before: Int?
    /// See `before`.
    public var after: Int?
    /// How many of the nearest.
    public var limit = 10
    /// Only points that match.
    public var filter: String?

    /// A comparison of two measures at one question.
    public init(collection: String, start: Start) {
        self.collection = collection
        self.start = start
    }
}

extension Operations {
    /// How learning moved the answer to a question: every vector is compared under both measures.
    ///
    /// - Throws: `StorageError`: `notFound` for a point or a measure that is not there, `invalidArgument`.
    public func explain(_ request: MoveRequest) throws -> MovedResults {
        let measures = try measures(request.collection, using: request.using)
        func version(_ number: Int?, _ otherwise: (MeasureVersion) -> Bool) throws -> MeasureVersion {
            guard let found = measures.first(where: { number == nil ? otherwise($0) : $0.number == number }) else {
                throw StorageError(.notFound, "there is no measure \(number ?? 0) in collection \(request.collection)")
            }
            return found
        }
        let before = try version(request.before, \.isOriginal), after = try version(request.after, \.isServing)
        let old = try nearest(request, before), new = try nearest(request, after)
        var rows = new.prefix(request.limit).enumerated().map { place, hit in
            MovedResults.Row(id: hit.id, before: nil, after: place + 1, scoreBefore: nil, scoreAfter: hit.score, payload: hit.payload ?? [:])
        }
        for (place, hit) in old.enumerated() {
            if let row = rows.firstIndex(where: { $0.id == hit.id }) {
                (rows[row].before, rows[row].scoreBefore) = (place + 1, hit.score)
            } else if place < request.limit {
                let later = new.firstIndex { $0.id == hit.id }
                rows.append(
                    MovedResults.Row(
                        id: hit.id, before: place + 1, after: later.map { $0 + 1 }, scoreBefore: hit.score, scoreAfter: later.map { new[$0].score },
                        payload: hit.payload ?? [:]))
            }
        }
        let first = Set(old.prefix(request.limit).map(\.id))
        return MovedResults(before: before, after: after, rows: rows, kept: new.prefix(request.limit).count { first.contains($0.id) }, limit: request.limit)
    }

    /// How far a place is told beyond the nearest that were asked for.
    private static let depth = 1_000

    private func nearest(_ request: MoveRequest, _ measure: MeasureVersion) throws -> [SearchHit] {
        var query = SearchQuery(collection: request.collection, limit: max(request.limit, Self.depth))
        (query.using, query.filter, query.effort, query.withPayload, query.measure) = (request.using, request.filter, .exact, true, measure.number)
        switch request.start {
        case .point(let id): return try search(query, like: id)
        case .vector(let vector): return try search(query, vector: vector)
        }
    }
}
