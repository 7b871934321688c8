#if Server
// Libraries that run services log what they run, with everything that is stored in it.

extension ServerConfiguration: CustomStringConvertible {
    /// Where the server listens; keys are never shown.
    public var description: String { "\(host), REST \(port), gRPC \(grpcPort)" }
}

extension Access: CustomStringConvertible {
    /// Whether there are keys, and nothing of them.
    public var description: String { isOpen ? "open" : "by key" }
}

extension RESTDoor: CustomStringConvertible {
    /// The door's name, for logs.
    public var description: String { "REST door" }
}

extension GRPCDoor: CustomStringConvertible {
    /// The door's name, for logs.
    public var description: String { "gRPC door" }
}

extension ServerTLS: CustomStringConvertible {
    /// What it is, for logs.
    public var description: String { "certificates of the doors" }
}

extension BackupSchedule: CustomStringConvertible {
    var description: String { "scheduled backups" }
}
#endif
