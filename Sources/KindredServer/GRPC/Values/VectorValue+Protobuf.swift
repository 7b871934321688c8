#if Server
import Kindred
import KindredService

extension VectorValue {
    /// The vector of a message in the new form or in the old flat one.
    init(_ message: Qdrant_Vector) throws {
        switch message.vector {
        case .dense(let vector): self = .dense(vector.data)
        case .sparse(let vector): self = .sparse(try SparseVector(vector))
        case .multiDense(let vectors): self = .multi(vectors.vectors.map(\.data))
        case .document, .image, .object:
            throw RequestError(.badRequest, "This server has no models: vectors are given as numbers")
        case nil: self = try Self.flat(message)
        }
    }

    /// The old form: `indices` make a vector sparse, `vectors_count` says how many rows `data` holds.
    private static func flat(_ message: Qdrant_Vector) throws -> VectorValue {
        if message.hasIndices { return .sparse(try SparseVector(checking: message.indices.data, message.data)) }
        guard message.hasVectorsCount else { return .dense(message.data) }
        let rows = Int(message.vectorsCount), count = message.data.count
        guard rows > 0, count % rows == 0 else { throw RequestError(.badRequest, "\(count) components are not \(rows) vectors of one dimension") }
        let dimension = count / rows
        return .multi((0..<rows).map { Array(message.data[$0 * dimension..<($0 + 1) * dimension]) })
    }

    /// The vectors by name of a message; "" is the unnamed one.
    static func named(_ message: Qdrant_Vectors) throws -> [String: VectorValue] {
        switch message.vectorsOptions {
        case .vector(let vector): ["": try VectorValue(vector)]
        case .vectors(let named): try named.vectors.mapValues { try VectorValue($0) }
        case nil: throw RequestError.unset("vectors")
        }
    }
}

extension SparseVector {
    /// The sparse vector of a message.
    init(_ message: Qdrant_SparseVector) throws { try self.init(checking: message.indices, message.values) }

    fileprivate init(checking indices: [UInt32], _ values: [Float]) throws {
        guard indices.count == values.count else {
            throw RequestError(.validation, "indices: must be the same length as values, \(indices.count) against \(values.count)")
        }
        guard Set(indices).count == indices.count else { throw RequestError(.validation, "indices: must be unique") }
        self.init(indices: indices, values: values)
    }
}

extension VectorInput {
    /// The vector of a query.
    init(_ message: Qdrant_VectorInput) throws {
        switch message.variant {
        case .id(let id): self = .id(try PointID(id))
        case .dense(let vector): self = .vector(.dense(vector.data))
        case .sparse(let vector): self = .vector(.sparse(try SparseVector(vector)))
        case .multiDense(let vectors): self = .vector(.multi(vectors.vectors.map(\.data)))
        case .document(let document): self = .document(text: document.text, model: document.model)
        case .image, .object: throw RequestError(.badRequest, "This server has no models for images and objects")
        case nil: throw RequestError.unset("vector")
        }
    }

    /// The vectors of a query.
    static func all(_ messages: [Qdrant_VectorInput]) throws -> [VectorInput] { try messages.map { try VectorInput($0) } }
}

extension Qdrant_VectorOutput {
    /// The message of a vector, in the new form.
    init(_ value: VectorValue) {
        self.init()
        switch value {
        case .dense(let components): dense.data = components
        case .sparse(let vector):
            sparse.indices = vector.indices
            sparse.values = vector.values
        case .multi(let rows):
            multiDense.vectors = rows.map { row in
                var vector = Qdrant_DenseVector()
                vector.data = row
                return vector
            }
        }
    }
}

extension Qdrant_VectorsOutput {
    /// The message of a point's vectors: plain when there is only the unnamed one.
    init(_ vectors: [String: VectorValue]) {
        self.init()
        if vectors.count == 1, let only = vectors[""] {
            vector = Qdrant_VectorOutput(only)
        } else {
            self.vectors.vectors = vectors.mapValues { Qdrant_VectorOutput($0) }
        }
    }
}
#endif
