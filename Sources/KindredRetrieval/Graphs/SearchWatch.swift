/// Says when a search has to stop: at a moment, or when somebody asks.
struct SearchWatch: Sendable {
    /// Why a search ended before it was done.
    enum Stop: Sendable { case limit, time, cancelled }

    private let deadline: ContinuousClock.Instant?
    private let isCancelled: (@Sendable () -> Bool)?

    init(limit: Duration?, isCancelled: (@Sendable () -> Bool)?) {
        deadline = limit.map { ContinuousClock.now + $0 }
        self.isCancelled = isCancelled
    }

    /// Whether to stop now.
    var stop: Stop? {
        if let isCancelled, isCancelled() { return .cancelled }
        if let deadline, ContinuousClock.now >= deadline { return .time }
        return nil
    }
}
