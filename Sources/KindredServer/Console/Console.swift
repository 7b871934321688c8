#if Server
/// The web console at `/dashboard`: which of its files an address means, and how a browser is told to treat it.
///
///     Console.reply(path: "/dashboard/console.js", ifNoneMatch: nil)?.status   // 200
///
/// The files are part of the executable. They need no key: they hold nothing but the console, which asks for one itself.
enum Console {
    /// What is sent back.
    struct Reply: Sendable, Equatable {
        /// 200, or 304 when the browser has the file already.
        var status: Int
        /// Names in lower case and values.
        var headers: [(name: String, value: String)]
        /// The file; empty with 304.
        var body: [UInt8]

        static func == (a: Reply, b: Reply) -> Bool {
            a.status == b.status && a.body == b.body && a.headers.elementsEqual(b.headers, by: ==)
        }
    }

    /// The address of the page; its files lie below.
    static let path = "/dashboard"

    /// The names of the files that the page consists of.
    static var names: [String] { ConsoleFiles.all.keys.sorted() }

    /// Answers a request below `/dashboard`; nil when there is no such file.
    ///
    /// - Parameter ifNoneMatch: the header of that name.
    static func reply(path: String, ifNoneMatch: String? = nil) -> Reply? {
        guard path.hasPrefix(Self.path) else { return nil }
        let rest = path.dropFirst(Self.path.count)
        guard rest.isEmpty || rest.first == "/" else { return nil }
        let name = rest.count > 1 ? String(rest.dropFirst()) : "index.html"
        guard let page = pages[name] else { return nil }
        var headers = [("etag", page.tag), ("cache-control", "no-cache")]
        if matches(page.tag, ifNoneMatch) { return Reply(status: 304, headers: headers, body: []) }
        headers.append(("content-type", page.type))
        return Reply(status: 200, headers: headers + protection, body: page.body)
    }

    /// Nothing but our own files is loaded or run, nobody frames the page, and no text becomes a script.
    private static let protection = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ]

    private struct Page: Sendable {
        let type, tag: String
        let body: [UInt8]
    }

    private static let pages: [String: Page] = ConsoleFiles.all.mapValues { file in
        let body = Array(file.text.utf8)
        return Page(type: file.type, tag: tag(body), body: body)
    }

    /// FNV-1a over 64 bits: a tag has to differ when the file does, and needs to withstand nobody.
    private static func tag(_ body: [UInt8]) -> String {
        let hash = body.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\"\(String(hash, radix: 16))\""
    }

    private static func matches(_ tag: String, _ ifNoneMatch: String?) -> Bool {
        guard let ifNoneMatch else { return false }
        return ifNoneMatch.split(separator: ",").contains { given in
            let known = given.drop { $0 == " " }
            return known == "*" || known == tag || known == "W/\(tag)"
        }
    }
}
#endif
