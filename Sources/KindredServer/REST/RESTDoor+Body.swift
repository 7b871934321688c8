#if Server
import Hummingbird
import KindredService

extension RESTDoor {
    /// Bytes a second below which a sender of a body is not waited for.
    private static let slowest = 16 << 10

    /// A whole body, of a sender that keeps sending.
    ///
    /// Connections that say nothing are closed by their idle time; one that sends a byte now and then has the idle time and a second per
    /// ``slowest`` bytes. The clock is read as parts come in: a timer per request would cost more than small searches.
    /// - Throws: `HTTPError` 413 for a body that is too long, `RequestError` of kind `timeout` for one that comes too slowly.
    func collect(_ body: RequestBody) async throws -> ByteBuffer {
        let start = ContinuousClock.now
        var whole = ByteBuffer()
        for try await part in body {
            let count = whole.readableBytes + part.readableBytes
            guard count <= configuration.maximumBodySize else { throw HTTPError(.contentTooLarge) }
            if whole.readableBytes == 0 { whole = part } else { whole.writeImmutableBuffer(part) }
            guard ContinuousClock.now - start < .seconds(configuration.idleSeconds + count / Self.slowest) else {
                throw RequestError(.timeout, "the body of the request came too slowly")
            }
        }
        return whole
    }
}
#endif
