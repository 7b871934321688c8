import Foundation
import Kindred

/// A data set as a durable collection in a folder of its own, which vanishes with the value.
final class BenchCollection {
    let collection: VectorCollection
    private let database: Database
    private let folder: URL

    /// Imports the data set, its payloads when there are any, and builds the graph.
    ///
    /// - Parameter payloads: JSON Lines, one line a row; the fields named are indexed as integers.
    init(_ data: BenchData, m: Int, efConstruction: Int, threads: Int, payloads: String? = nil, fields: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-bench-\(UUID().uuidString)")
        var options = DatabaseOptions()
        options.optimizerThreads = threads
        database = try Database(path: folder.path, options: options)
        var index = IndexConfiguration(.hnsw)
        index.m = m
        index.efConstruction = efConstruction
        var configuration = CollectionConfiguration(dimension: data.base.dimension, measure: data.measure, index: index)
        configuration.optimizer.runsInBackground = false
        let operations = Operations(database)
        var request = CreateRequest(name: "bench", configuration: configuration)
        for field in fields { request.fields[try PayloadPath(parsing: field)] = .integer }
        try operations.create(request)
        _ = try operations.importFiles(ImportRequest(collection: "bench", vectors: data.folder.appendingPathComponent("base.fvecs").path, payloads: payloads))
        try operations.optimize("bench")
        collection = try database.collection("bench")
    }

    deinit {
        try? database.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The rows nearest to a query, best first.
    func search(_ vector: [Float], k: Int, effort: SearchEffort, filter: Filter? = nil) throws -> [UInt64] {
        var request = SearchRequest(vector, limit: k)
        request.effort = effort
        request.filter = filter
        return try collection.search(request).map { hit in
            if case .number(let row) = hit.id { row } else { .max }
        }
    }

    /// Bytes of the collection's files per row.
    var bytesPerVector: Double { Double(FolderSize.bytes(collection.folder)) / Double(max(1, collection.count)) }
}
