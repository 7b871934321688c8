import Kindred
import KindredMath
import KindredNN

/// Steps and training of LSTMs: one step of one sequence in each precision, steps of a batch, and a step of training.
///
/// Times are of one thread, the best of several rounds; `Benchmarks/peers/sequences.py` measures torch and onnxruntime in the same way.
public enum SequenceBench {
    private static let sizes = [(inputs: 256, units: 256), (inputs: 1024, units: 1024)]

    /// Measures all: `{"peer", "model", "inputs", "units", "precision", "step_us", "bytes", "read_us"}` of single steps, the last being the
    /// time that merely reading so many bytes takes,
    /// `{"…", "batch", "steps", "tokens_per_s"}` of whole sequences, and `{"…", "train_ms"}` of training.
    ///
    /// - Parameter line: gets each result as it comes; returning `false` ends the run.
    public static func run(line: (JSONObject) -> Bool) {
        for (inputs, units) in sizes {
            var random = SeededRandom(seed: 1)
            let layer = LSTM<Float>(inputs: inputs, units: units, &random)
            guard let weights = try? layer.weights() else { continue }
            for precision in LSTMPrecision.allCases {
                guard line(step(LSTMEngine(weights, precision: precision))) else { return }
            }
            // Of many lengths where that takes no long time.
            for steps in units > 256 ? [64] : [16, 64, 256] {
                for batch in [1, 16, 64] {
                    guard line(sequences(LSTMEngine(weights), batch, steps)) else { return }
                }
            }
            guard line(training(layer, batch: 64, steps: 32)) else { return }
        }
    }

    private static func step(_ engine: LSTMEngine) -> JSONObject {
        let x = numbers(engine.inputs), calls = 200
        var state = LSTMState.zero(units: engine.units)
        let seconds = fastest(20) { for _ in 0..<calls { engine.step(x, &state) } } / Double(calls)
        let memory = SharedMemory<UInt8>(count: engine.kernelByteCount, of: 1)
        let reading = fastest(100) { _ = memory.read() }
        return described(
            engine, [("step_us", rounded(seconds * 1e6)), ("bytes", .init(engine.kernelByteCount)), ("read_us", rounded(reading * 1e6))])
    }

    private static func sequences(_ engine: LSTMEngine, _ batch: Int, _ steps: Int) -> JSONObject {
        let x = numbers(batch * steps * engine.inputs)
        let seconds = fastest(5) {
            var states = [LSTMState](repeating: .zero(units: engine.units), count: batch)
            if batch == 1 { _ = engine.run(x, state: &states[0]) } else { _ = engine.run(batch: x, states: &states) }
        }
        return described(engine, [("batch", .init(batch)), ("steps", .init(steps)), ("tokens_per_s", rounded(Double(batch * steps) / seconds))])
    }

    private static func training(_ layer: LSTM<Float>, batch: Int, steps: Int) -> JSONObject {
        let x = Tensor(numbers(batch * steps * layer.inputs), shape: [batch, steps, layer.inputs]), pass = Pass(training: true)
        var optimizer = RMSprop(layer.parameters, learningRate: 1e-5, decay: 0.9)
        let seconds = fastest(5) {
            optimizer.clearGradients()
            layer(Variable(x), pass).squared().mean().backward()
            optimizer.step()
        }
        return [
            "peer": "kindred", "model": "lstm", "inputs": .init(layer.inputs), "units": .init(layer.units), "precision": "float32", "batch": .init(batch),
            "steps": .init(steps), "train_ms": rounded(seconds * 1e3),
        ]
    }

    private static func described(_ engine: LSTMEngine, _ figures: [(String, JSONValue)]) -> JSONObject {
        var row: JSONObject = [
            "peer": "kindred", "model": "lstm", "inputs": .init(engine.inputs), "units": .init(engine.units), "precision": .string(engine.precision.rawValue),
        ]
        for (name, figure) in figures { row[name] = figure }
        return row
    }

    private static func numbers(_ count: Int) -> [Float] {
        var random = SeededRandom(seed: 2)
        return (0..<count).map { _ in Float(random.uniform(in: -1..<1)) }
    }

    private static func rounded(_ value: Double) -> JSONValue { .double((value * 100).rounded() / 100) }

    /// The fewest seconds of a call.
    private static func fastest(_ repeats: Int, _ body: () -> Void) -> Double {
        body()
        return (0..<repeats).reduce(Double.infinity) { best, _ in
            let start = ContinuousClock.now
            body()
            let passed = ContinuousClock.now - start
            return min(best, Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18)
        }
    }
}
