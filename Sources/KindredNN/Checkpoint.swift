import Foundation

// The safetensors format: 8 bytes of header length, a JSON header of name → dtype, shape, data_offsets, then the numbers in
// little-endian order without gaps; "__metadata__" maps strings to strings. https://github.com/huggingface/safetensors

/// Named tensors with notes about them, as a safetensors file holds them: of Float32, and of Float64 where fewer digits would be another model.
///
///     var checkpoint = Checkpoint(metadata: ["epoch": "3"])
///     checkpoint.tensors["linear.weight"] = weight
///     try checkpoint.write(to: "model.safetensors")
///     try Checkpoint(contentsOf: "model.safetensors") == checkpoint   // true
public struct Checkpoint: Sendable, Equatable {
    /// The tensors of Float32 by name.
    public var tensors: [String: Tensor<Float>]
    /// The tensors of Float64 by name; none has a name of ``tensors``.
    public var doubles: [String: Tensor<Double>]
    /// Notes: any strings.
    public var metadata: [String: String]

    /// A checkpoint of some tensors.
    public init(tensors: [String: Tensor<Float>] = [:], doubles: [String: Tensor<Double>] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.doubles = doubles
        self.metadata = metadata
    }

    /// The values of parameters, by their names.
    ///
    /// - Precondition: no two of one name.
    public init(_ parameters: [Parameter<Float>], metadata: [String: String] = [:]) {
        self.init(tensors: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }), metadata: metadata)
    }

    /// Gives parameters the values of their names.
    ///
    /// - Throws: `mismatch`, before any is changed, when a name is missing among those of Float32 or has another shape. What else is here is
    ///   ignored.
    public func restore(_ parameters: [Parameter<Float>]) throws(CheckpointError) {
        var values = [Tensor<Float>]()
        for parameter in parameters {
            guard let tensor = tensors[parameter.name] else {
                throw CheckpointError(.mismatch, "there is no tensor '\(parameter.name)' among \(tensors.count)")
            }
            guard tensor.shape == parameter.value.shape else {
                throw CheckpointError(.mismatch, "tensor '\(parameter.name)' has shape \(tensor.shape), not \(parameter.value.shape)")
            }
            values.append(tensor)
        }
        for (parameter, value) in zip(parameters, values) { parameter.value = value }
    }

    /// Reads a safetensors file.
    ///
    /// - Throws: `notFound`, `io`, `wrongFormat`, `truncated`, `malformed`, or `unsupported` for a tensor that is neither F32 nor F64.
    public init(contentsOf path: String) throws(CheckpointError) {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
        } catch {
            let isMissing = !FileManager.default.fileExists(atPath: path)
            throw CheckpointError(isMissing ? .notFound : .io, path: path, isMissing ? "no such file" : "cannot be read: \(error.localizedDescription)")
        }
        do {
            try self.init(bytes: bytes)
        } catch {
            var error = error
            error.path = path
            throw error
        }
    }

    /// Writes a safetensors file: whole or not at all, through a temporary name beside it.
    ///
    /// The same checkpoint gives the same bytes.
    ///
    /// - Precondition: no name is of two tensors.
    /// - Throws: `io`.
    public func write(to path: String) throws(CheckpointError) {
        let temporary = path + ".\(UUID().uuidString).partial"
        do {
            try Data().write(to: URL(fileURLWithPath: temporary), options: .withoutOverwriting)
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
            defer { try? handle.close() }
            try handle.write(contentsOf: Data(bytes()))
            try handle.synchronize()
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw CheckpointError(.io, path: path, "cannot be written: \(error.localizedDescription)")
        }
        if let reason = renameFile(temporary, to: path) {
            try? FileManager.default.removeItem(atPath: temporary)
            throw CheckpointError(.io, path: path, "cannot be put in place: \(reason)")
        }
    }
}
