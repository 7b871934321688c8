/// How to learn: what was chosen; the rest is for the loss, the encoder and the data to decide.
///
///     var plan = TrainingPlan(loss: .contrastive, encoder: .mlp)
///     plan.seed = 1
///     let trainer = try Trainer(rows, labels: labels, plan: plan)
///
/// A field left nil takes a value that does well for the loss and the encoder: see `TrainingSettings`.
public struct TrainingPlan: Sendable, Hashable, Codable {
    /// The loss.
    public var loss: LossKind
    /// What is learnt.
    public var encoder: EncoderKind
    /// What is compared within a batch.
    public var miner: MinerKind = .all
    /// Miners of successive epochs, instead of one: `easy:2,semi-hard:8,hard`.
    public var mineSchedule: String?
    /// The dimension of embeddings.
    public var dimension: Int?
    /// Units of each hidden layer.
    public var hidden: [Int]?
    /// Epochs.
    public var epochs: Int?
    /// P of P × K batches.
    public var classesPerBatch: Int?
    /// K of P × K batches.
    public var rowsPerClass: Int?
    /// Rows of a batch for losses that do not compare rows.
    public var batch: Int?
    /// The learning rate at its height.
    public var learningRate: Double?
    /// What moves the weights.
    public var optimizer: OptimizerKind?
    /// Decoupled weight decay.
    public var weightDecay: Double?
    /// The margin of losses that have one; the multiple of `l-softmax` and `sphereface`.
    public var margin: Double?
    /// What losses with unit columns multiply cosines by.
    public var scale: Double?
    /// What losses of similarities divide them by.
    public var temperature: Double?
    /// λ of `center`.
    public var centerWeight: Double?
    /// β of `hard-contrastive`: how much more hard negatives count; 0 for all alike.
    public var hardness: Double?
    /// The share of the target that cross-entropies spread over all classes.
    public var smoothing: Double?
    /// The share of hidden units dropped out.
    public var dropout: Double?
    /// The deviation of noise added to rows, in units of their own deviation.
    public var noise: Double?
    /// Outputs of each convolution block.
    public var channels: [Int]?
    /// How images are changed at random.
    public var augmentation: ImageAugmentation?
    /// How many of the symmetries of a square make classes of their own: 1, 4 (turned) or 8 (and mirrored).
    public var symmetries: Int?
    /// Mixed negatives as a share of a batch, for losses that compare rows; nil for none.
    public var mixedNegatives: Double?
    /// Attacks to hold up against; nil for none.
    public var robust: RobustTraining?
    /// Whether what asks and what is stored are encoded alike; nil for one encoder.
    public var towers: TowerKind?
    /// Whether embeddings have unit norm; if not, they are compared by Euclidean distance.
    public var isUnit: Bool?
    /// The share of rows, or of classes for an open set, that judge and never teach.
    public var heldOut: Double?
    /// Whether whole classes are held out rather than rows of each.
    public var isOpenSet = false
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0

    /// A plan; of the loss that does well for the encoder, when none is named.
    public init(loss: LossKind? = nil, encoder: EncoderKind) {
        self.loss = loss ?? (encoder == .conv ? .cosFace : .contrastive)
        self.encoder = encoder
    }
}

/// What is learnt.
public enum EncoderKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// One linear map: a Mahalanobis distance when embeddings are not made unit.
    case linear
    /// Hidden layers of rectified units beside a linear map.
    case mlp
    /// Convolutions, for images.
    case conv
    /// Layers of LSTM, for series and texts.
    case lstm
}

/// What moves the weights.
public enum OptimizerKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// RMSprop.
    case rmsprop
    /// Adam with decoupled weight decay.
    case adam
    /// SGD with momentum 0.9.
    case sgd
}
