#if Keras
import KindredKeras
import KindredNN

/// A sequence model in a file: Keras' `.h5` and `.keras`, `.weights.h5` with its configuration, or the safetensors file made of one.
///
///     let file = SequenceModelFile("lstm.h5")
///     try file.run("series.npy", to: "answers.npy")
public struct SequenceModelFile: Sendable {
    /// The model's file.
    public var path: String
    /// A file with `model.to_json()`, for weights that come without.
    public var configuration: String?

    /// A file, which is read when something is asked of it.
    public init(_ path: String, configuration: String? = nil) {
        self.path = path
        self.configuration = configuration
    }

    /// The model.
    ///
    /// - Throws: `KerasError`
    public func model() throws -> SequentialModel { try SequentialModel(contentsOf: path, configuration: configuration) }

    /// Writes the model's outputs for an array, [rows, steps] of ids or [rows, steps, features], as `.npy` of f4.
    ///
    /// - Returns: the shape that was written.
    /// - Throws: `KerasError` for the model, `FileError` for the arrays; `mismatch` when one does not fit the other.
    public func run(_ input: String, to output: String, threads: Int = 1) throws -> [Int] {
        let model = try model(), batch = try Self.array(input)
        let answer: Tensor<Float>
        do {
            answer = try model.predict(batch, threads: threads)
        } catch {
            throw FileError(.mismatch, path: input, error.message)
        }
        try VectorFileWriter.npy(answer.scalars, shape: answer.shape, to: output)
        return answer.shape
    }

    /// Writes the last hidden states of the sequences of a file, series of a `.npy` or texts, a line each, as `.npy`.
    ///
    /// - Returns: how many sequences, and the components of a vector.
    /// - Throws: `KerasError` for the model, `FileError` for the files; `mismatch` when one does not fit the other.
    public func embed(_ input: String, to output: String, threads: Int = 1) throws -> (rows: Int, dimension: Int) {
        let model = try model()
        guard let dimension = model.encodingDimension else { throw FileError(.mismatch, path: path, "has no LSTM layer, whose hidden state would be the vector of a sequence") }
        let rows = try SequenceFile.rows(input, for: model), values: [Float]
        do { values = try model.encode(rows, threads: threads) } catch { throw FileError(.mismatch, path: input, error.message) }
        try VectorFileWriter.npy(values, dimension: dimension, to: output)
        return (rows.count, dimension)
    }

    /// How sure the model is of a text: e to the mean of −log p of each token but the first.
    ///
    /// - Parameters:
    ///   - text: a file of UTF-8.
    ///   - tokenizer: what `tokenizer.to_json()` wrote, for models that come without.
    ///   - length: ids that the model sees, when it does not say so itself.
    /// - Returns: the perplexity, and of how many tokens.
    /// - Throws: `KerasError` for the model, `FileError` for the text.
    public func perplexity(of text: String, tokenizer: String? = nil, length: Int? = nil, threads: Int = 1) throws -> (perplexity: Double, tokens: Int) {
        let model = try model(), ids = try self.tokenizer(tokenizer, model).ids(of: try TextFile.read(text))
        return (try model.perplexity(of: ids, length: length, threads: threads), ids.count)
    }

    /// The tokenizer of a file, or the model's own.
    func tokenizer(_ file: String?, _ model: SequentialModel) throws(KerasError) -> KerasTokenizer {
        if let file { return try KerasTokenizer(contentsOf: file) }
        guard let own = model.tokenizer else { throw KerasError(.invalidArgument, path: path, "comes without a tokenizer; give what tokenizer.to_json() wrote beside it") }
        return own
    }

    /// Writes the model as safetensors: whole or not at all.
    ///
    /// - Returns: the model.
    /// - Throws: `KerasError`, `FileError.unwritable`.
    public func convert(to output: String) throws -> SequentialModel {
        let model = try model()
        do {
            try model.checkpoint.write(to: output)
        } catch {
            throw FileError(error, output, isReading: false)
        }
        return model
    }

    /// What happens in each LSTM layer at a step of a row.
    ///
    /// - Throws: `KerasError`, `FileError`; `mismatch` for a row that is not there.
    public func explain(_ input: String, row: Int, step: Int) throws -> [LSTMExplanation] {
        let model = try model(), batch = try Self.array(input)
        guard batch.rank >= 2, (0..<batch.shape[0]).contains(row) else {
            throw FileError(.mismatch, path: input, "has the shape \(batch.shape), and so no row \(row), which are counted from 0")
        }
        let shape = Array(batch.shape.dropFirst()), length = shape.reduce(1, *)
        do {
            return try model.explain(Tensor(Array(batch.scalars[(row * length)..<((row + 1) * length)]), shape: shape), step: step)
        } catch {
            throw FileError(.mismatch, path: input, error.message)
        }
    }

    private static func array(_ path: String) throws(FileError) -> Tensor<Float> {
        let array = try NpyArray.read(path)
        guard array.shape.count >= 2 else { throw FileError(.mismatch, path: path, "has the shape \(array.shape); [rows, steps] or [rows, steps, features] is needed") }
        return Tensor(array.values, shape: array.shape)
    }
}
#endif
