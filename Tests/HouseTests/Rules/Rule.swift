/// One thing that every source keeps to, with a sample that breaks it and one that does not.
struct Rule: CustomStringConvertible, Sendable {
    /// What is kept to, in a few words.
    let name: String
    /// Files that break the rule for a reason, with the reason.
    var exceptions: [String: String] = [:]
    /// A path and a source that break the rule, once.
    let planted: [(path: String, text: String)]
    /// Paths and sources that look like it and do not.
    let innocent: [(path: String, text: String)]
    /// Finds where a source breaks it.
    let find: @Sendable (SourceFile) -> [Violation]

    var description: String { name }

    /// The violations of a source that is not an exception. What a generator wrote has the generator's manners.
    func violations(in file: SourceFile) -> [Violation] { exceptions[file.path] == nil && !file.isGenerated ? find(file) : [] }

    /// All rules of Swift sources.
    static let all: [Rule] = [
        imports, pointers, forbiddenWords, unfinishedWork, sendableReasons, lengths, machinePaths, typeNames, documentation,
    ]
}
