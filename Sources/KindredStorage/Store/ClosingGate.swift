import Foundation
import Synchronization

/// Lets any number pass until it is closed, and is closed once all of them are out.
///
/// SQLite's connections must not be closed under a reader, and must not be asked once they are closed.
final class ClosingGate: Sendable {
    private struct State {
        var inside = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let isEmpty = DispatchSemaphore(value: 0)

    /// Runs `body`, unless the gate is closed.
    ///
    /// - Throws: `StorageError` with code `closed`, or what `body` throws.
    func pass<Value>(_ name: @autoclosure () -> String, _ body: () throws -> Value) throws -> Value {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.inside += 1 }
            return !state.isClosed
        }
        guard isOpen else { throw StorageError(.closed, "\(name()) is closed") }
        defer {
            let isLast = state.withLock { state in
                state.inside -= 1
                return state.isClosed && state.inside == 0
            }
            if isLast { isEmpty.signal() }
        }
        return try body()
    }

    /// Closes the gate and waits until nobody is inside; false when it was closed already.
    func close() -> Bool {
        let (isFirst, inside) = state.withLock { state in
            defer { state.isClosed = true }
            return (!state.isClosed, state.inside)
        }
        if isFirst, inside > 0 { isEmpty.wait() }
        return isFirst
    }
}
