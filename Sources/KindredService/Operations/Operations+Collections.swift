public import Kindred

/// A collection to make.
public struct CreateRequest: Sendable {
    /// Its name, 1 to 255 bytes.
    public var name: String
    /// What it holds.
    public var configuration: CollectionConfiguration
    /// Payload fields to index from the start, so that the first filter on them need not wait.
    public var fields: [PayloadPath: PayloadFieldSchema] = [:]

    /// A collection of this name and shape.
    public init(name: String, configuration: CollectionConfiguration) {
        self.name = name
        self.configuration = configuration
    }
}

/// The index of one segment, of one of its vectors.
public struct SegmentIndexStats: Sendable {
    /// The vector's name; "" is the unnamed one.
    public var vector: String
    /// The segment's number.
    public var segment: Int64
    /// What it looks like.
    public var stats: IndexStats
}

extension Operations {
    /// Makes an empty collection.
    ///
    /// - Throws: `StorageError`: `alreadyExists`, `invalidArgument`, ….
    public func create(_ request: CreateRequest) throws {
        let collection = try database.createCollection(request.name, request.configuration)
        for (path, schema) in request.fields { try collection.createFieldIndex(path, schema) }
    }

    /// Removes a collection with all its points.
    ///
    /// - Throws: `StorageError.notFound`.
    public func drop(_ name: String) throws {
        try database.dropCollection(name)
    }

    /// The collections by name.
    public func collections() throws -> [CollectionInfo] {
        try database.collectionNames().map(info)
    }

    /// A collection at a glance.
    ///
    /// - Throws: `StorageError.notFound`.
    public func info(_ name: String) throws -> CollectionInfo {
        try database.collection(name).info()
    }

    /// The indexes of a collection's segments; segments that are scanned have none.
    public func indexes(_ name: String) throws -> [SegmentIndexStats] {
        let collection = try database.collection(name)
        return try collection.configuration.vectors.keys.sorted().flatMap { vector in
            try collection.indexStats(using: vector).map { SegmentIndexStats(vector: vector, segment: $0.segment, stats: $0.stats) }
        }
    }

    /// The recall that searches of a collection reach against exact ones, measured on its own points.
    public func recall(_ name: String, using vector: String = "", samples: Int, effort: SearchEffort = .default) throws -> VectorCollection.MeasuredRecall {
        guard samples > 0 else { throw StorageError(.invalidArgument, "\(samples) samples: at least 1 is needed") }
        return try database.collection(name).measureRecall(using: vector, samples: samples, effort: effort)
    }
}
