#if Server
import Kindred
import KindredService

extension Point {
    /// A whole point; one without vectors is a point too.
    init(_ message: Qdrant_PointStruct) throws {
        guard message.hasID else { throw RequestError.unset("id") }
        let vectors = message.hasVectors ? try VectorValue.named(message.vectors) : [:]
        self.init(id: try PointID(message.id), values: vectors, payload: try JSONObject(message.payload))
    }

    /// Vectors for a point that is there.
    init(_ message: Qdrant_PointVectors) throws {
        guard message.hasID else { throw RequestError.unset("id") }
        guard message.hasVectors else { throw RequestError.unset("vectors") }
        self.init(id: try PointID(message.id), values: try VectorValue.named(message.vectors), payload: [:])
    }

    private init(id: PointID, values: [String: VectorValue], payload: Payload) {
        self.init(id: id, vectors: [:], payload: payload)
        for (name, value) in values {
            switch value {
            case .dense(let components): vectors[name] = components
            case .sparse(let vector): sparseVectors[name] = vector
            case .multi(let rows): multivectors[name] = rows
            }
        }
    }
}
#endif
