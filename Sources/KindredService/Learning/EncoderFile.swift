import Foundation
public import Kindred
public import KindredLearning
import KindredMath
import KindredNN

/// A model file: a learned encoder as safetensors, with what is worth knowing about it.
public enum EncoderFile {
    /// What a model file holds.
    public enum Model: Sendable {
        /// Affine maps, which a collection can serve.
        case encoder(LearnedEncoder, isUnit: Bool)
        /// Affine maps for what asks and others for what is stored, which a collection can serve.
        case towers(LearnedTowers, isUnit: Bool)
        /// Convolutions over grey images.
        case images(ImageEncoder)

        /// Components of a row that goes in.
        public var inputs: Int {
            switch self {
            case .encoder(let encoder, _): encoder.inputDimension
            case .towers(let towers, _): towers.inputDimension
            case .images(let encoder): encoder.height * encoder.width
            }
        }

        /// Components of a row that comes out.
        public var outputs: Int {
            switch self {
            case .encoder(let encoder, _): encoder.outputDimension
            case .towers(let towers, _): towers.outputDimension
            case .images(let encoder): encoder.dimension
            }
        }
    }

    private static let key = "kindred.encoder"

    /// What the metadata says of the maps.
    private struct Description: Codable {
        var activations: [AffineMap.Activation]
        var isUnit: Bool
        /// Of the query tower, where queries have one.
        var query: [AffineMap.Activation]?
    }

    private static let queryPrefix = "query."

    /// Writes an encoder, with that of queries where they have one: whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public static func write(_ encoder: LearnedEncoder, query: LearnedEncoder? = nil, isUnit: Bool, notes: [String: String], to path: String) throws {
        var checkpoint = Checkpoint(metadata: notes)
        for (encoder, prefix) in [(encoder, "")] + (query.map { [($0, queryPrefix)] } ?? []) {
            for (place, map) in encoder.maps.enumerated() {
                checkpoint.tensors["\(prefix)map\(place).weight"] = Tensor(map.weights, shape: [map.outputs, map.inputs])
                checkpoint.tensors["\(prefix)map\(place).bias"] = Tensor(map.bias, shape: [map.outputs])
            }
        }
        let json = JSONEncoder()
        json.outputFormatting = .sortedKeys
        let description = Description(activations: encoder.maps.map(\.activation), isUnit: isUnit, query: query?.maps.map(\.activation))
        checkpoint.metadata[key] = String(decoding: try json.encode(description), as: UTF8.self)
        do { try checkpoint.write(to: path) } catch { throw FileError(error, path, isReading: false) }
    }

    /// Reads a model that `learn --output` wrote.
    ///
    /// - Throws: `FileError`; `wrongFormat` for tensors that are no encoder.
    public static func read(_ path: String) throws -> Model {
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(contentsOf: path)
            if checkpoint.metadata[key] == nil { return .images(try ImageEncoder(checkpoint, path: path)) }
        } catch let error as CheckpointError {
            throw FileError(error, path, isReading: true)
        } catch { throw FileError(.wrongFormat, path: path, "\(error)") }
        let text = checkpoint.metadata[key] ?? ""
        guard let description = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)) else {
            throw FileError(.wrongFormat, path: path, "says of its encoder: \(text.prefix(100))")
        }
        let encoder = try encoder(description.activations, "", checkpoint, path)
        guard let query = description.query else { return .encoder(encoder, isUnit: description.isUnit) }
        return .towers(try LearnedTowers(query: Self.encoder(query, queryPrefix, checkpoint, path), item: encoder), isUnit: description.isUnit)
    }

    private static func encoder(_ activations: [AffineMap.Activation], _ prefix: String, _ checkpoint: Checkpoint, _ path: String) throws -> LearnedEncoder {
        let maps = try activations.enumerated().map { place, activation in
            guard let weight = checkpoint.tensors["\(prefix)map\(place).weight"], let bias = checkpoint.tensors["\(prefix)map\(place).bias"], weight.shape.count == 2 else {
                throw FileError(.wrongFormat, path: path, "has no map \(prefix)\(place) of the \(activations.count) that it says")
            }
            return try AffineMap(weights: weight.scalars, bias: bias.scalars, activation: activation)
        }
        return try LearnedEncoder(maps)
    }

    /// Embeds every row of a file and writes them as `.npy`. A model of sequences takes series, or texts, a line each; their vectors are its
    /// last hidden states.
    ///
    /// - Parameter role: whether the rows are to be stored or ask; it matters to a model of two towers alone.
    /// - Returns: rows and the dimension of their embeddings.
    /// - Throws: `FileError`; `mismatch` for rows of another dimension.
    public static func embed(
        model path: String, vectors: String, options: VectorFileOptions = .init(), as role: Preparation.Role = .row, to output: String, threads: Int = 1
    ) throws -> (rows: Int, dimension: Int) {
        #if Keras
        if SequentialModel.isModel(at: path) { return try SequenceModelFile(path).embed(vectors, to: output, threads: threads) }
        #endif
        let model = try read(path)
        let batch = try VectorFile.readAll(vectors, options: options)
        guard batch.dimension == model.inputs else {
            throw FileError(.mismatch, path: vectors, "has rows of \(batch.dimension) components; the model \(path) takes \(model.inputs)")
        }
        let values: [Float]
        switch model {
        case .encoder(let encoder, let isUnit): values = Preparation.encoded(encoder, isUnit: isUnit).prepared(batch.values.span, dimension: batch.dimension)
        case .towers(let towers, let isUnit):
            values = Preparation.towers(towers, isUnit: isUnit).prepared(batch.values.span, dimension: batch.dimension, as: role)
        case .images(let encoder):
            values = try encoder.encode(Matrix(rows: batch.count, columns: batch.dimension, elements: batch.values), threads: threads).elements
        }
        try VectorFileWriter.npy(values, dimension: model.outputs, to: output)
        return (batch.count, model.outputs)
    }
}
