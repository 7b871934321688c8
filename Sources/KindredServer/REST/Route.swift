#if Server
import Hummingbird
import KindredService

/// One method at one address.
struct Route: Sendable {
    /// Writes the result of a request.
    typealias Handler = @Sendable (Exchange, inout JSONWriter) throws -> Void

    /// Answers a request by itself, not on the pool.
    typealias Task = @Sendable (Exchange, Request, DoorContext, ContinuousClock.Instant) async throws -> Reply

    let method: HTTPRequest.Method
    /// The address, with names in braces for what differs: `/collections/{collection_name}`.
    let template: String
    let need: Access.Need
    let answer: Answer

    /// What comes back.
    enum Answer: Sendable {
        /// A result in the API's envelope.
        case result(Handler)
        /// JSON without an envelope.
        case json(Handler)
        /// Plain text.
        case text(@Sendable (Exchange) throws -> String)
        /// What waits for other things than a thread of the pool.
        case task(Task)
        /// The same, of a request whose body the handler reads as it comes in.
        case streaming(Task)
    }

    init(_ method: HTTPRequest.Method, _ template: String, _ need: Access.Need, _ handler: @escaping Handler) {
        self.init(method, template, need, .result(handler))
    }

    init(_ method: HTTPRequest.Method, _ template: String, _ need: Access.Need, _ answer: Answer) {
        self.method = method
        self.template = template
        self.need = need
        self.answer = answer
    }

    /// Every route of the door.
    static var all: [Route] { [service, collections, points, updates, queries, legacy, snapshots, kindred, jobs].flatMap { $0 } }
}
#endif
