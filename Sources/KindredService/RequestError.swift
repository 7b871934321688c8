public import Kindred

/// Why a request was refused, in the words that clients of the wire API compare.
///
/// Doors turn the kind into a status and send ``text``; what is wrong inside a body is named by its path there.
public struct RequestError: Error, Sendable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Kind: Sendable, Equatable {
        /// The request does not make sense here: 400, INVALID_ARGUMENT.
        case badRequest
        /// A value does not fit what is stored: 400, INVALID_ARGUMENT.
        case wrongInput
        /// A value is outside its range: 422, INVALID_ARGUMENT.
        case validation
        /// A collection, point, alias or snapshot that was named does not exist: 404, NOT_FOUND.
        case notFound
        /// Something of this name is there already: 409, ALREADY_EXISTS.
        case conflict
        /// The caller may not do this: 403, PERMISSION_DENIED.
        case forbidden
        /// Not on a single machine: 405, UNIMPLEMENTED.
        case notAllowed
        /// Too many requests; the seconds after which to try again: 429, RESOURCE_EXHAUSTED.
        case tooManyRequests(retryAfter: Int)
        /// The time that the caller allowed is over: 408, DEADLINE_EXCEEDED.
        case timeout
        /// The server is stopping or overloaded: 503, UNAVAILABLE.
        case unavailable
        /// The disk is full or the memory cap is reached: 507, RESOURCE_EXHAUSTED.
        case outOfSpace
        /// Our own fault: 500, INTERNAL.
        case service
    }

    /// What kind of refusal this is.
    public var kind: Kind
    /// What is wrong, without the kind's own words. Of a validation error: `limit: value 0 invalid, must be 1 or larger`.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The whole sentence as doors send it, but for validation errors, around which doors say where they looked.
    public var text: String {
        switch kind {
        case .badRequest: "Bad request: \(message)"
        case .wrongInput: "Wrong input: \(message)"
        case .notFound: "Not found: \(message)"
        case .forbidden: "Forbidden: \(message)"
        case .service: "Service internal error: \(message)"
        case .tooManyRequests: "Rate limiting exceeded: \(message)"
        case .timeout: "Timeout error: \(message)"
        case .validation, .conflict, .notAllowed, .unavailable, .outOfSpace: message
        }
    }

    public var description: String { text }

    /// The refusal that an error of the rooms below means to a caller.
    public init(_ error: any Error) {
        switch error {
        case let error as RequestError: self = error
        case let error as StorageError: self.init(Self.kind(of: error.code), "\(error)")
        case is CancellationError: self.init(.timeout, "the request was cancelled")
        default: self.init(.wrongInput, "\(error)")
        }
    }

    private static func kind(of code: StorageError.Code) -> Kind {
        switch code {
        case .invalidArgument, .readOnly: .wrongInput
        case .notFound: .notFound
        case .alreadyExists: .conflict
        case .diskFull, .memoryLimit: .outOfSpace
        case .cancelled: .timeout
        case .closed, .locked: .unavailable
        default: .service
        }
    }
}
