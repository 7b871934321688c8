import Foundation
public import Kindred
public import KindredLearning
import KindredMath
import KindredNN

/// Which collection's vectors a generator shall learn to make.
public struct GeneratorRequest: Sendable {
    /// The collection.
    public var collection: String
    /// Where to write the generator, a safetensors file.
    public var output: String
    /// The payload field that holds the class, so that vectors of one class can be asked for; nil for all alike.
    public var label: PayloadPath?
    /// How to learn.
    public var settings = GeneratorSettings()
    /// Which of the points' vectors.
    public var using = ""
    /// Only points that match teach.
    public var filter: String?

    /// A generator of a collection's vectors, for a file.
    public init(collection: String, output: String) {
        self.collection = collection
        self.output = output
    }
}

/// What learning to make vectors led to.
public struct GeneratorReport: Sendable {
    /// Points that taught, and their classes.
    public let points, classes: Int
    /// How good it is, by points that did not teach.
    public let quality: GenerationQuality
    /// Seconds of it all.
    public let seconds: Double

    /// `{"points", "classes", "precision", "recall", "discriminator_accuracy", "mean_gap", "deviation_ratio", "seconds"}`.
    public var json: JSONObject {
        [
            "points": .init(points), "classes": .init(classes), "precision": .finite(quality.precision), "recall": .finite(quality.recall),
            "discriminator_accuracy": .finite(quality.discriminator), "mean_gap": .finite(quality.meanGap), "deviation_ratio": .finite(quality.deviationRatio),
            "seconds": .finite((seconds * 1e3).rounded() / 1e3),
        ]
    }
}

extension Operations {
    /// Learns to make vectors like a collection's, and judges what it makes by a tenth of the points, which teach nothing.
    ///
    /// - Parameters:
    ///   - progress: told how many of how many steps are done.
    ///   - isCancelled: asked before each step.
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled`; `LearningError`; `FileError` when the file cannot be written.
    public func learnGenerator(_ request: GeneratorRequest, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }) throws -> GeneratorReport {
        let start = ContinuousClock.now, collection = try database.collection(request.collection)
        try ReportPage.check(path: request.output)
        let filter = try request.filter.map { try Filter(parsingTextOrJSON: $0) }
        let labelled =
            try request.label.map { try LabelledRows(collection, label: $0, using: request.using, filter: filter) } ?? LabelledRows(unlabelled: collection, using: request.using, filter: filter)
        let judges = Self.judges(labelled.rows.rows, request.settings.seed), held = Set(judges), taught = labelled.rows.rows - judges.count
        let teachers = (0..<labelled.rows.rows).filter { !held.contains($0) }
        let labels = request.label == nil ? nil : labelled.labels
        return try Self.stoppable {
            let trainer = try GeneratorTrainer(labelled.rows.rows(teachers), labels: labels.map { all in teachers.map { all[$0] } }, settings: request.settings)
            let generator = try trainer.train(progress: progress, isCancelled: isCancelled)
            let quality = try GenerationQuality(
                generator, labelled.rows.rows(judges), labels: generator.classes == 0 ? nil : labels.map { all in judges.map { all[$0] } }, seed: request.settings.seed)
            try GeneratorFile.write(generator, classes: labels == nil ? [] : labelled.classes, to: request.output)
            return GeneratorReport(points: taught, classes: generator.classes, quality: quality, seconds: (ContinuousClock.now - start).inSeconds)
        }
    }

    /// A tenth of the rows, a thousand at most.
    private static func judges(_ count: Int, _ seed: UInt64) -> [Int] {
        var random = SeededRandom(seed: seed, stream: 0x6B0)
        return random.sample(min(1000, max(min(4, count), count / 10)), of: count)
    }
}

extension LabelledRows {
    /// All points, as if of one class.
    fileprivate init(unlabelled collection: VectorCollection, using vector: String, filter: Filter?) throws {
        guard let dimension = collection.configuration.vectors[vector]?.dimension else {
            throw StorageError(.invalidArgument, "collection \(collection.name) has no vector named \"\(vector)\"")
        }
        var values: [Float] = [], next: PointID? = nil
        repeat {
            let page = try collection.scroll(from: next, limit: 8_192, filter: filter, withPayload: false, withVectors: true)
            for point in page.points { values += point.vectors[vector] ?? [] }
            next = page.next
        } while next != nil
        let count = values.count / dimension
        self.init(rows: Matrix(rows: count, columns: dimension, elements: values), labels: [Int](repeating: 0, count: count), classes: ["all"])
    }
}
