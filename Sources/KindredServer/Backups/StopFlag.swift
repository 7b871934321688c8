#if Server
import Synchronization

/// Tells work on another thread that it is not wanted any more.
final class StopFlag: Sendable {
    private let value = Atomic<Bool>(false)

    /// Whether somebody said so.
    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
#endif
