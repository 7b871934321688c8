import Foundation
public import Kindred
import Synchronization

/// Questions to a collection that share everything but their vectors.
public struct SearchQuery: Sendable {
    /// The collection.
    public var collection: String
    /// Which of the points' vectors is compared; "" is the unnamed one.
    public var using = ""
    /// At most how many points come back per question.
    public var limit = 10
    /// How many of the best are left out first.
    public var offset = 0
    /// Only points that match are found: a text such as `price < 20 and tags = "red"`, or Qdrant's JSON.
    public var filter: String?
    /// How hard to look.
    public var effort: SearchEffort = .default
    /// The measure to compare by, of those that the collection keeps; nil for the one that serves.
    public var measure: Int?
    /// Only points at least this near are found.
    public var scoreThreshold: Float?
    /// Whether payloads come with the points.
    public var withPayload = false
    /// Whether vectors come with the points.
    public var withVectors = false

    /// Questions to a collection.
    public init(collection: String, limit: Int = 10) {
        self.collection = collection
        self.limit = limit
    }
}

extension Operations {
    /// The points nearest to one vector, best first.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, ….
    public func search(_ query: SearchQuery, vector: [Float]) throws -> [SearchHit] {
        let collection = try database.collection(query.collection)
        return try collection.search(try Self.request(query, vector))
    }

    /// The points nearest to a stored point, itself left out.
    ///
    /// - Throws: `StorageError.notFound` when there is no such point or it lacks the vector.
    public func search(_ query: SearchQuery, like id: PointID) throws -> [SearchHit] {
        let collection = try database.collection(query.collection)
        guard let point = try collection.fetch(id) else { throw StorageError(.notFound, "there is no point \(id) in collection \(query.collection)") }
        guard let vector = point.vectors[query.using] else {
            throw StorageError(.notFound, "point \(id) of collection \(query.collection) has no vector\(query.using.isEmpty ? "; name one with --using" : " \"\(query.using)\"")")
        }
        var request = try Self.request(query, vector)
        request.limit += request.offset + 1
        request.offset = 0
        let hits = try collection.search(request).filter { $0.id != id }
        return Array(hits.dropFirst(query.offset).prefix(query.limit))
    }

    /// Answers all vectors of a file, in its order, a block at a time on several threads.
    ///
    /// - Parameters:
    ///   - query: what the questions share.
    ///   - path: the file of query vectors.
    ///   - threads: how many questions are answered at once.
    ///   - answer: gets the number of the question and its hits; returning `false` ends the search.
    public func search(
        _ query: SearchQuery, queries path: String, options: VectorFileOptions = .init(), threads: Int,
        answer: (Int, [SearchHit]) throws -> Bool
    ) throws {
        let collection = try database.collection(query.collection)
        var reader = try VectorFile.open(path, options: options)
        let template = try Self.request(query, [])
        guard let vector = collection.configuration.vectors[query.using], vector.dimension == reader.dimension || reader.dimension == 0 else {
            let expected = collection.configuration.vectors[query.using]?.dimension
            throw FileError(.mismatch, path: path, "the queries have dimension \(reader.dimension), collection \(query.collection) has \(expected.map(String.init) ?? "no vector \"\(query.using)\"")")
        }
        while let batch = try reader.nextBatch(maxRows: 256) {
            let answers = try Self.answers(collection, template, batch, threads: threads)
            for (row, hits) in answers.enumerated() {
                guard try answer(batch.firstRow + row, hits) else { return }
            }
        }
    }

    private static func answers(_ collection: VectorCollection, _ template: SearchRequest, _ batch: VectorBatch, threads: Int) throws -> [[SearchHit]] {
        let results = Mutex([Result<[SearchHit], any Error>?](repeating: nil, count: batch.count))
        let lanes = max(1, min(threads, batch.count))
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
            for row in stride(from: lane, to: batch.count, by: lanes) {
                var request = template
                request.vector = Array(batch.vector(row))
                let result = Result { try collection.search(request) }
                results.withLock { $0[row] = result }
            }
        }
        return try results.withLock { $0 }.compactMap { try $0?.get() }
    }

    private static func request(_ query: SearchQuery, _ vector: [Float]) throws -> SearchRequest {
        var request = SearchRequest(vector, limit: query.limit)
        request.using = query.using
        request.offset = query.offset
        request.filter = try query.filter.map { try Filter(parsingTextOrJSON: $0) }
        request.effort = query.effort
        request.scoreThreshold = query.scoreThreshold
        request.measure = query.measure
        request.withPayload = query.withPayload
        request.withVectors = query.withVectors
        return request
    }
}
