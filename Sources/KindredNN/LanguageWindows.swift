/// Some steps of all rows of a text, and what follows each token.
public struct LanguageWindow: Sendable, Equatable {
    /// How many rows.
    public let batch: Int
    /// batch × steps tokens.
    public let tokens: [Int]
    /// The token after each.
    public let targets: [Int]
    /// Whether the rows begin here.
    public let isFirst: Bool

    /// A window.
    ///
    /// - Precondition: as many targets as tokens, in `batch` rows of one length.
    public init(batch: Int, tokens: [Int], targets: [Int], isFirst: Bool) {
        precondition(batch > 0 && tokens.count == targets.count && tokens.count % batch == 0, "\(tokens.count) tokens and \(targets.count) targets in \(batch) rows")
        self.batch = batch
        self.tokens = tokens
        self.targets = targets
        self.isFirst = isFirst
    }
}

/// A text cut into `batch` rows of equal length, read window by window so that each row runs on.
///
///     Array(LanguageWindows([0, 1, 2, 3, 4, 5, 6], batch: 2, steps: 2)).map(\.tokens)   // [[0, 1, 3, 4], [2, 5]]
///
/// What does not fill the rows is left out.
public struct LanguageWindows: Sequence, Sendable {
    private let tokens: [Int]
    private let batch, steps, length: Int

    /// Windows of at most `steps` steps.
    ///
    /// - Precondition: `batch` and `steps` are positive.
    public init(_ tokens: [Int], batch: Int, steps: Int) {
        precondition(batch > 0 && steps > 0, "\(batch) rows in windows of \(steps) steps")
        self.tokens = tokens
        self.batch = batch
        self.steps = steps
        length = Swift.max(0, tokens.count - 1) / batch
    }

    /// How many windows.
    public var count: Int { (length + steps - 1) / steps }

    public func makeIterator() -> some IteratorProtocol<LanguageWindow> {
        stride(from: 0, to: length, by: steps).lazy.map(window).makeIterator()
    }

    private func window(from start: Int) -> LanguageWindow {
        let end = Swift.min(start + steps, length)
        func rows(_ offset: Int) -> [Int] { (0..<batch).flatMap { tokens[($0 * length + start + offset)..<($0 * length + end + offset)] } }
        return LanguageWindow(batch: batch, tokens: rows(0), targets: rows(1), isFirst: start == 0)
    }
}
