public import Kindred
public import KindredLearning
import KindredMath

/// What an attack on a collection found.
public struct AttackReport: Sendable {
    /// One measure under attack.
    public struct Study: Sendable {
        /// The measure as its text, or the file of an encoder.
        public let measure: String
        /// The measure's number in the collection; nil for an encoder of a file.
        public let version: Int?
        /// What was found.
        public let figures: RobustnessFigures
        /// The points in most lists.
        public let hubs: HubList
        /// Where components are valid.
        public let box: InputBox
        /// Whether gradients are the measure's own, and not differences.
        public let isExact: Bool
        /// Smoothed embeddings are not kept: rows that were attacked, as they were.
        let rows: [Int: [Float]]

        /// What tables call it: its number, or its file.
        public var name: String { version.map { "measure \($0)" } ?? measure }

        init(
            _ measure: Measure, _ version: Int, _ labelled: LabelledRows, _ queries: [Int], _ settings: StudySettings, _ box: InputBox?,
            _ progress: (Int, Int) -> Void, _ isCancelled: @Sendable () -> Bool
        ) throws {
            let attack = try RetrievalAttack(labelled.rows, labels: labelled.labels, measure: measure, box: box, threads: settings.threads)
            let figures = try RobustnessStudy(attack, settings).run(queries, progress: progress, isCancelled: isCancelled)
            let hubs = try HubList(labelled.rows, labels: labelled.labels, measure: measure, queries: queries, threads: settings.threads, isCancelled: isCancelled)
            self.init(measure.description, version, attack, figures, hubs, labelled)
        }

        /// Images under an encoder of a file.
        init(
            _ encoder: ImageEncoder, file: String, _ labelled: LabelledRows, _ queries: [Int], _ settings: StudySettings, _ box: InputBox?,
            _ progress: (Int, Int) -> Void, _ isCancelled: @Sendable () -> Bool
        ) throws {
            let attack = try RetrievalAttack(labelled.rows, labels: labelled.labels, encoder: encoder, box: box, threads: settings.threads)
            let figures = try RobustnessStudy(attack, settings).run(queries, progress: progress, isCancelled: isCancelled)
            let embedded = try encoder.encode(labelled.rows, threads: settings.threads)
            let hubs = try HubList(embedded, labels: labelled.labels, measure: .cosine, queries: queries, threads: settings.threads, isCancelled: isCancelled)
            self.init(file, nil, attack, figures, hubs, labelled)
        }

        private init(_ measure: String, _ version: Int?, _ attack: RetrievalAttack, _ figures: RobustnessFigures, _ hubs: HubList, _ labelled: LabelledRows) {
            (self.measure, self.version, self.figures, self.hubs) = (measure, version, figures, hubs)
            (box, isExact) = (attack.box, attack.isExact)
            rows = Dictionary(uniqueKeysWithValues: figures.rows.map { ($0.row, labelled.rows.row($0.row)) })
        }
    }

    /// The collection, or the file of images.
    public let collection: String
    /// Points with a label, those of them that answer, and points without label.
    public let points, answering, unlabelled: Int
    /// The classes as they are called.
    public let classes: [String]
    /// What was found of the measure.
    public let study: Study
    /// What was found of another, when one was named.
    public let before: Study?
    /// Seconds of it all.
    public let seconds: Double
    let ids: [PointID]
    private let labels: [Int]

    init(_ collection: String, _ labelled: LabelledRows, of points: Int, _ study: Study, before: Study?, seconds: Double) {
        self.collection = collection
        self.points = points
        (answering, unlabelled, classes, ids, labels) = (labelled.labels.count, labelled.unlabelled, labelled.classes, labelled.ids, labelled.labels)
        self.study = study
        self.before = before
        self.seconds = seconds
    }

    /// Rows that were right and that PGD made wrong, those first that needed least.
    func fallen(_ most: Int) -> [AttackedRow] {
        let figures = study.figures
        let fallen = figures.rows.filter { $0.answer == $0.label && $0.step(figures.settings.epsilon).pgd != $0.label }
        return Array(fallen.sorted { ($0.smallestLength ?? .infinity, $0.row) < ($1.smallestLength ?? .infinity, $1.row) }.prefix(most))
    }

    func name(_ label: Int) -> String { classes[label] }
    func label(_ row: Int) -> Int { labels[row] }
}
