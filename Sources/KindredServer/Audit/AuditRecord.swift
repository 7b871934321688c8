#if Server
import KindredService

/// One administrative act, done or refused, as it is written down.
struct AuditRecord: Sendable {
    /// When it was answered.
    var time = Timestamp.now
    /// Over which door it came.
    var door: Door
    /// One dotted name, as ``AuditedAct`` gives it.
    var act: String
    /// The collection that was named; nil for none, and for calls that were refused before they were read.
    var collection: String?
    /// Who asked.
    var who: Access.Holder
    /// The address it came from, where that is known.
    var peer: String?
    /// The answer: HTTP's number over REST, gRPC's over gRPC.
    var status: Int

    /// A way in.
    enum Door: String, Sendable { case rest, grpc }

    /// The line of the log.
    var json: JSONObject {
        [
            "time": .string(time.description), "door": .string(door.rawValue), "act": .string(act), "collection": collection.map { .string($0) } ?? .null,
            "who": .string(who.rawValue), "peer": peer.map { .string($0) } ?? .null, "status": JSONValue(status),
        ]
    }
}
#endif
