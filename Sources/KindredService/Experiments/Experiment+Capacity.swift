#if Keras
import Kindred
import KindredKeras
import KindredNN

extension Experiment {
    /// E5c: what units of an LSTM buy, and when they learn by heart.
    static let hiddenSize = Experiment(
        number: "E5c", name: "hidden-size",
        question:
            "Do more units foretell a text better, or only the text that teaches? Models of words over 1,500 glosses, one LSTM layer of 8 to 256 units, 12 epochs of RMSprop without dropout; the last tenth judges after each epoch."
    ) { data in
        let (teaching, judging, count) = try data.words(glosses: 1_500, vocabulary: 3_000)
        var table = ReportTable(["units", "parameters", "perplexity in training", "held out at the end", "held out at best", "best epoch"])
        var ends: [(training: Double, last: Double, best: Double)] = [], series: [Plot.Series] = []
        for units in [8, 32, 128, 256] {
            var settings = LanguageSettings(vocabulary: count)
            (settings.dimension, settings.units, settings.batch, settings.steps, settings.epochs, settings.seed) = (64, [units], 20, 20, 12, data.seed)
            let trainer = try LanguageTrainer(settings)
            trainer.threads = data.threads
            try trainer.train(teaching, heldOut: judging)
            let held = trainer.epochs.map { $0.heldOut ?? .nan }, best = held.min() ?? .nan
            ends.append((trainer.epochs.last?.training ?? .nan, held.last ?? .nan, best))
            series.append(Plot.Series("\(units) units", .line, held.enumerated().map { .init(Double($0.offset + 1), $0.element) }))
            table.add([
                "\(units)", "\(trainer.model.parameters.reduce(0) { $0 + $1.value.count })", ReportNumber.fixed(ends[ends.count - 1].training, 1),
                ReportNumber.fixed(ends[ends.count - 1].last, 1), ReportNumber.fixed(best, 1), "\((held.firstIndex(of: best) ?? 0) + 1)",
            ])
        }
        let (small, large) = (ends[0], ends[ends.count - 1])
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("more units learn the text that teaches better", large.training < small.training, small.training / large.training, "perplexity in training of 8 units over that of 256"),
                Claim("stopped in time, more units foretell what did not teach better", large.best < small.best, small.best / large.best, "best held-out perplexity of 8 units over that of 256"),
                Claim("many units learn by heart when they go on", large.last > 1.05 * large.best, large.last / large.best, "held-out perplexity of 256 units at the end over the best"),
            ],
            plots: [Plot("Held-out perplexity.", x: .init("epochs"), y: .init("perplexity", .logarithmic), series)])
    }
}

extension ExperimentData {
    /// The words of some glosses as numbers: the first nine tenths to teach and the rest to judge, and how many numbers there are.
    fileprivate func words(glosses: Int, vocabulary: Int) throws -> (teaching: [Int], judging: [Int], count: Int) {
        var payloads = try PayloadFileReader(path: "\(folder)/glosses/payload.jsonl")
        let texts = try payloads.next(glosses).map { text in try text.map { try JSONObject(parsing: $0) }?["gloss"]?.stringValue ?? "" }
        let taught = Array(texts.prefix(texts.count * 9 / 10))
        let tokenizer = KerasTokenizer(fitting: taught, idLimit: vocabulary, unknownToken: SequenceTraining.unknownToken)
        return (taught.flatMap(tokenizer.ids), texts.dropFirst(taught.count).flatMap(tokenizer.ids), tokenizer.idCount)
    }
}
#endif
