#if Server
import GRPCCore
import Kindred
import KindredService

/// The service of what other servers lack: the operations under `/kindred` over REST, with the same bodies and results as values.
struct KindredCalls: Kindred_Kindred.SimpleServiceProtocol {
    /// How operations are run.
    let calls: OperationCalls
    /// Long work that requests begin; the doors share it.
    let jobs: JobQueue

    func collections(request: Kindred_ListRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { ["collections": .array(try $0.overview().map { .object($0) })] }
    }

    func filter(request: Kindred_FilterRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { _ in
            let filter = try Filter(parsingTextOrJSON: request.filter)
            return ["filter": filter.json, "text": .string("\(filter)")]
        }
    }

    func query(request: Kindred_QueryRequest, context: ServerContext) async throws -> Qdrant_QueryResponse {
        let asked = request.query
        return try await calls.answer(timeout: asked.hasTimeout ? asked.timeout : nil, of: asked.collectionName) { operations in
            var query = try PointsQuery(asked), answer = Qdrant_QueryResponse()
            if request.hasMeasure { query.parameters.measure = try Self.positive(request.measure, "measure") }
            if request.hasRecall { query.parameters.recall = request.recall }
            answer.result = try operations.query(asked.collectionName, query).map { Qdrant_ScoredPoint($0) }
            return answer
        }
    }

    func measures(request: Kindred_VectorRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { ["measures": .array(try $0.measureOverview(request.collectionName, using: request.vector).map { .object($0) })] }
    }

    func promote(request: Kindred_PromoteRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { operations in
            let body: JSONObject = ["vector": .string(request.vector), "version": JSONValue(try Self.positive(request.version, "version"))]
            return ["serving": JSONValue(try operations.promote(request.collectionName, body))]
        }
    }

    func rollback(request: Kindred_VectorRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { ["serving": JSONValue(try $0.rollback(request.collectionName, ["vector": .string(request.vector)] as JSONObject))] }
    }

    func explain(request: Kindred_BodyRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { .object(try $0.explain(request.collectionName, request.json()).json) }
    }

    func recall(request: Kindred_RecallRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { operations in
            let samples = request.hasSamples ? Int(request.samples) : 100
            guard (1...1_000).contains(samples) else { throw RequestError(.validation, "samples: value \(samples) invalid, must be from 1 to 1000") }
            return .object(try operations.recallOverview(request.collectionName, using: request.vector, samples: samples))
        }
    }

    /// Runs an operation whose result is a value.
    func answer(_ body: @escaping @Sendable (Operations) throws -> JSONValue) async throws -> Kindred_Answer {
        try await calls.answer { operations in
            var answer = Kindred_Answer()
            answer.result = Qdrant_Value(try body(operations))
            return answer
        }
    }

    private static func positive(_ value: UInt64, _ field: String) throws -> Int {
        guard value >= 1 else { throw RequestError(.validation, "\(field): value 0 invalid, must be 1 or larger") }
        return Int(clamping: value)
    }
}

extension Kindred_BodyRequest {
    /// The body as REST has it.
    func json() throws -> JSONObject { try JSONObject(body.fields) }
}
#endif
