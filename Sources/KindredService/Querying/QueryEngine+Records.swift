import Kindred

extension QueryEngine {
    /// Joins an answer with what the question wants of its points; points that were removed meanwhile are left out.
    func records(_ answer: [Scored], _ payload: PayloadSelector, _ vectors: VectorSelector) throws -> [PointRecord] {
        guard payload != .none || vectors != .none else {
            return answer.map { scored in
                var record = PointRecord(id: scored.id, score: scored.score)
                record.orderValue = scored.order
                return record
            }
        }
        try Self.check(vectors, configuration)
        let records = try collection.records(answer.map(\.id), withPayload: payload != .none, withVectors: vectors != .none)
        let byID = Dictionary(records.map { ($0.point.id, $0) }) { first, _ in first }
        return answer.compactMap { scored in
            guard let found = byID[scored.id] else { return nil }
            var record = PointRecord(found, payload, vectors)
            record.score = scored.score
            record.orderValue = scored.order
            return record
        }
    }

    /// Refuses names of vectors that the collection does not have.
    static func check(_ vectors: VectorSelector, _ configuration: CollectionConfiguration) throws {
        guard case .names(let names) = vectors else { return }
        for name in names where configuration.vectors[name] == nil && configuration.sparseVectors[name] == nil {
            throw RequestError.unknownVector(name)
        }
    }
}

extension PointRecord {
    /// What is wanted of a stored point.
    init(_ point: Point, _ payload: PayloadSelector, _ vectors: VectorSelector) {
        self.init(id: point.id)
        switch payload {
        case .none: break
        case .all: self.payload = point.payload
        case .include(let paths): self.payload = point.payload.selecting(paths)
        case .exclude(let paths): self.payload = point.payload.excluding(paths)
        }
        switch vectors {
        case .none: break
        case .all: self.vectors = point.values
        case .names(let names): self.vectors = point.values.filter { names.contains($0.key) }
        }
    }
}
