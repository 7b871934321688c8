internal import KindredMath
internal import KindredNN

/// What the miner of a plan does to batches: some choose among what is there, one brings in rows from elsewhere.
struct BatchMining {
    private let settings: TrainingSettings
    private let source: any NegativeSource
    private let schedule: MiningSchedule?
    private var choice: TripletMiner.Choice?
    private var negatives: HardNegatives?
    /// What went wrong during the epoch.
    private(set) var warning: String?

    init(_ settings: TrainingSettings, source: any NegativeSource) throws(LearningError) {
        self.settings = settings
        self.source = source
        if let text = settings.mineSchedule {
            schedule = try MiningSchedule(parsing: text)
        } else {
            schedule = settings.miner.choice.map { MiningSchedule($0) }
        }
    }

    /// Prepares an epoch: asks the index for hard negatives, and notices a collapse.
    mutating func begin(epoch: Int, labels: [Int], _ embeddings: () -> Matrix<Float>) throws {
        guard settings.loss.comparesRows else { return }
        choice = schedule?.choice(atEpoch: epoch)
        if settings.miner == .index {
            negatives = try HardNegatives(embeddings(), labels: labels, source: source)
        }
    }

    /// A batch, and a hard negative for each of its rows when the index was asked.
    func extended(_ batch: [Int], iteration: Int) -> [Int] {
        guard let negatives else { return batch }
        var random = SeededRandom(seed: settings.seed ^ 0x1DE, stream: UInt64(iteration))
        return batch
            + batch.compactMap { anchor in
                let rows = negatives.rows(of: anchor)
                return rows.isEmpty ? nil : rows[random.integer(below: rows.count)]
            }
    }

    /// What to compare in a batch of embeddings; nil for everything.
    ///
    /// - Parameter asking: the same rows as they ask, when that is another embedding; anchors are told by the same places.
    mutating func tuples(_ embeddings: Tensor<Float>, asking: Tensor<Float>? = nil, _ labels: [Int], iteration: Int) -> Tuples? {
        guard settings.loss.comparesRows, choice != nil || settings.miner == .adaptive else { return nil }
        let rows = matrix(embeddings), distances = asking.map { matrix($0).euclideanDistances(to: rows) } ?? rows.euclideanDistances
        if settings.miner == .adaptive { return adaptive(distances, labels, iteration) }
        guard var choice else { return nil }
        if CollapseDetector().hasCollapsed(distances) {
            warning = "the embeddings of a batch became one: semi-hard triplets were mined instead of \(choice.rawValue) ones"
            choice = .semiHard
        }
        return .triplets(TripletMiner(choice, margin: settings.margin > 0 ? settings.margin : 0.2, fallsBackToEasy: true).triplets(distances, labels: labels))
    }

    private func matrix(_ embeddings: Tensor<Float>) -> Matrix<Float> {
        let rows = Matrix(rows: embeddings.shape[0], columns: embeddings.shape[1], elements: embeddings.scalars)
        return settings.isUnit ? rows.unitRows : rows
    }

    /// Every positive, and as many negatives as there are, drawn by their similarity.
    private func adaptive(_ distances: Matrix<Float>, _ labels: [Int], _ iteration: Int) -> Tuples {
        var random = SeededRandom(seed: settings.seed ^ 0xADA, stream: UInt64(iteration))
        guard case .pairs(let positive, let negative) = Tuples.allPairs(labels) else { return .allPairs(labels) }
        let byAnchor = Dictionary(grouping: negative, by: \.anchor)
        let drawn = byAnchor.keys.sorted().flatMap { anchor in
            let rows = byAnchor[anchor] ?? []
            var weights = AdaptiveNegatives(count: rows.count)
            // The cosine of unit rows, 1 − d²/2.
            weights.update(similarities: rows.map { 1 - Double(distances[anchor, $0.other] * distances[anchor, $0.other]) / 2 })
            return weights.draw(rows.count, &random).map { rows[$0] }
        }
        return .pairs(positive: positive, negative: drawn)
    }
}

extension Matrix where Scalar == Float {
    /// The Euclidean distances of every row to every other's embedding on the other side; 0 to its own, which is never compared.
    fileprivate func euclideanDistances(to others: Matrix) -> Matrix {
        var result = multiplied(by: others, transposeOther: true)
        let (own, far) = (squaredNorms, others.squaredNorms)
        for i in 0..<rows { for j in 0..<others.rows { result[i, j] = i == j ? 0 : Float(max(0, own[i] + far[j] - 2 * Double(result[i, j])).squareRoot()) } }
        return result
    }

    /// The Euclidean distances of all pairs of rows; clamped at 0, so near rows may seem equal.
    var euclideanDistances: Matrix {
        var result = multiplied(by: self, transposeOther: true)
        let squares = (0..<rows).map { result[$0, $0] }
        for i in 0..<rows { for j in 0..<rows { result[i, j] = i == j ? 0 : max(0, squares[i] + squares[j] - 2 * result[i, j]).squareRoot() } }
        return result
    }
}
