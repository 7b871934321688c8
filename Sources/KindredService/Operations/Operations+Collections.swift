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

/// A collection at a glance.
public struct CollectionInfo: Sendable {
    /// Its name.
    public var name: String
    /// What it holds.
    public var configuration: CollectionConfiguration
    /// Points.
    public var count: Int
    /// Bytes of its files.
    public var byteCount: Int
    /// The payload fields with declared indexes.
    public var fields: [PayloadPath: PayloadFieldSchema]
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
        let collection = try database.collection(name)
        return CollectionInfo(
            name: name, configuration: collection.configuration, count: collection.count,
            byteCount: FolderSize.bytes(collection.folder), fields: collection.fieldIndexes)
    }
}
