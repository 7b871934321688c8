import Foundation
public import Kindred
import KindredLearning
import Synchronization

/// Long work, one piece after another on a thread of its own, so that searches keep theirs.
///
///     let jobs = JobQueue()
///     let id = try jobs.learn("films", ["label": "genre"], with: operations)
///     jobs.job(id)?.progress
///
/// The thread lives while there is work. Jobs that are over are remembered, the newest of them.
public final class JobQueue: Sendable {
    /// What a job does; it returns its report.
    public typealias Work = @Sendable (JobProgress) throws -> JSONObject

    private struct State {
        /// The oldest first.
        var jobs: [Job] = []
        var work: [Int: Work] = [:]
        var next = 1
        /// The job that is being done, when it is to stop.
        var stopping: Int?
        var hasWorker = false
        var isClosed = false
    }

    private let capacity, remembered: Int
    private let state = Mutex(State())

    /// A queue without jobs.
    /// - Parameters:
    ///   - capacity: jobs that may wait.
    ///   - remembered: jobs that are known in all.
    public init(capacity: Int = 32, remembered: Int = 128) {
        precondition(capacity >= 1 && remembered > capacity, "a queue of \(capacity) that remembers \(remembered)")
        self.capacity = capacity
        self.remembered = remembered
    }

    /// The jobs, the newest first.
    public var jobs: [Job] { state.withLock { $0.jobs.reversed() } }

    /// A job; nil when there never was one of this number, or it is forgotten.
    public func job(_ id: Int) -> Job? { state.withLock { state in state.jobs.first { $0.id == id } } }

    /// Adds a job and returns its number.
    /// - Throws: `RequestError`: `tooManyRequests` when too many wait, `unavailable` when the queue is closed.
    public func submit(kind: String, collection: String, vector: String, request: JSONObject, _ work: @escaping Work) throws -> Int {
        let (id, needsWorker) = try state.withLock { state in
            guard !state.isClosed else { throw RequestError(.unavailable, "The server is stopping.") }
            guard state.work.count < capacity else { throw RequestError(.tooManyRequests(retryAfter: 60), "\(state.work.count) jobs wait already") }
            let id = state.next
            state.next += 1
            state.jobs.append(Job(id: id, kind: kind, collection: collection, vector: vector, request: request, created: .now))
            state.work[id] = work
            if state.jobs.count > remembered, let oldest = state.jobs.firstIndex(where: \.state.isOver) { state.jobs.remove(at: oldest) }
            defer { state.hasWorker = true }
            return (id, !state.hasWorker)
        }
        if needsWorker { startWorker() }
        return id
    }

    /// Stops a job: one that waits at once, one that is being done as soon as it looks up; one that is over stays as it is.
    /// - Returns: the job; nil when there is none.
    @discardableResult
    public func cancel(_ id: Int) -> Job? {
        state.withLock { state in
            guard let place = state.jobs.firstIndex(where: { $0.id == id }) else { return nil }
            Self.stop(place, &state)
            return state.jobs[place]
        }
    }

    /// Stops all jobs and takes no more. Learning that is stopped can be gone on with: it keeps what it has beside its collection.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            for place in state.jobs.indices { Self.stop(place, &state) }
        }
    }

    private static func stop(_ place: Int, _ state: inout State) {
        switch state.jobs[place].state {
        case .queued:
            state.work[state.jobs[place].id] = nil
            state.jobs[place].state = .cancelled
            state.jobs[place].finished = .now
        case .running: state.stopping = state.jobs[place].id
        case .done, .failed, .cancelled: break
        }
    }

    private func startWorker() {
        let thread = Thread { [self] in while let (id, work) = takeNext() { run(id, work) } }
        thread.name = "kindred-jobs"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The work of the oldest job that waits; nil, and then the thread ends, when none does.
    private func takeNext() -> (Int, Work)? {
        state.withLock { state in
            guard let place = state.jobs.firstIndex(where: { $0.state == .queued }), let work = state.work.removeValue(forKey: state.jobs[place].id) else {
                state.hasWorker = false
                return nil
            }
            state.jobs[place].state = .running
            state.jobs[place].started = .now
            return (state.jobs[place].id, work)
        }
    }

    private func run(_ id: Int, _ work: Work) {
        let outcome = Result { try work(JobProgress(queue: self, id: id)) }
        state.withLock { state in
            guard let place = state.jobs.firstIndex(where: { $0.id == id }) else { return }
            state.jobs[place].finished = .now
            switch outcome {
            case .success(let report):
                (state.jobs[place].state, state.jobs[place].progress, state.jobs[place].report) = (.done, 1, report)
            case .failure where state.stopping == id: state.jobs[place].state = .cancelled
            case .failure(let error): (state.jobs[place].state, state.jobs[place].error) = (.failed, Self.text(error))
            }
            if state.stopping == id { state.stopping = nil }
        }
    }

    /// Changes what is told of a job.
    func change(_ id: Int, _ body: (inout Job) -> Void) {
        state.withLock { state in
            guard let place = state.jobs.firstIndex(where: { $0.id == id }) else { return }
            body(&state.jobs[place])
        }
    }

    func isStopping(_ id: Int) -> Bool { state.withLock { $0.stopping == id } }

    private static func text(_ error: any Error) -> String {
        switch error {
        case let error as StorageError: error.message
        case let error as LearningError: error.message
        case let error as RequestError: error.message
        case let error as ClusteringError: error.message
        case let error as MeasureError: error.message
        default: "\(error)"
        }
    }
}

/// What a job's work says of itself, and asks.
public struct JobProgress: Sendable {
    let queue: JobQueue
    let id: Int

    /// Whether it is to stop.
    public var isCancelled: Bool { queue.isStopping(id) }

    /// Tells the share that is done, and what comes now.
    public func tell(_ progress: Double, _ stage: String) {
        queue.change(id) { job in
            job.progress = max(job.progress, min(1, progress))
            job.stage = stage
        }
    }

    /// Tells an epoch.
    public func tell(_ epoch: Job.Epoch) { queue.change(id) { $0.curve.append(epoch) } }
}
