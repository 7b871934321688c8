#if Server
/// The files that the doors take their certificates from.
public struct TLSFiles: Sendable {
    /// The chain of certificates the server shows, in PEM.
    public var certificate: String
    /// The private key of the first of them, in PEM.
    public var key: String
    /// The authorities whose certificates clients must show, in PEM; nil for clients without certificates.
    public var clientAuthority: String?
    /// Seconds between looks whether the files have changed.
    public var reloadSeconds = 10

    /// Files of a certificate and its key.
    public init(certificate: String, key: String, clientAuthority: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthority = clientAuthority
    }
}
#endif
