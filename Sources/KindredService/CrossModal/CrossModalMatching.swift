import Foundation
public import Kindred
public import KindredLearning
import KindredMath

/// Two modalities in one space: what was learned, and how well partners find each other.
///
///     let matching = try CrossModalMatching(CrossModalRequest("images.npy", "texts.npy"))
///     matching.outcome.learned.forward.recall(at: 1)
public struct CrossModalMatching: Sendable {
    /// What the two are called.
    public let names: [String]
    /// How many pairs there are.
    public let pairs: Int
    /// What training led to.
    public let outcome: CrossModalTrainer.Outcome
    /// How it was done.
    public let settings: CrossModalSettings
    /// How long it took.
    public let seconds: Double
    /// The rows' embeddings, unit vectors, of either modality.
    private let embeddings: [Matrix<Float>]

    /// Components of the shared space.
    public var dimension: Int { outcome.first.outputDimension }

    /// Reads, trains and judges.
    ///
    /// - Parameter progress: told after each epoch.
    /// - Throws: `FileError`, `LearningError`.
    public init(_ request: CrossModalRequest, progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }) throws {
        try Self.check(request.names)
        let start = ContinuousClock.now, (a, b) = try request.read()
        outcome = try CrossModalTrainer(a, b, settings: request.settings).train(progress: progress, isCancelled: isCancelled)
        names = request.names
        pairs = a.rows
        settings = request.settings
        embeddings = [
            outcome.first.embeddings(of: a, isUnit: true, threads: request.settings.threads),
            outcome.second.embeddings(of: b, isUnit: true, threads: request.settings.threads),
        ]
        seconds = (ContinuousClock.now - start).inSeconds
    }

    /// - Throws: `LearningError.invalidParameter` unless there are two different names that may be names of files.
    public static func check(_ names: [String]) throws(LearningError) {
        let isGood = names.allSatisfy { !$0.isEmpty && !$0.contains("/") && !$0.hasPrefix(".") }
        guard names.count == 2, names[0] != names[1], isGood else {
            throw LearningError(.invalidParameter, "the modalities are named \(names): two different names are needed, without /")
        }
    }

    /// Writes both encoders as `NAME.safetensors` into a folder, which is made when it is not there. `kindred embed` applies them.
    ///
    /// - Returns: the files.
    /// - Throws: `FileError.unwritable`.
    public func write(to folder: String) throws -> [String] {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FileError(.unwritable, path: folder, "cannot be made: \(error.localizedDescription)")
        }
        return try zip(names, [outcome.first, outcome.second]).map { name, encoder in
            let path = (folder.hasSuffix("/") ? folder : folder + "/") + name + ".safetensors"
            try EncoderFile.write(encoder, isUnit: true, notes: ["kindred.modality": name, "kindred.modalities": names.joined(separator: ",")], to: path)
            return path
        }
    }

    /// Makes a collection with a vector for each modality, and stores all pairs in it: row i as point i.
    ///
    /// - Throws: `StorageError`: `alreadyExists`, ….
    public func store(_ collection: String, in operations: Operations) throws {
        let vectors = VectorConfiguration(dimension: dimension, measure: .cosine)
        try operations.create(CreateRequest(name: collection, configuration: CollectionConfiguration(vectors: [names[0]: vectors, names[1]: vectors])))
        let target = try operations.database.collection(collection)
        for start in stride(from: 0, to: pairs, by: 1000) {
            try target.upsert(
                (start..<min(start + 1000, pairs)).map { row in
                    Point(id: .number(UInt64(row)), vectors: [names[0]: embeddings[0].row(row), names[1]: embeddings[1].row(row)])
                })
        }
    }
}
