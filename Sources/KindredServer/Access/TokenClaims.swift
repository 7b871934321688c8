#if Server
import KindredService

/// What a token says: `sub`, `exp`, `nbf`, `access`, `value_exists`. All may be missing; without `access` it allows everything.
struct TokenClaims: Sendable, Equatable {
    /// Whom it is about.
    let subject: String?
    /// Seconds since 1970 after which, and before which, it does not count.
    let expires, begins: Double?
    /// What it allows.
    let rights: Caller.Rights
    /// What must be stored for it to count.
    let condition: TokenCondition?

    /// Nil when a claim has another form than it must have: a token that is not understood allows nothing.
    init?(_ object: JSONObject) {
        do {
            subject = try Self.text(object, "sub") ?? Self.text(object, "subject")
            expires = try Self.seconds(object, "exp")
            begins = try Self.seconds(object, "nbf")
            rights = try object["access"].map(Self.rights) ?? .everything
            condition = try Self.member(object, "value_exists").map { try TokenCondition($0) }
        } catch { return nil }
    }

    /// Something in a token is of another form than it must be.
    struct Malformed: Error {}

    /// A claim; one that is null is as one that is missing.
    private static func member(_ object: JSONObject, _ name: String) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    private static func text(_ object: JSONObject, _ name: String) throws -> String? {
        guard let value = member(object, name) else { return nil }
        guard let text = value.stringValue else { throw Malformed() }
        return text
    }

    private static func seconds(_ object: JSONObject, _ name: String) throws -> Double? {
        guard let value = member(object, name) else { return nil }
        guard let seconds = value.doubleValue, seconds >= 0, seconds.isFinite else { throw Malformed() }
        return seconds
    }

    private static func rights(_ value: JSONValue) throws -> Caller.Rights {
        switch value {
        case "r": .reading
        case "m": .everything
        case .array(let entries): .collections(try levels(entries))
        default: throw Malformed()
        }
    }

    private static func levels(_ entries: [JSONValue]) throws -> [String: CollectionReach.Level] {
        var levels: [String: CollectionReach.Level] = [:]
        for entry in entries {
            // `payload` once limited a token to some points; as it cannot be kept, such a token is refused.
            guard let entry = entry.objectValue, let name = entry["collection"]?.stringValue, member(entry, "payload") == nil else { throw Malformed() }
            guard levels.updateValue(try level(entry["access"]), forKey: name) == nil else { throw Malformed() }
        }
        return levels
    }

    private static func level(_ value: JSONValue?) throws -> CollectionReach.Level {
        switch value?.stringValue {
        case "r": .read
        case "prw": .points
        case "rw": .whole
        default: throw Malformed()
        }
    }
}
#endif
