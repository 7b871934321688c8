import Foundation
import Kindred
import KindredLearning
import KindredMath

/// What one training made, whatever taught it.
struct LearnedEncoding {
    /// nil when training led to nothing usable; of asymmetric towers the item tower.
    var encoder: LearnedEncoder?
    /// The query tower of asymmetric towers.
    var queryEncoder: LearnedEncoder?
    /// Whether encodings are compared as unit vectors.
    var isUnit: Bool
    var training: LearnReport.Training
    var judgement: LearnReport.Judgement
    /// What a page about it shows; nil for choices, and when nothing usable was learned.
    var page: LearnPage?
}

extension LearnedEncoding {
    init(_ outcome: TrainingOutcome, _ labelled: LabelledRows, heldOut: [Int], before: Measure, seconds: Double) throws {
        encoder = outcome.encoder
        queryEncoder = outcome.queryEncoder
        isUnit = outcome.settings.isUnit
        training = LearnReport.Training(
            loss: outcome.settings.loss.rawValue, encoder: outcome.settings.encoder.rawValue, dimension: outcome.settings.dimension, losses: outcome.losses,
            points: labelled.labels.count, classes: labelled.classes.count, leftOut: labelled.unlabelled, seconds: seconds)
        training.towers = outcome.settings.isAsymmetric ? .asymmetric : .shared
        let verdict = outcome.verdict
        judgement = LearnReport.Judgement(
            figure: verdict.figure, before: verdict.before, after: verdict.after, gain: verdict.gain,
            refusal: verdict.isPromoted ? nil : verdict.refusal ?? "it is no better than what serves", warnings: outcome.warnings)
        page = try measure.map { LearnPage(labelled, heldOut: heldOut, before: before, after: $0) }
    }

    init(_ outcome: TrainingOutcome, listed: Int, leftOut: Int, seconds: Double) {
        encoder = outcome.encoder
        queryEncoder = outcome.queryEncoder
        isUnit = outcome.settings.isUnit
        training = LearnReport.Training(
            loss: outcome.settings.loss.rawValue, encoder: outcome.settings.encoder.rawValue, dimension: outcome.settings.dimension, losses: outcome.losses,
            points: listed, classes: 0, leftOut: leftOut, seconds: seconds)
        training.towers = outcome.settings.isAsymmetric ? .asymmetric : .shared
        let verdict = outcome.verdict
        judgement = LearnReport.Judgement(
            figure: verdict.figure, before: verdict.before, after: verdict.after, gain: verdict.gain,
            refusal: verdict.isPromoted ? nil : verdict.refusal ?? "it is no better than what serves", warnings: outcome.warnings)
    }

    /// What a collection would compare by.
    var measure: Measure? {
        get throws { try encoder.map { try Measure.encoded($0, query: queryEncoder, base: isUnit ? .cosine : .euclidean) } }
    }

    /// Learns from recorded choices, on top of the measure that serves.
    static func choices(
        _ collection: VectorCollection, using vector: String, source: String?, seed: UInt64,
        _ progress: (_ done: Int, _ all: Int) -> Void, _ isCancelled: () -> Bool
    ) throws -> LearnedEncoding {
        let start = ContinuousClock.now
        guard let configured = collection.configuration.vectors[vector] else {
            throw StorageError(.invalidArgument, "collection \(collection.name) has no vector named \"\(vector)\"")
        }
        let recorded = try collection.feedback(FeedbackSelection(source: source, using: vector))
        let chosen = try ChosenRows(recorded.map(\.feedback), collection, using: vector)
        let before = configured.measure.encoder, towers = configured.measure.towers
        var values = before?.encoded(rows: chosen.values.span) ?? chosen.values, choices = chosen.choices
        if let towers {
            // Anchors ask: their encodings by the query tower follow those of all rows by the item tower.
            values += towers.query.encoded(rows: chosen.values.span)
            for place in choices.indices { choices[place].anchor += chosen.count }
        }
        let rows = Matrix(rows: towers == nil ? chosen.count : 2 * chosen.count, columns: before?.outputDimension ?? configured.dimension, elements: values)
        var trainer = try ChoiceTrainer(rows, choices: choices)
        if towers != nil { trainer.candidates = chosen.count }
        trainer.seed = seed
        let outcome = try trainer.train(progress: progress, isCancelled: isCancelled)
        let map = try AffineMap(weights: outcome.map.elements, bias: [Float](repeating: 0, count: outcome.map.rows))
        return LearnedEncoding(
            encoder: try LearnedEncoder((before?.maps ?? []) + [map]), queryEncoder: try towers?.followed(by: map).query, isUnit: true,
            training: LearnReport.Training(
                loss: "relative", encoder: "linear", dimension: outcome.map.rows, losses: [], points: chosen.choices.count, classes: 0,
                leftOut: recorded.count - chosen.choices.count, seconds: (ContinuousClock.now - start).inSeconds,
                towers: towers == nil ? .shared : .asymmetric),
            judgement: LearnReport.Judgement(
                figure: "agreement with held-out choices", before: outcome.before, after: outcome.after, gain: outcome.gain,
                refusal: outcome.isPromoted ? nil : "the gain may be none: its interval begins at \(ReportNumber.fixed(outcome.gain.lower, 4))", warnings: []))
    }
}
