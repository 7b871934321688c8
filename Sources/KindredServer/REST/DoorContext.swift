#if Server
import Hummingbird

/// What goes along with a request through the router: parameters of its route, and where it came from.
struct DoorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address of the other side; nil where there is none.
    let peer: String?
    /// Closes the connection in a moment, when an answer that says so has reached the other side.
    ///
    /// Of a body that nobody reads the rest would be waited for, however slowly it comes and however long it is. A connection that is closed while
    /// bytes arrive is reset, and the answer lost; so they are passed over for that moment.
    let closeSoon: @Sendable () -> Void

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        let channel = source.channel
        peer = channel.remoteAddress?.ipAddress
        closeSoon = { _ = channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) } }
    }
}
#endif
