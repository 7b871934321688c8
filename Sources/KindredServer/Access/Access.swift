#if Server
import Crypto
public import Foundation
public import KindredService

/// Who may do what: anybody everything when no key is set, else holders of the full key everything, those of the other key reads, and those of
/// a token that was signed with the full key what the token says.
///
///     let access = Access(apiKey: "secret", readOnlyAPIKey: "public", acceptsTokens: true)
///     let caller = try access.check(.write, apiKey: headers["api-key"], authorization: headers["authorization"])
///     let operations = caller.operations(operations, for: .write)   // those that the caller may touch, and no others
public struct Access: Sendable {
    /// What a request needs.
    public enum Need: Sendable, CaseIterable {
        /// Nothing: it is open to everybody.
        case nothing
        /// To read the collections that it names, or those that the caller may know.
        case read
        /// To read what is about the whole server.
        case readAll
        /// To change points of the collection that it names.
        case write
        /// To change the indexes, vectors, measures or snapshots of that collection.
        case maintain
        /// To make, change or remove collections, or what is about the whole server.
        case manage

        /// Whether it changes something.
        public var isChange: Bool { self == .write || self == .maintain || self == .manage }

        /// What it needs of every collection that it names.
        var level: CollectionReach.Level {
            switch self {
            case .nothing, .read, .readAll: .read
            case .write: .points
            case .maintain, .manage: .whole
            }
        }
    }

    /// Why a request is refused.
    public enum Refusal: Error, Equatable {
        /// No key, or none that is known: 401, UNAUTHENTICATED.
        case unauthenticated(String)
        /// A key or a token that does not allow it: 403, PERMISSION_DENIED.
        case forbidden(String)

        static let unknown = Refusal.unauthenticated("Invalid API key or JWT")
    }

    private let full: SHA256.Digest?
    private let readOnly: SHA256.Digest?
    private let tokens: TokenVerifier?

    /// Access by keys; without any, everything is allowed. An empty key is none.
    /// - Parameter acceptsTokens: whether tokens count that were signed with `apiKey`; without that key there are none.
    public init(apiKey: String? = nil, readOnlyAPIKey: String? = nil, acceptsTokens: Bool = false) {
        let key = apiKey.flatMap { $0.isEmpty ? nil : $0 }
        full = key.map(Self.digest)
        readOnly = readOnlyAPIKey.flatMap { $0.isEmpty ? nil : Self.digest($0) }
        tokens = acceptsTokens ? key.map { TokenVerifier(key: $0) } : nil
    }

    /// Whether there is no key at all.
    public var isOpen: Bool { full == nil && readOnly == nil }

    /// Whether tokens count.
    public var acceptsTokens: Bool { tokens != nil }

    /// Lets a request pass, or says why not. Which collections a token is for is judged where names are resolved, by ``Caller/operations(_:for:)``.
    /// - Parameters:
    ///   - apiKey: the value of `api-key`.
    ///   - authorization: the value of `authorization`, which counts when there is no `api-key`: `Bearer` and the key.
    ///   - now: the time by which tokens expire.
    /// - Returns: who asks, and what for.
    @discardableResult
    public func check(_ need: Need, apiKey: String?, authorization: String?, now: Date = Date()) throws(Refusal) -> Caller {
        if isOpen { return .anybody }
        if need == .nothing { return .stranger }
        guard let key = Self.key(apiKey, authorization) else {
            throw .unauthenticated("Must provide an API key or an Authorization bearer token")
        }
        let caller = try caller(key, now)
        try caller.check(need)
        return caller
    }

    private func caller(_ key: String, _ now: Date) throws(Refusal) -> Caller {
        switch identity(of: key) {
        case .fullKey?: return Caller(identity: .fullKey, rights: .everything)
        case .readOnlyKey?: return Caller(identity: .readOnlyKey, rights: .reading)
        default:
            guard let tokens else { throw .unknown }
            let claims = try tokens.claims(of: key, at: now)
            return Caller(identity: .token(subject: claims.subject), rights: claims.rights, condition: claims.condition)
        }
    }

    /// Which of the server's own keys this is; nil for none.
    func identity(of key: String) -> Caller.Identity? {
        // Digests are compared in constant time and are of one length, so that time tells nothing of the keys.
        let digest = Self.digest(key)
        let (isFull, isReadOnly) = (full == digest, readOnly == digest)
        return isFull ? .fullKey : isReadOnly ? .readOnlyKey : nil
    }

    /// The key or token that a request shows.
    static func key(_ apiKey: String?, _ authorization: String?) -> String? { apiKey ?? authorization.flatMap(bearer) }

    private static func bearer(_ authorization: String) -> String? {
        let words = authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }

    private static func digest(_ key: String) -> SHA256.Digest { SHA256.hash(data: Data(key.utf8)) }
}
#endif
