internal import Foundation
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

extension TrainingCheckpoint {
    private static let keys = (settings: "kindred.training.settings", place: "kindred.training.place", losses: "kindred.training.losses")
    private static let optimizerPrefix = "optimizer."

    /// As tensors and notes of a safetensors file.
    public func checkpoint() -> Checkpoint {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var all = tensors
        for (place, tensor) in optimizer.enumerated() { all["\(Self.optimizerPrefix)\(place)"] = tensor }
        return Checkpoint(
            tensors: all,
            metadata: [
                Self.keys.settings: (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? "",
                Self.keys.place: "\(epoch) \(iteration)", Self.keys.losses: losses.map { "\($0)" }.joined(separator: " "),
            ])
    }

    /// Out of what `checkpoint()` made.
    ///
    /// - Throws: `malformedFile` when it is something else.
    public init(_ checkpoint: Checkpoint) throws(LearningError) {
        let notes = checkpoint.metadata, place = (notes[Self.keys.place] ?? "").split(separator: " ").compactMap { Int($0) }
        guard place.count == 2, place[0] >= 0, place[1] >= 0,
            let settings = try? JSONDecoder().decode(TrainingSettings.self, from: Data((notes[Self.keys.settings] ?? "").utf8))
        else { throw LearningError(.malformedFile, "the file holds no training to resume") }
        let states = checkpoint.tensors.keys.filter { $0.hasPrefix(Self.optimizerPrefix) }.count
        self.init(
            settings: settings, epoch: place[0], iteration: place[1], losses: (notes[Self.keys.losses] ?? "").split(separator: " ").compactMap { Double($0) },
            tensors: checkpoint.tensors.filter { !$0.key.hasPrefix(Self.optimizerPrefix) },
            optimizer: (0..<states).compactMap { checkpoint.tensors["\(Self.optimizerPrefix)\($0)"] })
    }
}
