#if Server
import Foundation
import KindredService

/// A request as handlers see it: what was sent, and what they work with.
struct Exchange: Sendable {
    let door: RESTDoor
    /// What stood in the address where the route has a name in braces.
    let parameters: [String: String]
    let query: QueryParameters
    let body: [UInt8]
    /// Who sent it.
    let caller: Caller
    /// The operations that handlers call: on what the caller may touch for what the route does.
    let operations: Operations

    /// The collection that the address names, by its name or by an alias.
    var collection: String { parameters["collection_name"] ?? "" }

    /// The body with packed vectors.
    func tree() throws -> BodyValue { try BodyValue(parsing: body) }

    /// The body as one free-form object.
    func object() throws -> JSONObject {
        do {
            let value = try JSONValue(parsing: body)
            guard case .object(let object) = value else { throw InputError.wrong(.json(value), expected: "an object") }
            return object
        } catch let error as StorageError {
            throw InputError.format(error.message)
        }
    }

    /// Makes a change and writes its receipt.
    func update(_ update: PointsUpdate, into writer: inout JSONWriter) throws {
        writer.updateResult(try operations.update(collection, update), waited: try query.bool("wait"))
    }
}
#endif
