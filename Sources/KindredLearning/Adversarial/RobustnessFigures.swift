/// What a study found: all accuracies are shares of the attacked rows.
public struct RobustnessFigures: Sendable {
    /// Accuracies at one size.
    public struct Point: Sendable, Hashable {
        /// ε.
        public let epsilon: Double
        /// The share of rows that find their class first after FGSM's change and after PGD's.
        public let fgsm, pgd: Double
    }

    /// One class.
    public struct ClassFigures: Sendable, Hashable {
        /// Its number, and how many of its rows were attacked.
        public let label, rows: Int
        /// Accuracies without attack and under PGD at ε.
        public let clean, pgd: Double
        /// The class that its rows are most often taken for under PGD; nil when never.
        public let mistakenFor: Int?
        /// The median length of DeepFool's changes; nil without any.
        public let smallestLength: Double?
    }

    /// How thoroughly it was attacked.
    public let settings: StudySettings
    /// Every attacked row.
    public let rows: [AttackedRow]
    /// Accuracies without attack, under FGSM and under PGD at ε.
    public let clean, fgsm, pgd: Double
    /// The share of rows that answer the class aimed at; nil when none was.
    public let reached: Double?
    /// Accuracies at each size, ascending.
    public let curve: [Point]
    /// The weakest classes first.
    public let classes: [ClassFigures]
    /// Certified rows.
    public let certificates: [Certificate]

    init(_ rows: [AttackedRow], _ certificates: [Certificate], _ settings: StudySettings) {
        self.settings = settings
        self.rows = rows
        self.certificates = certificates
        let epsilon = settings.epsilon, share = { (counts: (AttackedRow) -> Bool) in Double(rows.count(where: counts)) / Double(max(1, rows.count)) }
        clean = share { $0.answer == $0.label }
        fgsm = share { $0.step(epsilon).fgsm == $0.label }
        pgd = share { $0.step(epsilon).pgd == $0.label }
        reached = settings.target.map { target in share { $0.step(epsilon).pgd == target } }
        curve = RobustnessStudy.sizes(settings).map { size in
            Point(epsilon: size, fgsm: share { $0.step(size).fgsm == $0.label }, pgd: share { $0.step(size).pgd == $0.label })
        }
        classes = Dictionary(grouping: rows, by: \.label).map { Self.figures($0, $1, epsilon) }.sorted { ($0.pgd, $0.clean, $0.label) < ($1.pgd, $1.clean, $1.label) }
    }

    private static func figures(_ label: Int, _ rows: [AttackedRow], _ epsilon: Double) -> ClassFigures {
        let wrong = rows.map { $0.step(epsilon).pgd }.filter { $0 != label }.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        return ClassFigures(
            label: label, rows: rows.count, clean: Double(rows.count { $0.answer == label }) / Double(rows.count), pgd: Double(rows.count { $0.step(epsilon).pgd == label }) / Double(rows.count),
            mistakenFor: wrong.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key, smallestLength: median(rows.compactMap(\.smallestLength)))
    }

    /// The median length of DeepFool's changes, of rows rightly answered; nil without any.
    public var medianLength: Double? { Self.median(rows.compactMap(\.smallestLength)) }
    /// The median largest component of DeepFool's changes under that norm; nil without any.
    public var medianMaximum: Double? { Self.median(rows.compactMap(\.smallestMaximum)) }
    /// ρ: the mean of the length of DeepFool's changes over the length of the row; nil without any.
    public var relativeLength: Double? {
        let shares = rows.compactMap { row in row.smallestLength.flatMap { row.length > 0 ? $0 / row.length : nil } }
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }
    /// The median certified radius, rows without certificate counting 0; nil when none was sought.
    public var medianRadius: Double? { Self.median(certificates.map { $0.isRight ? $0.radius : 0 }) }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted(), middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
