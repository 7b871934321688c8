#if Server
import KindredService

extension Route {
    /// Collections, their names, indexes and vectors.
    static let collections: [Route] = [
        Route(.get, "/collections", .read) { exchange, writer in
            let names = try exchange.operations.collectionNames()
            writer.object(["collections": .array(names.map { ["name": .string($0)] })])
        },
        Route(.get, "/collections/{collection_name}", .read) { exchange, writer in
            writer.object(try exchange.operations.describeCollection(exchange.collection))
        },
        Route(.get, "/collections/{collection_name}/exists", .read) { exchange, writer in
            writer.object(["exists": .bool(try exchange.operations.collectionExists(exchange.collection))])
        },
        Route(.put, "/collections/{collection_name}", .manage) { exchange, writer in
            try checkName(exchange.collection)
            try exchange.operations.createCollection(exchange.collection, exchange.object())
            writer.bool(true)
        },
        Route(.patch, "/collections/{collection_name}", .manage) { exchange, writer in
            try exchange.operations.updateCollection(exchange.collection, exchange.object())
            writer.bool(true)
        },
        Route(.delete, "/collections/{collection_name}", .manage) { exchange, writer in
            writer.bool(try exchange.operations.deleteCollection(exchange.collection))
        },
        Route(.put, "/collections/{collection_name}/index", .maintain) { exchange, writer in
            let body = try exchange.tree().object()
            let field = try body.required("field_name") { try $0.path() }
            let schema = try (body["field_schema"] ?? body["field_type"])?.freeForm()
            writer.updateResult(
                try exchange.operations.createFieldIndex(exchange.collection, field: field, schema: schema), waited: try exchange.query.bool("wait"))
        },
        Route(.delete, "/collections/{collection_name}/index/{field_name}", .maintain) { exchange, writer in
            let field = try BodyValue.json(.string(exchange.parameters["field_name"] ?? "")).path()
            writer.updateResult(try exchange.operations.deleteFieldIndex(exchange.collection, field: field), waited: try exchange.query.bool("wait"))
        },
        Route(.put, "/collections/{collection_name}/vectors/{vector_name}", .maintain) { exchange, writer in
            let number = try exchange.operations.createVectorName(
                exchange.collection, name: exchange.parameters["vector_name"] ?? "", parameters: exchange.object())
            writer.updateResult(number, waited: try exchange.query.bool("wait"))
        },
        Route(.delete, "/collections/{collection_name}/vectors/{vector_name}", .maintain) { exchange, writer in
            let number = try exchange.operations.deleteVectorName(exchange.collection, name: exchange.parameters["vector_name"] ?? "")
            writer.updateResult(number, waited: try exchange.query.bool("wait"))
        },
        Route(.get, "/collections/{collection_name}/aliases", .read) { exchange, writer in
            writer.aliases(try exchange.operations.aliases(of: exchange.collection))
        },
        Route(.get, "/aliases", .read) { exchange, writer in writer.aliases(try exchange.operations.aliases()) },
        Route(.post, "/collections/aliases", .manage) { exchange, writer in
            try exchange.operations.changeAliases(AliasDecoder.changes(exchange.tree()))
            writer.bool(true)
        },
    ]

    private static func checkName(_ name: String) throws {
        guard (1...255).contains(name.utf8.count) else {
            throw InputError(
                kind: .validation, part: .path, path: "collection_name", message: "value \"\(name.prefix(40))\" invalid, must be from 1 to 255 characters")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func aliases(_ aliases: [(alias: String, collection: String)]) {
        object(["aliases": .array(aliases.map { ["alias_name": .string($0.alias), "collection_name": .string($0.collection)] })])
    }
}
#endif
