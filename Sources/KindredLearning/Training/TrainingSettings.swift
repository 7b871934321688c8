/// A plan with every choice made.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// The loss.
    public let loss: LossKind
    /// What is learnt.
    public let encoder: EncoderKind
    /// What is compared within a batch.
    public let miner: MinerKind
    /// Miners of successive epochs, instead of one.
    public let mineSchedule: String?
    /// The dimension of embeddings.
    public let dimension: Int
    /// Units of each hidden layer.
    public let hidden: [Int]
    /// Epochs.
    public let epochs: Int
    /// P.
    public let classesPerBatch: Int
    /// K.
    public let rowsPerClass: Int
    /// Rows of a batch for losses that do not compare rows.
    public let batch: Int
    /// The learning rate at its height.
    public let learningRate: Double
    /// What moves the weights.
    public let optimizer: OptimizerKind
    /// Decoupled weight decay.
    public let weightDecay: Double
    /// The margin, or the multiple of `l-softmax` and `sphereface`.
    public let margin: Double
    /// What cosines are multiplied by.
    public let scale: Double
    /// What similarities are divided by.
    public let temperature: Double
    /// λ of `center`.
    public let centerWeight: Double
    /// β of `hard-contrastive`.
    public let hardness: Double
    /// The share of the target spread over all classes.
    public let smoothing: Double
    /// The share of hidden units dropped out.
    public let dropout: Double
    /// The deviation of noise, in units of the rows' own.
    public let noise: Double
    /// Whether the last linear map of a convolutional encoder serves training alone, and its inputs are the embeddings: unless a
    /// dimension was asked for. That map is drawn to the classes at hand; what it reads carries over better to others.
    public let servesFeatures: Bool
    /// Outputs of each convolution block.
    public let channels: [Int]
    /// How images are changed at random.
    public let augmentation: ImageAugmentation
    /// How many of the symmetries of a square make classes of their own.
    public let symmetries: Int
    /// Mixed negatives as a share of a batch; nil for none.
    public let mixedNegatives: Double?
    /// Attacks to hold up against; nil for none.
    public let robust: RobustTraining?
    /// Asymmetric, or nil for one encoder for both sides.
    public let towers: TowerKind?
    /// Whether embeddings have unit norm.
    public let isUnit: Bool
    /// The share held out.
    public let heldOut: Double
    /// Whether whole classes are held out.
    public let isOpenSet: Bool
    /// Seed of everything that is drawn.
    public let seed: UInt64

    /// The choices of a plan for `rows` rows of a dimension and a number of classes, and good ones where it made none.
    ///
    /// - Throws: `invalidParameter` naming the value and its range.
    public init(_ plan: TrainingPlan, rows: Int, dimension: Int, classes: Int) throws(LearningError) {
        let isSmall = rows < Self.fewRows
        loss = plan.loss
        encoder = plan.encoder
        miner = plan.miner
        mineSchedule = plan.mineSchedule
        self.dimension = plan.dimension ?? Self.dimension(plan.encoder, dimension)
        hidden = Self.hidden(plan, isSmall: isSmall)
        let classesPerBatch = min(max(1, classes), plan.classesPerBatch ?? 16)
        self.classesPerBatch = classesPerBatch
        rowsPerClass = plan.rowsPerClass ?? max(4, 96 / classesPerBatch)
        batch = plan.batch ?? (isSmall || plan.encoder == .conv ? 64 : 256)
        let perEpoch = plan.loss.comparesRows ? rows / max(1, classesPerBatch * rowsPerClass) : rows / batch
        epochs = plan.epochs ?? Self.epochs(plan.encoder, stepsPerEpoch: perEpoch)
        learningRate = plan.learningRate ?? Self.learningRate(plan, isSmall: isSmall)
        optimizer = plan.optimizer ?? .adam
        weightDecay = plan.weightDecay ?? 0.0001
        margin = plan.margin ?? (plan.encoder == .conv && plan.loss == .cosFace ? 0.2 : Self.margin(plan.loss))
        scale = plan.scale ?? (plan.encoder == .conv ? 20 : plan.robust != nil && plan.loss == .normalizedSoftmax ? 10 : Self.scale(plan.loss))
        temperature = plan.temperature ?? (plan.loss == .hardContrastive ? 0.5 : plan.loss == .supCon ? 0.1 : 0.07)
        centerWeight = plan.centerWeight ?? 0.003
        hardness = plan.hardness ?? 1
        smoothing = plan.smoothing ?? Self.smoothing(plan, isSmall: isSmall)
        dropout = [.mlp, .lstm].contains(plan.encoder) ? plan.dropout ?? 0 : 0
        noise = plan.noise ?? Self.noise(plan, isSmall: isSmall)
        servesFeatures = plan.encoder == .conv && plan.dimension == nil
        channels = plan.encoder == .conv ? plan.channels ?? [64, 64, 128, 256] : []
        augmentation = plan.augmentation ?? ImageAugmentation()
        symmetries = plan.encoder == .conv ? plan.symmetries ?? 4 : 1
        mixedNegatives = plan.mixedNegatives
        robust = plan.robust
        towers = plan.towers == .asymmetric ? .asymmetric : nil
        isUnit = plan.isUnit ?? true
        heldOut = plan.heldOut ?? (plan.encoder == .conv ? 0.05 : 0.15)
        isOpenSet = plan.isOpenSet
        seed = plan.seed
        try plan.validateTowers()
        try validate()
    }

    /// Below so many rows, noise and small batches do more than units.
    private static let fewRows = 5000
    /// Images changed at random are never seen twice: many epochs do not tire.
    private static let imageEpochs = 40

    private static func learningRate(_ plan: TrainingPlan, isSmall: Bool) -> Double {
        if plan.encoder == .conv { return 0.006 }
        if plan.encoder == .lstm { return 0.004 }
        return isSmall || plan.loss.comparesRows ? 0.001 : 0.004
    }

    /// A smoothed target is reached before classes have closed up, which retrieval among few rows misses; attacks want them closed.
    private static func smoothing(_ plan: TrainingPlan, isSmall: Bool) -> Double {
        switch plan.loss {
        case .softmax: plan.robust == nil ? 0.1 : 0
        case .normalizedSoftmax: plan.robust == nil && !isSmall ? 0.1 : 0
        default: 0
        }
    }

    /// Noise stands in for rows that are not there; attacked rows and a class head want none.
    private static func noise(_ plan: TrainingPlan, isSmall: Bool) -> Double {
        isSmall && plan.encoder == .mlp && plan.robust == nil && plan.loss != .normalizedSoftmax ? 0.5 : 0
    }

    private static func dimension(_ encoder: EncoderKind, _ dimension: Int) -> Int {
        switch encoder {
        case .conv: 128
        case .lstm: 64
        default: min(128, max(2, dimension))
        }
    }

    private static func hidden(_ plan: TrainingPlan, isSmall: Bool) -> [Int] {
        switch plan.encoder {
        case .mlp: plan.hidden ?? [isSmall ? 512 : 1024]
        // The layers before the one whose hidden state is the embedding.
        case .lstm: plan.hidden ?? []
        default: []
        }
    }

    private static func epochs(_ encoder: EncoderKind, stepsPerEpoch: Int) -> Int {
        switch encoder {
        case .conv: imageEpochs
        case .lstm: min(150, max(10, 1000 / max(1, stepsPerEpoch)))
        default: min(200, max(12, 2000 / max(1, stepsPerEpoch)))
        }
    }

    private static func margin(_ loss: LossKind) -> Double {
        switch loss {
        case .contrastive: 1.2
        case .triplet: 0.2
        case .cosFace: 0.35
        case .arcFace: 0.5
        case .airFace: 0.45
        case .combinedMargin: 0.3
        case .lSoftmax, .sphereFace: 4
        default: 0
        }
    }

    private static func scale(_ loss: LossKind) -> Double {
        loss == .normalizedSoftmax ? 20 : 64
    }

    private func validate() throws(LearningError) {
        try Self.require(dimension, "dimension", 1...65_536)
        for units in hidden { try Self.require(units, "hidden", 1...65_536) }
        for outputs in channels { try Self.require(outputs, "channels", 1...4096) }
        guard [1, 4, 8].contains(symmetries) else { throw LearningError(.invalidParameter, "symmetries is \(symmetries): 1, 4 or 8 is allowed") }
        try Self.require(epochs, "epochs", 1...1_000_000)
        try Self.require(classesPerBatch, "classesPerBatch", 1...65_536)
        try Self.require(rowsPerClass, "rowsPerClass", (loss.comparesRows ? 2 : 1)...65_536)
        try Self.require(batch, "batch", 1...1_048_576)
        try Self.require(learningRate, "learningRate", 0...1e6)
        try Self.require(weightDecay, "weightDecay", 0...1e3)
        try Self.require(margin, "margin", -1e3...1e3)
        try Self.require(scale, "scale", 1e-3...1e6)
        try Self.require(temperature, "temperature", 0.02...1e3)
        try Self.require(centerWeight, "centerWeight", 0...1e6)
        try Self.require(hardness, "hardness", 0...1e3)
        try Self.require(smoothing, "smoothing", 0...0.999)
        try Self.require(dropout, "dropout", 0...0.999)
        try Self.require(noise, "noise", 0...1e3)
        try Self.require(heldOut, "heldOut", 0.001...0.9)
        if let mixedNegatives {
            try Self.require(mixedNegatives, "mixedNegatives", 0...10)
            guard loss.comparesRows else { throw LearningError(.invalidParameter, "negatives are mixed for losses that compare rows: \(loss.rawValue) has a column for each class") }
        }
        try robust?.validate()
        if robust != nil, encoder != .linear, encoder != .mlp {
            throw LearningError(.invalidParameter, "robust training is of vectors by linear or mlp: \(encoder.rawValue) learns without it")
        }
        if let mineSchedule { _ = try MiningSchedule(parsing: mineSchedule) }
    }

    private static func require<Value: Comparable>(_ value: Value, _ name: String, _ range: ClosedRange<Value>) throws(LearningError) {
        guard !range.contains(value) else { return }
        throw LearningError(.invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed")
    }
}
