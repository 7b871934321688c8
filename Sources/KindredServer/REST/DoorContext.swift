#if Server
import Hummingbird

/// What goes along with a request through the router: parameters of its route, and where it came from.
struct DoorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address of the other side; nil where there is none.
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}
#endif
