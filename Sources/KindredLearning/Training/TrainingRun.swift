internal import KindredMath
internal import KindredNN

/// The moving parts of one training.
final class TrainingRun {
    let settings: TrainingSettings
    let network: any EncoderNetwork
    private let inputs: any TrainingInputs
    /// Which rows train, and their classes in 0..<C.
    private let rows: [Int]
    private let labels: [Int]
    private let shards: Shards
    private let loss: any EmbeddingLoss<Float>
    private var optimizer: any Optimizer<Float>
    private let mining: BatchMining
    private let sampler: any BatchSampler
    /// Lists instead of labels.
    private let listed: ListedTuples?
    private let pseudo: PseudoNegativeDraw
    private let schedule: Schedule
    private(set) var epoch = 0
    private(set) var iteration = 0
    private(set) var losses: [Double] = []
    private(set) var warnings: [String] = []
    /// Whether a loss or a weight is no number any more, or the weights have run away.
    private(set) var hasDiverged = false

    /// The weights' norm at first, and by how much it may grow: steps longer than that leave nothing of what was learnt before.
    private let firstNorm: Float
    private static let greatestGrowth: Float = 100

    /// Steps on which the learning rate rises, as a share of all.
    private static let warmUp = 0.05

    init(
        _ settings: TrainingSettings, _ inputs: any TrainingInputs, rows: [Int], labels: [Int], listed: ListedTuples? = nil, source: any NegativeSource,
        pseudo: (negatives: PseudoNegatives, first: Int)? = nil, threads: Int,
        _ makeNetwork: () -> any EncoderNetwork
    ) throws(LearningError) {
        self.settings = settings
        self.inputs = inputs
        self.rows = rows
        let names = Set(labels).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        self.labels = labels.map { numbers[$0] ?? 0 }
        self.pseudo = PseudoNegativeDraw(pseudo?.negatives, first: pseudo?.first ?? 0, numbers: numbers)
        network = makeNetwork()
        shards = Shards(count: settings.encoder == .conv ? 1 : 2, threads: threads, makeNetwork)
        firstNorm = Self.norm(network.parameters)
        loss = settings.makeLoss(classes: names.count)
        optimizer = settings.makeOptimizer(network.parameters + loss.parameters)
        mining = try BatchMining(settings, source: source)
        sampler = settings.makeSampler(self.labels)
        self.listed = listed
        let steps = max(2, (listed?.batches(epoch: 0).count ?? sampler.batches(epoch: 0).count) * settings.epochs)
        schedule = .cosine(steps: steps, floor: 0.01, warmUp: min(steps - 1, Int(Self.warmUp * Double(steps))))
    }

    /// The epochs that are left.
    func runToEnd(_ progress: (TrainingProgress) -> Void, _ saves: ((TrainingCheckpoint) throws -> Void)?, _ isCancelled: () -> Bool) throws {
        while epoch < settings.epochs {
            let loss = try runEpoch(isCancelled: isCancelled)
            if hasDiverged { return }
            progress(TrainingProgress(epoch: epoch, epochs: settings.epochs, loss: loss))
            try saves?(checkpoint)
        }
    }

    /// One epoch; the mean of its losses, or NaN when training is beyond help.
    private func runEpoch(isCancelled: () -> Bool) throws -> Double {
        var mined = mining
        try mined.begin(epoch: epoch, labels: labels) { embeddingsOfAll() }
        let batches = listed?.batches(epoch: epoch) ?? sampler.batches(epoch: epoch).map { ListedTuples.Batch(rows: $0, tuples: nil) }
        var sum = 0.0, count = 0
        for batch in batches {
            if isCancelled() { throw LearningError(.cancelled, "training was cancelled in epoch \(epoch + 1) of \(settings.epochs)") }
            iteration += 1
            guard let value = step(batch, &mined) else { continue }
            guard value.isFinite else {
                hasDiverged = true
                return .nan
            }
            sum += value
            count += 1
        }
        if let warning = mined.warning, !warnings.contains(warning) { warnings.append(warning) }
        epoch += 1
        losses.append(sum / Double(max(1, count)))
        hasDiverged = !(Self.norm(network.parameters) <= Self.greatestGrowth * max(1, firstNorm))
        return hasDiverged ? .nan : losses[losses.count - 1]
    }

    /// One step over a batch of places; nil when there is nothing to compare.
    private func step(_ listed: ListedTuples.Batch, _ mined: inout BatchMining) -> Double? {
        let batch = listed.tuples == nil ? mined.extended(listed.rows, iteration: iteration) : listed.rows
        let own = batch.map { labels[$0] }, drawn = pseudo.draw(own, seed: settings.seed, iteration: iteration)
        // Where sides are encoded apart every row asks as well, behind all that is stored.
        let asking = listed.tuples == nil ? inputs.asking.map { first in batch.map { rows[$0] + first } } ?? [] : []
        shards.begin(batch.map { rows[$0] } + drawn.map(\.row) + asking, inputs, network, seed: settings.seed, iteration: iteration)
        if let robust = settings.robust { attack(robust, listed, own, drawn, mined) }
        let values = shards.embeddings(seed: settings.seed, iteration: iteration)
        let embeddings = Variable(values, requiresGradient: true), lossBatch = lossBatch(listed, values, own, drawn, &mined)
        let (compared, extended) = settings.mixedNegatives.map { MixedNegatives(share: $0).applied(to: embeddings, lossBatch, seed: settings.seed ^ 0x31B) } ?? (embeddings, lossBatch)
        guard let result = loss(compared, extended) else { return nil }
        result.backward()
        guard let gradient = embeddings.gradient else { return nil }
        shards.backward(gradient, into: network)
        optimizer.clipGradients(toNorm: 10)
        optimizer.learningRate = Float(settings.learningRate * schedule.factor(at: iteration - 1))
        optimizer.step()
        optimizer.clearGradients()
        loss.finishStep(values, lossBatch)
        return Double(result.value.scalar)
    }

    /// What the loss compares of a batch's embeddings, those of pseudo-negatives last.
    private func lossBatch(
        _ listed: ListedTuples.Batch, _ values: Tensor<Float>, _ own: [Int], _ drawn: [PseudoNegativeDraw.Drawn], _ mined: inout BatchMining
    ) -> LossBatch {
        guard listed.tuples == nil, inputs.asking != nil else { return sharedBatch(listed, values, own, drawn, &mined) }
        let first = own.count + drawn.count, asking = values.rows(Array(first..<first + own.count))
        let tuples = mined.tuples(values.rows(Array(own.indices)), asking: asking, own, iteration: iteration) ?? .allPairs(own)
        return LossBatch(labels: [Int](repeating: -1, count: values.shape[0]), tuples: tuples.joined(by: drawn, own).asking(from: first), iteration: iteration)
    }

    private func sharedBatch(_ listed: ListedTuples.Batch, _ values: Tensor<Float>, _ own: [Int], _ drawn: [PseudoNegativeDraw.Drawn], _ mined: inout BatchMining) -> LossBatch {
        guard !drawn.isEmpty else { return LossBatch(labels: own, tuples: listed.tuples ?? mined.tuples(values, own, iteration: iteration), iteration: iteration) }
        let labelled = values.rows(Array(own.indices)), tuples = listed.tuples ?? mined.tuples(labelled, own, iteration: iteration) ?? .allPairs(own)
        return LossBatch(labels: own + [Int](repeating: -1, count: drawn.count), tuples: tuples.joined(by: drawn, own), iteration: iteration)
    }

    /// Makes the inputs of a batch worse for the loss of this step.
    private func attack(_ robust: RobustTraining, _ listed: ListedTuples.Batch, _ own: [Int], _ drawn: [PseudoNegativeDraw.Drawn], _ mined: BatchMining) {
        var mined = mined
        shards.attack(robust, inputs, seed: settings.seed, iteration: iteration) { values in
            let embeddings = Variable(values, requiresGradient: true)
            loss(embeddings, lossBatch(listed, values, own, drawn, &mined))?.backward()
            return embeddings.gradient
        }
        optimizer.clearGradients()
    }

    /// Unit embeddings of all rows that train, as they are now.
    private func embeddingsOfAll() -> Matrix<Float> {
        var blocks: [Float] = []
        for start in stride(from: 0, to: rows.count, by: 1024) {
            var none: SeededRandom?
            let input = inputs.tensor(Array(rows[start..<min(start + 1024, rows.count)]), &none)
            blocks += network.embeddings(Variable(input), .evaluation).value.scalars
        }
        return Matrix(rows: rows.count, columns: settings.dimension, elements: blocks).unitRows
    }

    /// The Euclidean norm of all; no number when one of them is none.
    private static func norm(_ parameters: [Parameter<Float>]) -> Float {
        parameters.reduce(Float(0)) { $1.value.scalars.reduce($0) { $0 + $1 * $1 } }.squareRoot()
    }

    /// What to say of a run that has diverged.
    var refusal: String { "training diverged in epoch \(epoch + 1): lower the learning rate of \(settings.learningRate)" }

    private var named: [Parameter<Float>] { network.parameters + network.statistics + loss.parameters + loss.buffers }

    var checkpoint: TrainingCheckpoint {
        TrainingCheckpoint(
            settings: settings, epoch: epoch, iteration: iteration, losses: losses,
            tensors: Dictionary(named.map { ($0.name, $0.value) }) { first, _ in first }, optimizer: optimizer.state)
    }

    /// Takes up where a checkpoint left.
    func resume(_ checkpoint: TrainingCheckpoint) throws(LearningError) {
        guard checkpoint.settings == settings else { throw LearningError(.invalidParameter, "the checkpoint was made under other settings") }
        for parameter in named {
            guard let tensor = checkpoint.tensors[parameter.name], tensor.shape == parameter.value.shape else {
                throw LearningError(.dimensionMismatch, "the checkpoint has \(checkpoint.tensors[parameter.name]?.shape ?? []) for \(parameter.name) of \(parameter.value.shape)")
            }
            parameter.value = tensor
        }
        guard checkpoint.optimizer.map(\.count) == optimizer.state.map(\.count) else {
            throw LearningError(.dimensionMismatch, "the checkpoint's optimiser has other parameters")
        }
        optimizer.state = checkpoint.optimizer
        (epoch, iteration, losses) = (checkpoint.epoch, checkpoint.iteration, checkpoint.losses)
    }
}

extension TrainingSettings {
    func makeOptimizer(_ parameters: [Parameter<Float>]) -> any Optimizer<Float> {
        switch optimizer {
        case .adam: Adam(parameters, learningRate: Float(learningRate), weightDecay: Float(weightDecay), decoupled: true)
        case .rmsprop: RMSprop(parameters, learningRate: Float(learningRate), decay: 0.9, weightDecay: Float(weightDecay))
        case .sgd: SGD(parameters, learningRate: Float(learningRate), momentum: 0.9, weightDecay: Float(weightDecay))
        }
    }

    func makeSampler(_ labels: [Int]) -> any BatchSampler {
        loss.comparesRows
            ? ClassSampler(labels: labels, classesPerBatch: classesPerBatch, rowsPerClass: rowsPerClass, seed: seed)
            : UniformSampler(count: labels.count, batch: batch, seed: seed)
    }
}
