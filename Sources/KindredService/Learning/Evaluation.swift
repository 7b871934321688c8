import Foundation
public import Kindred
public import KindredLearning
import KindredMath

/// What to judge, and how thoroughly.
public struct EvaluationRequest: Sendable {
    /// Rows that rank each other.
    public enum Source: Sendable {
        /// The points of a collection, by a field of their payload.
        case collection(String, label: PayloadPath, using: String = "", filter: String? = nil)
        /// A file of vectors and one of labels.
        case files(vectors: String, labels: String)
    }
    /// What is judged.
    public var source: Source
    /// Which of a collection's measures; nil for the one that serves.
    public var version: Int?
    /// The measure for rows of a file.
    public var measure = Measure.cosine
    /// How to read a file of vectors.
    public var options = VectorFileOptions()
    /// Rows that ask; the others only answer. All when there are fewer.
    public var queries = 2_000
    /// The depth of precision, recall and NDCG beside those that look at R.
    public var k = 10
    /// Threads to use.
    public var threads = 1
    /// Seed of the rows and pairs that are drawn, and of the bootstrap.
    public var seed: UInt64 = 0

    /// An evaluation.
    public init(_ source: Source) { self.source = source }
}

/// How well a measure finds what belongs together, with the interval of each figure over the queries.
///
/// Retrieval: each query ranks all other rows (Musgrave et al. 2020 for MAP@R). Verification: pairs of the same class against
/// pairs of different ones, as many of each.
public struct Evaluation: Sendable {
    /// The measure, as its text.
    public let measure: String
    /// The collection's number for it, when it has one.
    public let version: Int?
    /// Rows, classes and queries that counted.
    public let rows, classes, queries: Int
    /// Points without label, which were left out.
    public let unlabelled: Int
    /// Figures by name with their 95 % intervals.
    public let figures: [(name: String, interval: Bootstrap.Interval)]
    /// Area under the ROC curve of pairs, the rate at which both errors are equal, and true acceptance at 1 % false acceptance.
    public let area, equalErrorRate: Double
    /// nil when there are too few pairs to say.
    public let acceptance: Double?

    /// Figures of an evaluation, in the order in which people read them.
    public static func figures(at k: Int = 10) -> [RetrievalFigure] {
        (k == 1 ? [] : [.precision(at: 1)]) + [.precision(at: k), .recall(at: k), .rPrecision, .meanAveragePrecisionAtR, .ndcg(at: k)]
    }

    init(_ labelled: LabelledRows, measure: Measure, version: Int?, request: EvaluationRequest) throws {
        let asked = Self.queries(labelled.labels, request)
        let figures = Self.figures(at: request.k)
        let evaluation = RetrievalEvaluation(figures: figures, threads: request.threads)
        let result = try evaluation.leaveOneOut(labelled.rows, labels: labelled.labels, queries: asked, measure: measure)
        self.measure = measure.description
        self.version = version
        (rows, classes, unlabelled, queries) = (labelled.labels.count, labelled.classes.count, labelled.unlabelled, result.queries.count)
        self.figures = figures.map { ($0.description, result.interval($0, Bootstrap(seed: request.seed))) }
        let pairs = Self.pairs(labelled.labels, request.seed)
        let curve = try ROCCurve(scores: labelled.scores(of: pairs, under: measure), isSame: pairs.map(\.2))
        (area, equalErrorRate, acceptance) = (curve.area, curve.equalErrorRate, curve.acceptance(falseAt: 0.01))
    }

    /// The rows that ask; nil for all.
    static func queries(_ labels: [Int], _ request: EvaluationRequest) -> [Int]? {
        guard labels.count > request.queries else { return nil }
        var random = SeededRandom(seed: request.seed, stream: 11), all = Array(labels.indices)
        random.shuffle(&all)
        return all.prefix(request.queries).sorted()
    }

    /// Pairs of one class, and of two, that are judged.
    static let pairsOfEach = 10_000

    /// Pairs of rows of the same class, and as many of different ones, drawn with replacement.
    static func pairs(_ labels: [Int], _ seed: UInt64) -> [(Int, Int, Bool)] {
        var random = SeededRandom(seed: seed, stream: 12), rows: [Int: [Int]] = [:]
        for (row, label) in labels.enumerated() { rows[label, default: []].append(row) }
        let several = labels.indices.filter { rows[labels[$0], default: []].count > 1 }
        var pairs: [(Int, Int, Bool)] = []
        while pairs.count < pairsOfEach {
            let first = several[random.integer(below: several.count)], others = rows[labels[first], default: []]
            let second = others[random.integer(below: others.count)]
            if first != second { pairs.append((first, second, true)) }
        }
        while pairs.count < 2 * pairsOfEach {
            let first = random.integer(below: labels.count), second = random.integer(below: labels.count)
            if labels[first] != labels[second] { pairs.append((first, second, false)) }
        }
        return pairs
    }

    /// `{"measure", "version", "rows", "classes", "queries", "figures": {"map@r": {"mean", "lower", "upper"}}, "auc", "eer", "tar@far=0.01"}`.
    public var json: JSONObject {
        var object: JSONObject = [
            "measure": .string(measure), "version": version.map { JSONValue($0) } ?? .null, "rows": .init(rows), "classes": .init(classes),
            "queries": .init(queries), "unlabelled": .init(unlabelled),
        ]
        object["figures"] = .object(JSONObject(figures.map { ($0.name, .object($0.interval.json)) }))
        object["auc"] = .double(area)
        object["eer"] = .double(equalErrorRate)
        object["tar@far=0.01"] = acceptance.map { .double($0) } ?? .null
        return object
    }
}

extension LabelledRows {
    /// How alike the rows of each pair are, larger for nearer ones.
    func scores(of pairs: [(Int, Int, Bool)], under measure: Measure) -> [Double] {
        pairs.map { -Double(measure.kind.cost(ofValue: measure.value(rows.row($0.0).span, rows.row($0.1).span))) }
    }
}

extension Bootstrap.Interval {
    /// `{"mean", "lower", "upper"}`.
    public var json: JSONObject { ["mean": .double(mean), "lower": .double(lower), "upper": .double(upper)] }
}

extension Operations {
    /// Judges a collection's measure by a field of the payload, or vectors of a file by their labels.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`; `FileError`; `MeasureError`.
    /// - Complexity: O(queries · rows · dimension).
    public func evaluate(_ request: EvaluationRequest) throws -> Evaluation {
        guard case .collection(let name, let label, let vector, let filter) = request.source else { return try Self.evaluateFiles(request) }
        let collection = try database.collection(name)
        let version = try Self.measure(request.version, collection.measures(of: vector), name)
        let labelled = try LabelledRows(collection, label: label, using: vector, filter: try filter.map { try Filter(parsingTextOrJSON: $0) })
        return try Evaluation(labelled, measure: version.measure, version: version.number, request: request)
    }

    /// Judges vectors of a file by their labels.
    ///
    /// - Throws: `FileError`, `MeasureError`; `StorageError.invalidArgument` for a source that is no file.
    public static func evaluateFiles(_ request: EvaluationRequest) throws -> Evaluation {
        guard case .files(let vectors, let labels) = request.source else {
            throw StorageError(.invalidArgument, "a collection is judged in its database")
        }
        let labelled = try LabelledRows(vectors: vectors, labels: labels, options: request.options)
        let fitted = try request.measure.fitted(to: labelled.rows.elements.span, dimension: labelled.rows.columns)
        return try Evaluation(labelled, measure: fitted, version: nil, request: request)
    }
}
