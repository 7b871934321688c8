import Dispatch
import Synchronization

/// A number of threads that share a range of work. Which thread does what is left to chance; the work must not care.
package struct Workers: Sendable {
    package let count: Int

    package init(count: Int) { self.count = count }

    /// Calls `body(worker, range)` until every index below `total` was in one range. Blocks until all are done.
    ///
    /// Runs on plain threads (never the cooperative pool), on the caller's alone when there is only one worker or little
    /// to do.
    package func run(_ total: Int, grain: Int, _ body: @Sendable (_ worker: Int, _ range: Range<Int>) -> Void) {
        if count == 1 || total <= grain {
            if total > 0 { body(0, 0..<total) }
            return
        }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: count) { worker in
            while true {
                let start = next.wrappingAdd(grain, ordering: .relaxed).oldValue
                if start >= total { return }
                body(worker, start..<min(start + grain, total))
            }
        }
    }
}
