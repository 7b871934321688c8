import Foundation
import Synchronization

/// Standard output, buffered. When its reader has left (`kindred search … | head -1`), further lines are dropped and `isClosed` says so.
enum Output {
    private struct State {
        var buffer = [UInt8]()
        var isClosed = false
    }

    private static let state = Mutex(State())
    private static let capacity = 1 << 16

    /// Nobody reads any more: work that only prints may stop.
    static var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Adds a line. What would steer a terminal, in a payload or a file's names, is shown as `?`.
    static func line(_ text: String) {
        state.withLock { state in
            state.buffer.append(contentsOf: Text.harmless(text).utf8)
            state.buffer.append(UInt8(ascii: "\n"))
            if state.buffer.count >= capacity { write(&state) }
        }
    }

    /// Hands what is buffered to the system; called after lines that somebody waits for, and at the end.
    static func flush() {
        state.withLock { write(&$0) }
    }

    private static func write(_ state: inout State) {
        guard !state.buffer.isEmpty, !state.isClosed else { return state.buffer.removeAll() }
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(state.buffer))
        } catch {
            state.isClosed = true
        }
        state.buffer.removeAll(keepingCapacity: true)
    }
}
