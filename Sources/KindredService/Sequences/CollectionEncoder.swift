#if Keras
import Foundation
import Kindred
public import KindredKeras
import KindredNN

/// The model by which a collection makes one of its vectors out of a payload field: a text, or a series of numbers.
///
/// A file in the collection's folder, which copies of the collection bring along.
public struct CollectionEncoder: Sendable {
    /// The vector that it makes.
    public let vector: String
    /// The field that holds the sequence: a text, a list of numbers, or a list of lists of numbers.
    public let field: PayloadPath
    /// The model; a vector is its last hidden state.
    public let model: SequentialModel

    private static let key = "kindred.encoder.field"

    /// The encoder of a vector; nil when it has none, as vectors that come with their points.
    ///
    /// - Throws: `StorageError.corrupt` for a file that is none.
    public init?(of collection: VectorCollection, vector: String) throws {
        let file = Self.file(collection, vector)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            let checkpoint = try Checkpoint(contentsOf: file.path)
            model = try SequentialModel(checkpoint)
            field = try PayloadPath(parsing: checkpoint.metadata[Self.key] ?? "")
        } catch { throw StorageError(.corrupt, "the encoder of vector \"\(vector)\" of collection \(collection.name) cannot be read", cause: error) }
        self.vector = vector
    }

    /// Makes a model the encoder of a vector that the collection does not have yet: the vector is added, for points to be encoded.
    ///
    /// - Parameter checkpoint: the model's, whose last hidden state has `configuration.dimension` components.
    /// - Throws: `StorageError.alreadyExists` when there is such a vector; what adding one throws.
    static func add(
        _ checkpoint: Checkpoint, field: PayloadPath, vector: String, _ configuration: VectorConfiguration, to collection: VectorCollection
    ) throws {
        guard collection.configuration.vectors[vector] == nil else {
            throw StorageError(.alreadyExists, "collection \(collection.name) has a vector named \"\(vector)\" already")
        }
        let file = file(collection, vector)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        var checkpoint = checkpoint
        checkpoint.metadata[key] = "\(field)"
        // First the file: a vector without its encoder would never be filled.
        do { try checkpoint.write(to: file.path) } catch { throw FileError(error, file.path, isReading: false) }
        try collection.addVector(vector, configuration)
    }

    /// Where the encoder of a vector lies.
    private static func file(_ collection: VectorCollection, _ vector: String) -> URL {
        let name = vector.utf8.map { String($0, radix: 16) }.joined()
        return collection.folder.appending(path: "\(VectorCollection.encodersFolder)/\(name.isEmpty ? "unnamed" : name).safetensors")
    }

    /// The sequence of a payload as the model takes it; nil when the field holds none.
    func row(of payload: Payload) -> Tensor<Float>? {
        guard let value = payload.values(at: field).first, let sequence = PayloadSequence(value) else { return nil }
        switch sequence {
        case .text(let text): return try? model.row(of: text)
        case .series(let numbers, _): return try? model.row(of: numbers)
        }
    }
}
#endif
