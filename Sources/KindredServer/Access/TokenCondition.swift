#if Server
import Kindred
import KindredService

/// What must be stored for a token to count, so that tokens can be taken back: `{"collection", "matches": [{"key", "value"}]}`.
struct TokenCondition: Sendable, Equatable {
    /// Where a point must be.
    let collection: String
    /// What it must match.
    let filter: Filter

    /// - Throws: for another form.
    init(_ value: JSONValue) throws {
        guard let object = value.objectValue, let name = object["collection"]?.stringValue, let matches = object["matches"]?.arrayValue else {
            throw TokenClaims.Malformed()
        }
        collection = name
        filter = try Filter(parsingTextOrJSON: JSONValue.object(["must": .array(try matches.map(Self.condition))]).jsonText)
    }

    private static func condition(_ match: JSONValue) throws -> JSONValue {
        guard let match = match.objectValue, let key = match["key"]?.stringValue, let value = match["value"] else { throw TokenClaims.Malformed() }
        switch value {
        case .string, .int, .bool: return ["key": .string(key), "match": ["value": value]]
        default: throw TokenClaims.Malformed()
        }
    }

    /// Whether there is such a point. It is no read of the caller's, and no limit of the collection counts.
    /// - Throws: `RequestError`.
    func holds(_ operations: Operations) throws -> Bool {
        guard try operations.collectionExists(collection) else { return false }
        do {
            return try !operations.collection(named: collection).scroll(limit: 1, filter: filter, withPayload: false).points.isEmpty
        } catch { throw RequestError(error) }
    }
}
#endif
