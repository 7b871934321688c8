import Foundation
public import Kindred

extension JobQueue {
    /// Begins to cluster a collection's points, and returns the job's number. The report has everything but the labels: those are written
    /// to `field` of the payloads.
    ///
    /// The body names `field`, and may have `method` (spectral, kmeans, dbscan), `clusters`, `affinity`, `graph`, `measure`, `gamma`,
    /// `neighbors`, `threshold`, `laplacian`, `components`, `eps`, `min_points`, `label` (a path of the payload to judge by), `vector`,
    /// `filter` and `seed`.
    ///
    /// - Throws: `RequestError` for what can be seen before clustering; what comes later is the job's error.
    public func cluster(_ name: String, _ body: JSONObject, with operations: Operations) throws -> Int {
        let collection = try operations.collection(named: name)
        let members = try RequestBody(body, known: Self.clusterFields)
        guard let field = try members.string("field") else { throw RequestError(.badRequest, "missing field `field`") }
        let vector = try members.string("vector") ?? ""
        _ = try operations.denseVector(vector, of: collection)
        let request = try Self.clusterRequest(members)
        do {
            try Operations.check(field: field)
            try request.validate()
        } catch let error as StorageError {
            throw RequestError(.badRequest, error.message)
        } catch let error as ClusteringError {
            throw RequestError(.badRequest, error.message)
        }
        let label = try members.path("label").map { try PayloadPath(parsing: $0) }
        let filter = try members.filter("filter").map { try Filter(parsingTextOrJSON: $0) }
        return try submit(kind: "cluster", collection: collection.name, vector: vector, request: body) { progress in
            let clustering = try operations.cluster(collection.name, using: vector, field: field, label: label, filter: filter, request) { stage in
                progress.tell(Self.shares[stage] ?? 0, stage)
                return !progress.isCancelled
            }
            return clustering.summary
        }
    }

    private static let clusterFields = [
        "field", "method", "clusters", "affinity", "graph", "measure", "gamma", "neighbors", "threshold", "laplacian", "components", "eps", "min_points", "label", "vector",
        "filter", "seed",
    ]

    /// About how much is done when a stage begins.
    private static let shares = ["reading": 0, "graph": 0.1, "k-means": 0.1, "DBSCAN": 0.1, "eigenvectors": 0.5, "judging": 0.8, "writing": 0.9]

    private static func clusterRequest(_ members: RequestBody) throws -> ClusterRequest {
        var request = ClusterRequest()
        request.method = try members.word("method", ClusterRequest.Method.self) ?? request.method
        request.clusters = try members.int("clusters", 1...100_000)
        request.affinity = try members.word("affinity", ClusterRequest.Affinity.self) ?? request.affinity
        request.graph = try members.word("graph", ClusterRequest.Graph.self)
        request.laplacian = try members.word("laplacian", Laplacian.self) ?? request.laplacian
        if let text = try members.string("measure") {
            do { request.measure = try Measure(parsing: text) } catch { throw RequestError(.badRequest, "measure: \(error.message)") }
        }
        request.gamma = try members.number("gamma", above: 0, upTo: 1e12)
        request.neighbors = try members.int("neighbors", 2...10_000) ?? request.neighbors
        request.threshold = try members.number("threshold", above: 0, upTo: 1e12)
        request.components = try members.int("components", 1...100_000)
        request.eps = try members.number("eps", above: 0, upTo: 1e12)
        request.minimumPoints = try members.int("min_points", 1...1_000_000) ?? request.minimumPoints
        request.seed = try members["seed"].map { try Body.unsigned($0, "seed") } ?? 0
        // Searches go on meanwhile, and need threads, too.
        request.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        return request
    }
}
