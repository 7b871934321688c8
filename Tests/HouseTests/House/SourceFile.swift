/// A source file as the rules see it: its lines, and the same lines parted into code and comments.
struct SourceFile {
    /// Relative to the repository, as in `Sources/KindredMath/Matrix.swift`.
    let path: String
    /// As written.
    let lines: [String]
    /// Without comments and without what stands in string literals.
    let code: [String]
    /// What stands in comments, and nothing else.
    let comments: [String]

    init(path: String, text: String) {
        self.path = path
        let parts = SourceParts(text)
        lines = Self.lines(text)
        code = Self.lines(parts.code)
        comments = Self.lines(parts.comments)
    }

    /// The last part of the path.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The target: the second part of the path.
    var room: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// Whether a generator of code wrote it, which says so in the first lines.
    var isGenerated: Bool { lines.prefix(12).contains("// DO NOT EDIT.") }

    /// Whether it is a test's.
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The violations at the lines of code that match.
    func violations(where code: (String) -> String?) -> [Violation] {
        self.code.enumerated().compactMap { number, line in code(line).map { Violation(path: path, line: number + 1, what: $0) } }
    }

    private static func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}

/// A place where a rule is broken.
struct Violation: CustomStringConvertible {
    let path: String
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}
