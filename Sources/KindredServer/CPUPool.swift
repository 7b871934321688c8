#if Server
import Foundation
import KindredService
import Synchronization

/// Threads for work that computes or blocks, behind a queue that refuses rather than grows.
///
/// Operations are synchronous; on an event loop or on the cooperative pool one slow search would hold up every other request.
///
///     let pool = CPUPool(threads: 4, queue: 1024)
///     let hits = try await pool.run { try operations.query("films", query) }
///
/// Work that waits is dropped when its task is cancelled; work that has begun runs to its end. Threads end with the pool, after what waits then.
public final class CPUPool: Sendable {
    private let jobs: JobQueue

    /// A pool of so many threads, before which at most `queue` pieces of work wait.
    /// - Precondition: at least one thread and one place in the queue.
    public init(threads: Int, queue: Int) {
        precondition(threads >= 1 && queue >= 1, "a pool needs a thread and a place in its queue, not \(threads) and \(queue)")
        let jobs = JobQueue(capacity: queue)
        self.jobs = jobs
        for number in 0..<threads { Self.start(number, jobs) }
    }

    deinit { jobs.close() }

    /// How many pieces of work wait for a thread.
    public var waiting: Int { jobs.count }

    /// Runs `body` on one of the pool's threads and returns what it returns.
    /// - Throws: what `body` throws; `RequestError` of kind `unavailable` when the queue is full; `CancellationError` when the task was cancelled before a thread was free.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let job = Job()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                job.prepare(run: { continuation.resume(with: Result(catching: body)) }, refuse: { continuation.resume(throwing: $0) })
                if !jobs.append(job) { job.refuse(RequestError(.unavailable, "The server is overloaded: \(jobs.capacity) requests wait already. Try again later.")) }
            }
        } onCancel: {
            job.refuse(CancellationError())
        }
    }

    private static func start(_ number: Int, _ jobs: JobQueue) {
        let thread = Thread { while let job = jobs.next() { job.run() } }
        thread.name = "kindred-cpu-\(number)"
        thread.stackSize = 8 << 20
        thread.start()
    }
}

/// A piece of work that is run, or refused, exactly once.
private final class Job: Sendable {
    private enum Phase {
        case new
        case ready(run: @Sendable () -> Void, refuse: @Sendable (any Error) -> Void)
        /// Refused before it was known how to tell.
        case refused(any Error)
        case over
    }

    private let phase = Mutex(Phase.new)

    var isOver: Bool { phase.withLock { if case .over = $0 { true } else { false } } }

    /// Says what the work is and whom to tell that it was refused.
    func prepare(run: @escaping @Sendable () -> Void, refuse: @escaping @Sendable (any Error) -> Void) {
        let error: (any Error)? = phase.withLock { phase in
            if case .refused(let error) = phase {
                phase = .over
                return error
            }
            phase = .ready(run: run, refuse: refuse)
            return nil
        }
        if let error { refuse(error) }
    }

    func run() {
        if case .ready(let run, _) = finish() { run() }
    }

    func refuse(_ error: any Error) {
        let before = phase.withLock { phase in
            let before = phase
            if case .new = phase { phase = .refused(error) } else { phase = .over }
            return before
        }
        if case .ready(_, let refuse) = before { refuse(error) }
    }

    private func finish() -> Phase {
        phase.withLock { phase in
            defer { phase = .over }
            return phase
        }
    }
}

/// Jobs in the order of their arrival.
private final class JobQueue: Sendable {
    private struct State {
        var jobs: [UInt64: Job] = [:]
        var first: UInt64 = 0
        var next: UInt64 = 0
        var isClosed = false
    }

    let capacity: Int
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { state.withLock { $0.jobs.count } }

    /// Adds a job; false when there is no room, even after those are dropped that were cancelled.
    func append(_ job: Job) -> Bool {
        let hasRoom = state.withLock { state in
            if state.jobs.count >= capacity { state.jobs = state.jobs.filter { !$0.value.isOver } }
            guard state.jobs.count < capacity else { return false }
            state.jobs[state.next] = job
            state.next += 1
            return true
        }
        if hasRoom { arrivals.signal() }
        return hasRoom
    }

    /// Waits for a job; nil when the queue was closed and is empty.
    func next() -> Job? {
        while true {
            arrivals.wait()
            let (job, isOver) = state.withLock { state in (Self.takeFirst(&state), state.isClosed) }
            if let job { return job }
            if isOver {
                arrivals.signal()
                return nil
            }
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        arrivals.signal()
    }

    private static func takeFirst(_ state: inout State) -> Job? {
        while state.first < state.next {
            defer { state.first += 1 }
            if let job = state.jobs.removeValue(forKey: state.first) { return job }
        }
        return nil
    }
}
#endif
