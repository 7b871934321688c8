public import Kindred

/// How two vectors are compared, as the wire API names it.
public enum VectorDistance: String, Sendable, CaseIterable {
    /// The cosine of the angle; vectors are stored with length 1.
    case cosine = "Cosine"
    /// The dot product.
    case dot = "Dot"
    /// The Euclidean distance.
    case euclid = "Euclid"
    /// The sum of absolute differences.
    case manhattan = "Manhattan"

    /// What compares so here.
    public var measure: Measure {
        switch self {
        case .cosine: .cosine
        case .dot: .dot
        case .euclid: .euclidean
        case .manhattan: .manhattan
        }
    }

    /// The name for a measure: its own, or that of the one that orders in the same direction.
    public init(_ measure: Measure) {
        self = Self.allCases.first { $0.measure == measure } ?? (measure.kind == .similarity ? .dot : .euclid)
    }
}

/// What a request says of one dense vector or multivector.
public struct DenseVectorParameters: Sendable, Equatable {
    /// Components, 1…65,536.
    public var size: Int
    /// How two of them are compared.
    public var distance: VectorDistance
    /// Whether a point has several rows of it.
    public var isMultivector = false
    /// How components shall be stored: `float32`, `float16`, `uint8` or `turbo4`.
    public var datatype: String?
    /// What was said of the graph, of codes, and of where things lie.
    var hnsw: JSONObject?
    var quantization: JSONObject?
    var placement = JSONObject()

    /// A vector of some size.
    public init(size: Int, distance: VectorDistance) {
        self.size = size
        self.distance = distance
    }

    static let placementFields = [ParameterField("on_disk", .bool), .memory]

    init(_ value: JSONValue, _ path: String) throws {
        let object = try Body.object(value, path)
        guard let size = object["size"], let distance = object["distance"] else {
            throw RequestError(.badRequest, "Format error in JSON body: \(path): missing field `\(object["size"] == nil ? "size" : "distance")`")
        }
        self.size = Int(try Body.unsigned(size, "\(path).size", from: 1, to: 65_536))
        let word = try Body.word(distance, "\(path).distance", VectorDistance.allCases.map(\.rawValue))
        self.distance = VectorDistance(rawValue: word) ?? .cosine
        hnsw = try Body.member(object, "hnsw_config").map { try CollectionParameters.hnswFields.read($0, "\(path).hnsw_config") }
        quantization = try Body.member(object, "quantization_config").flatMap { try CollectionParameters.quantization($0, "\(path).quantization_config") }
        placement = try Self.placementFields.read(value, path)
        datatype = try Body.member(object, "datatype").map { try Body.word($0, "\(path).datatype", ["float32", "float16", "uint8", "turbo4"]) }
        if let multi = Body.member(object, "multivector_config") {
            _ = try [ParameterField("comparator", .word(["max_sim"]))].read(multi, "\(path).multivector_config")
            isMultivector = true
        }
    }

    /// The vector as a request would say it; what was not said is absent.
    var json: JSONValue {
        var object: JSONObject = ["size": JSONValue(size), "distance": .string(distance.rawValue)]
        object["hnsw_config"] = hnsw.map { .object($0) }
        object["quantization_config"] = quantization.map { .object($0) }
        object.merge(placement)
        object["datatype"] = datatype.map { .string($0) }
        if isMultivector { object["multivector_config"] = ["comparator": "max_sim"] }
        return .object(object)
    }

    /// Takes over what a change says.
    mutating func change(_ value: JSONValue, _ path: String) throws {
        let object = try Body.object(value, path)
        if let change = Body.member(object, "hnsw_config") {
            let diff = try CollectionParameters.hnswFields.read(change, "\(path).hnsw_config")
            var merged = hnsw ?? [:]
            merged.merge(diff)
            hnsw = diff.isEmpty ? nil : merged
        }
        if let change = Body.member(object, "quantization_config") {
            quantization = try CollectionParameters.quantization(change, "\(path).quantization_config")
        }
        placement.merge(try Self.placementFields.read(value, path))
    }
}

/// What a request says of one sparse vector.
public struct SparseVectorParameters: Sendable, Equatable {
    /// What was said of the index.
    var index: JSONObject?
    /// `idf` or `none`.
    var modifier: String?

    /// Whether queries weigh components by how rare they are.
    public var usesIDF: Bool { modifier == "idf" }

    /// A sparse vector with the defaults.
    public init() {}

    private static let indexFields: [ParameterField] = [
        ParameterField("full_scan_threshold", .unsigned()), ParameterField("on_disk", .bool), .memory,
        ParameterField("datatype", .word(["float32", "float16", "uint8", "turbo4"])),
    ]

    init(_ value: JSONValue, _ path: String) throws { try change(value, path) }

    /// The vector as a request would say it.
    var json: JSONValue {
        var object = JSONObject()
        object["index"] = index.map { .object($0) }
        object["modifier"] = modifier.map { .string($0) }
        return .object(object)
    }

    /// Takes over what a change says.
    mutating func change(_ value: JSONValue, _ path: String) throws {
        let object = try Body.object(value, path)
        if let change = Body.member(object, "index") {
            var merged = index ?? [:]
            merged.merge(try Self.indexFields.read(change, "\(path).index"))
            index = merged
        }
        if let change = Body.member(object, "modifier") { modifier = try Body.word(change, "\(path).modifier", ["none", "idf"]) }
    }
}
