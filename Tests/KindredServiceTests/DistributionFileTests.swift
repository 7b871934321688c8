import Foundation
import KindredMath
import KindredNN
import KindredRetrieval
@testable import KindredService
import Testing

/// Mixtures and topics in files.
@Suite struct DistributionFileTests {
    /// Two heaps of points, fitted.
    private static func mixture() throws -> SavedMixture {
        var random = SeededRandom(seed: 4)
        let points = (0..<120).flatMap { row in [Float(row % 2 * 5) + Float(random.normal()), Float(random.normal() / 3)] }
        return SavedMixture(try GaussianMixture(points.span, dimension: 2, parameters: MixtureParameters(components: 2)), names: ["länge", "breite, \"netto\""])
    }

    /// Texts about two things, learned.
    private static func topics(_ method: TopicParameters.Method = .batch) throws -> SavedTopics {
        let texts = (0..<40).map { number in WordCounts((0..<8).map { number % 2 * 3 + ($0 + number) % 3 }) }
        let parameters = TopicParameters(topics: 2, documentPrior: 0.1, method: method, passes: 20, seed: .max)
        return SavedTopics(try TopicModel(texts, vocabulary: 6, parameters: parameters), words: ["lion", "zebra", "grass", "piano", "violin", "étude"])
    }

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-distributions-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private static func code(_ body: () throws -> Void) -> FileError.Code? {
        do { try body() } catch { return (error as? FileError)?.code }
        return nil
    }

    /// Writes a mixture's file whose checksum is right, whatever else is wrong.
    private static func forge(_ path: String, names: Int = 2, weights: [Double] = [0.5, 0.5], means: [Double] = [0, 0, 1, 1], covariances: [Double] = [1, 0, 0, 1, 1, 0, 0, 1]) throws {
        struct Contents: Encodable {
            var names: [String], logLikelihood = -1.0, iterations = 3, isConverged = true, freedom = 11
        }
        let tensors = [
            "weights": Tensor(weights, shape: [weights.count]), "means": Tensor(means, shape: [weights.count, means.count / max(1, weights.count)]),
            "covariances": Tensor(covariances, shape: [weights.count, 2, covariances.count / max(1, weights.count) / 2]),
        ]
        try DistributionFile.write(.mixture, Contents(names: (0..<names).map { "\($0)" }), tensors, to: path)
    }

    @Test func whatIsReadEqualsWhatWasWritten() throws {
        try Self.inFolder { folder in
            let mixture = try Self.mixture(), path = folder + "/m.safetensors"
            try mixture.write(to: path)
            let read = try SavedMixture(contentsOf: path)
            #expect(read == mixture)
            #expect(read.mixture.bic(120) == mixture.mixture.bic(120) && read.mixture.logLikelihood == mixture.mixture.logLikelihood)
            #expect(read.mixture.iterations == mixture.mixture.iterations && read.mixture.isConverged == mixture.mixture.isConverged)
            #expect(try read.mixture.divergence(.jensenShannon, to: mixture.mixture) == 0)
            let bytes = try Data(contentsOf: URL(filePath: path))
            try read.write(to: path)
            #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
            for method in TopicParameters.Method.allCases {
                let topics = try Self.topics(method), path = folder + "/t.safetensors"
                try topics.write(to: path)
                let read = try SavedTopics(contentsOf: path), texts = [WordCounts([0, 1, 1]), WordCounts([])]
                #expect(read == topics)
                #expect(try read.model.topics(of: texts) == topics.model.topics(of: texts))
            }
            #expect(DistributionFile.kind(of: path) == .mixture && DistributionFile.kind(of: folder + "/t.safetensors") == .topics)
        }
    }

    @Test func truncationsAndFlippedBitsAreNoticed() throws {
        try Self.inFolder { folder in
            let path = folder + "/m.safetensors", damaged = folder + "/d.safetensors"
            try Self.mixture().write(to: path)
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
            func code(_ bytes: [UInt8]) throws -> FileError.Code? {
                try Data(bytes).write(to: URL(filePath: damaged))
                return Self.code { _ = try SavedMixture(contentsOf: damaged) }
            }
            for end in stride(from: 0, to: bytes.count, by: 3) { #expect(try code(Array(bytes[..<end])) != nil, "cut at \(end)") }
            #expect(try code(Array(bytes.dropLast())) == .truncated)
            for place in stride(from: 0, to: bytes.count, by: 3) {
                var other = bytes
                other[place] ^= 1 << UInt8(place % 8)
                #expect(try code(other) != nil, "a bit of byte \(place)")
            }
            var other = bytes
            other[other.count - 1] ^= 1
            #expect(try code(other) == .malformed)
        }
    }

    @Test func filesOfOtherThingsAreRefused() throws {
        try Self.inFolder { folder in
            let path = folder + "/f.safetensors"
            #expect(Self.code { _ = try SavedMixture(contentsOf: path) } == .missing)
            try Data("component,weight\n".utf8).write(to: URL(filePath: path))
            #expect(Self.code { _ = try SavedMixture(contentsOf: path) } == .wrongFormat && DistributionFile.kind(of: path) == nil)
            try Checkpoint(tensors: ["weights": Tensor([1], shape: [1])]).write(to: path)
            #expect(Self.code { _ = try SavedMixture(contentsOf: path) } == .wrongFormat && DistributionFile.kind(of: path) == nil)
            try Self.topics().write(to: path)
            #expect(Self.code { _ = try SavedMixture(contentsOf: path) } == .mismatch)
            try Self.mixture().write(to: path)
            #expect(Self.code { _ = try SavedTopics(contentsOf: path) } == .mismatch)
            var newer = try Checkpoint(contentsOf: path)
            newer.metadata["kindred.version"] = "2"
            try newer.write(to: path)
            #expect(Self.code { _ = try SavedMixture(contentsOf: path) } == .unsupported)
            newer.metadata["kindred.version"] = "-1"
            try newer.write(to: path)
            #expect(Self.code { _ = try SavedMixture(contentsOf: path) } == .malformed)
        }
    }

    @Test func numbersThatAreNoMixtureAreRefused() throws {
        try Self.inFolder { folder in
            let path = folder + "/m.safetensors"
            func code() -> FileError.Code? { Self.code { _ = try SavedMixture(contentsOf: path) } }
            try Self.forge(path)
            #expect(code() == nil)
            try Self.forge(path, weights: [0.5, 0.6])
            #expect(code() == .malformed)
            try Self.forge(path, weights: [1.5, -0.5])
            #expect(code() == .notFinite)
            try Self.forge(path, weights: [.nan, 0.5])
            #expect(code() == .notFinite)
            try Self.forge(path, means: [0, 0, .infinity, 1])
            #expect(code() == .notFinite)
            try Self.forge(path, covariances: [1, 0, 0, 1, 1, 2, 2, 1])
            #expect(code() == .malformed)
            try Self.forge(path, covariances: [1, 0, 0, 1, 1, 0.5, 0, 1])
            #expect(code() == .malformed)
            try Self.forge(path, names: 3)
            #expect(code() == .malformed)
            try Self.forge(path, names: 0)
            #expect(code() == .malformed)
            try Self.forge(path, weights: [], means: [], covariances: [])
            #expect(code() == .malformed)
        }
    }

    @Test func numbersThatAreNoTopicsAreRefused() throws {
        struct Contents: Encodable {
            var words = ["a", "b"], passes = 1, topics = 2, method = "batch", mostPasses = 10, tolerance = 1e-4, batch = 128, decay = 0.7, offset = 10.0, seed: UInt64 = 0
        }
        try Self.inFolder { (folder) throws in
            let path = folder + "/t.safetensors"
            func code(_ change: (inout Contents) -> Void, weights: [Double] = [1, 2, 3, 4]) throws -> FileError.Code? {
                var contents = Contents()
                change(&contents)
                try DistributionFile.write(.topics, contents, ["weights": Tensor(weights, shape: [2, weights.count / 2])], to: path)
                return Self.code { _ = try SavedTopics(contentsOf: path) }
            }
            #expect(try code { _ in } == nil)
            #expect(try code({ _ in }, weights: [1, 2, 3, 0]) == .notFinite)
            #expect(try code({ _ in }, weights: [1, 2, 3, .nan]) == .notFinite)
            #expect(try code({ _ in }, weights: [1, 2]) == .malformed)
            #expect(try code { $0.words = ["a", "a"] } == .malformed)
            #expect(try code { $0.words = ["a"] } == .malformed)
            #expect(try code { $0.topics = .max } == .malformed)
            #expect(try code { $0.method = "guess" } == .malformed)
            #expect(try code { $0.passes = -1 } == .malformed)
            #expect(try code { $0.decay = 7 } == .malformed)
        }
    }
}
