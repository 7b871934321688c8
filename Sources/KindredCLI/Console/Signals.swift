import Foundation
import Synchronization

/// Signals that a command has to live with.
enum Signals {
    /// A reader that left is an error of `write`, not the end of the process.
    static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }
}

/// Tells whether the user asked to stop (Ctrl-C or SIGTERM) while it lives. The second request ends the process at once.
final class Interruption {
    /// What a signal sets; it may be read from any thread.
    final class Flag: Sendable {
        fileprivate let asked = Atomic<Bool>(false)
        /// The user asked to stop.
        var isSet: Bool { asked.load(ordering: .relaxed) }
    }

    let flag = Flag()
    private let sources: [any DispatchSourceSignal]

    /// Whether to stop after the present step.
    var isAsked: Bool { flag.isSet }

    init() {
        sources = [SIGINT, SIGTERM].map { [flag] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if flag.asked.exchange(true, ordering: .relaxed) { exit(128 + number) }
            }
            source.resume()
            return source
        }
    }
}
