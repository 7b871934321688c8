#if Server
import Synchronization

/// How many requests were answered how, and how long that took.
final class RequestCounters: Sendable {
    /// What is counted by itself.
    struct Key: Hashable, Sendable {
        var method: String
        /// The route, not the address, so that there are few.
        var endpoint: String
        var status: Int
    }

    /// Requests and the seconds they took.
    struct Count: Sendable {
        var requests = 0
        var seconds = 0.0
    }

    private let counts = Mutex<[Key: Count]>([:])

    func add(_ key: Key, seconds: Double) {
        counts.withLock { counts in
            counts[key, default: Count()].requests += 1
            counts[key, default: Count()].seconds += seconds
        }
    }

    /// All counts, in the order of their keys.
    var all: [(key: Key, count: Count)] {
        counts.withLock { Array($0) }.map { (key: $0.key, count: $0.value) }.sorted {
            ($0.key.endpoint, $0.key.method, $0.key.status) < ($1.key.endpoint, $1.key.method, $1.key.status)
        }
    }
}
#endif
