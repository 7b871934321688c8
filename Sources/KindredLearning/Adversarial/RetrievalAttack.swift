public import KindredMath
internal import KindredNN
public import KindredSimilarity

/// Attacks on rows as queries of each other: how many of them still find their own class first.
///
///     let attack = try RetrievalAttack(rows, labels: labels, measure: measure, box: InputBox(0, 1))
///     let figures = try RobustnessStudy(attack, StudySettings(epsilon: 0.1)).run()
///
/// Each query is changed within ε and the box; the rows that answer stay as they are, the query's own left out.
public struct RetrievalAttack: Sendable {
    /// What is attacked.
    public let model: any AttackedModel<Float>
    /// Whether gradients are the measure's own, and not differences.
    public let isExact: Bool
    /// Where components are valid.
    public let box: InputBox
    let rows: Matrix<Float>
    let labels: [Int]

    /// Rows of classes 0..<C under a measure.
    ///
    /// - Parameter box: from the least to the greatest component when nil.
    /// - Throws: `dimensionMismatch`; `invalidParameter` for a row outside the box; `MeasureError` when the measure does not take the rows.
    public init(_ rows: Matrix<Float>, labels: [Int], measure: Measure, box: InputBox? = nil, threads: Int = 1) throws {
        try measure.check(dimension: rows.columns)
        let box = try Self.checked(box, rows, labels)
        if let exact = RetrievalModel(rows, labels: labels, measure: measure, threads: threads) {
            self.init(exact, isExact: true, rows, labels, box)
        } else {
            self.init(try FiniteDifferenceModel(rows, labels: labels, measure: measure), isExact: false, rows, labels, box)
        }
    }

    /// Grey images of classes 0..<C under what an encoder makes of them, compared by cosine.
    ///
    /// - Parameter box: from the least to the greatest pixel when nil.
    /// - Throws: `dimensionMismatch`; `invalidParameter` for an image outside the box.
    public init(_ images: Matrix<Float>, labels: [Int], encoder: ImageEncoder, box: InputBox? = nil, threads: Int = 1) throws(LearningError) {
        guard images.columns == encoder.height * encoder.width else {
            throw LearningError(.dimensionMismatch, "images of \(images.columns) pixels for an encoder of \(encoder.height) × \(encoder.width)")
        }
        let box = try Self.checked(box, images, labels)
        self.init(RetrievalModel(images, labels: labels, encoder: encoder, threads: threads), isExact: true, images, labels, box)
    }

    private init(_ model: any AttackedModel<Float>, isExact: Bool, _ rows: Matrix<Float>, _ labels: [Int], _ box: InputBox) {
        self.model = model
        self.isExact = isExact
        self.rows = rows
        self.labels = labels
        self.box = box
    }

    private static func checked(_ box: InputBox?, _ rows: Matrix<Float>, _ labels: [Int]) throws(LearningError) -> InputBox {
        guard rows.rows == labels.count else { throw LearningError(.dimensionMismatch, "\(rows.rows) rows and \(labels.count) labels") }
        let box = if let box { box } else { try InputBox(of: rows) }
        if let place = rows.elements.firstIndex(where: { Double($0) < box.low || Double($0) > box.high }) {
            throw LearningError(.invalidParameter, "row \(place / rows.columns) has the component \(rows.elements[place]), outside the box from \(box.low) to \(box.high)")
        }
        return box
    }

    /// Queries that can be right: rows of whose class there is another.
    public func askable(_ queries: [Int]) -> [Int] {
        let sizes = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return queries.filter { sizes[labels[$0], default: 0] > 1 }
    }

    /// The inputs of some rows.
    func inputs(_ queries: [Int]) -> Tensor<Float> { Tensor(queries.flatMap { rows.row($0) }, shape: [queries.count, rows.columns]) }

    /// Whether inputs, each made of a row, find the row's class first.
    func isRight(_ inputs: Tensor<Float>, _ queries: [Int]) -> [Bool] {
        let evaluation = model.evaluation(at: inputs, of: queries)
        return queries.enumerated().map { evaluation.best($0) == labels[$1] }
    }

    /// The strong attack of a number of steps: from FGSM's point and from random ones, keeping the best.
    func strongest(_ epsilon: Double, norm: AttackNorm, steps: Int, restarts: Int, seed: UInt64) -> PGD {
        PGD(
            epsilon: epsilon, norm: norm, steps: steps, starts: [.fgsm] + [PGD.Start](repeating: .random, count: restarts), keepsBest: true, goal: AttackGoal(.margin),
            seed: seed)
    }

    /// Whether each query is right as it is, and under the strong attack: what a gate judges by.
    ///
    /// - Complexity: O(steps · queries · rows).
    func rightUnderAttack(_ queries: [Int], epsilon: Double, norm: AttackNorm, steps: Int, seed: UInt64, threads: Int) -> (clean: [Bool], attacked: [Bool]) {
        let attack = strongest(epsilon, norm: norm, steps: steps, restarts: 1, seed: seed)
        let blocks = RowBlocks(count: queries.count, threads: threads, size: 16).map { range in
            let chosen = Array(queries[range]), x = inputs(chosen), own = chosen.map { labels[$0] }
            return (isRight(x, chosen), isRight(attack.changed(x, model, chosen, own, box), chosen))
        }
        return (blocks.flatMap(\.0), blocks.flatMap(\.1))
    }
}

extension PGD {
    /// The attack on a model of whatever type.
    func changed(_ x: Tensor<Float>, _ model: some AttackedModel<Float>, _ rows: [Int], _ labels: [Int], _ box: InputBox, known: Tensor<Float>? = nil) -> Tensor<Float> {
        self(model, x, rows: rows, labels: labels, box: box, known: known)
    }
}
