import Foundation
import Testing

@testable import KindredService

/// The digits that lie in the repository.
enum Digits {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let vectors = root.appendingPathComponent("Demo/digits/vectors.npy").path
    static let labels = root.appendingPathComponent("Demo/digits/labels.npy").path
}

@Suite struct EvaluationTests {
    /// Musgrave and others' accuracy calculator gives the same.
    @Test func averagePrecisionIsGolden() {
        #expect(abs(RetrievalQuality.averagePrecision([true, false, true]) - 0.5555555555555556) < 1e-15)
        #expect(RetrievalQuality.averagePrecision([]) == 0 && RetrievalQuality.averagePrecision([false]) == 0 && RetrievalQuality.averagePrecision([true, true]) == 1)
    }

    /// The table that `kindred compare` publishes, for the measures of one matrix product and one of pairs; the other measures' values are tested in their own room.
    @Test(arguments: [("cosine", 0.98887, 0.540044), ("dot", 0.721202, 0.300557), ("ndd", 0.941013, 0.437198), ("mahalanobis", 0.957707, 0.229240), ("per-dimension:exp:16.0", 0.983862, 0.509327)])
    func theDigits(text: String, precision: Double, map: Double) throws {
        let vectors = try VectorFile.readAll(Digits.vectors), labels = try LabelFile.read(Digits.labels, rows: vectors.count)
        #expect(MeasureTrial.measures(largest: MeasureTrial(vectors, labels: labels).largest).contains(text))
        let measure = try Measure(parsing: text).fitted(to: vectors.values.span, dimension: 64)
        let quality = try RetrievalQuality(measure, rows: vectors.values.span, dimension: 64, labels: labels)
        #expect(quality.queries == 1797)
        #expect(abs(quality.precisionAt1 - precision) <= 0.001 && abs(quality.meanAveragePrecision - map) <= 1e-4, "\(quality)")
    }

    @Test func aLabelThatNobodyElseHasIsSkipped() throws {
        let rows: [Float] = [0, 1, 5, 6, 9]
        let quality = try RetrievalQuality(.euclidean, rows: rows.span, dimension: 1, labels: [0, 0, 1, 1, 2])
        #expect(quality.queries == 4 && quality.precisionAt1 == 1 && quality.meanAveragePrecision == 1)
        let some = try RetrievalQuality(.euclidean, rows: rows.span, dimension: 1, labels: [0, 1, 0, 1, 2], queries: [0, 4])
        #expect(some.queries == 1 && some.precisionAt1 == 0)
    }

    @Test func labelsOfEveryKind() throws {
        let scratch = try Scratch()
        #expect(try LabelFile.read(try scratch.file("a.txt", "cat\ndog \n cat\n-1\n-1\n"), rows: 5) == [0, 1, 0, 2, 2])
        try VectorFileWriter.npy(ids: [7, 7, 1 << 63, 0, 0], to: scratch.path("u.npy"))
        #expect(try LabelFile.read(scratch.path("u.npy"), rows: 5) == [0, 0, 1, 2, 2])
        #expect(try LabelFile.read(Digits.labels, rows: 1797).prefix(11) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
    }

    @Test func labelsThatDoNotFit() throws {
        let scratch = try Scratch()
        let two = try scratch.file("two.txt", "a\nb\n"), same = try scratch.file("same.txt", "a\na\n"), blank = try scratch.file("blank.txt", "a\n\na\n")
        expectFileError(.mismatch, "has 2 labels for 3 vectors") { _ = try LabelFile.read(two, rows: 3) }
        expectFileError(.malformed, "at least two classes") { _ = try LabelFile.read(same, rows: 2) }
        expectFileError(.malformed, "no two of the 2 labels") { _ = try LabelFile.read(two, rows: 2) }
        expectFileError(.malformed, "line 2") { _ = try LabelFile.read(blank, rows: 3) }
        expectFileError(.missing, "no such file") { _ = try LabelFile.read(scratch.path("none.npy"), rows: 2) }
        try VectorFileWriter.npy([1, 2], dimension: 1, to: scratch.path("f.npy"))
        expectFileError(.unsupported, "must be integers") { _ = try LabelFile.read(scratch.path("f.npy"), rows: 2) }
    }
}
