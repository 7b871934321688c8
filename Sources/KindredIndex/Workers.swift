internal import KindredMath

/// How long work is run and watched: on how many threads, who is told, who may stop it.
public struct BuildContext: Sendable {
    /// Threads to use, the caller's included. What is built does not depend on it.
    public var threads: Int
    /// Told now and then how many rows of how many are done, on the calling thread.
    public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
    /// Asked now and then whether to give up.
    public var isCancelled: (@Sendable () -> Bool)?

    /// One thread, nobody told, nobody asked, unless given.
    public init(
        threads: Int = 1, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) {
        self.threads = max(1, threads)
        self.progress = progress
        self.isCancelled = isCancelled
    }

    func report(_ done: Int, of total: Int) throws(IndexError) {
        if isCancelled?() == true {
            throw IndexError(.cancelled, "the build was stopped at \(done) of \(total) rows")
        }
        progress?(done, total)
    }
}

/// A number of threads that share a range of work.
typealias Workers = KindredMath.Workers
