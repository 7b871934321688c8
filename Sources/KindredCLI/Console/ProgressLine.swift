import Synchronization

/// A progress bar that several threads may move.
final class ProgressLine: Sendable {
    private let bar: Mutex<ProgressBar>

    init(_ title: String, unit: String = "rows") { bar = Mutex(ProgressBar(title, unit: unit)) }

    /// Shows that `done` things of `all` are done; of no known number when that is 0.
    func update(_ done: Int, of all: Int) {
        bar.withLock { $0.update(done, fraction: all > 0 ? Double(done) / Double(all) : nil) }
    }

    /// Takes the line away.
    func finish() { bar.withLock { $0.finish() } }

    /// Runs work that reports rows done under a line of its own, which is gone afterwards; an interruption stops it.
    static func during<Value>(
        _ title: String, _ interruption: Interruption = Interruption(), _ work: (@escaping @Sendable (Int, Int) -> Bool) throws -> Value
    ) rethrows -> Value {
        try watching(title, unit: "rows", interruption) { progress, isCancelled in
            try work { done, all in
                progress(done, all)
                return !isCancelled()
            }
        }
    }

    /// The same of work that asks by itself whether to stop.
    static func watching<Value>(
        _ title: String, unit: String, _ interruption: Interruption = Interruption(),
        _ work: (_ progress: @escaping @Sendable (Int, Int) -> Void, _ isCancelled: @escaping @Sendable () -> Bool) throws -> Value
    ) rethrows -> Value {
        let line = ProgressLine(title, unit: unit)
        defer { line.finish() }
        return try work({ line.update($0, of: $1) }, { [flag = interruption.flag] in flag.isSet })
    }
}
