#if Server
import Crypto
import Foundation

/// Who may do what: anybody everything when no key is set, else holders of the full key everything and those of the other key reads.
///
///     let access = Access(apiKey: "secret", readOnlyAPIKey: "public")
///     try access.check(.write, apiKey: headers["api-key"], authorization: headers["authorization"])
public struct Access: Sendable {
    /// What a request needs.
    public enum Need: Sendable {
        /// Nothing: it is open to everybody.
        case nothing
        /// To read.
        case read
        /// To change something.
        case write
    }

    /// Why a request is refused.
    public enum Refusal: Error, Equatable {
        /// No key, or none that is known: 401, UNAUTHENTICATED.
        case unauthenticated(String)
        /// A key that does not allow it: 403, PERMISSION_DENIED.
        case forbidden(String)
    }

    let full: SHA256.Digest?
    let readOnly: SHA256.Digest?

    /// Access by keys; without any, everything is allowed.
    public init(apiKey: String? = nil, readOnlyAPIKey: String? = nil) {
        full = apiKey.map(Self.digest)
        readOnly = readOnlyAPIKey.map(Self.digest)
    }

    /// Whether there is no key at all.
    public var isOpen: Bool { full == nil && readOnly == nil }

    /// Lets a request pass, or says why not.
    /// - Parameters:
    ///   - apiKey: the value of `api-key`.
    ///   - authorization: the value of `authorization`, which counts when there is no `api-key`: `Bearer` and the key.
    public func check(_ need: Need, apiKey: String?, authorization: String?) throws(Refusal) {
        guard need != .nothing, !isOpen else { return }
        guard let key = apiKey ?? authorization.flatMap(Self.bearer) else {
            throw .unauthenticated("Must provide an API key or an Authorization bearer token")
        }
        // Digests are compared in constant time and are of one length, so that time tells nothing of the keys.
        let digest = Self.digest(key)
        let (isFull, isReadOnly) = (full == digest, readOnly == digest)
        guard isFull || isReadOnly else { throw .unauthenticated("Invalid API key or JWT") }
        guard isFull || need == .read else { throw .forbidden("Forbidden: Global write access is required") }
    }

    static func bearer(_ authorization: String) -> String? {
        let words = authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }

    static func digest(_ key: String) -> SHA256.Digest { SHA256.hash(data: Data(key.utf8)) }
}
#endif
