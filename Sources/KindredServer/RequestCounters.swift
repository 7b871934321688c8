#if Server
import Foundation
import KindredService
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
        /// The upper bounds of the buckets in seconds; what takes longer is in none.
        static let bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]

        private(set) var requests = 0
        private(set) var seconds = 0.0
        private(set) var shortest = Double.infinity
        private(set) var longest = 0.0
        private(set) var buckets = [Int](repeating: 0, count: bounds.count)
        /// When the last one was answered.
        private(set) var last = Timestamp(microseconds: 0)

        mutating func add(_ duration: Double, at time: Timestamp) {
            requests += 1
            seconds += duration
            shortest = min(shortest, duration)
            longest = max(longest, duration)
            if let bucket = Self.bounds.firstIndex(where: { duration <= $0 }) { buckets[bucket] += 1 }
            last = time
        }
    }

    private let counts = Mutex<[Key: Count]>([:])

    func add(_ key: Key, seconds: Double) {
        let time = Timestamp.now
        counts.withLock { $0[key, default: Count()].add(seconds, at: time) }
    }

    /// All counts, in the order of their keys.
    var all: [(key: Key, count: Count)] {
        counts.withLock { Array($0) }.map { (key: $0.key, count: $0.value) }.sorted {
            ($0.key.endpoint, $0.key.method, $0.key.status) < ($1.key.endpoint, $1.key.method, $1.key.status)
        }
    }
}
#endif
