public import KindredMath
internal import KindredNN
public import KindredSimilarity

/// Teaches two encoders one space, so that a row of one modality finds its partner of the other.
///
/// ```swift
/// let outcome = try CrossModalTrainer(images, texts).train()
/// outcome.learned.forward.recall(at: 1)   // of held-out pairs
/// outcome.cca.forward.recall(at: 1)       // the same by canonical correlation, the baseline
/// ```
///
/// The loss is ``SymmetricInfoNCE``. Beside its hidden layers each encoder has a linear map that begins as CCA's, so what is learned is what
/// CCA cannot see. Pairs that are held out never teach, neither the encoders nor CCA.
public struct CrossModalTrainer: Sendable {
    /// What training led to.
    public struct Outcome: Sendable {
        /// The encoder of the first modality; its outputs are compared by their cosine.
        public let first: LearnedEncoder
        /// The encoder of the second modality.
        public let second: LearnedEncoder
        /// T at the end.
        public let temperature: Double
        /// The mean loss of each epoch.
        public let losses: [Double]
        /// Rows that did not teach, ascending.
        public let heldOut: [Int]
        /// How partners among them find each other.
        public let learned: CrossModalQuality
        /// The same by canonical correlation.
        public let cca: CrossModalQuality
        /// The correlations that CCA found.
        public let correlations: [Double]

        /// Recall at 1 of answers by chance.
        public var chance: Double { 1 / Double(max(1, heldOut.count)) }
    }

    /// How it is done.
    public let settings: CrossModalSettings
    private let first: Matrix<Float>
    private let second: Matrix<Float>

    /// A trainer of pairs: row i of one modality belongs to row i of the other.
    ///
    /// - Throws: `invalidParameter`; `dimensionMismatch` for modalities of different counts; `notFinite`; `tooFewRows` when fewer than three pairs
    ///   are left to learn from or two to judge by.
    public init(_ first: Matrix<Float>, _ second: Matrix<Float>, settings: CrossModalSettings = CrossModalSettings()) throws(LearningError) {
        try settings.validate()
        try CanonicalCorrelation.check(first, second)
        let judging = Int((settings.heldOut * Double(first.rows)).rounded())
        guard judging >= 2, first.rows - judging >= 3 else {
            throw LearningError(.tooFewRows, "\(first.rows) pairs, of which \(judging) would be held out: at least 2 held out and 3 to learn from are needed")
        }
        self.first = first
        self.second = second
        self.settings = settings
    }

    /// Trains, and judges by pairs that did not teach.
    ///
    /// - Parameter progress: told after each epoch.
    /// - Throws: `cancelled`; `notFinite` when the loss is no number any more; `invalidParameter` for a dimension that CCA has not.
    public func train(progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }) throws(LearningError) -> Outcome {
        var random = SeededRandom(seed: settings.seed, stream: 0xC405)
        let heldOut = random.sample(Int((settings.heldOut * Double(first.rows)).rounded()), of: first.rows), judging = Set(heldOut)
        let teaching = (0..<first.rows).filter { !judging.contains($0) }
        let narrow = min(first.columns, second.columns), dimension = settings.dimension ?? min(32, narrow)
        let a = first.choosing(teaching), b = second.choosing(teaching)
        let cca = try CanonicalCorrelation(a, b, dimension: min(dimension, narrow), regularization: settings.regularization)
        let towers = (
            CrossModalTower(first, teaching, cca.projections.first, dimension, settings, salt: 1),
            CrossModalTower(second, teaching, cca.projections.second, dimension, settings, salt: 2)
        )
        let loss = SymmetricInfoNCE<Float>(temperature: settings.temperature, isLearned: settings.learnsTemperature)
        let losses = try run(towers, loss, teaching, &random, progress, isCancelled)
        let encoders = (try towers.0.encoder, try towers.1.encoder)
        let asking = first.choosing(heldOut), answering = second.choosing(heldOut)
        func quality(_ one: LearnedEncoder, _ other: LearnedEncoder) -> CrossModalQuality {
            CrossModalQuality(one.embeddings(of: asking, isUnit: true, threads: settings.threads), other.embeddings(of: answering, isUnit: true, threads: settings.threads))
        }
        return Outcome(
            first: encoders.0, second: encoders.1, temperature: loss.temperature, losses: losses, heldOut: heldOut,
            learned: quality(encoders.0, encoders.1), cca: quality(cca.first, cca.second), correlations: cca.correlations)
    }

    private func run(
        _ towers: (CrossModalTower, CrossModalTower), _ loss: SymmetricInfoNCE<Float>, _ teaching: [Int], _ random: inout SeededRandom,
        _ progress: (TrainingProgress) -> Void, _ isCancelled: () -> Bool
    ) throws(LearningError) -> [Double] {
        let weights = towers.0.parameters + towers.1.parameters
        var optimizer = Adam<Float>(weights, learningRate: 0, weightDecay: Float(settings.weightDecay), decoupled: true)
        // The temperature is no weight: nothing draws it to 0.
        var scale = Adam<Float>(loss.parameters, learningRate: 0)
        let batch = min(settings.batch, teaching.count), perEpoch = max(1, teaching.count / batch), steps = perEpoch * settings.epochs
        let schedule = Schedule.cosine(steps: max(2, steps), floor: 0.01, warmUp: min(steps / 20, steps - 1))
        var order = teaching, losses: [Double] = []
        for epoch in 0..<settings.epochs {
            random.shuffle(&order)
            var sum = 0.0
            for step in 0..<perEpoch {
                if isCancelled() { throw LearningError(.cancelled, "training was cancelled in epoch \(epoch + 1) of \(settings.epochs)") }
                let chosen = Array(order[step * batch..<(step + 1) * batch])
                let pass = Pass(training: true, random: SeededRandom(seed: random.next()), threads: settings.threads)
                let value = loss(towers.0.embeddings(chosen, pass), towers.1.embeddings(chosen, pass))
                guard value.value.scalar.isFinite else { throw LearningError(.notFinite, "the loss is \(value.value.scalar) in epoch \(epoch + 1): lower the learning rate") }
                value.backward()
                optimizer.clipGradients(toNorm: 10)
                let rate = Float(settings.learningRate * schedule.factor(at: epoch * perEpoch + step))
                optimizer.learningRate = rate
                scale.learningRate = rate
                optimizer.step()
                scale.step()
                loss.finishStep()
                optimizer.clearGradients()
                scale.clearGradients()
                sum += Double(value.value.scalar)
            }
            losses.append(sum / Double(perEpoch))
            progress(TrainingProgress(epoch: epoch + 1, epochs: settings.epochs, loss: losses[epoch]))
        }
        return losses
    }
}

/// One modality's rows and the network over them.
private struct CrossModalTower {
    private let rows: Matrix<Float>
    private let scaling: InputScaling
    private let network: VectorNetwork
    private let noise: Double

    init(_ rows: Matrix<Float>, _ teaching: [Int], _ projection: Matrix<Float>, _ dimension: Int, _ settings: CrossModalSettings, salt: UInt64) {
        let scaling = InputScaling(rows, teaching)
        var axes = Matrix<Float>(rows: dimension, columns: rows.columns)
        // The projection is of rows less their mean; the network's rows are divided by the scale besides.
        for i in 0..<projection.rows { for j in 0..<rows.columns { axes[i, j] = projection[i, j] / scaling.factor } }
        self.rows = rows
        self.scaling = scaling
        noise = settings.noise
        network = VectorNetwork(
            hidden: settings.hidden, dimension: dimension, dropout: settings.dropout, seed: settings.seed ^ (salt << 32), inputs: rows.columns, axes: axes)
    }

    var parameters: [Parameter<Float>] { network.parameters }

    var encoder: LearnedEncoder { get throws(LearningError) { try network.encoder(scaling) } }

    func embeddings(_ chosen: [Int], _ pass: Pass) -> Variable<Float> {
        var batch = scaling.tensor(rows, chosen)
        if noise > 0 { for place in batch.scalars.indices { batch.scalars[place] += Float(pass.random.normal() * noise) } }
        return network.embeddings(Variable(batch), pass)
    }
}

extension Matrix where Scalar == Float {
    /// Some rows, in the order given.
    func choosing(_ chosen: [Int]) -> Matrix {
        var elements: [Float] = []
        elements.reserveCapacity(chosen.count * columns)
        for row in chosen { elements += self.elements[row * columns..<(row + 1) * columns] }
        return Matrix(rows: chosen.count, columns: columns, elements: elements)
    }
}
