import Foundation
import Kindred
public import KindredLearning
import KindredNN

/// A generator of vectors in a file, with the names of its classes.
public struct GeneratorFile: Sendable {
    /// The generator.
    public let generator: VectorGenerator
    /// Its classes as they are called; empty when it knows none.
    public let classes: [String]
    private static let key = "kindred.generator.classes"

    /// Reads what learning wrote.
    ///
    /// - Throws: `FileError` when the file is missing or holds no generator.
    public init(_ path: String) throws(FileError) {
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint(contentsOf: path) } catch { throw FileError(error, path, isReading: true) }
        do { generator = try VectorGenerator(checkpoint) } catch { throw FileError(.malformed, path: path, error.message) }
        classes = (try? JSONDecoder().decode([String].self, from: Data((checkpoint.metadata[Self.key] ?? "[]").utf8))) ?? []
        guard classes.count == generator.classes else { throw FileError(.malformed, path: path, "names \(classes.count) classes of \(generator.classes)") }
    }

    static func write(_ generator: VectorGenerator, classes: [String], to path: String) throws(FileError) {
        let names = (try? JSONEncoder().encode(classes)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
        do { try generator.checkpoint(metadata: [key: names]).write(to: path) } catch { throw FileError(error, path, isReading: false) }
    }

    /// Makes vectors and writes them as `.npy`; their classes go beside them as JSON Lines, for the payload of an import.
    ///
    /// - Parameters:
    ///   - name: the class wanted; all in the shares that taught when nil.
    ///   - payload: where the classes go, each as `{"class": name, "synthetic": true}`; nil for nowhere.
    /// - Throws: `FileError`; `LearningError` for a class that the generator does not know.
    public func generate(_ count: Int, of name: String? = nil, seed: UInt64 = 0, to output: String, payload: String? = nil) throws {
        let label = try name.map { name in
            guard let label = classes.firstIndex(of: name) else {
                throw LearningError(.invalidParameter, "class \(name) is unknown to the generator: \(classes.isEmpty ? "it was taught none" : classes.prefix(10).joined(separator: ", "))")
            }
            return label
        }
        let made = try generator.vectors(count, of: label, seed: seed)
        try VectorFileWriter.npy(made.vectors.elements, dimension: generator.dimension, to: output)
        guard let payload else { return }
        let lines = (0..<count).map { row -> String in
            var object: JSONObject = ["synthetic": true]
            if let labels = made.labels { object["class"] = .string(classes[labels[row]]) }
            return object.jsonText + "\n"
        }
        do { try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: payload), options: .atomic) } catch {
            throw FileError(.unwritable, path: payload, "cannot be written: \(error.localizedDescription)")
        }
    }
}
