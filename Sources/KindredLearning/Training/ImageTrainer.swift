public import KindredMath
internal import KindredNN

/// Learns an encoder of labelled grey images by a network of convolutions.
///
/// ```swift
/// let trainer = try ImageTrainer(images, height: 28, width: 28, labels: labels, plan: TrainingPlan(encoder: .conv))
/// let outcome = try trainer.train()
/// try outcome.encoder?.write(to: "model.safetensors")
/// ```
///
/// Square images turned by 90 degrees make classes of their own, and every image is changed a little at random each time it is
/// seen: so few classes teach what tells classes apart that were never seen.
public struct ImageTrainer: Sendable {
    /// What training led to.
    public struct Outcome: Sendable {
        /// The choices made.
        public let settings: TrainingSettings
        /// What was learnt; nil when a weight is no number.
        public let encoder: ImageEncoder?
        /// Whether it may be served: judged beside the pixels themselves.
        public let verdict: GateVerdict
        /// The mean loss of each epoch.
        public let losses: [Double]
        /// What the reader of the verdict ought to know.
        public let warnings: [String]
    }

    /// The choices made.
    public let settings: TrainingSettings
    /// The images that teach and those that judge.
    public let split: LabelSplit
    /// Threads to use; nothing depends on it but the time.
    public var threads: Int
    /// The views that make an embedding; they are moved by about the width of a stroke.
    public var views = ImageEncoder.Views()
    private let images: Matrix<Float>
    private let labels: [Int]
    private let height: Int, width: Int

    /// A trainer of labelled images, a row each.
    ///
    /// - Throws: `dimensionMismatch` when sizes or numbers do not fit; `notFinite`; `tooFewRows` for fewer than two classes or four
    ///   images; `invalidParameter`.
    public init(_ images: Matrix<Float>, height: Int, width: Int, labels: [Int], plan: TrainingPlan, threads: Int = 1) throws(LearningError) {
        guard images.columns == height * width, height > 1, width > 1 else {
            throw LearningError(.dimensionMismatch, "images of \(images.columns) pixels are not \(height) × \(width)")
        }
        guard images.rows == labels.count else { throw LearningError(.dimensionMismatch, "\(images.rows) images and \(labels.count) labels") }
        if let place = images.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "image \(place / images.columns) has the pixel \(images.elements[place])")
        }
        let classes = Set(labels).count
        guard images.rows >= 4, classes > 1 else {
            throw LearningError(.tooFewRows, "\(images.rows) images of \(classes) classes: 4 images of 2 are the least to learn from")
        }
        var plan = plan
        plan.encoder = .conv
        if height != width { plan.symmetries = 1 }
        let settings = try TrainingSettings(plan, rows: images.rows, dimension: images.columns, classes: classes)
        self.settings = settings
        split = try settings.isOpenSet ? .byClass(labels, heldOut: settings.heldOut, seed: settings.seed) : .stratified(labels, heldOut: settings.heldOut, seed: settings.seed)
        self.images = images
        self.labels = labels
        self.height = height
        self.width = width
        self.threads = threads
    }

    /// Trains, and judges by retrieval of held-out images, beside that by their pixels.
    ///
    /// - Parameters: as of `Trainer.train`.
    /// - Throws: as `Trainer.train`.
    public func train(
        resuming checkpoint: TrainingCheckpoint? = nil, progress: (TrainingProgress) -> Void = { _ in },
        saves: ((TrainingCheckpoint) throws -> Void)? = nil, isCancelled: () -> Bool = { false }
    ) throws -> Outcome {
        let plan = NetworkPlan(.convolutional(height: height, width: width, inputs: 1, channels: settings.channels, outputs: settings.dimension))
        let scaling = PixelScaling(images, height: height, width: width), count = settings.symmetries
        let inputs = ImageInputs(
            images: images, height: height, width: width, scaling: scaling, symmetries: count, augmentation: settings.augmentation)
        let rows = split.training.flatMap { image in (0..<count).map { image * count + $0 } }
        let run = try TrainingRun(
            settings, inputs, rows: rows, labels: rows.map { labels[$0 / count] * count + $0 % count }, source: ExactNegativeSource(threads: threads), threads: threads
        ) { ImageNetwork(plan, seed: settings.seed) }
        if let checkpoint { try run.resume(checkpoint) }
        try run.runToEnd(progress, saves, isCancelled)
        let learnt = run.hasDiverged ? nil : run.network as? ImageNetwork, network = settings.servesFeatures ? learnt?.withoutProjection() : learnt?.network
        let taught = Matrix(rows: split.training.count, columns: images.columns, elements: split.training.flatMap { images.row($0) })
        let encoder = try network.map { network in
            try ImageEncoder(network, height: height, width: width, scaling: scaling, views: views)
                .whitened(by: taught, labels: split.training.map { labels[$0] }, threads: threads)
        }
        return try judged(encoder, run)
    }

    private func judged(_ encoder: ImageEncoder?, _ run: TrainingRun) throws -> Outcome {
        let figure = RetrievalFigure.meanAveragePrecisionAtR, before = try evaluate(images)
        guard let encoder else {
            return Outcome(
                settings: settings, encoder: nil, verdict: GateVerdict(figure.description, before: before.values[figure] ?? [], refusal: run.refusal), losses: run.losses, warnings: run.warnings)
        }
        let after = try evaluate(encoder.encode(images, threads: threads))
        return Outcome(
            settings: settings, encoder: encoder, verdict: GateVerdict(figure, before: before, after: after, seed: settings.seed), losses: run.losses, warnings: run.warnings)
    }

    private func evaluate(_ vectors: Matrix<Float>) throws -> RetrievalResult {
        let evaluation = RetrievalEvaluation(figures: [.meanAveragePrecisionAtR], threads: threads)
        guard settings.isOpenSet else { return try evaluation.leaveOneOut(vectors, labels: labels, queries: split.heldOut, measure: nil) }
        let chosen = Matrix(rows: split.heldOut.count, columns: vectors.columns, elements: split.heldOut.flatMap { vectors.row($0) })
        return try evaluation.leaveOneOut(chosen, labels: split.heldOut.map { labels[$0] })
    }
}
