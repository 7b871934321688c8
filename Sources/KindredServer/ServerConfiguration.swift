#if Server
import Foundation

/// How `kindred serve` listens.
public struct ServerConfiguration: Sendable {
    /// The address of the interface. Anything but the loopback needs an API key or `allowsEverybody`.
    public var host = "127.0.0.1"
    /// The port of the REST door.
    public var port = 6333
    /// The port of the gRPC door.
    public var grpcPort = 6334
    /// The key that allows everything; nil, with no other key, for no keys.
    public var apiKey: String?
    /// The key that allows reading.
    public var readOnlyAPIKey: String?
    /// Whether tokens (JWT) count that are signed with `apiKey`, which must be set then.
    public var acceptsTokens = false
    /// The certificate and key by which both doors speak TLS; nil for plain text.
    public var tls: TLSFiles?
    /// Whether other machines may come in without a key.
    public var allowsEverybody = false
    /// The longest body of a request in bytes.
    public var maximumBodySize = 32 << 20
    /// The largest snapshot that is taken from elsewhere, in bytes.
    public var maximumSnapshotSize = 1 << 40
    /// Threads that operations run on.
    public var threads = max(2, ProcessInfo.processInfo.activeProcessorCount)
    /// Requests that may wait for a thread.
    public var queue = 1024
    /// Seconds after which a connection is closed that says nothing, or does not come to the end of its headers.
    public var idleSeconds = 75
    /// Connections of the REST door that are open at one time; more wait until one closes.
    public var maximumConnections = OpenFiles.limit / 2
    /// How long requests may take to end when the server stops.
    public var stopSeconds = 10
    /// From which weight on messages are logged.
    public var logLevel = LogLevel.warning
    /// How messages are written.
    public var logFormat = LogFormat.text
    /// How long a request may take without being logged as slow, in milliseconds; nil for any time.
    public var slowMilliseconds: Int?
    /// The file that administrative acts are written down in; nil for none.
    public var auditLog: String?
    /// Where and how often the database is copied; nil for never.
    public var backups: BackupPlan?

    /// The defaults.
    public init() {}

    /// Who may do what.
    public var access: Access { Access(apiKey: apiKey, readOnlyAPIKey: readOnlyAPIKey, acceptsTokens: acceptsTokens) }

    /// Whether only this machine can reach the host; a name that merely begins like its addresses is not one of them.
    public var isLoopback: Bool { ["localhost", "::1"].contains(host) || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil }

    /// Whether everybody on the network could do everything although nobody said so. Clients with certificates are not everybody.
    public var isUnprotected: Bool { !isLoopback && access.isOpen && !allowsEverybody && tls?.clientAuthority == nil }

    /// Refuses what cannot be meant.
    /// - Throws: `ServingError`.
    public func validate() throws(ServingError) {
        guard !acceptsTokens || access.acceptsTokens else { throw ServingError(.misconfigured, "tokens need an API key, which they are signed with") }
        guard !isUnprotected else { throw ServingError(.misconfigured, "\(host) lets other machines in without a key") }
    }
}
#endif
