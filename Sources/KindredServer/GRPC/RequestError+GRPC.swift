#if Server
import GRPCCore
import KindredService

extension RequestError {
    /// A field that a request must set and did not.
    static func unset(_ field: String) -> RequestError { RequestError(.badRequest, "\(field) is not set") }

    /// A number of an enumeration that the API does not have.
    static func unknown(_ number: Int, _ field: String) -> RequestError { RequestError(.badRequest, "\(field): there is no value \(number)") }

    /// The refusal as gRPC says it.
    var status: RPCError {
        var metadata = Metadata()
        // Clients wait that long by themselves.
        if case .tooManyRequests(let seconds) = kind { metadata.addString(String(max(1, seconds)), forKey: "retry-after") }
        return RPCError(code: statusCode, message: statusMessage, metadata: metadata)
    }

    private var statusCode: RPCError.Code {
        switch kind {
        case .badRequest, .wrongInput, .validation: .invalidArgument
        case .notFound: .notFound
        case .conflict: .alreadyExists
        case .forbidden: .permissionDenied
        case .notAllowed: .unimplemented
        case .tooManyRequests, .outOfSpace: .resourceExhausted
        case .timeout: .deadlineExceeded
        case .unavailable: .unavailable
        case .service: .internalError
        }
    }

    /// Of a validation error, where it lies: `internal` is what REST calls a query's body, gRPC's fields begin at the request.
    private var statusMessage: String {
        guard kind == .validation else { return text }
        let inner = message.hasPrefix("internal.") ? String(message.dropFirst("internal.".count)) : message
        return "Validation error in body: [\(inner)]"
    }
}
#endif
