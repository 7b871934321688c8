/// Until when an answer is wanted; work that takes long looks at it between its steps.
///
///     try Deadline.$current.withValue(.now + .seconds(2)) { try operations.query("films", query) }
///
/// Steps are short (a leaf of a query, a page of a scan), so that work ends soon after its caller stopped waiting. Changes never look:
/// what has begun to be written is written.
public enum Deadline {
    /// The deadline of what this task, or this thread, does; nil for none.
    @TaskLocal public static var current: ContinuousClock.Instant?

    /// The refusal of what took too long.
    public static let passed = RequestError(.timeout, "the operation took longer than the timeout of the request")

    /// Ends work whose deadline has passed.
    /// - Throws: ``passed``.
    static func check() throws(RequestError) {
        if let current, current < .now { throw passed }
    }
}
