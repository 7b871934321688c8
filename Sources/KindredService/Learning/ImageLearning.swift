import Foundation
import Kindred
public import KindredLearning
import KindredMath

/// Learning from a file of images and one of labels, without a collection.
public struct ImageLearning: Sendable {
    /// The images: `.npy` of `[n, height, width]`, grey, in any units.
    public var images: String
    /// Their classes: `.npy` of integers, or a line an image.
    public var labels: String
    /// How to learn; the encoder is convolutional.
    public var plan: TrainingPlan
    /// Where to write what was learned, as safetensors.
    public var output: String
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// Learning from images.
    public init(images: String, labels: String, plan: TrainingPlan, output: String) {
        self.images = images
        self.labels = labels
        self.plan = plan
        self.output = output
    }

    /// Trains, judges by images that did not teach, and writes the model, whether or not it is better than pixels.
    ///
    /// - Throws: `FileError`: `unsupported` for an array that is no `[n, height, width]`; `LearningError`; `StorageError.cancelled`.
    public func run(progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }) throws -> LearnReport {
        let start = ContinuousClock.now
        let (height, width) = try Self.size(images)
        let labelled = try LabelledRows(vectors: images, labels: labels)
        let trainer = try ImageTrainer(labelled.rows, height: height, width: width, labels: labelled.labels, plan: plan, threads: threads)
        let outcome: ImageTrainer.Outcome
        do { outcome = try trainer.train(progress: progress, isCancelled: isCancelled) } catch let error as LearningError where error.code == .cancelled {
            throw StorageError(.cancelled, "learning from \(images) was stopped")
        }
        let verdict = outcome.verdict
        if let encoder = outcome.encoder {
            let notes = ["kindred.loss": outcome.settings.loss.rawValue, "kindred.seed": "\(outcome.settings.seed)", "kindred.\(verdict.figure)": "\(verdict.after)"]
            do { try encoder.write(to: output, metadata: notes) } catch { throw FileError(error, output, isReading: false) }
        }
        return LearnReport(
            training: LearnReport.Training(
                loss: outcome.settings.loss.rawValue, encoder: outcome.settings.encoder.rawValue, dimension: outcome.settings.dimension, losses: outcome.losses,
                points: labelled.labels.count, classes: labelled.classes.count, leftOut: 0, seconds: (ContinuousClock.now - start).inSeconds),
            judgement: LearnReport.Judgement(
                figure: verdict.figure, before: verdict.before, after: verdict.after, gain: verdict.gain,
                refusal: verdict.isPromoted ? nil : verdict.refusal ?? "it is no better than pixels", warnings: outcome.warnings),
            measure: nil, isPromoted: false, promotionSeconds: 0)
    }

    private static func size(_ path: String) throws(FileError) -> (Int, Int) {
        let source = try ByteSource(path: path)
        guard source.size != 0 else { throw FileError(.empty, path: path, "is empty") }
        let shape = try NpyHeader(source).shape
        guard shape.count == 3 || shape.count == 4 && shape[3] == 1 else {
            throw FileError(.unsupported, path: path, "images must be an array [n, height, width], the shape is \(shape)")
        }
        return (shape[1], shape[2])
    }
}
