import Foundation
import Kindred
public import KindredLearning
import KindredMath

/// Learning from a file of images and one of labels, or from a folder of pictures, without a collection.
public struct ImageLearning: Sendable {
    /// The images: `.npy` of `[n, height, width]`, grey, in any units; or a folder of folders of pictures, one for each class.
    public var images: String
    /// Their classes: `.npy` of integers, or a line an image; nothing for a folder, whose folders are the classes.
    public var labels: String
    /// A list of the folder's pictures and their classes; all pictures by their folders when nil.
    public var list: String?
    /// Columns and rows that the folder's pictures are reduced to.
    public var side = 28
    /// Whether pictures of the folder that cannot be read are left out.
    public var skipsUnreadable = false
    /// How to learn; the encoder is convolutional.
    public var plan: TrainingPlan
    /// Where to write what was learned, as safetensors.
    public var output: String
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// Learning from a folder of pictures.
    public init(folder: String, plan: TrainingPlan, output: String) { self.init(images: folder, labels: "", plan: plan, output: output) }

    /// Learning from images.
    public init(images: String, labels: String, plan: TrainingPlan, output: String) {
        self.images = images
        self.labels = labels
        self.plan = plan
        self.output = output
    }

    /// Trains, judges by images that did not teach, and writes the model, whether or not it is better than pixels.
    ///
    /// - Parameter reading: told how many pictures of how many of a folder were read.
    /// - Throws: `FileError`: `unsupported` for an array that is no `[n, height, width]`, and for a picture that cannot be read; `LearningError`;
    ///   `StorageError.cancelled`.
    public func run(
        reading: (Int, Int) -> Void = { _, _ in }, progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> LearnReport {
        let start = ContinuousClock.now
        let (labelled, height, width, skipped) = try read(reading, isCancelled)
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
                points: labelled.labels.count, classes: labelled.classes.count, leftOut: skipped.count, seconds: (ContinuousClock.now - start).inSeconds),
            judgement: LearnReport.Judgement(
                figure: verdict.figure, before: verdict.before, after: verdict.after, gain: verdict.gain,
                refusal: verdict.isPromoted ? nil : verdict.refusal ?? "it is no better than pixels", warnings: skipped.prefix(Self.namedMax).map { "left out: \($0)" } + outcome.warnings),
            measure: nil, isPromoted: false, promotionSeconds: 0)
    }

    /// Pictures that a report names; their number it always says.
    private static let namedMax = 20

    private func read(_ progress: (Int, Int) -> Void, _ isCancelled: () -> Bool) throws -> (LabelledRows, height: Int, width: Int, skipped: [FileError]) {
        guard list != nil || IdentityFolder.isFolder(images) else {
            let (height, width) = try Self.size(images)
            return (try LabelledRows(vectors: images, labels: labels), height, width, [])
        }
        var reading = PictureReading(side: side)
        (reading.skipsUnreadable, reading.threads) = (skipsUnreadable, threads)
        let (labelled, skipped) = try LabelledRows.pictures(IdentityFolder(images, list: list), reading, progress: progress, isCancelled: isCancelled)
        return (labelled, side, side, skipped)
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
