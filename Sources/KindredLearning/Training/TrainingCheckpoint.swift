public import KindredNN

/// Training between two epochs: all it takes to go on as if nothing had happened.
///
/// Random numbers follow from the seed and the epoch, so there is no generator to keep.
public struct TrainingCheckpoint: Sendable, Equatable {
    /// The choices that it was made under; training goes on under the same only.
    public var settings: TrainingSettings
    /// Epochs done.
    public var epoch: Int
    /// Steps done.
    public var iteration: Int
    /// The mean loss of each epoch done.
    public var losses: [Double]
    /// Weights, statistics and what the loss keeps, by name.
    public var tensors: [String: Tensor<Float>]
    /// What the optimiser remembers.
    public var optimizer: [Tensor<Float>]

    /// A checkpoint.
    public init(settings: TrainingSettings, epoch: Int, iteration: Int, losses: [Double], tensors: [String: Tensor<Float>], optimizer: [Tensor<Float>]) {
        self.settings = settings
        self.epoch = epoch
        self.iteration = iteration
        self.losses = losses
        self.tensors = tensors
        self.optimizer = optimizer
    }
}
