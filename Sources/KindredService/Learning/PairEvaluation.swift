import Foundation
public import Kindred
public import KindredLearning
import KindredMath

/// Pair accuracy by the protocol of Labeled Faces in the Wild (Huang et al. 2007): each fold is judged at the threshold that is best on
/// the others. Beside it the curve of all pairs at once.
public struct PairEvaluation: Sendable {
    /// A share of same pairs accepted where a share of different ones is.
    public struct Acceptance: Sendable, Hashable {
        /// The share of different pairs accepted, FAR.
        public var rate: Double
        /// The share of same pairs accepted, TAR; nil when there are too few pairs to say.
        public var share: Double?
    }

    /// The accuracy of each fold, and their mean with its standard error.
    public let accuracy: PairAccuracy
    /// Area under the ROC curve, and the rate at which both errors are equal.
    public let area, equalErrorRate: Double
    /// TAR at a FAR of 0.1, 0.01 and 0.001.
    public let acceptances: [Acceptance]
    /// Pairs that were judged.
    public let pairs: Int
    /// Pairs that name a picture which is left out.
    public let leftOut: Int
    /// Pictures that are left out, and why.
    public let skipped: [FileError]

    /// Judges pairs of a `pairs.txt` (`10 300`, then `name i j` and `name1 i name2 j` lines) by vectors whose labels are the names.
    ///
    /// - Throws: `FileError`; `LearningError` for a malformed list or one that names what is not there; `MeasureError`.
    public init(vectors: String, labels: String, pairs path: String, measure: Measure = .cosine, options: VectorFileOptions = .init()) throws {
        let batch = try VectorFile.readAll(vectors, options: options, atLeast: 2)
        let names = try LabelFile.names(labels, rows: batch.count), list = try VerificationPairs(file: path)
        let rows = try FileError.about(path) { () throws(LearningError) in try list.rows(among: names) }
        try self.init(list, rows.map { $0 }, Matrix(rows: batch.count, columns: batch.dimension, elements: batch.values), measure)
    }

    /// Judges pairs of a `pairs.txt` by pictures: member 7 of a name is its picture `NAME_0007`, or its seventh by the order of the paths.
    ///
    /// Pairs that name a picture which was left out are left out.
    ///
    /// - Throws: `FileError` for a malformed list or one that names what is not there; `MeasureError`; `LearningError` when a fold has no pair left.
    public init(_ pictures: PictureVectors, pairs path: String, measure: Measure = .cosine) throws {
        let list = try VerificationPairs(file: path), missing = Set(pictures.rows.indices).subtracting(pictures.places)
        let rows = try FileError.about(path) { () throws(LearningError) in try list.rows(among: PictureMembers(pictures.rows), leftOut: missing) }
        let vectorOf = Dictionary(uniqueKeysWithValues: zip(pictures.places, pictures.places.indices))
        let pairs = rows.map { row in row.flatMap { row in vectorOf[row.first].flatMap { first in vectorOf[row.second].map { (first: first, second: $0) } } } }
        try self.init(list, pairs, pictures.vectors, measure, skipped: pictures.skipped)
    }

    private init(_ list: VerificationPairs, _ rows: [(first: Int, second: Int)?], _ vectors: Matrix<Float>, _ measure: Measure, skipped: [FileError] = []) throws {
        let fitted = try measure.fitted(to: vectors.elements.span, dimension: vectors.columns)
        let judged = zip(list.pairs, rows).compactMap { pair, row in row.map { (pair: pair, row: $0) } }
        let scores = judged.map { -Double(fitted.kind.cost(ofValue: fitted.value(vectors.row($0.row.first).span, vectors.row($0.row.second).span))) }
        accuracy = try PairAccuracy(scores: scores, isSame: judged.map(\.pair.isSame), fold: judged.map(\.pair.fold))
        let curve = try ROCCurve(scores: scores, isSame: judged.map(\.pair.isSame))
        (area, equalErrorRate) = (curve.area, curve.equalErrorRate)
        acceptances = [0.1, 0.01, 0.001].map { Acceptance(rate: $0, share: curve.acceptance(falseAt: $0)) }
        pairs = judged.count
        leftOut = rows.count - judged.count
        self.skipped = skipped
    }

    /// `{"pairs", "accuracy", "standard_error", "folds", "auc", "eer", "tar@far=0.01", …}`, and of pictures `"left_out"` pairs and `"skipped"`.
    public var json: JSONObject {
        var object: JSONObject = [
            "pairs": .init(pairs), "accuracy": .double(accuracy.mean), "standard_error": .double(accuracy.standardError),
            "folds": .array(accuracy.folds.map { .double($0) }), "auc": .double(area), "eer": .double(equalErrorRate),
        ]
        for acceptance in acceptances { object["tar@far=\(acceptance.rate)"] = acceptance.share.map { .double($0) } ?? .null }
        object["left_out"] = .init(leftOut)
        object["skipped"] = .array(skipped.map(\.json))
        return object
    }
}

extension VerificationPairs {
    /// Reads a `pairs.txt` from a file.
    ///
    /// - Throws: `FileError`.
    init(file path: String) throws(FileError) {
        let text = try TextFile.read(path)
        self = try FileError.about(path) { () throws(LearningError) in try VerificationPairs(parsing: text) }
    }
}

extension FileError {
    /// What a list says wrong, as an error of its file.
    static func about<Value>(_ path: String, _ read: () throws(LearningError) -> Value) throws(FileError) -> Value {
        do { return try read() } catch { throw FileError(.malformed, path: path, error.message) }
    }

    /// `{"file", "reason"}`.
    public var json: JSONValue { .object(["file": .string(path), "reason": .string(message)]) }
}
