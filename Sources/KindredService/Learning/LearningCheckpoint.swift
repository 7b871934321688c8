import Foundation
import Kindred
import KindredLearning
import KindredNN

/// A learning job between two epochs, in the collection's folder: what it was asked for, on which points, and how far it is.
///
/// The file is replaced whole after each epoch, so a process killed at any moment leaves the epoch before.
struct LearningCheckpoint {
    /// What a resumed job takes over.
    struct Request: Codable, Equatable {
        var supervision: LearnRequest.Supervision
        var plan: TrainingPlan
        var using: String
        var filter: String?
    }

    var request: Request
    /// CRC-32C of the rows and labels; training goes on over the same ones only.
    var data: UInt32
    var training: TrainingCheckpoint

    static func path(_ collection: VectorCollection) -> String { collection.folder.appending(path: "learning.safetensors").path }

    private struct State: Codable {
        var request: Request
        var data: UInt32
        var settings: TrainingSettings
        var epoch: Int
        var iteration: Int
        var losses: [Double]
        var optimizerTensors: Int
    }

    private static let key = "kindred.learning"

    func write(to path: String) throws {
        let state = State(
            request: request, data: data, settings: training.settings, epoch: training.epoch, iteration: training.iteration, losses: training.losses,
            optimizerTensors: training.optimizer.count)
        var checkpoint = Checkpoint(metadata: [Self.key: String(decoding: try JSONEncoder().encode(state), as: UTF8.self)])
        for (name, tensor) in training.tensors { checkpoint.tensors["weights.\(name)"] = tensor }
        for (place, tensor) in training.optimizer.enumerated() { checkpoint.tensors["optimizer.\(place)"] = tensor }
        try checkpoint.write(to: path)
    }

    init(request: Request, data: UInt32, training: TrainingCheckpoint) {
        self.request = request
        self.data = data
        self.training = training
    }

    /// - Throws: `StorageError.notFound` when nothing was interrupted, `corrupt` for a file that cannot be gone on with.
    init(reading path: String, of collection: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StorageError(.notFound, "no learning of collection \(collection) was interrupted")
        }
        do {
            let checkpoint = try Checkpoint(contentsOf: path)
            let state = try JSONDecoder().decode(State.self, from: Data((checkpoint.metadata[Self.key] ?? "").utf8))
            var tensors: [String: Tensor<Float>] = [:]
            for (name, tensor) in checkpoint.tensors where name.hasPrefix("weights.") { tensors[String(name.dropFirst("weights.".count))] = tensor }
            let optimizer = (0..<state.optimizerTensors).compactMap { checkpoint.tensors["optimizer.\($0)"] }
            (request, data) = (state.request, state.data)
            training = TrainingCheckpoint(
                settings: state.settings, epoch: state.epoch, iteration: state.iteration, losses: state.losses, tensors: tensors, optimizer: optimizer)
        } catch { throw StorageError(.corrupt, "the interrupted learning of collection \(collection) cannot be read: start anew", cause: error) }
    }
}
