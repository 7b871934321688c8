/// How to learn to make vectors.
public struct GeneratorSettings: Sendable, Hashable, Codable {
    /// What the two networks play for.
    public enum Game: String, Sendable, Hashable, CaseIterable, Codable {
        /// The generator raises log D(G(z)): its gradient does not fade while the discriminator wins.
        case nonSaturating = "non-saturating"
        /// Squared distances of D from 1 and 0 (Mao et al., "Least squares generative adversarial networks", ICCV 2017).
        case leastSquares = "least-squares"
    }
    /// The game.
    public var game = Game.nonSaturating
    /// Components of z, standard normal ones.
    public var latent = 16
    /// Units of each hidden layer, of both networks.
    public var hidden = [128, 128]
    /// Steps; each of both networks once.
    public var steps = 8000
    /// Rows of a batch.
    public var batch = 128
    /// The learning rate of Adam, whose β₁ is ½.
    public var learningRate = 0.001
    /// What D is told of real rows instead of 1.
    public var smoothing = 0.9
    /// The deviation of noise on all that D sees, in units of the rows' own, falling to 0 in a straight line over the first nine tenths of
    /// the steps: while it lasts, no gap between modes is empty.
    public var noise = 0.3
    /// How slowly the weights that are kept follow those that learn.
    public var averaging = 0.999
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0

    /// Settings that do well for a few thousand rows.
    public init() {}

    /// - Throws: `invalidParameter` naming the value and its range.
    func validate() throws(LearningError) {
        guard (1...4096).contains(latent) else { throw LearningError(.invalidParameter, "latent is \(latent): 1...4096 is allowed") }
        guard !hidden.isEmpty, hidden.allSatisfy({ (1...65_536).contains($0) }) else {
            throw LearningError(.invalidParameter, "hidden is \(hidden): layers of 1...65536 units are allowed")
        }
        guard (1...10_000_000).contains(steps) else { throw LearningError(.invalidParameter, "steps is \(steps): 1...10000000 is allowed") }
        guard (2...65_536).contains(batch) else { throw LearningError(.invalidParameter, "batch is \(batch): 2...65536 is allowed") }
        guard learningRate > 0, learningRate <= 1 else { throw LearningError(.invalidParameter, "learning rate is \(learningRate): above 0 and up to 1 is allowed") }
        guard smoothing > 0.5, smoothing <= 1 else { throw LearningError(.invalidParameter, "smoothing is \(smoothing): above 0.5 and up to 1 is allowed") }
        guard noise >= 0, noise <= 100 else { throw LearningError(.invalidParameter, "noise is \(noise): 0...100 is allowed") }
        guard averaging >= 0, averaging < 1 else { throw LearningError(.invalidParameter, "averaging is \(averaging): from 0 and below 1 is allowed") }
    }
}
