import Foundation
import KindredLearning
import KindredMath
import KindredNN
import Testing

@testable import KindredService

/// The protocol of characters never seen, on made-up characters.
@Suite final class AlphabetStudyTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "alphabets-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Eight images of each character: its own random picture with noise.
    private func write(_ set: String, _ names: [String], classes: String? = nil, side: Int = 28) throws {
        let directory = "\(folder)/\(set)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var pixels: [Float] = [], labels: [UInt64] = []
        for (label, name) in names.enumerated() {
            var generator = SeededRandom(seed: UInt64(name.utf8.reduce(0) { $0 * 31 + Int($1) }))
            let own = (0..<side * side).map { _ in generator.uniform() < 0.2 ? Float(255) : 0 }
            for _ in 0..<8 {
                pixels += own.map { generator.uniform() < 0.1 ? 255 - $0 : $0 }
                labels.append(UInt64(label))
            }
        }
        try VectorFileWriter.npy(pixels, shape: [labels.count, side, side], to: "\(directory)/images.npy")
        try VectorFileWriter.npy(ids: labels, to: "\(directory)/labels.npy")
        let list = classes ?? "[\(names.map { "\"\($0)\"" }.joined(separator: ", "))]"
        try list.write(toFile: "\(directory)/classes.json", atomically: true, encoding: .utf8)
    }

    private static let known = (0..<10).map { "Greek/\($0)" } + (0..<10).map { "Runes/\($0)" }
    private static let others = (0..<10).map { "Greek/\($0)" } + (0..<6).map { "Braille/\($0)" }

    @Test func alphabetsThatTeachAreNotAsked() throws {
        try write("omniglot-small1", Self.known)
        try write("omniglot-small2", Self.others)
        let study = try AlphabetStudy(folder: folder, threads: 2)
        #expect(study.askedCharacters == (0..<6).map { "Braille/\($0)" })
        let pixels = try study.pixels()
        #expect(pixels.precision > 0.9 && pixels.meanAveragePrecision > 0.5 && pixels.acceptance > 0.5)
    }

    @Test func aSeedGivesTheSameFigures() throws {
        try write("omniglot-small1", Self.known)
        try write("omniglot-small2", Self.others)
        let study = try AlphabetStudy(folder: folder, threads: 2), contrastive = AlphabetStudy.methods.first { $0.name == "contrastive" }
        let method = try #require(contrastive)
        let first = try study.figures(method, AlphabetStudy.perceptron, seeds: 3..<4), again = try study.figures(method, AlphabetStudy.perceptron, seeds: 3..<4)
        #expect(first.meanAveragePrecision == again.meanAveragePrecision && first.acceptance == again.acceptance)
        #expect(first.precision > 0.5)
        let other = try study.figures(method, AlphabetStudy.perceptron, seeds: 4..<5)
        #expect(other.meanAveragePrecision != first.meanAveragePrecision)
    }

    @Test func filesThatDoNotFitAreNamed() throws {
        #expect(throws: FileError.self) { try AlphabetStudy(folder: self.folder, threads: 1) }
        try write("omniglot-small1", Self.known)
        try write("omniglot-small2", Self.others, classes: "{}")
        #expect(throws: FileError.self) { try AlphabetStudy(folder: self.folder, threads: 1) }
        try write("omniglot-small2", Self.others, classes: "[\"Braille/0\"]")
        #expect(throws: FileError.self) { try AlphabetStudy(folder: self.folder, threads: 1) }
        try write("omniglot-small2", Self.known)
        #expect(throws: FileError.self) { try AlphabetStudy(folder: self.folder, threads: 1) }
        try write("omniglot-small2", Self.others, side: 14)
        #expect(throws: FileError.self) { try AlphabetStudy(folder: self.folder, threads: 1) }
    }
}
