import Foundation
import Kindred
public import KindredLearning
import KindredMath
import KindredNN

/// An attack on what an encoder of images answers, from files and without a collection.
///
/// The images are each other's neighbours by the cosine of their embeddings, as ``ImageLearning`` judges.
public struct ImageAttack: Sendable {
    /// The images: `.npy` of `[n, height, width]`, grey, in the units of those that taught; or a folder of folders of pictures.
    public var images: String
    /// Their classes: `.npy` of integers, or a line an image; nothing for a folder, whose folders are the classes.
    public var labels: String
    /// A list of the folder's pictures and their classes; all pictures by their folders when nil.
    public var list: String?
    /// Whether pictures of the folder that cannot be read are left out.
    public var skipsUnreadable = false
    /// The encoder, as safetensors that `learn` wrote.
    public var model: String
    /// Another one to set beside it; nil for none.
    public var before: String?
    /// How thoroughly.
    public var settings: StudySettings
    /// The class that attacks aim at, by its name; nil when any wrong one will do.
    public var target: String?
    /// Images that are attacked; the others only answer.
    public var points = 500
    /// The range of valid pixels; the images' own when nil.
    public var box: InputBox?
    /// Where to write a page about it.
    public var report: String?

    /// An attack on an encoder.
    public init(images: String, labels: String, model: String, settings: StudySettings = StudySettings()) {
        self.images = images
        self.labels = labels
        self.model = model
        self.settings = settings
    }

    /// Attacks images drawn by the seed.
    ///
    /// - Throws: `FileError` for files that cannot be read and a page that cannot be written; `LearningError` for images of another size than
    ///   the encoder's, settings out of range and an image outside the box; `StorageError.invalidArgument` for an unknown class, `cancelled`.
    /// - Complexity: O(steps · images attacked · (weights · views + images · dimension)).
    public func run(progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }) throws -> AttackReport {
        let start = ContinuousClock.now, files = [model] + [before].compactMap { $0 }
        if let report { try ReportPage.check(path: report) }
        var labelled = try read(isCancelled), settings = settings
        labelled.ids = labelled.labels.indices.map { .number(UInt64($0)) }
        settings.target = try target.map { try Operations.target($0, labelled) }
        let queries = Operations.attacked(labelled.labels.count, points, settings.seed)
        return try Operations.stoppable {
            let studies = try files.enumerated().map { round, file in
                let told = { (done: Int, all: Int) in progress(round * all + done, files.count * all) }
                return try AttackReport.Study(Self.encoder(file), file: file, labelled, queries, settings, box, told, isCancelled)
            }
            let found = AttackReport(images, labelled, of: labelled.labels.count, studies[0], before: studies.dropFirst().first, seconds: (ContinuousClock.now - start).inSeconds)
            if let report { try found.page().write(to: report) }
            return found
        }
    }

    private func read(_ isCancelled: @Sendable () -> Bool) throws -> LabelledRows {
        guard list != nil || IdentityFolder.isFolder(images) else { return try LabelledRows(vectors: images, labels: labels) }
        let encoder = try PictureVectors.encoder(model)
        var reading = PictureReading(width: encoder.width, height: encoder.height)
        (reading.skipsUnreadable, reading.threads) = (skipsUnreadable, settings.threads)
        let read = try LabelledRows.pictures(IdentityFolder(images, list: list), reading, isCancelled: isCancelled)
        var labelled = read.rows
        labelled.unlabelled = read.skipped.count
        return labelled
    }

    private static func encoder(_ path: String) throws -> ImageEncoder {
        do { return try ImageEncoder(contentsOf: path) } catch let error as CheckpointError { throw FileError(error, path, isReading: true) }
    }
}
