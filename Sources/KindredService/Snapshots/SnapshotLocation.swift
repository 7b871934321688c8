public import Foundation

/// Where a snapshot to recover from lies.
public enum SnapshotLocation: Sendable, Equatable {
    /// A file of this machine.
    case file(path: String)
    /// To be fetched over HTTP.
    case remote(URL)

    /// Reads a URL with the scheme `file`, `http` or `https`.
    ///
    /// - Throws: `RequestError.badRequest`.
    public init(parsing text: String) throws {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw RequestError(.badRequest, "Invalid snapshot URI: \(text.prefix(200))")
        }
        switch scheme {
        case "file":
            guard ["", "localhost"].contains(parts.host ?? ""), parts.path.hasPrefix("/"), parts.port == nil else {
                throw RequestError(.badRequest, "Invalid snapshot URI, file path must be absolute or on localhost")
            }
            guard parts.path.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else { throw RequestError(.badRequest, "Invalid snapshot URI, the path has a control character") }
            self = .file(path: parts.path)
        case "http", "https":
            guard let url = parts.url, parts.host?.isEmpty == false else { throw RequestError(.badRequest, "Invalid snapshot URI: \(text.prefix(200))") }
            self = .remote(url)
        default: throw RequestError(.badRequest, "Invalid snapshot URI, scheme \(scheme.prefix(20)) is none of file, http, https")
        }
    }
}
