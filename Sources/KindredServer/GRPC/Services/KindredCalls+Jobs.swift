#if Server
import GRPCCore
import Kindred
import KindredService

/// What users chose, and long work.
extension KindredCalls {
    func feedback(request: Kindred_FeedbackRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { .array(try $0.feedbackOverview(request.collectionName, request.selection()).map { .object($0) }) }
    }

    func recordFeedback(request: Kindred_RecordFeedbackRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { operations in
            let choices = try request.choices.map { JSONValue.object(try JSONObject($0.fields)) }
            return ["recorded": JSONValue(try operations.recordFeedback(request.collectionName, .array(choices), using: request.vector))]
        }
    }

    func forgetFeedback(request: Kindred_FeedbackRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { operations in
            let selection = try request.selection()
            try selection.checkForgetting(all: request.all)
            return ["forgotten": JSONValue(try operations.forgetFeedback(operations.collection(named: request.collectionName).name, selection))]
        }
    }

    func learn(request: Kindred_BodyRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in ["job": JSONValue(try jobs.learn(request.collectionName, request.json(), with: $0))] }
    }

    func tune(request: Kindred_BodyRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in ["job": JSONValue(try jobs.tune(request.collectionName, request.json(), with: $0))] }
    }

    func evaluate(request: Kindred_BodyRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in ["job": JSONValue(try jobs.evaluate(request.collectionName, request.json(), with: $0))] }
    }

    func attack(request: Kindred_BodyRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in ["job": JSONValue(try jobs.attack(request.collectionName, request.json(), with: $0))] }
    }

    func cluster(request: Kindred_BodyRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in ["job": JSONValue(try jobs.cluster(request.collectionName, request.json(), with: $0))] }
    }

    func jobs(request: Kindred_ListRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in ["jobs": .array(jobs.jobs(for: $0).map { .object($0.summary) })] }
    }

    func job(request: Kindred_JobRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in .object(try jobs.job("\(request.id)", for: $0) { jobs.job($0) }.json) }
    }

    func cancelJob(request: Kindred_JobRequest, context: ServerContext) async throws -> Kindred_Answer {
        try await answer { [jobs] in .object(try jobs.job("\(request.id)", for: $0) { jobs.cancel($0) }.summary) }
    }
}

extension Kindred_FeedbackRequest {
    /// Which recorded choices are meant.
    fileprivate func selection() throws -> FeedbackSelection {
        try FeedbackSelection(source: hasSource ? source : nil, point: hasPoint ? point : nil, before: hasBefore ? before : nil, vector: hasVector ? vector : nil)
    }
}
#endif
