#if Keras
import ArgumentParser
import Foundation
import KindredService

struct SequenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sequence",
        abstract: "Train, run, convert and explain models of sequences.",
        discussion: """
            kindred sequence train glosses.txt --model glosses.safetensors
            kindred sequence perplexity --model glosses.safetensors --text other.txt
            kindred sequence run --model lstm.h5 --input series.npy --output answers.npy
            kindred sequence import lstm.keras --output lstm.safetensors
            kindred sequence explain --model lstm.h5 --input series.npy --row 0 --step 3

            Models are Keras' .h5, .keras, and .weights.h5 with --config, or what train and import wrote.
            """,
        subcommands: [SequenceTrain.self, SequencePerplexity.self, Run.self, ImportModel.self, ExplainStep.self])

    /// Which model.
    struct ModelOptions: ParsableArguments {
        @Option(help: ArgumentHelp("The model's file.", valueName: "file"), completion: .file())
        var model: String

        @Option(help: ArgumentHelp("What model.to_json() wrote, for .weights.h5.", valueName: "file"), completion: .file())
        var config: String?

        var file: SequenceModelFile { SequenceModelFile(model, configuration: config) }
    }

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Compute a model's outputs for an array.")

        @OptionGroup var model: ModelOptions

        @Option(help: ArgumentHelp("The sequences: .npy, [rows, steps] of ids or [rows, steps, features].", valueName: "file"), completion: .file())
        var input: String

        @Option(help: ArgumentHelp("Where to write the outputs: .npy.", valueName: "file"), completion: .file())
        var output: String

        @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
        var threads = ProcessInfo.processInfo.activeProcessorCount

        @OptionGroup var shared: SharedOptions

        func validate() throws {
            guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        }

        func run() throws {
            let start = ContinuousClock.now
            let shape = try model.file.run(input, to: output, threads: threads)
            let seconds = (ContinuousClock.now - start).inSeconds
            if shared.json {
                Output.json(["shape": .array(shape.map { .init($0) }), "seconds": .seconds(seconds)])
            } else {
                Console.message("outputs of shape \(shape) in \(Text.duration(seconds)): \(output)")
            }
        }
    }

    struct ImportModel: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "import", abstract: "Convert a Keras model to safetensors.")

        @Argument(help: "The Keras model.", completion: .file())
        var model: String

        @Option(help: ArgumentHelp("What model.to_json() wrote, for .weights.h5.", valueName: "file"), completion: .file())
        var config: String?

        @Option(help: ArgumentHelp("Where to write it: .safetensors.", valueName: "file"), completion: .file())
        var output: String

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let model = try SequenceModelFile(model, configuration: config).convert(to: output)
            if shared.json {
                let layers = model.layers.map { JSONValue.object(["kind": .string($0.kind), "name": .string($0.name), "output": .string($0.shape), "parameters": .init($0.parameters)]) }
                return Output.json(["layers": .array(layers), "parameters": .init(model.parameterCount)])
            }
            var table = Table(["layer", "name", "output", "parameters"])
            for layer in model.layers { table.add([layer.kind, layer.name, layer.shape, Text.grouped(layer.parameters)]) }
            table.print()
            Output.line("\(Text.grouped(model.parameterCount)) parameters: \(output)")
        }
    }

    struct ExplainStep: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Show every gate of one step.",
            discussion: """
                The input gate says how much of the candidate is written, the forget gate how much of the cell state before is kept, the \
                output gate how much of the cell state shows as the hidden state.
                """)

        @OptionGroup var model: ModelOptions

        @Option(help: ArgumentHelp("The sequences: .npy.", valueName: "file"), completion: .file())
        var input: String

        @Option(parsing: .unconditional, help: ArgumentHelp("Which row of them, from 0.", valueName: "n"))
        var row = 0

        @Option(parsing: .unconditional, help: ArgumentHelp("Which step of the row, from 0.", valueName: "n"))
        var step = 0

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let explanations = try model.file.explain(input, row: row, step: step)
            for explanation in explanations {
                if shared.json { Output.json(json(explanation)) } else { show(explanation) }
            }
        }

        private func json(_ explanation: LSTMExplanation) -> JSONObject {
            [
                "layer": .string(explanation.layer), "step": .init(explanation.step), "counts": .bool(explanation.counts),
                "input": .list(explanation.input), "forget": .list(explanation.forget), "candidate": .list(explanation.candidate),
                "output": .list(explanation.output), "cell_before": .list(explanation.cellBefore), "cell": .list(explanation.cell),
                "hidden": .list(explanation.hidden),
            ]
        }

        private func show(_ explanation: LSTMExplanation) {
            Output.line("\(explanation.layer), step \(explanation.step)\(explanation.counts ? "" : ", masked: the states stay")")
            var table = Table(["unit", "input", "forget", "candidate", "output", "cell before", "cell", "hidden"])
            for unit in explanation.cell.indices {
                let columns = [explanation.input, explanation.forget, explanation.candidate, explanation.output, explanation.cellBefore, explanation.cell, explanation.hidden]
                table.add(["\(unit)"] + columns.map { Text.fixed(Double($0[unit]), 6) })
            }
            table.print()
        }
    }
}
#endif
