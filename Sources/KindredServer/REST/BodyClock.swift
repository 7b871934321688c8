#if Server
import KindredService

/// Holds the sender of a body to a least speed.
///
/// Connections that say nothing are closed by their idle time; one that sends a byte now and then has the idle time and a second per
/// ``slowest`` bytes. The clock is read as parts come in: a timer per request would cost more than small searches.
struct BodyClock {
    /// Bytes a second below which a sender is not waited for.
    private static let slowest = 16 << 10

    private let start = ContinuousClock.now
    private let idleSeconds: Int

    init(idleSeconds: Int) { self.idleSeconds = idleSeconds }

    /// - Throws: `RequestError` of kind `timeout` when so many bytes took too long.
    func check(_ count: Int) throws {
        guard ContinuousClock.now - start < .seconds(idleSeconds + count / Self.slowest) else {
            throw RequestError(.timeout, "the body of the request came too slowly")
        }
    }
}
#endif
