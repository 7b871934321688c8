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
        /// The field that holds the sequences.
        var field: String?
        /// The file of pseudo-negatives.
        var pseudoNegatives: String?
        /// Which job this is, so that what it made is not made twice when it was killed at the very end.
        var job: String
        /// The measure that served when it began: held-out points are compared by it before.
        var baseline: Int
    }

    var request: Request
    /// CRC-32C of the rows and labels; training goes on over the same ones only.
    var data: UInt32
    var training: TrainingCheckpoint

    /// Removes what writes that were killed left behind.
    static func sweep(_ collection: VectorCollection) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: collection.folder.path)) ?? []
        for name in names where name.hasPrefix("learning.safetensors.") && name.hasSuffix(".partial") {
            try? FileManager.default.removeItem(at: collection.folder.appending(path: name))
        }
    }

    static func path(_ collection: VectorCollection) -> String { collection.folder.appending(path: "learning.safetensors").path }

    private struct Job: Codable {
        var request: Request
        var data: UInt32
    }

    private static let key = "kindred.learning"

    func write(to path: String) throws {
        var checkpoint = training.checkpoint()
        checkpoint.metadata[Self.key] = String(decoding: try JSONEncoder().encode(Job(request: request, data: data)), as: UTF8.self)
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
            let job = try JSONDecoder().decode(Job.self, from: Data((checkpoint.metadata[Self.key] ?? "").utf8))
            (request, data) = (job.request, job.data)
            training = try TrainingCheckpoint(checkpoint)
        } catch { throw StorageError(.corrupt, "the interrupted learning of collection \(collection) cannot be read: start anew", cause: error) }
    }
}
