public import KindredMath

/// What a layer is told about the pass it takes part in.
///
/// A class, since layers draw from one stream of random numbers in turn: same seed, same masks.
public final class Pass {
    /// Whether to drop out units and to normalise by the batch's own statistics.
    public let isTraining: Bool
    /// Where masks are drawn from.
    public var random: SeededRandom
    /// Threads that the large operations use; nothing depends on it but the time.
    public let threads: Int

    /// A pass of training that draws from `random`, or of evaluation, which draws nothing.
    public init(training: Bool, random: SeededRandom = SeededRandom(seed: 0), threads: Int = 1) {
        isTraining = training
        self.random = random
        self.threads = max(1, threads)
    }

    /// A pass of evaluation.
    public static var evaluation: Pass { Pass(training: false) }
}
