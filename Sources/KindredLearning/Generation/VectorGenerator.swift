internal import Foundation
public import KindredMath
public import KindredNN

/// What learnt to make vectors: the generator, and the discriminator that judged it.
public struct VectorGenerator: Sendable {
    /// The choices it was learnt by.
    public let settings: GeneratorSettings
    /// Classes that can be asked for; 0 when it knows none.
    public let classes: Int
    /// The share of each class among the rows that taught.
    public let shares: [Double]
    private let maker: FrozenNetwork
    private let judge: FrozenNetwork
    private let weights: [String: Tensor<Float>]
    private let scaling: InputScaling

    init(maker: Network<Float>, judge: Network<Float>, scaling: InputScaling, classes: Int, settings: GeneratorSettings, rarity: [Double]) {
        self.settings = settings
        self.classes = classes
        shares = rarity
        self.scaling = scaling
        self.maker = maker.frozen()
        self.judge = judge.frozen()
        let named = maker.parameters.map { ("generator.\($0.name)", $0.value) } + judge.parameters.map { ("discriminator.\($0.name)", $0.value) }
        weights = Dictionary(named) { first, _ in first }
    }

    /// Components of a vector.
    public var dimension: Int { scaling.mean.count }

    /// New vectors; of one class, or of all in the shares that taught. The same seed gives the same vectors.
    ///
    /// - Throws: `invalidParameter` for a class that it does not know, or a count below 0.
    public func vectors(_ count: Int, of label: Int? = nil, seed: UInt64 = 0) throws(LearningError) -> (vectors: Matrix<Float>, labels: [Int]?) {
        guard count >= 0 else { throw LearningError(.invalidParameter, "\(count) vectors: 0 and above is allowed") }
        if let label, !(0..<classes).contains(label) { throw LearningError(.invalidParameter, "class \(label) of \(classes) is unknown to the generator") }
        var random = SeededRandom(seed: seed, stream: 0x6E4)
        let labels = classes == 0 ? nil : (0..<count).map { _ in label ?? drawn(&random) }
        var inputs: [Float] = []
        for row in 0..<count {
            inputs += (0..<settings.latent).map { _ in Float(random.normal()) }
            if let labels { inputs += (0..<classes).map { $0 == labels[row] ? 1 : 0 } }
        }
        var made = count == 0 ? [] : maker(inputs.span)
        for i in made.indices { made[i] = made[i] / scaling.factor + scaling.mean[i % dimension] }
        return (Matrix(rows: count, columns: dimension, elements: made), labels)
    }

    private func drawn(_ random: inout SeededRandom) -> Int {
        var left = random.uniform()
        for (label, share) in shares.enumerated() {
            left -= share
            if left < 0 { return label }
        }
        return classes - 1
    }

    /// The discriminator's logit of each row: above 0 for what it takes for real. What is foreign to the rows that taught tends to be below.
    ///
    /// - Parameter labels: the class of each row; required when classes are known.
    /// - Precondition: rows of its dimension, and labels where it knows classes.
    public func scores(of rows: Matrix<Float>, labels: [Int]? = nil) -> [Float] {
        precondition(rows.columns == dimension && (classes == 0 || labels?.count == rows.rows), "rows of \(rows.columns) components for \(dimension)")
        guard rows.rows > 0 else { return [] }
        let scaled = scaling.tensor(rows, Array(0..<rows.rows))
        guard let labels, classes > 0 else { return judge(scaled.scalars.span) }
        let told = Variable(scaled).concatenated(with: Variable(GeneratorTrainer.oneHot(labels, classes)), axis: 1).value.scalars
        return judge(told.span)
    }
}

extension VectorGenerator {
    private struct Notes: Codable {
        var settings: GeneratorSettings
        var classes: Int
        var shares: [Double]
        var dimension: Int
    }
    private static let key = "kindred.generator"

    /// As tensors and notes of a safetensors file.
    public func checkpoint(metadata: [String: String] = [:]) -> Checkpoint {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let notes = Notes(settings: settings, classes: classes, shares: shares, dimension: dimension)
        var tensors = weights, metadata = metadata
        tensors["scaling.mean"] = Tensor(scaling.mean, shape: [dimension])
        tensors["scaling.factor"] = Tensor([scaling.factor], shape: [1])
        metadata[Self.key] = (try? encoder.encode(notes)).map { String(decoding: $0, as: UTF8.self) }
        return Checkpoint(tensors: tensors, metadata: metadata)
    }

    /// Out of what `checkpoint(metadata:)` made.
    ///
    /// - Throws: `malformedFile` when it is something else.
    public init(_ checkpoint: Checkpoint) throws(LearningError) {
        guard let notes = try? JSONDecoder().decode(Notes.self, from: Data((checkpoint.metadata[Self.key] ?? "").utf8)) else {
            throw LearningError(.malformedFile, "the file holds no generator of vectors")
        }
        try notes.settings.validate()
        guard (0...1_000_000).contains(notes.classes), notes.shares.count == notes.classes, (1...1_000_000).contains(notes.dimension),
            let mean = checkpoint.tensors["scaling.mean"], mean.shape == [notes.dimension], let factor = checkpoint.tensors["scaling.factor"], factor.count == 1,
            factor.scalars[0] > 0
        else { throw LearningError(.malformedFile, "the generator's notes do not fit its tensors") }
        let sizes = [notes.settings.latent + notes.classes] + notes.settings.hidden + [notes.dimension]
        let numbers = zip(sizes, sizes.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        guard numbers <= Double(checkpoint.tensors.values.reduce(0) { $0 + $1.count }) else {
            throw LearningError(.malformedFile, "the generator's notes speak of \(numbers) weights, more than there are")
        }
        let maker = Network<Float>(.mlp(notes.settings.latent + notes.classes, hidden: notes.settings.hidden, notes.dimension))
        let judge = Network<Float>(.mlp(notes.dimension + notes.classes, hidden: notes.settings.hidden, 1))
        for (prefix, network) in [("generator.", maker), ("discriminator.", judge)] {
            for parameter in network.parameters {
                guard let tensor = checkpoint.tensors[prefix + parameter.name], tensor.shape == parameter.value.shape else {
                    throw LearningError(.malformedFile, "the generator's tensor \(prefix)\(parameter.name) is missing or of another shape")
                }
                parameter.value = tensor
            }
        }
        self.init(
            maker: maker, judge: judge, scaling: InputScaling(mean: mean.scalars, factor: factor.scalars[0]), classes: notes.classes, settings: notes.settings, rarity: notes.shares)
    }
}
