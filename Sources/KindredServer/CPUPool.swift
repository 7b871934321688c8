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
/// Work that waits is dropped when its task is cancelled or its time is over. Work that has begun runs to its end, or to where it looks at its deadline; only for
/// changes does anybody wait until then. Threads end with the pool, after what waits then.
public final class CPUPool: Sendable {
    /// A year: clocks add it to any moment.
    private static let longest = Duration.seconds(31_536_000)

    private let pending: WorkQueue

    /// A pool of so many threads, before which at most `queue` pieces of work wait.
    /// - Precondition: at least one thread and one place in the queue.
    public init(threads: Int, queue: Int) {
        precondition(threads >= 1 && queue >= 1, "a pool needs a thread and a place in its queue, not \(threads) and \(queue)")
        let pending = WorkQueue(capacity: queue)
        self.pending = pending
        for number in 0..<threads { Self.start(number, pending) }
    }

    deinit { pending.close() }

    /// How many pieces of work wait for a thread.
    public var waiting: Int { pending.count }

    /// Runs `body` on one of the pool's threads and returns what it returns.
    /// - Parameters:
    ///   - limit: how long the caller waits; nil for as long as it takes. `body` can see when that is over by `Deadline`.
    ///   - finishing: whether the caller waits for what has begun, however long; so that a change that was made is not called late.
    /// - Throws: what `body` throws; `RequestError` of kind `unavailable` when the queue is full, of kind `timeout` after `limit`; `CancellationError` when the task was
    ///   cancelled, which a change that has begun does not notice.
    public func run<Value: Sendable>(within limit: Duration? = nil, finishing: Bool = false, _ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        guard let limit = limit.map({ min($0, Self.longest) }) else { return try await run(Work(), finishing, body) }
        guard limit > .zero else { throw Deadline.passed }
        let work = Work()
        let timer = Task {
            try await Task.sleep(for: limit)
            work.refuse(Deadline.passed, evenRunning: !finishing)
        }
        defer { timer.cancel() }
        let deadline = finishing ? nil : ContinuousClock.now + limit
        return try await run(work, finishing) { try Deadline.$current.withValue(deadline, operation: body) }
    }

    private func run<Value: Sendable>(_ work: Work, _ finishing: Bool, _ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let run: Work.Body = {
                    let result = Result(catching: body)
                    return { continuation.resume(with: result) }
                }
                work.prepare(run: run, refuse: { continuation.resume(throwing: $0) })
                if !pending.append(work) { work.refuse(RequestError(.unavailable, "The server is overloaded: \(pending.capacity) requests wait already. Try again later.")) }
            }
        } onCancel: {
            work.refuse(CancellationError(), evenRunning: !finishing)
        }
    }

    private static func start(_ number: Int, _ pending: WorkQueue) {
        let thread = Thread { while let work = pending.next() { work.run() } }
        thread.name = "kindred-cpu-\(number)"
        thread.stackSize = 8 << 20
        thread.start()
    }
}

/// A piece of work whose outcome, or refusal, is told exactly once.
private final class Work: Sendable {
    /// Does the work and gives what tells its outcome.
    typealias Body = @Sendable () -> @Sendable () -> Void
    typealias Refusal = @Sendable (any Error) -> Void

    private enum Phase {
        case new
        case ready(run: Body, refuse: Refusal)
        case running(refuse: Refusal)
        /// Refused before it was known how to tell.
        case refused(any Error)
        case over
    }

    private let phase = Mutex(Phase.new)

    var isOver: Bool { phase.withLock { if case .over = $0 { true } else { false } } }

    /// Says what the work is and whom to tell that it was refused.
    func prepare(run: @escaping Body, refuse: @escaping Refusal) {
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
        let body: Body? = phase.withLock { phase in
            guard case .ready(let run, let refuse) = phase else { return nil }
            phase = .running(refuse: refuse)
            return run
        }
        guard let tell = body?() else { return }
        let isAwaited = phase.withLock { phase in
            guard case .running = phase else { return false }
            phase = .over
            return true
        }
        if isAwaited { tell() }
    }

    /// Tells that there will be no outcome, if none was told; of work that has begun only when that is wanted.
    func refuse(_ error: any Error, evenRunning: Bool = false) {
        let refuse: Refusal? = phase.withLock { phase in
            switch phase {
            case .new:
                phase = .refused(error)
                return nil
            case .running(let refuse) where evenRunning, .ready(_, let refuse):
                phase = .over
                return refuse
            case .running, .refused, .over: return nil
            }
        }
        refuse?(error)
    }
}

/// Pieces of work in the order of their arrival.
private final class WorkQueue: Sendable {
    private struct State {
        var pending: [UInt64: Work] = [:]
        var first: UInt64 = 0
        var next: UInt64 = 0
        var isClosed = false
    }

    let capacity: Int
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { state.withLock { $0.pending.count } }

    /// Adds work; false when there is no room, even after those are dropped that were cancelled.
    func append(_ work: Work) -> Bool {
        let hasRoom = state.withLock { state in
            if state.pending.count >= capacity { state.pending = state.pending.filter { !$0.value.isOver } }
            guard state.pending.count < capacity else { return false }
            state.pending[state.next] = work
            state.next += 1
            return true
        }
        if hasRoom { arrivals.signal() }
        return hasRoom
    }

    /// Waits for a work; nil when the queue was closed and is empty.
    func next() -> Work? {
        while true {
            arrivals.wait()
            let (work, isOver) = state.withLock { state in (Self.takeFirst(&state), state.isClosed) }
            if let work { return work }
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

    private static func takeFirst(_ state: inout State) -> Work? {
        while state.first < state.next {
            defer { state.first += 1 }
            if let work = state.pending.removeValue(forKey: state.first) { return work }
        }
        return nil
    }
}
#endif
