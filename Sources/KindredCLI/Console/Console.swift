import Foundation

/// Standard error: messages and progress.
enum Console {
    /// Whether a person looks at it.
    static let isTerminal = isatty(2) != 0

    /// One line for people.
    static func message(_ text: String) {
        write(Text.harmless(text) + "\n")
    }

    /// Writes without a line end. Failures are ignored: there is nowhere left to report them.
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
