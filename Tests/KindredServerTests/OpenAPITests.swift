#if Server
import KindredService
import Testing

@testable import KindredServer

/// The document of the API against the routes that it is about.
@Suite struct OpenAPITests {
    @Test func everyRouteIsDescribed() {
        let silent = Route.all.filter { OpenAPI.description(of: $0) == nil }.map(\.name)
        #expect(silent.isEmpty, "nothing is written about \(silent)")
        let routes = Set(Route.all.map(\.name))
        let idle = OpenAPI.descriptions.keys.filter { !routes.contains($0) }
        #expect(idle.isEmpty, "there is no route for \(idle)")
    }

    @Test func theDocumentHoldsEveryRouteOnce() throws {
        let paths = try #require(OpenAPI.document["paths"]?.objectValue)
        let documented = paths.reduce(into: Set<String>()) { found, path in
            for method in path.1.objectValue?.keys ?? [] { found.insert("\(method.uppercased()) \(path.0)") }
        }
        #expect(documented == Set(Route.all.map(\.name)))
        let names = paths.flatMap { $0.1.objectValue?.values.compactMap { $0.objectValue?["operationId"]?.stringValue } ?? [] }
        #expect(Set(names).count == Route.all.count)
    }

    @Test func referencesLeadSomewhere() throws {
        let schemas = try #require(OpenAPI.document["components"]?.objectValue?["schemas"]?.objectValue)
        let references = Self.references(in: .object(OpenAPI.document)).filter { $0.hasPrefix("#/components/schemas/") }
        let names = Set(references.map { String($0.dropFirst("#/components/schemas/".count)) })
        #expect(names.subtracting(schemas.keys).isEmpty, "there is no schema for \(names.subtracting(schemas.keys))")
        #expect(Set(schemas.keys).subtracting(names).isEmpty, "nothing refers to \(Set(schemas.keys).subtracting(names))")
    }

    /// Callers learn how to say who they are, with tokens too; what needs nobody says so.
    @Test func accessIsDescribed() throws {
        let schemes = try #require(OpenAPI.document["components"]?.objectValue?["securitySchemes"]?.objectValue)
        #expect(schemes.keys == ["key", "bearer"] && schemes["bearer"]?.objectValue?["bearerFormat"] == "JWT")
        let text = schemes["bearer"]?.objectValue?["description"]?.stringValue ?? ""
        for claim in ["access", "exp", "nbf", "sub", "value_exists", "prw"] { #expect(text.contains(claim), "\(claim)") }
        let health = OpenAPI.document["paths"]?.objectValue?["/healthz"]?.objectValue?["get"]?.objectValue
        #expect(health?["security"] == [[:]])
    }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let object): object.flatMap { key, value in key == "$ref" ? [value.stringValue ?? ""] : references(in: value) }
        case .array(let elements): elements.flatMap(references)
        default: []
        }
    }
}
#endif
