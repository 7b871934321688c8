import Foundation
import KindredMath

/// A network made to a plan: trained as a layer, kept as a file, frozen to embed with.
///
/// ```swift
/// let network = Network<Float>(.mlp(784, hidden: [256], 64), seed: 1)
/// let embeddings = network(Variable(batch), Pass(training: true))
/// try network.write(to: "model.safetensors", metadata: ["loss": "triplet"])
/// let frozen = try Network<Float>(contentsOf: "model.safetensors").frozen()
/// let vectors = frozen(rows.span, threads: 4)
/// ```
public final class Network<Scalar: TensorScalar>: Layer {
    /// What it is made of.
    public let plan: NetworkPlan
    /// Its layers, in order.
    public let layers: [any Layer<Scalar>]

    /// A network to a plan; the same seed gives the same numbers.
    public init(_ plan: NetworkPlan, seed: UInt64 = 0) {
        self.plan = plan
        var random = SeededRandom(seed: seed)
        layers = Self.layers(plan.form, &random)
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { layers.flatMap { $0.parameters } }
    /// What evaluation reads and no gradient moves.
    public var statistics: [Parameter<Scalar>] { layers.flatMap { $0.statistics } }

    /// The embeddings, batch × outputs, of rows, batch × inputs.
    ///
    /// - Precondition: `x` has the plan's inputs, under any shape that begins with the batch.
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        let batch = x.shape.first ?? 0
        precondition(x.value.count == batch * plan.inputs, "rows of shape \(x.shape) for \(plan.inputs) inputs")
        var shape = [batch, plan.inputs]
        if case .convolutional(let height, let width, let inputs, _, _) = plan.form { shape = [batch, height, width, inputs] }
        return layers.reduce(x.shape == shape ? x : x.reshaped(shape)) { x, layer in layer(x, pass) }
    }

    private static func layers(_ form: NetworkPlan.Form, _ random: inout SeededRandom) -> [any Layer<Scalar>] {
        switch form {
        case .linear(let inputs, let outputs):
            return [Linear<Scalar>("linear", inputs: inputs, outputs: outputs, bias: false, initializer: .glorotUniform, &random)]
        case .mlp(let inputs, let hidden, let outputs):
            let sizes = [inputs] + hidden + [outputs]
            return sizes.indices.dropLast().flatMap { place -> [any Layer<Scalar>] in
                let isLast = place == sizes.count - 2
                let map = Linear<Scalar>(
                    "linear\(place + 1)", inputs: sizes[place], outputs: sizes[place + 1], initializer: isLast ? .glorotUniform : .he, &random)
                return isLast ? [map] : [map, Activation<Scalar>(.relu)]
            }
        case .convolutional(var height, var width, var inputs, let channels, let outputs):
            var layers = [any Layer<Scalar>]()
            for (place, count) in channels.enumerated() {
                let isPooled = height >= 2 && width >= 2
                layers.append(ConvolutionBlock<Scalar>("block\(place + 1)", channels: inputs, outputs: count, pooled: isPooled, &random))
                inputs = count
                if isPooled { (height, width) = (height / 2, width / 2) }
            }
            let map = Linear<Scalar>("linear", inputs: height * width * inputs, outputs: outputs, initializer: .glorotUniform, &random)
            return layers + [Flatten<Scalar>(), map]
        }
    }
}

extension Network where Scalar == Float {
    private static var planKey: String { "kindred.network" }

    /// Reads a network that ``write(to:metadata:)`` wrote.
    ///
    /// - Throws: what ``Checkpoint/init(contentsOf:)`` throws; `wrongFormat` for a file without a plan; `mismatch` for tensors that do
    ///   not fit it.
    public convenience init(contentsOf path: String) throws(CheckpointError) {
        try self.init(Checkpoint(contentsOf: path), path: path)
    }

    /// A network of a checkpoint.
    ///
    /// - Throws: `wrongFormat` without a plan; `mismatch` for tensors that do not fit it.
    public convenience init(_ checkpoint: Checkpoint, path: String? = nil) throws(CheckpointError) {
        guard let text = checkpoint.metadata[Self.planKey] else {
            throw CheckpointError(.wrongFormat, path: path, "holds no network: its metadata has no '\(Self.planKey)'")
        }
        let plan: NetworkPlan
        do {
            plan = try JSONDecoder().decode(NetworkPlan.self, from: Data(text.utf8))
        } catch {
            throw CheckpointError(.malformed, path: path, "the network's plan cannot be read: \(text.prefix(200))")
        }
        try Self.checkSize(plan, checkpoint, path)
        self.init(plan)
        do {
            try checkpoint.restore(parameters + statistics)
        } catch {
            throw CheckpointError(error.code, path: path, error.message)
        }
    }

    /// A plan larger than the file it came with is refused before memory is taken for it.
    private static func checkSize(_ plan: NetworkPlan, _ checkpoint: Checkpoint, _ path: String?) throws(CheckpointError) {
        let held = checkpoint.tensors.values.reduce(0) { $0 + $1.count }, weights = plan.weightCount
        guard weights <= Double(held) else {
            throw CheckpointError(.mismatch, path: path, "holds \(held) numbers; its plan needs at least \(weights)")
        }
    }

    /// The network as a checkpoint, with the caller's notes.
    public func checkpoint(metadata: [String: String] = [:]) -> Checkpoint {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var metadata = metadata
        metadata[Self.planKey] = (try? encoder.encode(plan)).map { String(decoding: $0, as: UTF8.self) }
        return Checkpoint(parameters + statistics, metadata: metadata)
    }

    /// Writes the network: whole or not at all.
    ///
    /// - Throws: `io`.
    public func write(to path: String, metadata: [String: String] = [:]) throws(CheckpointError) {
        try checkpoint(metadata: metadata).write(to: path)
    }
}
