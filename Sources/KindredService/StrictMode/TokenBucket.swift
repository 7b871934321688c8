/// Lets so many operations pass a minute: tokens come in evenly, up to a minute's worth, and every operation costs some.
struct TokenBucket: Sendable {
    /// Tokens a minute, and the most there can be.
    let capacity: Int
    private var tokens: Double
    private var time: Double

    /// A full bucket.
    ///
    /// - Parameter time: now, in seconds from any moment.
    init(perMinute capacity: Int, at time: Double) {
        self.capacity = capacity
        self.time = time
        tokens = Double(capacity)
    }

    /// Takes tokens, or says how many there are and after how many seconds there will be enough.
    ///
    /// - Precondition: `cost` is not above the capacity, which would never be there.
    mutating func take(_ cost: Int, at now: Double) -> (available: Int, seconds: Int)? {
        precondition(cost <= capacity, "\(cost) tokens of \(capacity)")
        tokens = min(Double(capacity), tokens + max(0, now - time) * Double(capacity) / 60)
        time = max(time, now)
        guard tokens < Double(cost) else {
            tokens -= Double(cost)
            return nil
        }
        let wait = (Double(cost) - tokens) * 60 / Double(capacity)
        return (Int(tokens), max(1, Int(wait.rounded(.up))))
    }
}
