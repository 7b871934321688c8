internal import KindredMath
internal import KindredNN

/// A batch in parts, each with a copy of the network: threads work on parts, and what comes out does not depend on how many.
///
/// Embeddings are put together before the loss, so a loss sees the whole batch; its gradient is taken apart again.
// Sendable: a worker touches the parts of its own range alone, and all workers have finished before anything else is touched.
struct Shards: @unchecked Sendable {
    /// A copy of the network, and the tape of its part of the batch.
    private final class Part {
        let network: any EncoderNetwork
        var rows: [Int] = []
        /// The inputs as they were taken up, and as an attack has made them.
        var origin = Tensor<Float>(0), input = Tensor<Float>(0)
        var leaf: Variable<Float>?
        var result: Variable<Float>?

        init(_ network: any EncoderNetwork) { self.network = network }
    }

    private let parts: [Part]
    private let workers: Workers
    /// Threads of the operations within a part.
    private let threads: Int

    /// `count` parts over copies that `make` makes; threads take a part each, or work together on the only one.
    init(count: Int, threads: Int, _ make: () -> any EncoderNetwork) {
        parts = (0..<count).map { _ in Part(make()) }
        workers = Workers(count: max(1, min(threads, count)))
        self.threads = count == 1 ? threads : 1
    }

    /// Takes up the inputs of rows, changed at random to train on, and the weights of `network`.
    func begin(_ rows: [Int], _ inputs: any TrainingInputs, _ network: any EncoderNetwork, seed: UInt64, iteration: Int) {
        let size = (rows.count + parts.count - 1) / parts.count
        for (place, part) in parts.enumerated() {
            part.rows = Array(rows[min(rows.count, place * size)..<min(rows.count, (place + 1) * size)])
            for (copy, original) in zip(part.network.parameters + part.network.statistics, network.parameters + network.statistics) { copy.value = original.value }
        }
        workers.run(parts.count, grain: 1) { _, range in
            for place in range where !parts[place].rows.isEmpty {
                var augmentation: SeededRandom? = SeededRandom(seed: seed ^ 0xA46, stream: Self.stream(iteration, place))
                let input = inputs.tensor(parts[place].rows, &augmentation)
                (parts[place].origin, parts[place].input) = (input, input)
            }
        }
    }

    /// The embeddings of what was taken up, in training.
    func embeddings(seed: UInt64, iteration: Int) -> Tensor<Float> {
        embeddings { input, place in (Variable(input), Pass(training: true, random: SeededRandom(seed: seed ^ 0xD09, stream: Self.stream(iteration, place)), threads: threads)) }
    }

    private static func stream(_ iteration: Int, _ place: Int) -> UInt64 { UInt64(iteration) &* 64 &+ UInt64(place) &+ 1 }

    private func embeddings(_ pass: @Sendable (_ input: Tensor<Float>, _ place: Int) -> (Variable<Float>, Pass)) -> Tensor<Float> {
        workers.run(parts.count, grain: 1) { _, range in
            for place in range where !parts[place].rows.isEmpty {
                let (leaf, pass) = pass(parts[place].input, place)
                parts[place].leaf = leaf
                parts[place].result = parts[place].network.embeddings(leaf, pass)
            }
        }
        let results = parts.compactMap { $0.rows.isEmpty ? nil : $0.result?.value }
        return Tensor(results.flatMap(\.scalars), shape: [parts.reduce(0) { $0 + $1.rows.count }, results.first?.shape[1] ?? 0])
    }

    /// Takes the gradient of the embeddings back, and adds what the copies collect to the parameters of `network`; averages their
    /// statistics into its own.
    func backward(_ gradient: Tensor<Float>, into network: any EncoderNetwork) {
        pushBack(gradient)
        let busy = parts.filter { !$0.rows.isEmpty }
        for part in busy {
            for (copy, original) in zip(part.network.parameters, network.parameters) {
                if let gradient = copy.gradient { original.add(gradient) }
                copy.clearGradient()
            }
        }
        for (place, original) in network.statistics.enumerated() {
            let values = busy.map { $0.network.statistics[place].value.scalars }
            for i in original.value.scalars.indices { original.value.scalars[i] = values.reduce(0) { $0 + $1[i] } / Float(values.count) }
        }
        release()
    }

    private func pushBack(_ gradient: Tensor<Float>) {
        let width = gradient.shape[1]
        let starts = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.rows.count) }
        workers.run(parts.count, grain: 1) { _, range in
            for place in range where !parts[place].rows.isEmpty {
                let seed = Tensor(Array(gradient.scalars[starts[place] * width..<starts[place + 1] * width]), shape: [parts[place].rows.count, width])
                parts[place].result?.backward(from: seed)
                parts[place].result = nil
            }
        }
    }

    /// Lets go of the weights, so that the optimiser changes them where they lie.
    private func release() {
        for part in parts {
            for copy in part.network.parameters + part.network.statistics { copy.value = Tensor(0) }
        }
    }
}

extension Shards {
    /// Attacks what was taken up: the inputs of the next embeddings are such that `slope`, the derivative of what is to grow by the
    /// embeddings, was climbed.
    func attack(_ attack: RobustTraining, _ inputs: any TrainingInputs, seed: UInt64, iteration: Int, _ slope: (Tensor<Float>) -> Tensor<Float>?) {
        let size = attack.radius * Double(inputs.unit), step = attack.stepSize * Double(inputs.unit)
        change { part, place in
            var random = SeededRandom(seed: seed ^ 0xADE, stream: Self.stream(iteration, place)), x = part.origin
            let width = x.shape[1]
            for row in part.rows.indices where attack.attacks(row) {
                let draw = attack.norm.draw(width, size: Float(size), &random)
                for j in 0..<width { x.scalars[row * width + j] += draw[j] }
            }
            part.input = inputs.clipped(x, around: part.origin)
        }
        for _ in 0..<attack.steps {
            guard let gradient = slope(embeddings { input, _ in (Variable(input, requiresGradient: true), Pass(training: false, threads: threads)) }) else { return }
            pushBack(gradient)
            change { part, _ in
                for parameter in part.network.parameters { parameter.clearGradient() }
                guard let gradient = part.leaf?.gradient else { return }
                part.input = inputs.clipped(part.input.climbed(gradient, around: part.origin, attack, size: size, step: step), around: part.origin)
                part.leaf = nil
            }
        }
    }

    private func change(_ body: @Sendable (Part, _ place: Int) -> Void) {
        workers.run(parts.count, grain: 1) { _, range in
            for place in range where !parts[place].rows.isEmpty { body(parts[place], place) }
        }
    }
}

extension Tensor<Float> {
    /// The rows that an attack is about moved along their gradients and brought back into their balls.
    fileprivate func climbed(_ gradient: Tensor, around origin: Tensor, _ attack: RobustTraining, size: Double, step: Double) -> Tensor {
        let width = shape[1]
        var result = self
        for row in 0..<shape[0] where attack.attacks(row) {
            let range = row * width..<(row + 1) * width, move = attack.norm.step(along: gradient.scalars[range], size: Float(step))
            let change = attack.norm.projected(range.map { scalars[$0] + move[$0 - range.lowerBound] - origin.scalars[$0] }, size: Float(size))
            for j in 0..<width { result.scalars[range.lowerBound + j] = origin.scalars[range.lowerBound + j] + change[j] }
        }
        return result
    }
}
