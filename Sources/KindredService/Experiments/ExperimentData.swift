import Kindred
import KindredLearning
import KindredMath

/// The data that experiments run on: a folder with `digits/` and `glosses/`, as the repository's Demo has them.
public struct ExperimentData: Sendable {
    /// The folder.
    public let folder: String
    /// Threads to use.
    public var threads: Int
    /// Seed of everything that is drawn.
    public var seed: UInt64

    /// Data of a folder.
    public init(folder: String, threads: Int = 1, seed: UInt64 = 1) {
        self.folder = folder
        self.threads = threads
        self.seed = seed
    }

    /// Handwritten digits of 8 × 8 grey values.
    var digits: LabelledRows {
        get throws { try LabelledRows(vectors: "\(folder)/digits/vectors.npy", labels: "\(folder)/digits/labels.npy") }
    }

    /// Dictionary entries as vectors of a sentence encoder, by lexicographer category.
    var glosses: LabelledRows {
        get throws {
            let batch = try VectorFile.readAll("\(folder)/glosses/vectors.npy")
            var payloads = try PayloadFileReader(path: "\(folder)/glosses/payload.jsonl"), numbers = ClassNumbers()
            let labels = try payloads.next(batch.count).map { text in
                numbers.number(of: try text.map { try JSONObject(parsing: $0) }?["category"]?.className ?? "")
            }
            guard labels.count == batch.count else {
                throw FileError(.mismatch, path: payloads.path, "has \(labels.count) payloads for \(batch.count) vectors")
            }
            return LabelledRows(rows: Matrix(rows: batch.count, columns: batch.dimension, elements: batch.values), labels: labels, classes: numbers.names)
        }
    }

    /// Some rows of labelled ones, drawn without regard to class.
    func sample(_ labelled: LabelledRows, _ count: Int) -> LabelledRows {
        var random = SeededRandom(seed: seed, stream: 41), all = Array(labelled.labels.indices)
        random.shuffle(&all)
        return labelled.chosen(all.prefix(count).sorted())
    }

    /// What a plan makes of rows, with the held-out rows' numbers.
    func trained(_ plan: TrainingPlan, on labelled: LabelledRows) throws -> (outcome: TrainingOutcome, heldOut: [Int]) {
        var plan = plan
        plan.seed = seed
        let trainer = try Trainer(labelled.rows, labels: labelled.labels, plan: plan, threads: threads)
        return (try trainer.train(), trainer.split.heldOut)
    }
}

extension LabelledRows {
    /// What an encoder makes of some of the rows, with their labels.
    func encoded(_ encoder: LearnedEncoder, _ chosen: [Int], isUnit: Bool, threads: Int = 1) -> (rows: Matrix<Float>, labels: [Int]) {
        (encoder.embeddings(of: rows.rows(chosen), isUnit: isUnit, threads: threads), chosen.map { labels[$0] })
    }

    /// MAP@R of some of the rows among themselves, by the cosine of what an encoder makes of them.
    func meanAveragePrecision(_ encoder: LearnedEncoder, _ chosen: [Int], threads: Int) throws -> Double {
        let encoded = encoded(encoder, chosen, isUnit: true, threads: threads), figure = RetrievalFigure.meanAveragePrecisionAtR
        return try RetrievalEvaluation(figures: [figure], threads: threads).leaveOneOut(encoded.rows, labels: encoded.labels).mean(figure)
    }
}

/// How rows spread within and between their classes.
struct ClassSpread {
    /// The mean squared distance to the class's mean, over that to the mean of all: 0 when classes are points, 1 when they are nothing.
    let withinShare: Double
    /// The mean angle between the means of two classes, and between a row and its class's mean, in degrees.
    let between, within: Double

    init(_ rows: Matrix<Float>, labels: [Int]) {
        let columns = rows.columns, classes = Array(Set(labels)).sorted()
        func mean(_ chosen: [Int]) -> [Double] {
            (0..<columns).map { column in chosen.reduce(0.0) { $0 + Double(rows[$1, column]) } / Double(max(1, chosen.count)) }
        }
        func squared(_ row: Int, _ centre: [Double]) -> Double {
            (0..<columns).reduce(0.0) { $0 + (Double(rows[row, $1]) - centre[$1]) * (Double(rows[row, $1]) - centre[$1]) }
        }
        let all = mean(Array(labels.indices)), members = classes.map { label in labels.indices.filter { labels[$0] == label } }
        let centres = members.map(mean)
        let inside = zip(members, centres).reduce(0.0) { sum, group in group.0.reduce(sum) { $0 + squared($1, group.1) } }
        let total = labels.indices.reduce(0.0) { $0 + squared($1, all) }
        withinShare = total > 0 ? inside / total : 1
        let wide = (0..<rows.rows).map { rows.row($0).map(Double.init) }
        var angles: [Double] = []
        for a in centres.indices { for b in 0..<a { angles.append(Self.degrees(centres[a], centres[b])) } }
        between = angles.reduce(0, +) / Double(max(1, angles.count))
        let own = zip(members, centres).flatMap { group in group.0.map { Self.degrees(wide[$0], group.1) } }
        within = own.reduce(0, +) / Double(max(1, own.count))
    }

    private static func degrees(_ a: [Double], _ b: [Double]) -> Double {
        Measure.angular.value(a, b) * 180 / .pi
    }
}

extension Measure {
    fileprivate static let angular = (try? Measure(parsing: "angular")) ?? .cosine
}
