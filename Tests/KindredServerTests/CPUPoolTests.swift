#if Server
import Dispatch
import Foundation
import KindredService
import Synchronization
import Testing

@testable import KindredServer

@Suite struct CPUPoolTests {
    @Test func returnsWhatTheWorkReturns() async throws {
        let pool = CPUPool(threads: 2, queue: 4)
        #expect(try await pool.run { 6 * 7 } == 42)
        await #expect(throws: RequestError.self) { try await pool.run { throw RequestError(.notFound, "Collection x not found") } }
    }

    @Test func manyPiecesOfWorkAllEnd() async throws {
        let pool = CPUPool(threads: 3, queue: 1000)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<500 { group.addTask { try await pool.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 499 * 500 / 2)
        #expect(pool.waiting == 0)
    }

    /// A pool of one thread that is busy until the gate is opened.
    private func busy(queue: Int) async -> (pool: CPUPool, gate: DispatchSemaphore, running: Task<Void, any Error>) {
        let pool = CPUPool(threads: 1, queue: queue)
        let gate = DispatchSemaphore(value: 0)
        let (started, begin) = AsyncStream<Void>.makeStream()
        let running = Task {
            try await pool.run {
                begin.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        return (pool, gate, running)
    }

    private func wait(until condition: () -> Bool) async { while !condition() { await Task.yield() } }

    @Test func refusesWhatDoesNotFitIntoTheQueue() async throws {
        let (pool, gate, running) = await busy(queue: 1)
        let waiting = Task { try await pool.run { 1 } }
        await wait { pool.waiting == 1 }
        let error = await #expect(throws: RequestError.self) { try await pool.run { 2 } }
        #expect(error?.kind == .unavailable)
        gate.signal()
        #expect(try await waiting.value == 1)
        try await running.value
    }

    @Test func cancelledWorkNeverRunsAndLeavesItsPlace() async throws {
        let (pool, gate, running) = await busy(queue: 1)
        let ran = Mutex(false)
        let waiting = Task { try await pool.run { ran.withLock { $0 = true } } }
        await wait { pool.waiting == 1 }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        let next = Task { try await pool.run { 3 } }
        await wait { pool.waiting == 1 }
        gate.signal()
        #expect(try await next.value == 3)
        #expect(!ran.withLock { $0 })
        try await running.value
    }

    @Test func workOfACancelledTaskIsRefusedAtOnce() async throws {
        let pool = CPUPool(threads: 1, queue: 1)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await pool.run { 1 }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func workThatWaitsTooLongIsRefusedAndNeverRuns() async throws {
        let (pool, gate, running) = await busy(queue: 1)
        let ran = Mutex(false)
        let error = await #expect(throws: RequestError.self) { try await pool.run(within: .milliseconds(5), finishing: true) { ran.withLock { $0 = true } } }
        #expect(error?.kind == .timeout)
        gate.signal()
        try await running.value
        #expect(try await pool.run { 4 } == 4)
        #expect(!ran.withLock { $0 })
    }

    @Test func nobodyWaitsForReadsBeyondTheirTime() async throws {
        let pool = CPUPool(threads: 1, queue: 1)
        let gate = DispatchSemaphore(value: 0)
        let error = await #expect(throws: RequestError.self) { try await pool.run(within: .milliseconds(5)) { gate.wait() } }
        #expect(error?.kind == .timeout)
        gate.signal()
        #expect(try await pool.run { 5 } == 5)
    }

    @Test func cancelledReadsAreNotWaitedForAndChangesAre() async throws {
        let (pool, gate, running) = await busy(queue: 1)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        gate.signal()
        let begun = DispatchSemaphore(value: 0)
        let change = Task {
            try await pool.run(finishing: true) {
                begun.signal()
                gate.wait()
                return 8
            }
        }
        while begun.wait(timeout: .now()) == .timedOut { await Task.yield() }
        change.cancel()
        gate.signal()
        #expect(try await change.value == 8)
    }

    @Test func longAndPastTimesAreTaken() async throws {
        let pool = CPUPool(threads: 1, queue: 1)
        #expect(try await pool.run(within: .seconds(Int64.max)) { 6 } == 6)
        let error = await #expect(throws: RequestError.self) { try await pool.run(within: .seconds(-1), finishing: true) { 7 } }
        #expect(error?.kind == .timeout)
    }

    @Test func changesThatHaveBegunAreWaitedFor() async throws {
        let pool = CPUPool(threads: 1, queue: 1)
        let value = try await pool.run(within: .milliseconds(5), finishing: true) {
            Thread.sleep(forTimeInterval: 0.05)
            return Deadline.current == nil
        }
        #expect(value)
    }

    @Test func workSeesItsDeadline() async throws {
        let pool = CPUPool(threads: 1, queue: 1)
        #expect(try await pool.run { Deadline.current } == nil)
        let deadline = try #require(try await pool.run(within: .seconds(60)) { Deadline.current })
        #expect(deadline > .now && deadline < .now + .seconds(60))
    }
}
#endif
