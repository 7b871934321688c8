#if Server
import Hummingbird
import KindredService

/// The OpenAPI 3.1 document of the REST door: made of its routes, and of what is written here about bodies and answers.
enum OpenAPI {
    /// The document.
    static let document: JSONObject = [
        "openapi": "3.1.0",
        "info": [
            "title": "Kindred", "version": .string(KindredVersion.current), "summary": "Vector search that learns what is alike.",
            "description": "Clients of Qdrant work unmodified with everything outside of /kindred; what stands under /kindred is Kindred's own.",
            "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
        ],
        "paths": .object(paths),
        "components": [
            "schemas": .object(JSONObject(schemas.sorted { $0.key < $1.key }.map { ($0.key, .object($0.value.json)) })),
            "responses": .object(["Error": .object(errorResponse)]),
            "securitySchemes": .object(securitySchemes),
        ],
        "security": [["key": []], ["bearer": []], [:]],
    ]

    /// What is written about routes, by method and address.
    static let descriptions: [String: OperationDescription] = [service, collections, points, queries, olderQueries, kindred, jobs].reduce(into: [:]) {
        $0.merge($1) { $1 }
    }

    /// What is written about bodies and answers, by name.
    static let schemas: [String: Schema] = [filterSchemas, pointSchemas, querySchemas, collectionSchemas, kindredSchemas].reduce(into: [:]) { $0.merge($1) { $1 } }

    /// What is written about a route; nil when nothing is.
    static func description(of route: Route) -> OperationDescription? {
        descriptions[route.name] ?? snapshotDescription(of: route)
    }

    private static var paths: JSONObject {
        var paths: [String: JSONObject] = [:]
        for route in Route.all { paths[route.template, default: [:]][route.method.rawValue.lowercased()] = .object(operation(route)) }
        return JSONObject(paths.sorted { $0.key < $1.key }.map { ($0.key, .object($0.value)) })
    }

    private static func operation(_ route: Route) -> JSONObject {
        let described = description(of: route) ?? OperationDescription(summary: "", subject: "service", result: .any)
        var operation: JSONObject = [
            "operationId": .string(route.identifier), "tags": [.string(described.subject)], "summary": .string(described.summary),
        ]
        let parameters = route.pathParameters + (described.parameters + route.commonParameters).map { parameter($0.name, in: "query", $0.schema) }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let body = described.body {
            operation["requestBody"] = ["required": true, "content": .object([described.bodyType: ["schema": .object(body.json)]])]
        }
        let result = route.hasEnvelope && described.resultType == "application/json" ? envelope(described.result) : described.result
        operation["responses"] = [
            "200": ["description": "Done", "content": .object([described.resultType: ["schema": .object(result.json)]])],
            "default": ["$ref": "#/components/responses/Error"],
        ]
        if route.need == .nothing { operation["security"] = [[:]] }
        return operation
    }

    static func parameter(_ name: String, in place: String, _ schema: Schema) -> JSONValue {
        var parameter: JSONObject = ["name": .string(name), "in": .string(place), "schema": .object(schema.json)]
        if place == "path" { parameter["required"] = true }
        return .object(parameter)
    }

    private static func envelope(_ result: Schema) -> Schema {
        .object(["result": result, "status": .words("ok"), "time": .number], needs: ["result", "status", "time"])
    }

    private static let errorResponse: JSONObject = {
        let error = Schema.object(["status": .object(["error": .string], needs: ["error"]), "time": .number], needs: ["status", "time"])
        return ["description": "A refusal, with its reason", "content": ["application/json": ["schema": .object(error.json)]]]
    }()
}

extension Route {
    /// The method and the address.
    var name: String { "\(method.rawValue) \(template)" }

    /// A name of its own: `post_collections_collection_name_points_query`.
    fileprivate var identifier: String {
        let words = template.split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
        return "\(method.rawValue.lowercased())_\(words.isEmpty ? "root" : words)"
    }

    fileprivate var hasEnvelope: Bool {
        switch answer {
        case .json, .text: false
        default: true
        }
    }

    fileprivate var pathParameters: [JSONValue] {
        template.split(separator: "/").filter { $0.hasPrefix("{") }.map { OpenAPI.parameter(String($0.dropFirst().dropLast()), in: "path", .string) }
    }

    /// What all reads, or all writes, of points and collections may say.
    fileprivate var commonParameters: [OperationDescription.Parameter] {
        guard template.hasPrefix("/collections/{collection_name}") else { return [] }
        let timeout = OperationDescription.Parameter(name: "timeout", schema: .integer(1))
        guard need.isChange else {
            return [timeout, .init(name: "consistency", schema: .either(.integer(1), .words("majority", "quorum", "all")))]
        }
        return [timeout, .init(name: "wait", schema: .bool), .init(name: "ordering", schema: .words("weak", "medium", "strong"))]
    }
}
#endif
