import Foundation
import Kindred
import KindredMath
import KindredNN

extension Experiment {
    /// E5: whether gradients vanish in a plain recurrent layer and not in an LSTM.
    static let vanishingGradients = Experiment(
        number: "E5", name: "vanishing-gradients",
        question:
            "Do gradients vanish over time in a plain recurrent layer, and not in an LSTM (Hochreiter 1991; Bengio et al. 1994)? How much an input moves the last outputs, by how many steps lie between: the norm of the derivative, relative to that of the last input, of layers of 16 units. The plain layer's recurrent matrix is orthogonal times 0.9; the LSTM is as it is made (forget bias 1), and with forget gates held open (bias 8)."
    ) { data in
        let longest = 200, distances = [0, 1, 2, 5, 10, 20, 50, 100, 150, 200]
        var random = SeededRandom(seed: data.seed, stream: 5)
        let plain = RecurrentLayer<Double>(inputs: 4, units: 16, &random), made = LSTM<Double>(inputs: 4, units: 16, &random), open = LSTM<Double>(inputs: 4, units: 16, &random)
        plain.recurrent.value = Tensor(plain.recurrent.value.scalars.map { 0.9 * $0 }, shape: [16, 16])
        for unit in 16..<32 { open.bias.value.scalars[unit] = 8 }
        let x = Tensor<Double>((0..<(4 * (longest + 1) * 4)).map { _ in Double(random.normal()) }, shape: [4, longest + 1, 4])
        let layers: [(String, any Layer<Double>)] = [("plain", plain), ("LSTM, forget bias 1", made), ("LSTM, forget gates open", open)]
        let reaches = layers.map { gradientReach($0.1, x) }.map { reach in reach.map { $0 / reach[0] } }
        var table = ReportTable(["steps between"] + layers.map(\.0))
        for distance in distances { table.add(["\(distance)"] + reaches.map { ReportNumber.short($0[distance]) }) }
        let series = zip(layers, reaches).map { layer, reach in
            // A logarithm has no place for 0, nor a page for 10⁻³⁰⁰.
            Plot.Series(layer.0, .line, reach.enumerated().filter { $0.element > 1e-30 }.map { .init(Double($0.offset), $0.element) })
        }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("in a plain layer the gradient of an input 100 steps ago is below a millionth", reaches[0][100] < 1e-6, reaches[0][100], "of that of the last input"),
                Claim("through open forget gates more than a hundredth is left after 200 steps", reaches[2][200] > 0.01, reaches[2][200], "of that of the last input"),
            ],
            plots: [Plot("What is left of the gradient.", x: .init("steps between"), y: .init("gradient", .logarithmic), series)])
    }

    /// E5b: whether an LSTM learns over a hundred steps what a plain layer does not.
    static let longSpans = Experiment(
        number: "E5b", name: "long-spans",
        question:
            "Does an LSTM learn over 100 steps what a plain recurrent layer cannot (Hochreiter, Schmidhuber 1997)? Delayed recall: the first of 100 symbols is asked for after 99 that do not matter; guessing is right in 25 %. The adding problem: of 100 numbers in 0…1 two are marked, their sum is asked for; always answering 1 has an error of 0.167. Both layers have 24 units and the same updates at most, by Adam at a rate of 0.01; gates begin at spans of 1 to 99 steps (Tallec, Ollivier 2018)."
    ) { data in
        var table = ReportTable(["task", "layer", "figure", "updates"]), found: [Double] = []
        for task in [SpanTask.recall, .adding] {
            for isPlain in [false, true] {
                let (figure, updates) = task.learned(isPlain: isPlain, seed: data.seed, threads: data.threads)
                found.append(figure)
                table.add([task.title, isPlain ? "plain" : "LSTM", ReportNumber.fixed(figure, 4), "\(updates)"])
            }
        }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("an LSTM recalls a symbol after 99 others", found[0] > 0.95, found[0], "of its answers right"),
                Claim("a plain layer does not", found[1] < 0.6, found[1], "of its answers right"),
                Claim("an LSTM adds two marked numbers of 100", found[2] < 0.02, found[2], "mean squared error"),
                Claim("a plain layer does not", found[3] > 0.1, found[3], "mean squared error"),
            ])
    }
}

/// A task whose answer lies up to a hundred steps back.
private enum SpanTask {
    case recall, adding

    private static let steps = 100, units = 24, batch = 32

    var title: String {
        switch self {
        case .recall: "delayed recall, share right"
        case .adding: "adding, mean squared error"
        }
    }

    private var sizes: (inputs: Int, outputs: Int, updates: Int) {
        switch self {
        case .recall: (6, 4, 1000)
        case .adding: (2, 1, 2500)
        }
    }

    /// Some sequences and their answers.
    private func drawn(_ count: Int, _ random: inout SeededRandom) -> (x: Tensor<Float>, answers: [Float]) {
        var x = Tensor<Float>(repeating: 0, shape: [count, Self.steps, sizes.inputs]), answers = [Float]()
        for row in 0..<count {
            switch self {
            case .recall:
                let symbol = Int(random.uniform(in: 0..<4))
                x[row, 0, symbol] = 1
                for step in 1..<Self.steps { x[row, step, 4 + Int(random.uniform(in: 0..<2))] = 1 }
                answers.append(Float(symbol))
            case .adding:
                // One of the marked numbers lies in each half, after Hochreiter, Schmidhuber 1997.
                let half = Double(Self.steps / 2), marked = [Int(random.uniform(in: 0..<half)), Int(random.uniform(in: half..<(2 * half)))]
                for step in 0..<Self.steps { x[row, step, 0] = Float(random.uniform()) }
                for step in marked { x[row, step, 1] = 1 }
                answers.append(marked.reduce(0) { $0 + x[row, $1, 0] })
            }
        }
        return (x, answers)
    }

    private func loss(_ outputs: Variable<Float>, _ answers: [Float]) -> Variable<Float> {
        switch self {
        case .recall: -outputs.logSoftmax().gathering(answers.enumerated().map { $0.offset * 4 + Int($0.element) }).mean()
        case .adding: (outputs - Variable(Tensor(answers, shape: [answers.count, 1]))).squared().mean()
        }
    }

    /// Trains until the task is solved or the updates are used up, and judges by sequences that did not teach.
    func learned(isPlain: Bool, seed: UInt64, threads: Int) -> (figure: Double, updates: Int) {
        var random = SeededRandom(seed: seed, stream: 0x5B)
        let layer: any Layer<Float> = isPlain ? RecurrentLayer(inputs: sizes.inputs, units: Self.units, &random) : Self.lstm(inputs: sizes.inputs, &random)
        let map = Linear<Float>(inputs: Self.units, outputs: sizes.outputs, initializer: .glorotUniform, &random)
        let (limit, enough) = (sizes.updates, Float(self == .recall ? 0.03 : 0.004))
        var optimizer = Adam(layer.parameters + map.parameters, learningRate: 0.01), mean = Float.infinity, updates = 0
        while updates < limit && mean > enough {
            let (x, answers) = drawn(Self.batch, &random), pass = Pass(training: true, threads: threads)
            let loss = loss(map(layer(Variable(x), pass), pass), answers)
            mean = mean.isFinite ? 0.95 * mean + 0.05 * loss.value.scalar : loss.value.scalar
            loss.backward()
            optimizer.clipGradients(toNorm: 1)
            optimizer.step()
            optimizer.clearGradients()
            updates += 1
        }
        let (x, answers) = drawn(400, &random), outputs = map(layer(Variable(x), .evaluation), .evaluation)
        guard self == .recall else { return (Double(loss(outputs, answers).value.scalar), updates) }
        let right = answers.indices.count { row in (0..<4).max { outputs.value[row, $0] < outputs.value[row, $1] } == Int(answers[row]) }
        return (Double(right) / 400, updates)
    }

    /// Gates for spans of up to as many steps as there are.
    private static func lstm(inputs: Int, _ random: inout SeededRandom) -> LSTM<Float> {
        let lstm = LSTM<Float>(inputs: inputs, units: units, &random)
        for unit in 0..<units {
            let span = Float(log(random.uniform(in: 1..<Double(steps - 1))))
            lstm.bias.value.scalars[unit] = -span
            lstm.bias.value.scalars[units + unit] = span
        }
        return lstm
    }
}
