/// How thoroughly to attack.
public struct StudySettings: Sendable, Hashable {
    /// ε, the size of changes that the table is about.
    public var epsilon: Double
    /// How it is told.
    public var norm: AttackNorm
    /// Steps of PGD.
    public var steps = 40
    /// Walks of PGD from random starts, beside the one from FGSM's point.
    public var restarts = 1
    /// Sizes on the curve, as multiples of ε.
    public var curve = [0.25, 0.5, 0.75, 1, 1.5, 2]
    /// Steps of PGD for those other than ε.
    public var curveSteps = 15
    /// The class that attacks aim at; nil when any wrong one will do.
    public var target: Int?
    /// Rows whose certified radius is sought; 0 for none.
    public var certified = 25
    /// The deviation of the noise that certificates are of; 2.5 ε when nil.
    public var noise: Double?
    /// Noisy copies of a row that vote on its certificate.
    public var draws = 1000
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// A study of changes of a size.
    public init(epsilon: Double = 0.1, norm: AttackNorm = .lInfinity) {
        self.epsilon = epsilon
        self.norm = norm
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    func validate(classes: Int) throws(LearningError) {
        guard epsilon >= 0, epsilon.isFinite else { throw LearningError(.invalidParameter, "epsilon is \(epsilon): 0 and above is allowed") }
        guard (1...100_000).contains(steps), (1...100_000).contains(curveSteps) else {
            throw LearningError(.invalidParameter, "steps are \(steps): 1...100000 is allowed")
        }
        guard (0...1000).contains(restarts) else { throw LearningError(.invalidParameter, "restarts are \(restarts): 0...1000 is allowed") }
        guard certified >= 0, (100...1_000_000).contains(draws) else { throw LearningError(.invalidParameter, "draws are \(draws): 100...1000000 is allowed") }
        if let noise, !(noise > 0 && noise.isFinite) { throw LearningError(.invalidParameter, "noise is \(noise): above 0 is allowed") }
        if let target, !(0..<classes).contains(target) { throw LearningError(.invalidParameter, "target is class \(target) of \(classes)") }
    }
}
