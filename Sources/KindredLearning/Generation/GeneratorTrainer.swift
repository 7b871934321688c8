public import KindredMath
internal import KindredNN

/// Learns to make vectors like given ones: a generator and a discriminator against each other (Goodfellow et al., "Generative adversarial
/// nets", NIPS 2014).
///
///     let generator = try GeneratorTrainer(rows).train()
///     generator.vectors(1000)
///
/// D maximises E log D(x) + E log(1 − D(G(z))), at best p/(p + q); G maximises E log D(G(z)), and so does not minimise D's accuracy as
/// such. Both as cross-entropy of logits, stable for any size. Departures: noise on what D sees, falling to 0 (Sønderby et al., ICLR 2017),
/// and a moving average of G's weights is kept (Yazıcı et al., ICLR 2019), both against modes that are lost. With labels, both networks are
/// told the class (Mirza, Osindero, 2014), and vectors of a rare class can be asked for.
public struct GeneratorTrainer: Sendable {
    /// The choices made.
    public let settings: GeneratorSettings
    private let rows: Matrix<Float>
    private let labels: [Int]?
    private let classes: Int

    /// A trainer of rows, with their classes 0..<C or without.
    ///
    /// - Throws: `tooFewRows` for fewer than 8 rows; `dimensionMismatch`; `notFinite`; `invalidParameter`.
    public init(_ rows: Matrix<Float>, labels: [Int]? = nil, settings: GeneratorSettings = GeneratorSettings()) throws(LearningError) {
        try settings.validate()
        guard rows.rows >= 8, rows.columns > 0 else { throw LearningError(.tooFewRows, "\(rows.rows) rows: 8 are the least to learn to make such from") }
        if let labels, labels.count != rows.rows { throw LearningError(.dimensionMismatch, "\(rows.rows) rows and \(labels.count) labels") }
        if let place = rows.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "row \(place / rows.columns) has the component \(rows.elements[place])")
        }
        self.settings = settings
        self.rows = rows
        self.labels = labels
        classes = (labels?.max() ?? -1) + 1
    }

    /// Plays the game.
    ///
    /// - Parameters:
    ///   - progress: told how many of how many steps are done.
    ///   - isCancelled: asked before each step.
    /// - Throws: `cancelled`; `notFinite` when the game has diverged.
    public func train(progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }) throws(LearningError) -> VectorGenerator {
        let scaling = InputScaling(rows, Array(0..<rows.rows)), width = rows.columns
        let maker = Network<Float>(.mlp(settings.latent + classes, hidden: settings.hidden, width), seed: settings.seed &* 2 &+ 1)
        let judge = Network<Float>(.mlp(width + classes, hidden: settings.hidden, 1), seed: settings.seed &* 2 &+ 2)
        var making = Adam(maker.parameters, learningRate: Float(settings.learningRate), decays: (0.5, 0.999))
        var judging = Adam(judge.parameters, learningRate: Float(settings.learningRate), decays: (0.5, 0.999))
        var average = maker.parameters.map(\.value), random = SeededRandom(seed: settings.seed, stream: 0x6A4)
        for step in 0..<settings.steps {
            if isCancelled() { throw LearningError(.cancelled, "learning to make vectors was stopped after \(step) of \(settings.steps) steps") }
            let deviation = settings.noise * max(0, 1 - Double(step) / (0.9 * Double(settings.steps)))
            let chosen = (0..<settings.batch).map { _ in random.integer(below: rows.rows) }, told = oneHot(chosen)
            let real = joined(scaling.tensor(rows, chosen), told)
            let made = joined(maker(latent(told, &random), .evaluation).value, told)
            let truth = judge(Variable(noisy(real, deviation, &random)), .evaluation), lie = judge(Variable(noisy(made, deviation, &random)), .evaluation)
            (cost(truth, settings.smoothing) + cost(lie, 0)).backward()
            judging.step()
            judging.clearGradients()
            let asked = (0..<settings.batch).map { _ in random.integer(below: rows.rows) }, wanted = oneHot(asked)
            var fooled = maker(latent(wanted, &random), .evaluation)
            if let wanted { fooled = fooled.concatenated(with: Variable(wanted), axis: 1) }
            let shift = Variable(noisy(Tensor(repeating: 0, shape: fooled.shape), deviation, &random))
            cost(judge(fooled + shift, .evaluation), 1).backward()
            making.step()
            making.clearGradients()
            judging.clearGradients()
            follow(&average, maker.parameters, step)
            if step % 50 == 49 || step == settings.steps - 1 { progress(step + 1, settings.steps) }
        }
        for (parameter, value) in zip(maker.parameters, average) { parameter.value = value }
        guard maker.parameters.allSatisfy({ $0.value.scalars.allSatisfy(\.isFinite) }) else {
            throw LearningError(.notFinite, "the game diverged: lower the learning rate of \(settings.learningRate)")
        }
        return VectorGenerator(maker: maker, judge: judge, scaling: scaling, classes: classes, settings: settings, rarity: rarity)
    }

    /// How often each class is among the rows.
    private var rarity: [Double] {
        guard let labels else { return [] }
        let counts = labels.reduce(into: [Double](repeating: 0, count: classes)) { $0[$1] += 1 }
        return counts.map { $0 / Double(labels.count) }
    }

    /// The mean cost of logits that should say a share.
    private func cost(_ logits: Variable<Float>, _ wanted: Double) -> Variable<Float> {
        switch settings.game {
        case .nonSaturating: (logits.softplus() - logits * Float(wanted)).mean()
        case .leastSquares: (logits - Float(wanted)).squared().mean()
        }
    }

    private func latent(_ told: Tensor<Float>?, _ random: inout SeededRandom) -> Variable<Float> {
        let z = Tensor((0..<settings.batch * settings.latent).map { _ in Float(random.normal()) }, shape: [settings.batch, settings.latent])
        return Variable(joined(z, told))
    }

    /// The classes of rows as columns of 0 and 1; nil without labels.
    private func oneHot(_ chosen: [Int]) -> Tensor<Float>? {
        labels.map { labels in Self.oneHot(chosen.map { labels[$0] }, classes) }
    }

    static func oneHot(_ labels: [Int], _ classes: Int) -> Tensor<Float> {
        var result = Tensor<Float>(repeating: 0, shape: [labels.count, classes])
        for (row, label) in labels.enumerated() { result.scalars[row * classes + label] = 1 }
        return result
    }

    private func joined(_ x: Tensor<Float>, _ told: Tensor<Float>?) -> Tensor<Float> {
        told.map { Variable(x).concatenated(with: Variable($0), axis: 1).value } ?? x
    }

    /// Noise on the components of rows; what is told of classes stays.
    private func noisy(_ x: Tensor<Float>, _ deviation: Double, _ random: inout SeededRandom) -> Tensor<Float> {
        guard deviation > 0 else { return x }
        var result = x
        let width = x.shape[1]
        for start in stride(from: 0, to: x.count, by: width) { for j in 0..<rows.columns { result.scalars[start + j] += Float(deviation * random.normal()) } }
        return result
    }

    private func follow(_ average: inout [Tensor<Float>], _ parameters: [Parameter<Float>], _ step: Int) {
        // The first weights are forgotten soon.
        let kept = Float(min(settings.averaging, Double(step) / Double(step + 10)))
        for (place, parameter) in parameters.enumerated() {
            for i in average[place].scalars.indices { average[place].scalars[i] = kept * average[place].scalars[i] + (1 - kept) * parameter.value.scalars[i] }
        }
    }
}
