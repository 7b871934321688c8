#if Server
import KindredService

/// Reads vectors in any of their forms.
enum VectorDecoder {
    /// A list of numbers, a list of rows, or indices and values.
    static func vector(_ value: BodyValue) throws -> VectorValue {
        switch value {
        case .numbers(let numbers): return .dense(numbers)
        case .list(let elements): return try list(elements)
        case .object(let object) where object["indices"] != nil || object["values"] != nil: return .sparse(try sparse(object))
        case .object(let object) where object["model"] != nil: return .sparse(try document(object))
        default: throw InputError.wrong(value, expected: "a vector")
        }
    }

    /// A text whose vector is made here.
    private static func document(_ object: BodyObject) throws -> SparseVector {
        let model = try TextModel(named: try object.required("model") { try $0.string() })
        return model.documentVector(try object.required("text") { try $0.string() })
    }

    private static func list(_ elements: [BodyValue]) throws -> VectorValue {
        switch elements.first {
        case .numbers?, .list?: .multi(try BodyValue.list(elements).list(of: row))
        default: .dense(try BodyValue.list(elements).list { try $0.float() })
        }
    }

    /// A row of a multivector.
    private static func row(_ value: BodyValue) throws -> [Float] {
        if case .numbers(let numbers) = value { return numbers }
        return try value.list { try $0.float() }
    }

    private static func sparse(_ object: BodyObject) throws -> SparseVector {
        let indices = try object.required("indices") { try $0.list(of: index) }
        let values = try object.required("values") { try row($0) }
        guard indices.count == values.count else { throw InputError.validation("Validation error: must be the same length as indices [{}]").inside("values") }
        guard Set(indices).count == indices.count else { throw InputError.validation("Validation error: must be unique [{}]").inside("indices") }
        return SparseVector(indices: indices, values: values)
    }

    private static func index(_ value: BodyValue) throws -> UInt32 {
        guard let index = UInt32(exactly: try value.unsigned()) else { throw InputError.wrong(value, expected: "a 32-bit unsigned integer") }
        return index
    }

    /// The vectors of a point: one without a name, or an object of named ones.
    static func vectors(_ value: BodyValue) throws -> [String: VectorValue] {
        guard case .object(let object) = value, !isDocument(object) else { return ["": try vector(value)] }
        return try named(object)
    }

    /// Named vectors. Paths of the API write `?` for the name, since the form of what stands under it is guessed.
    static func named(_ object: BodyObject) throws -> [String: VectorValue] {
        var vectors: [String: VectorValue] = [:]
        for (name, value) in zip(object.keys, object.values) { vectors[name] = try at("?") { try vector(value) } }
        return vectors
    }

    private static func isDocument(_ object: BodyObject) -> Bool {
        guard case .json(.string)? = object["model"] else { return false }
        return object["text"] != nil || object["image"] != nil || object["object"] != nil
    }

    /// The vector of a query: given, of a stored point, or of a text.
    static func input(_ value: BodyValue) throws -> VectorInput {
        switch value {
        case .json: return .id(try value.pointID())
        case .object(let object) where object["text"] != nil && object["model"] != nil:
            return .document(text: try object.required("text") { try $0.string() }, model: try object.required("model") { try $0.string() })
        default: return .vector(try vector(value))
        }
    }
}
#endif
