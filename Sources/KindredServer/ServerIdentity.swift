#if Server
/// What the server says it is. Clients compare the version with their own, so it names the version of the API that is spoken, not Kindred's.
public enum ServerIdentity {
    /// The name that clients of the API expect.
    public static let title = "qdrant - vector search engine"
    /// The version of the API.
    public static let version = "1.19.0"
    /// Forty hexadecimal digits where others have a commit; they say nothing.
    public static let commit = "6b696e64726564206b696e64726564206b696e64"
}
#endif
