internal import KindredMath
internal import KindredNN

/// A radius within which an answer provably stays, with confidence: of the answer that most noisy copies of the query get (Cohen,
/// Rosenfeld, Kolter, "Certified adversarial robustness via randomized smoothing", ICML 2019).
///
/// Some copies choose the class, others count: with p the lower end of the Clopper-Pearson interval of its share at confidence 1 − α, the
/// smoothed answer is the same within σ Φ⁻¹(p), in Euclidean length. For p ≤ ½ there is no certificate. The certificate is of the smoothed
/// answer, which searches by σ-noisy copies and the vote; it holds whatever the measure, and needs no gradients. Noise leaves the box, as
/// the proof wants it to.
public struct RandomisedSmoothing: Sendable, Hashable {
    /// σ, the deviation of the noise in each component.
    public var noise: Double
    /// Copies that count; a tenth as many choose before.
    public var draws: Int
    /// α: how likely a certificate may be wrong.
    public var error: Double
    /// Seed of the noise.
    public var seed: UInt64
    private static let block = 64

    /// - Precondition: `draws > 0`, `0 < error && error < 1`.
    public init(noise: Double, draws: Int = 1000, error: Double = 0.001, seed: UInt64 = 0) {
        precondition(draws > 0 && error > 0 && error < 1, "\(draws) draws at an error of \(error)")
        self.noise = noise
        self.draws = draws
        self.error = error
        self.seed = seed
    }

    /// The certificate of a row as a query.
    ///
    /// - Complexity: O(draws · rows).
    public func certificate(of row: Int, _ attack: RetrievalAttack) -> Certificate {
        var random = SeededRandom(seed: seed ^ 0x5300, stream: UInt64(truncatingIfNeeded: row) &+ 1)
        let first = votes(row, max(10, draws / 10), attack, &random), chosen = first.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        let counted = votes(row, draws, attack, &random)[chosen] ?? 0
        let share = BinomialBound.lower(counted, of: draws, error: error)
        return Certificate(row: row, label: attack.labels[row], answer: chosen, share: share, radius: share > 0.5 ? noise * NormalQuantile.of(share) : 0)
    }

    private func votes(_ row: Int, _ count: Int, _ attack: RetrievalAttack, _ random: inout SeededRandom) -> [Int: Int] {
        var votes: [Int: Int] = [:], left = count
        let origin = attack.rows.row(row)
        while left > 0 {
            let size = min(left, Self.block)
            let noisy = (0..<size).flatMap { _ in origin.map { $0 + Float(noise * random.normal()) } }
            for answer in answers(Tensor(noisy, shape: [size, origin.count]), [Int](repeating: row, count: size), attack.model) { votes[answer, default: 0] += 1 }
            left -= size
        }
        return votes
    }

    private func answers(_ x: Tensor<Float>, _ rows: [Int], _ model: some AttackedModel<Float>) -> [Int] {
        let evaluation = model.evaluation(at: x, of: rows)
        return rows.indices.map { evaluation.best($0) }
    }
}

/// Within which radius an answer stays.
public struct Certificate: Sendable, Hashable {
    /// Which row, its class, and the smoothed answer.
    public let row, label, answer: Int
    /// The share of noisy copies that get it, at least.
    public let share: Double
    /// The Euclidean radius; 0 when there is none.
    public let radius: Double

    /// Whether there is a certificate, and of the right answer.
    public var isRight: Bool { answer == label && radius > 0 }
}
