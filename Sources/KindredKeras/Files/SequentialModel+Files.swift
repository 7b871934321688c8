import Foundation
import KindredNN

extension SequentialModel {
    private static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let zipSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// Reads a model: `.h5` of Keras 2 and 3, `.weights.h5` with a configuration, `.keras`, or the safetensors file that was made of one.
    ///
    /// What the file is, its first bytes tell, not its name.
    ///
    /// - Parameter configuration: a file with what `model.to_json()` gives, for weights that come without.
    /// - Throws: `notFound`, `io`; `wrongFormat`, `damaged`, `malformed`, `mismatch`, `tooLarge` for a file that is none; `unsupported` for a
    ///   model with something that is not computed.
    public init(contentsOf path: String, configuration: String? = nil) throws(KerasError) {
        do throws(KerasError) {
            let given = try configuration.map { file throws(KerasError) in try ModelConfiguration(json: try Self.text(file)) }
            let start = try Self.start(of: path)
            if start.starts(with: Self.hdf5Signature) {
                try self.init(hdf5: path, given)
            } else if start.starts(with: Self.zipSignature) {
                try self.init(keras: path, given)
            } else if start.count == 16, start[8] == UInt8(ascii: "{") {
                try self.init(safetensors: path)
            } else if start.isEmpty {
                throw KerasError(.wrongFormat, "is empty")
            } else {
                throw KerasError(.wrongFormat, "is neither .h5 nor .keras nor safetensors")
            }
        } catch {
            throw error.of(path)
        }
    }

    /// Whether a file looks like a model that ``init(contentsOf:configuration:)`` reads: by its first bytes, or by what a safetensors file says.
    public static func isModel(at path: String) -> Bool {
        guard let start = try? start(of: path) else { return false }
        return start.starts(with: hdf5Signature) || start.starts(with: zipSignature) || (try? Checkpoint(contentsOf: path))?.holdsModel ?? false
    }

    private init(safetensors path: String) throws(KerasError) {
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(contentsOf: path)
        } catch {
            throw KerasError(.malformed, error.message)
        }
        try self.init(checkpoint)
    }

    private static func start(of path: String) throws(KerasError) -> [UInt8] {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            return [UInt8](try file.read(upToCount: 16) ?? Data())
        } catch {
            throw refusal(path, error)
        }
    }

    private static func text(_ path: String) throws(KerasError) -> String {
        do {
            return try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        } catch {
            throw refusal(path, error)
        }
    }

    private static func refusal(_ path: String, _ error: any Error) -> KerasError {
        let isThere = FileManager.default.fileExists(atPath: path)
        return KerasError(isThere ? .io : .notFound, path: path, isThere ? "cannot be read: \(error.localizedDescription)" : "no such file")
    }
}

#if Keras
extension SequentialModel {
    private static let configurationLimit = ModelLimits.configuration

    private init(hdf5 path: String, _ given: ModelConfiguration?) throws(KerasError) {
        self = try HDF5Process.reading(.file(path)) { file throws(KerasError) in try Self(file, given) }
    }

    private init(keras path: String, _ given: ModelConfiguration?) throws(KerasError) {
        let json = String(decoding: try ZipArchive.entry("config.json", of: path, limit: Self.configurationLimit), as: UTF8.self)
        let configuration = if let given { given } else { try ModelConfiguration(json: json) }
        let weights = try ZipArchive.entry("model.weights.h5", of: path)
        self = try HDF5Process.reading(.image(weights)) { file throws(KerasError) in try Self(file, configuration) }
    }

    /// A whole model, or weights alone of either version with a configuration.
    private init(_ file: HDF5Process, _ given: ModelConfiguration?) throws(KerasError) {
        if let own = try file.strings("model_config", of: "/")?.first {
            let configuration = if let given { given } else { try ModelConfiguration(json: own) }
            try self.init(configuration, weights: NamedWeights(file: file, root: "model_weights"))
            return
        }
        guard let given else {
            let hint = try file.contains("layers") ? "weights without a model" : "no model_config"
            throw KerasError(.malformed, "holds \(hint); give the configuration, which model.to_json() writes, beside it")
        }
        let listed = try file.strings("layer_names", of: "/"), listedInParts = try file.strings("layer_names0", of: "/")
        if listed != nil || listedInParts != nil {
            try self.init(given, weights: NamedWeights(file: file, root: ""))
        } else {
            try self.init(given, weights: NumberedWeights(file: file))
        }
    }
}
#else
extension SequentialModel {
    private init(hdf5 path: String, _ given: ModelConfiguration?) throws(KerasError) {
        throw KerasError(.unsupported, "is HDF5, which this build does not read: it was built without the trait Keras")
    }

    private init(keras path: String, _ given: ModelConfiguration?) throws(KerasError) {
        throw KerasError(.unsupported, "is a Keras archive, which this build does not read: it was built without the trait Keras")
    }
}
#endif
