#if Server
import KindredService

/// What the document says of one route beyond what the route says itself.
struct OperationDescription: Sendable {
    /// A parameter behind the `?`.
    struct Parameter: Sendable {
        let name: String
        let schema: Schema
    }

    /// What it does, in a line.
    let summary: String
    /// The subject that it is listed under.
    let subject: String
    /// The body; nil for none.
    var body: Schema?
    /// What stands under `result`.
    var result = Schema.bool
    /// The body's and the answer's types when they are not JSON.
    var bodyType = "application/json", resultType = "application/json"
    /// Parameters of this route alone.
    var parameters: [Parameter] = []
}

extension OpenAPI {
    /// Reads that take no body.
    static func get(_ subject: String, _ summary: String, _ result: Schema, _ parameters: KeyValuePairs<String, Schema> = [:]) -> OperationDescription {
        OperationDescription(summary: summary, subject: subject, result: result, parameters: parameters.map { .init(name: $0.key, schema: $0.value) })
    }

    /// Whatever takes a body.
    static func send(
        _ subject: String, _ summary: String, _ body: Schema, _ result: Schema, _ parameters: KeyValuePairs<String, Schema> = [:]
    ) -> OperationDescription {
        OperationDescription(summary: summary, subject: subject, body: body, result: result, parameters: parameters.map { .init(name: $0.key, schema: $0.value) })
    }

    /// Answers in plain text.
    static func text(_ subject: String, _ summary: String) -> OperationDescription {
        OperationDescription(summary: summary, subject: subject, result: .string, resultType: "text/plain")
    }
}
#endif
