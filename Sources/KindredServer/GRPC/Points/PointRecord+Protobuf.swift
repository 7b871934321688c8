#if Server
import Kindred
import KindredService

extension Qdrant_RetrievedPoint {
    /// A point as it is stored.
    init(_ record: PointRecord) {
        self.init()
        id = Qdrant_PointId(record.id)
        if let payload = record.payload { self.payload = Qdrant_Value.fields(payload) }
        if let vectors = record.vectors { self.vectors = Qdrant_VectorsOutput(vectors) }
        if let value = record.orderValue { orderValue = Qdrant_OrderValue(value) }
    }
}

extension Qdrant_ScoredPoint {
    /// A point that answers a query.
    init(_ record: PointRecord) {
        self.init()
        id = Qdrant_PointId(record.id)
        score = record.score
        version = record.version
        if let payload = record.payload { self.payload = Qdrant_Value.fields(payload) }
        if let vectors = record.vectors { self.vectors = Qdrant_VectorsOutput(vectors) }
        if let value = record.orderValue { orderValue = Qdrant_OrderValue(value) }
    }
}

extension Qdrant_OrderValue {
    /// The value that a point is ordered by.
    init(_ value: OrderValue) {
        self.init()
        switch value {
        case .int(let integer): int = integer
        case .double(let number): float = number
        }
    }
}

extension Qdrant_PointGroup {
    /// Points that share a value.
    init(_ group: PointsGroup) {
        self.init()
        id = Qdrant_GroupId(group.id)
        hits = group.hits.map { Qdrant_ScoredPoint($0) }
        if let record = group.lookup { lookup = Qdrant_RetrievedPoint(record) }
    }
}

extension Qdrant_GroupId {
    /// The value that a group shares; the protocol has two kinds for integers, and clients expect the unsigned one.
    fileprivate init(_ value: JSONValue) {
        self.init()
        switch value {
        case .int(let integer) where integer >= 0: unsignedValue = UInt64(integer)
        case .int(let integer): integerValue = integer
        case .uint(let integer): unsignedValue = integer
        case .string(let text): stringValue = text
        default: stringValue = value.jsonText
        }
    }
}

extension Qdrant_FacetHit {
    /// A value and how many points have it.
    init(_ hit: FacetHit) {
        self.init()
        count = UInt64(clamping: hit.count)
        switch hit.value {
        case .bool(let bool): value.boolValue = bool
        case .int(let integer): value.integerValue = integer
        case .string(let text): value.stringValue = text
        default: value.stringValue = hit.value.jsonText
        }
    }
}

extension Qdrant_SearchMatrixPairs {
    /// A matrix as pairs of ids.
    init(_ matrix: DistanceMatrix) {
        self.init()
        let ids = matrix.ids.map { Qdrant_PointId($0) }
        for (row, neighbors) in matrix.rows.enumerated() {
            for neighbor in neighbors {
                var pair = Qdrant_SearchMatrixPair()
                pair.a = ids[row]
                pair.b = ids[neighbor.place]
                pair.score = neighbor.score
                pairs.append(pair)
            }
        }
    }
}

extension Qdrant_SearchMatrixOffsets {
    /// A matrix as columns of places.
    init(_ matrix: DistanceMatrix) {
        self.init()
        ids = matrix.ids.map { Qdrant_PointId($0) }
        for (row, neighbors) in matrix.rows.enumerated() {
            for neighbor in neighbors {
                offsetsRow.append(UInt64(row))
                offsetsCol.append(UInt64(neighbor.place))
                scores.append(neighbor.score)
            }
        }
    }
}
#endif
