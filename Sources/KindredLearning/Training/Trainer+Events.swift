internal import Synchronization
internal import class Dispatch.DispatchQueue

/// What training tells as it goes.
public enum TrainingEvent: Sendable {
    /// An epoch is done.
    case epoch(TrainingProgress)
    /// Training is done and judged; nothing follows.
    case outcome(TrainingOutcome)
}

extension Trainer {
    /// Trains on a thread of its own, and tells how far it is.
    ///
    ///     for try await event in try Trainer(rows, labels: labels, plan: plan).events() {
    ///         if case .outcome(let outcome) = event { … }
    ///     }
    ///
    /// Training stops when nobody listens any more: when the loop is left, or its task cancelled. The stream throws what
    /// ``train(resuming:progress:saves:isCancelled:)`` throws.
    public func events(resuming checkpoint: TrainingCheckpoint? = nil) -> AsyncThrowingStream<TrainingEvent, any Error> {
        AsyncThrowingStream { continuation in
            let stopped = StopFlag()
            continuation.onTermination = { _ in stopped.set() }
            DispatchQueue(label: "kindred.training", qos: .userInitiated).async {
                do {
                    let outcome = try train(resuming: checkpoint, progress: { continuation.yield(.epoch($0)) }, isCancelled: { stopped.isSet })
                    continuation.yield(.outcome(outcome))
                    continuation.finish()
                } catch { continuation.finish(throwing: error) }
            }
        }
    }
}

/// A mark that any thread may set and see.
private final class StopFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
