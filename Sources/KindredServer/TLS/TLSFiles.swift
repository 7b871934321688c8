#if Server
/// The files by which the doors speak TLS 1.2 and newer; all are PEM.
public struct TLSFiles: Sendable {
    /// The path of the server's certificate, followed in its file by those that vouch for it.
    public var certificate: String
    /// The path of the certificate's private key.
    public var key: String
    /// The path of the certificates of authorities: only clients with a certificate of theirs come in. Nil lets any client in. Read once, at the start.
    public var clientAuthority: String?
    /// Seconds after which certificate and key are read again, 1 or more, so that renewed ones are taken without a restart.
    public var reloadSeconds: Int

    /// Files of a certificate and its key.
    public init(certificate: String, key: String, clientAuthority: String? = nil, reloadSeconds: Int = 60) {
        self.certificate = certificate
        self.key = key
        self.clientAuthority = clientAuthority
        self.reloadSeconds = reloadSeconds
    }
}
#endif
