public import KindredMath
internal import KindredNN

/// Learns a linear map from a few hundred relative choices, and judges it by choices that did not teach.
///
/// The loss of a choice is the logistic one on the difference of two cosines, log(1 + exp(−(cos(La, Lp) − cos(La, Ln))/T)), as in
/// Schultz, Joachims, "Learning a Distance Metric from Relative Comparisons", NIPS 2003, with cosines for distances. The map begins as
/// the identity and is held to it by λ‖L − I‖²/n: with few choices nothing else keeps it from forgetting what the vectors know.
/// A choice without a negative is compared with rows drawn at random, one without a positive likewise.
///
/// Every choice is judged by a map that other choices taught (k folds), so that a few hundred suffice to tell a gain from an accident;
/// the map that is returned was taught by all of them. The same choices give the same map.
public struct ChoiceTrainer: Sendable {
    /// λ: how firmly the map is held to the identity. Above 0.
    public var regularization = 3.0
    /// T, what differences of cosines are divided by. Above 0.
    public var temperature = 0.1
    /// Steps of Adam, each over all choices.
    public var steps = 150
    /// The learning rate.
    public var learningRate = 0.002
    /// Folds of the judgement.
    public var folds = 5
    /// Seed of the folds and of rows drawn at random.
    public var seed: UInt64 = 0
    /// Rows from the first on of which the side that a choice lacks is drawn; all when nil. Rows behind them are anchors alone, where what asks
    /// is encoded apart from what is stored. From 1 to the number of rows.
    public var candidates: Int?

    /// Choices below which nothing can be judged.
    public static let least = 20

    private let rows: Matrix<Float>
    private let choices: [Choice]

    /// A trainer of choices among rows.
    ///
    /// - Throws: `tooFewRows` for fewer than 20 choices, `invalidParameter` for one that names no row or says nothing, `notFinite`.
    public init(_ rows: Matrix<Float>, choices: [Choice]) throws(LearningError) {
        guard choices.count >= Self.least else {
            throw LearningError(.tooFewRows, "\(choices.count) choices: at least \(Self.least) are needed to judge what they teach")
        }
        guard rows.elements.allSatisfy(\.isFinite) else { throw LearningError(.notFinite, "a row has a component that is not finite") }
        for choice in choices {
            guard choice.positive != nil || choice.negative != nil else { throw LearningError(.invalidParameter, "a choice names neither a positive nor a negative row") }
            for row in [choice.anchor, choice.positive ?? 0, choice.negative ?? 0] where !(0..<rows.rows).contains(row) {
                throw LearningError(.invalidParameter, "a choice names row \(row) of \(rows.rows)")
            }
            guard choice.weight > 0, choice.weight.isFinite else { throw LearningError(.invalidParameter, "a choice has the weight \(choice.weight), which is not above 0") }
        }
        self.rows = rows.unitRows
        self.choices = choices
    }

    /// What choices taught.
    public struct Outcome: Sendable {
        /// L, dimension × dimension.
        public let map: Matrix<Float>
        /// The share of choices that the vectors as they are agree with, and that the map does, each choice held out.
        public let before, after: Double
        /// The mean gain and its interval.
        public let gain: Bootstrap.Interval
        /// Whether the gain is no accident of the choices: the interval's lower end is above 0.
        public var isPromoted: Bool { gain.lower > 0 }
    }

    /// Trains on all choices, and judges by folds.
    ///
    /// - Parameters:
    ///   - progress: told how many of how many trainings are done.
    ///   - isCancelled: asked before each step.
    /// - Throws: `cancelled`.
    /// - Complexity: O((folds + 1) · steps · choices · dimension²).
    public func train(progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }) throws(LearningError) -> Outcome {
        var random = SeededRandom(seed: seed, stream: 31), fold = choices.indices.map { $0 % folds }
        random.shuffle(&fold)
        let complete = completed(&random)
        let identity = Matrix<Float>.identity(rows.columns)
        let before = agreement(identity, complete)
        var after = [Double](repeating: 0, count: choices.count)
        for held in 0..<folds {
            let map = try fitted(complete.indices.filter { fold[$0] != held }.map { complete[$0] }, isCancelled)
            let agreed = agreement(map, complete)
            for place in complete.indices where fold[place] == held { after[place] = agreed[place] }
            progress(held + 1, folds + 1)
        }
        let map = try fitted(complete, isCancelled)
        progress(folds + 1, folds + 1)
        let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
        return Outcome(map: map, before: mean(before), after: mean(after), gain: Bootstrap(seed: seed).gain(from: before, to: after))
    }

    /// A choice with both sides.
    private struct Triple {
        var anchor, positive, negative: Int
        var weight: Double
    }

    /// Choices with the side they lack drawn at random.
    private func completed(_ random: inout SeededRandom) -> [Triple] {
        let most = min(max(1, candidates ?? rows.rows), rows.rows)
        return choices.map { choice in
            Triple(
                anchor: choice.anchor, positive: choice.positive ?? random.integer(below: most), negative: choice.negative ?? random.integer(below: most),
                weight: choice.weight)
        }
    }

    private func gathered(_ chosen: [Int]) -> Tensor<Float> {
        Tensor(chosen.flatMap { rows.row($0) }, shape: [chosen.count, rows.columns])
    }

    private func fitted(_ triples: [Triple], _ isCancelled: () -> Bool) throws(LearningError) -> Matrix<Float> {
        let count = rows.columns, identity = Tensor(Matrix<Float>.identity(count).elements, shape: [count, count])
        let sides = [triples.map(\.anchor), triples.map(\.positive), triples.map(\.negative)].map { Variable(gathered($0)) }
        let total = triples.reduce(0) { $0 + $1.weight }
        let weights = Variable(Tensor(triples.map { Float($0.weight / total) }, shape: [triples.count]))
        let map = Parameter("map", identity), start = Variable(identity)
        var optimizer = Adam([map], learningRate: Float(learningRate), decays: (0.9, 0.99))
        for _ in 0..<steps {
            if isCancelled() { throw LearningError(.cancelled, "learning from choices was stopped") }
            map.clearGradient()
            let l = map.variable()
            let unit = sides.map { $0.matmul(l, transposingOther: true).unitRows() }
            let near = (unit[0] * unit[1]).sum(axis: 1), far = (unit[0] * unit[2]).sum(axis: 1)
            let loss = (((far - near) * Float(1 / temperature)).softplus() * weights).sum()
            let held = (l - start).squared().sum() * Float(regularization / Double(count))
            (loss + held).backward()
            optimizer.step()
        }
        return Matrix(rows: count, columns: count, elements: map.value.scalars)
    }

    /// 1 for each choice that a map agrees with, else 0; ties count half.
    private func agreement(_ map: Matrix<Float>, _ triples: [Triple]) -> [Double] {
        let mapped = rows.multiplied(by: map, transposeOther: true).unitRows
        func cosine(_ a: Int, _ b: Int) -> Float {
            (0..<mapped.columns).reduce(0) { $0 + mapped[a, $1] * mapped[b, $1] }
        }
        return triples.map { triple in
            let near = cosine(triple.anchor, triple.positive), far = cosine(triple.anchor, triple.negative)
            return near > far ? 1 : near == far ? 0.5 : 0
        }
    }
}
