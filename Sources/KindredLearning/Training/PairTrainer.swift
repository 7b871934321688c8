internal import Foundation
public import KindredMath
internal import KindredNN
public import KindredSimilarity

/// Learns the network of the learned similarity, SIM-17: whether two vectors are of one class, from what differs between them.
///
/// ```swift
/// let outcome = try PairTrainer(rows, labels: labels).train()
/// let measure = try Measure(parsing: "learned", weights: .network(outcome.network))
/// ```
///
/// Binary cross-entropy on as many pairs of one class as of two; half of the latter are hard, each a row and a near one of another
/// class. Judged by pairs of rows never seen, of classes never seen when there are twenty or more: fewer
/// cannot teach what tells others apart.
public struct PairTrainer: Sendable {
    /// What training led to.
    public struct Outcome: Sendable {
        /// The network, over vectors as they are.
        public let network: PairNetwork
        /// AUC of held-out pairs: by the cosine before, by the network after.
        public let verdict: GateVerdict
        /// The mean loss of each epoch.
        public let losses: [Double]
    }

    private static let classesOfAnOpenSet = 20

    /// Hidden units.
    public var hidden = 64
    /// Epochs, each of about four pairs a row.
    public var epochs = 20
    /// Pairs of a batch, half of them of one class.
    public var batch = 128
    /// The learning rate at its height.
    public var learningRate = 0.001
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0
    /// Where hard negatives come from.
    public var source: any NegativeSource
    private let rows: Matrix<Float>
    private let labels: [Int]

    /// A trainer of labelled rows.
    ///
    /// - Throws: `dimensionMismatch`; `notFinite`; `tooFewRows` without two classes of two rows.
    public init(_ rows: Matrix<Float>, labels: [Int], threads: Int = 1) throws(LearningError) {
        guard rows.rows == labels.count else { throw LearningError(.dimensionMismatch, "\(rows.rows) rows and \(labels.count) labels") }
        if let place = rows.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "row \(place / max(1, rows.columns)) has the component \(rows.elements[place])")
        }
        let classes = labels.rowsByClass
        guard classes.count(where: { $0.count > 1 }) > 1, rows.columns > 0 else {
            throw LearningError(.tooFewRows, "\(classes.count) classes, of which \(classes.count(where: { $0.count > 1 })) have two rows: two are wanted")
        }
        self.rows = rows
        self.labels = labels
        source = ExactNegativeSource(threads: threads)
    }

    /// Trains, and judges.
    ///
    /// - Throws: `cancelled`; what the source throws.
    public func train(progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }) throws -> Outcome {
        let isOpenSet = Set(labels).count >= Self.classesOfAnOpenSet
        let split = try isOpenSet ? LabelSplit.byClass(labels, heldOut: 0.3, seed: seed) : LabelSplit.stratified(labels, heldOut: 0.3, seed: seed)
        let own = split.training.map { labels[$0] }, scaling = InputScaling(rows, split.training).factor
        var random = SeededRandom(seed: seed)
        let first = Linear<Float>("first", inputs: 2 * rows.columns, outputs: hidden, &random), second = Linear<Float>("second", inputs: hidden, outputs: 1, &random)
        var optimizer = RMSprop<Float>(first.parameters + second.parameters, learningRate: Float(learningRate), decay: 0.9)
        let pairs = try PairDraw(rows, split.training, own, source: source)
        let perEpoch = max(1, 4 * split.training.count / batch), schedule = Schedule.cosine(steps: max(2, perEpoch * epochs), floor: 0.01)
        var losses: [Double] = []
        for epoch in 0..<epochs {
            var sum = 0.0
            for step in 0..<perEpoch {
                if isCancelled() { throw LearningError(.cancelled, "training was cancelled in epoch \(epoch + 1) of \(epochs)") }
                let (chosen, isSame) = pairs.draw(batch, &random)
                let units = first(Variable(features(chosen, scaling)), .evaluation).relu()
                let logits = second(units, .evaluation).reshaped([chosen.count])
                let signs = Variable(Tensor<Float>(isSame.map { $0 ? -1 : 1 }, shape: [chosen.count]))
                let loss = (logits * signs).softplus().mean()
                loss.backward()
                optimizer.learningRate = Float(learningRate * schedule.factor(at: epoch * perEpoch + step))
                optimizer.step()
                optimizer.clearGradients()
                sum += Double(loss.value.scalar)
            }
            losses.append(sum / Double(perEpoch))
            progress(TrainingProgress(epoch: epoch + 1, epochs: epochs, loss: losses[epoch]))
        }
        let network = try network(first, second, scaling)
        return Outcome(network: network, verdict: try verdict(network, split.heldOut), losses: losses)
    }

    /// [|A − B|, A ⊙ B] of each pair, of scaled vectors.
    private func features(_ pairs: [(Int, Int)], _ factor: Float) -> Tensor<Float> {
        let width = rows.columns
        var scalars = [Float](repeating: 0, count: pairs.count * 2 * width)
        for (place, pair) in pairs.enumerated() {
            for j in 0..<width {
                let a = rows[pair.0, j] * factor, b = rows[pair.1, j] * factor
                scalars[place * 2 * width + j] = abs(a - b)
                scalars[place * 2 * width + width + j] = a * b
            }
        }
        return Tensor(scalars, shape: [pairs.count, 2 * width])
    }

    /// The layers over vectors that are not scaled.
    private func network(_ first: Linear<Float>, _ second: Linear<Float>, _ factor: Float) throws -> PairNetwork {
        let width = rows.columns
        let weights = (0..<hidden).flatMap { unit in
            (0..<2 * width).map { first.weight.value[$0, unit] * ($0 < width ? factor : factor * factor) }
        }
        return try PairNetwork(
            dimension: width, inputWeights: weights, inputBias: first.bias?.value.scalars ?? [], outputWeights: second.weight.value.scalars,
            outputBias: second.bias?.value.scalars[0] ?? 0)
    }

    private func verdict(_ network: PairNetwork, _ heldOut: [Int]) throws -> GateVerdict {
        let list = try VerificationPairs(drawnFrom: heldOut.map { String(labels[$0]) }, folds: 1, each: 2000, seed: seed)
        let pairs = try list.rows(among: heldOut.map { String(labels[$0]) })
        let positive = zip(pairs, list.pairs).filter { $0.1.isSame }.map { RowPair(heldOut[$0.0.first], heldOut[$0.0.second]) }
        let negative = zip(pairs, list.pairs).filter { !$0.1.isSame }.map { RowPair(heldOut[$0.0.first], heldOut[$0.0.second]) }
        let tuples = Tuples.pairs(positive: positive, negative: negative)
        let learnt = try Measure(parsing: "learned", weights: .network(network))
        let scores = try [Measure.cosine, learnt].map { measure in
            var values: [RowPair: Double] = [:]
            for pair in positive + negative {
                values[pair] = Double(try measure.values(queries: rows.row(pair.anchor).span, rows: rows.row(pair.other).span, dimension: rows.columns)[0, 0])
            }
            return tuples.order { values[RowPair($0, $1)] ?? 0 }
        }
        return GateVerdict("pair-auc", before: scores[0], after: scores[1], seed: seed)
    }
}

/// Draws pairs to train on: half of one class, a quarter of any two, a quarter of a row and a near one of another class.
private struct PairDraw {
    private let rows: [Int]
    private let labels: [Int]
    private let classes: [[Int]]
    private let negatives: HardNegatives

    /// - Parameter labels: of the rows that train.
    init(_ all: Matrix<Float>, _ rows: [Int], _ labels: [Int], source: any NegativeSource) throws {
        self.rows = rows
        self.labels = labels
        classes = labels.rowsByClass.filter { $0.count > 1 }
        let own = Matrix(rows: rows.count, columns: all.columns, elements: rows.flatMap { all.row($0) }).unitRows
        negatives = try HardNegatives(own, labels: labels, source: source)
    }

    func draw(_ count: Int, _ random: inout SeededRandom) -> (pairs: [(Int, Int)], isSame: [Bool]) {
        var pairs: [(Int, Int)] = []
        for place in 0..<count {
            let members = classes[random.integer(below: classes.count)]
            let two = random.sample(2, of: members.count).map { members[$0] }
            let hard = negatives.rows(of: two[0])
            if place % 2 == 0 {
                pairs.append((rows[two[0]], rows[two[1]]))
            } else if place % 4 == 1, !hard.isEmpty {
                pairs.append((rows[two[0]], rows[hard[random.integer(below: hard.count)]]))
            } else {
                pairs.append((rows[two[0]], rows[stranger(to: two[0], &random)]))
            }
        }
        return (pairs, (0..<count).map { $0 % 2 == 0 })
    }

    /// A row of another class; there are two classes or more.
    private func stranger(to row: Int, _ random: inout SeededRandom) -> Int {
        while true {
            let other = random.integer(below: labels.count)
            if labels[other] != labels[row] { return other }
        }
    }
}
