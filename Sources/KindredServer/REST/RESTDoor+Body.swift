#if Server
import Hummingbird
import KindredService

extension RESTDoor {
    /// A whole body, of a sender that keeps sending.
    /// - Throws: `HTTPError` 413 for a body that is too long, `RequestError` of kind `timeout` for one that comes too slowly.
    func collect(_ body: RequestBody) async throws -> ByteBuffer {
        let clock = BodyClock(idleSeconds: configuration.idleSeconds)
        var whole = ByteBuffer()
        for try await part in body {
            let count = whole.readableBytes + part.readableBytes
            guard count <= configuration.maximumBodySize else { throw HTTPError(.contentTooLarge) }
            if whole.readableBytes == 0 { whole = part } else { whole.writeImmutableBuffer(part) }
            try clock.check(count)
        }
        return whole
    }
}

extension Request {
    /// Whether a body follows the headers, or may.
    var mayHaveBody: Bool { headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false }
}
#endif
