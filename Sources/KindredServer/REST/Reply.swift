#if Server
import Hummingbird
import KindredService

/// What is sent back.
struct Reply: Sendable {
    var status = HTTPResponse.Status.ok
    var body: [UInt8]
    var isJSON = true
    /// Seconds after which to try again.
    var retryAfter: Int?
    /// Whether the connection ends with it.
    var closes = false
    /// A file to be sent instead of the body, and its name.
    var file: (name: String, content: ResponseBody)?

    init(body: [UInt8], isJSON: Bool = true) {
        self.body = body
        self.isJSON = isJSON
    }

    /// A result in the envelope of the API.
    init(since start: ContinuousClock.Instant, _ write: (inout JSONWriter) throws -> Void) rethrows {
        var writer = JSONWriter()
        writer.raw("{\"result\":")
        try write(&writer)
        writer.raw(",\"status\":\"ok\",\"time\":")
        writer.double((ContinuousClock.now - start) / .seconds(1))
        writer.raw("}")
        body = writer.bytes
    }

    /// A refusal in the envelope of the API.
    init(status: HTTPResponse.Status, error: String, since start: ContinuousClock.Instant) {
        var writer = JSONWriter()
        writer.raw("{\"status\":{\"error\":")
        writer.string(error)
        writer.raw("},\"time\":")
        writer.double((ContinuousClock.now - start) / .seconds(1))
        writer.raw("}")
        self.status = status
        body = writer.bytes
    }

    /// Something is done after the answer.
    static func accepted(since start: ContinuousClock.Instant) -> Reply {
        var writer = JSONWriter()
        writer.raw("{\"status\":\"accepted\",\"time\":")
        writer.double((ContinuousClock.now - start) / .seconds(1))
        writer.raw("}")
        var reply = Reply(body: writer.bytes)
        reply.status = .accepted
        return reply
    }

    /// What an error means to the caller.
    init(_ error: any Error, since start: ContinuousClock.Instant) {
        switch error {
        case let error as InputError:
            self.init(status: error.kind == .validation ? .unprocessableContent : .badRequest, error: error.text, since: start)
        case Access.Refusal.unauthenticated(let message): self.init(status: .unauthorized, error: message, since: start)
        case Access.Refusal.forbidden(let message): self.init(status: .forbidden, error: message, since: start)
        case let error as any HTTPResponseError: self.init(status: error.status, error: error.status.reasonPhrase, since: start)
        default: self.init(RequestError(error), since: start)
        }
    }

    private init(_ error: RequestError, since start: ContinuousClock.Instant) {
        let text = error.kind == .validation ? "Validation error in JSON body: [\(error.message)]" : error.text
        self.init(status: Self.status(of: error.kind), error: text, since: start)
        switch error.kind {
        case .tooManyRequests(let seconds): retryAfter = seconds
        case .unavailable: retryAfter = 1
        default: break
        }
    }

    private static func status(of kind: RequestError.Kind) -> HTTPResponse.Status {
        switch kind {
        case .badRequest, .wrongInput: .badRequest
        case .validation: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .forbidden: .forbidden
        case .notAllowed: .methodNotAllowed
        case .tooManyRequests: .tooManyRequests
        case .timeout: .requestTimeout
        case .unavailable: .serviceUnavailable
        case .outOfSpace: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .service: .internalServerError
        }
    }

    /// The reply as Hummingbird sends it.
    var response: Response {
        var headers: HTTPFields = [.contentType: isJSON ? "application/json" : "text/plain; charset=utf-8"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        if closes { headers[.connection] = "close" }
        if let file {
            headers[.contentType] = "application/octet-stream"
            headers[.contentDisposition] = "attachment; filename=\"\(file.name.replacing("\"", with: "_"))\""
            return Response(status: status, headers: headers, body: file.content)
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension Route {
    /// Whether it reads or changes points, whose timeout a collection may limit.
    private var isOfPoints: Bool { ["/points", "/facet"].contains { template.contains("{collection_name}" + $0) } }

    /// Runs the handler.
    func reply(_ exchange: Exchange, since start: ContinuousClock.Instant) throws -> Reply {
        if isOfPoints, let timeout = try exchange.query.timeout {
            try exchange.operations.check(timeout: timeout, of: exchange.collection)
        }
        switch answer {
        case .result(let handler): return try Reply(since: start) { try handler(exchange, &$0) }
        case .json(let handler):
            var writer = JSONWriter()
            try handler(exchange, &writer)
            return Reply(body: writer.bytes)
        case .text(let text): return Reply(body: Array(try text(exchange).utf8), isJSON: false)
        case .task, .streaming: preconditionFailure("\(template) is not answered on the pool")
        }
    }
}
#endif
