#if Keras
import KindredKeras
import KindredLearning
import KindredNN

/// Sequences of a file: series of numbers, or texts, a line each.
enum SequenceFile {
    /// Series of an array [n, steps] or [n, steps, features], of any type that `.npy` files hold.
    ///
    /// - Throws: `FileError`.
    static func series(_ path: String) throws(FileError) -> (values: [[Float]], width: Int) {
        let array = try NpyArray.read(path), shape = array.shape
        guard (2...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
            throw FileError(.mismatch, path: path, "has the shape \(shape); series are [n, steps] or [n, steps, features]")
        }
        let length = shape.dropFirst().reduce(1, *)
        return ((0..<shape[0]).map { Array(array.values[($0 * length)..<(($0 + 1) * length)]) }, shape.count == 3 ? shape[2] : 1)
    }

    /// The lines of a text; the last one may lack its end.
    ///
    /// - Throws: `FileError`.
    static func lines(_ path: String) throws(FileError) -> [String] {
        var lines = try TextFile.read(path).split(separator: "\n", omittingEmptySubsequences: false).map { String($0.last == "\r" ? $0.dropLast() : $0) }
        if lines.last == "" { lines.removeLast() }
        guard !lines.isEmpty else { throw FileError(.empty, path: path, "holds no lines") }
        return lines
    }

    /// The rows of a file as a model takes them: series, or texts for a model that begins with an Embedding.
    ///
    /// - Throws: `FileError`; `mismatch` naming the row that does not fit.
    static func rows(_ path: String, for model: SequentialModel) throws(FileError) -> [Tensor<Float>] {
        var rows = [Tensor<Float>]()
        if path.lowercased().hasSuffix(".npy") {
            let array = try NpyArray.read(path), length = array.shape.dropFirst().reduce(1, *)
            guard array.shape.count >= 2, length > 0 else { throw FileError(.mismatch, path: path, "has the shape \(array.shape); sequences are [n, steps] or [n, steps, features]") }
            // Ids stand in an array [n, steps], as series of one number a step do.
            let shape = Array(array.shape.dropFirst()) + (array.shape.count == 2 && model.inputShape.count == 2 ? [1] : [])
            return (0..<array.shape[0]).map { Tensor(Array(array.values[($0 * length)..<(($0 + 1) * length)]), shape: shape) }
        }
        for (place, line) in try lines(path).enumerated() {
            do throws(KerasError) { rows.append(try model.row(of: line)) } catch { throw FileError(.mismatch, path: path, at: .line(place + 1), error.message) }
        }
        return rows
    }
}
#endif
