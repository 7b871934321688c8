import KindredLearning
import KindredMath
import KindredNN

/// Characters of some alphabets teach, characters of others are retrieved: Omniglot (Lake, Salakhutdinov, Tenenbaum, Science 350, 2015).
///
/// 600 batches of 16 characters × 4 images, RMSprop at 0.001 with ρ 0.9, for every loss alike.
struct AlphabetStudy {
    /// A loss by name, and what it compares.
    struct Method: Sendable {
        let name: String
        /// The triplets it sees; nil for all there is.
        var choice: TripletMiner?
        /// Whether a class has to win by a margin.
        var isMargin = false
        let make: @Sendable (_ head: ClassHead<Float>) -> any EmbeddingLoss<Float>
    }

    /// How characters never seen are found.
    struct Figures {
        var precision = 0.0
        var meanAveragePrecision = 0.0
        /// TAR where one of a hundred pairs of different characters is accepted.
        var acceptance = 0.0

        static func mean(_ all: [Figures]) -> Figures {
            let share = 1 / Double(max(1, all.count))
            return all.reduce(into: Figures()) { sum, one in
                sum.precision += share * one.precision
                sum.meanAveragePrecision += share * one.meanAveragePrecision
                sum.acceptance += share * one.acceptance
            }
        }
    }

    /// The numbers of an embedding.
    static let dimension = 64
    /// The perceptron of the protocol.
    static let perceptron = NetworkPlan.mlp(784, hidden: [256], dimension)
    /// Four blocks of convolutions.
    static let convolutions = NetworkPlan.convolutional(height: 28, width: 28)
    /// For convolutions: shifts and small turns, and nothing else.
    static let augmentation = ImageAugmentation(rotation: 15, scale: 0, shear: 0, shift: 0.1, thickness: 0)

    private let teaching, asked: LabelledRows
    let threads: Int

    /// The two small background sets in a folder, `omniglot-small1` and `omniglot-small2`, each with `images.npy` (28 × 28), `labels.npy` and
    /// `classes.json`, a list of "Alphabet/character".
    ///
    /// Alphabets that teach are not asked: the sets share two, and what is found of them is remembered, not learnt.
    init(folder: String, threads: Int) throws {
        let (first, second) = (try Self.images("\(folder)/omniglot-small1"), try Self.images("\(folder)/omniglot-small2"))
        let known = Set(first.classes.map(Self.alphabet))
        teaching = first
        asked = second.chosen(second.labels.indices.filter { !known.contains(Self.alphabet(second.classes[second.labels[$0]])) })
        guard asked.labels.count > 1 else { throw FileError(.mismatch, path: "\(folder)/omniglot-small2/classes.json", "names no alphabet but those that teach") }
        self.threads = threads
    }

    private static func alphabet(_ character: String) -> Substring { character.prefix { $0 != "/" } }

    private static func images(_ folder: String) throws -> LabelledRows {
        let names = "\(folder)/classes.json"
        var labelled = try LabelledRows(vectors: "\(folder)/images.npy", labels: "\(folder)/labels.npy")
        guard labelled.rows.columns == 784 else {
            throw FileError(.mismatch, path: "\(folder)/images.npy", "has images of \(labelled.rows.columns) pixels, not of 28 × 28")
        }
        guard case .array(let classes)? = try? JSONValue(parsing: TextFile.read(names)) else {
            throw FileError(.mismatch, path: names, "is no list of names")
        }
        labelled.classes = classes.map { $0.className ?? "" }
        guard labelled.labels.allSatisfy({ classes.indices.contains($0) }) else {
            throw FileError(.mismatch, path: names, "names \(classes.count) classes, of labels up to \(labelled.labels.max() ?? 0)")
        }
        labelled.rows = Matrix(rows: labelled.rows.rows, columns: 784, elements: labelled.rows.elements.map { $0 / 255 })
        return labelled
    }

    /// The names of the characters that are asked.
    var askedCharacters: [String] { Set(asked.labels).sorted().map { asked.classes[$0] } }

    /// The figures of the pixels themselves.
    func pixels() throws -> Figures { try figures(asked.rows) }

    /// The figures of what a network learns by a method, the mean of some seeds.
    func figures(_ method: Method, _ plan: NetworkPlan, augmentation: ImageAugmentation? = nil, seeds: Range<UInt64>) throws -> Figures {
        .mean(
            try seeds.map { seed in
                let embedded = taught(method, plan, augmentation, seed: seed).frozen()(asked.rows.elements.span, threads: threads)
                return try figures(Matrix(rows: asked.rows.rows, columns: Self.dimension, elements: embedded))
            })
    }

    private func taught(_ method: Method, _ plan: NetworkPlan, _ augmentation: ImageAugmentation?, seed: UInt64) -> Network<Float> {
        var random = SeededRandom(seed: seed, stream: 0xE1)
        let network = Network<Float>(plan, seed: seed)
        let loss = method.make(ClassHead(dimension: Self.dimension, classes: teaching.classes.count, random: &random))
        var optimizer = RMSprop(network.parameters + loss.parameters, learningRate: 0.001, decay: 0.9)
        let sampler = ClassSampler(labels: teaching.labels, classesPerBatch: 16, rowsPerClass: 4, batchesPerEpoch: 600, seed: seed)
        for (step, rows) in sampler.batches(epoch: 0).enumerated() {
            let pixels = rows.flatMap { row in
                augmentation?.applied(to: teaching.rows.row(row), height: 28, width: 28, &random) ?? teaching.rows.row(row)
            }
            optimizer.clearGradients()
            let embeddings = network(Variable(Tensor(pixels, shape: [rows.count, 784])), Pass(training: true, threads: threads))
            var batch = LossBatch(labels: rows.map { teaching.labels[$0] }, iteration: step + 1)
            if let miner = method.choice {
                var distances = Matrix(rows: rows.count, columns: Self.dimension, elements: embeddings.value.scalars).cosines
                for place in distances.elements.indices { distances.elements[place] = max(0, 2 - 2 * distances.elements[place]).squareRoot() }
                batch.tuples = .triplets(miner.triplets(distances, labels: batch.labels))
            }
            guard let value = loss(embeddings, batch) else { continue }
            value.backward()
            optimizer.step()
            loss.finishStep(embeddings.value, batch)
        }
        return network
    }

    private func figures(_ rows: Matrix<Float>) throws -> Figures {
        let result = try RetrievalEvaluation(figures: [.precision(at: 1), .meanAveragePrecisionAtR], threads: threads).leaveOneOut(rows, labels: asked.labels)
        let cosines = rows.cosines, labels = asked.labels
        var scores: [Double] = [], isSame: [Bool] = []
        for a in labels.indices {
            for b in 0..<a {
                scores.append(Double(cosines[a, b]))
                isSame.append(labels[a] == labels[b])
            }
        }
        let curve = try ROCCurve(scores: scores, isSame: isSame)
        return Figures(
            precision: result.mean(.precision(at: 1)), meanAveragePrecision: result.mean(.meanAveragePrecisionAtR),
            acceptance: curve.acceptance(falseAt: 0.01) ?? .nan)
    }
}

extension Matrix<Float> {
    /// The cosines of all rows with each other; 0 with a row of zeros.
    fileprivate var cosines: Matrix {
        var unit = elements
        for row in 0..<rows {
            let range = row * columns..<(row + 1) * columns
            let norm = unit[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
            for place in range { unit[place] = norm > 0 ? unit[place] / norm : 0 }
        }
        var products = [Float](repeating: 0, count: rows * rows), span = products.mutableSpan
        BLAS.active.multiply(unit.span, unit.span, transposeB: true, m: rows, n: rows, k: columns, into: &span)
        return Matrix(rows: rows, columns: rows, elements: products)
    }
}
