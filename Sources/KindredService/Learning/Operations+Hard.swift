public import Kindred
import KindredLearning
import KindredMath

extension Operations {
    /// Judges a measure on the hardest negatives of its queries, beside all rows.
    ///
    /// Hard are the rows of other classes that lie nearest to a query under the measure that serves; a query's candidates are those and all other
    /// rows of its class.
    ///
    /// - Parameters:
    ///   - progress: told how many of how many steps are done.
    ///   - isCancelled: asked between blocks of queries.
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled`; `FileError`; `LearningError`; `MeasureError`.
    /// - Complexity: O(queries · rows · dimension).
    public func evaluateHard(
        _ request: HardEvaluationRequest, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> HardEvaluation {
        try Self.hard(judged(request, isCancelled), request, progress, isCancelled)
    }

    /// The same of vectors of a file.
    ///
    /// - Throws: as ``evaluateHard(_:progress:isCancelled:)``; `StorageError.invalidArgument` for a source that is no file.
    public static func evaluateHardFiles(
        _ request: HardEvaluationRequest, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> HardEvaluation {
        try hard(judgedFiles(request), request, progress, isCancelled)
    }

    /// Judges a measure on hard negatives with queries as they are, under noise, and under FGSM.
    ///
    /// - Parameters and errors: as of ``evaluateHard(_:progress:isCancelled:)``; `LearningError` for a size or a row outside the box, too.
    /// - Complexity: O(sizes · queries · rows · dimension).
    public func evaluateRobust(
        _ request: HardEvaluationRequest, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> RobustEvaluation {
        try Self.robust(judged(request, isCancelled), request, progress, isCancelled)
    }

    /// The same of vectors of a file.
    ///
    /// - Throws: as ``evaluateHardFiles(_:progress:isCancelled:)``.
    public static func evaluateRobustFiles(
        _ request: HardEvaluationRequest, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> RobustEvaluation {
        try robust(judgedFiles(request), request, progress, isCancelled)
    }

    /// Rows, the measure that is judged, and the one that says what is hard.
    private struct Judged {
        let labelled: LabelledRows
        let measure, miner: Measure
        var version: Int?
        var minedBy: Int?
    }

    private func judged(_ request: HardEvaluationRequest, _ isCancelled: () -> Bool) throws -> Judged {
        guard case .collection(let name, let label, let vector, let filter) = request.evaluation.source else { return try Self.judgedFiles(request) }
        let collection = try database.collection(name), measures = try collection.measures(of: vector)
        let judged = try Self.measure(request.evaluation.version, measures, name), miner = try Self.measure(request.minedBy, measures, name)
        let labelled = try LabelledRows(collection, label: label, using: vector, filter: try filter.map { try Filter(parsingTextOrJSON: $0) }, isCancelled: isCancelled)
        return Judged(labelled: labelled, measure: judged.measure, miner: miner.measure, version: judged.number, minedBy: miner.number)
    }

    private static func judgedFiles(_ request: HardEvaluationRequest) throws -> Judged {
        guard case .files(let vectors, let labels) = request.evaluation.source else { throw StorageError(.invalidArgument, "a collection is judged in its database") }
        let labelled = try LabelledRows(vectors: vectors, labels: labels, options: request.evaluation.options)
        let fitted = try request.evaluation.measure.fitted(to: labelled.rows.elements.span, dimension: labelled.rows.columns)
        return Judged(labelled: labelled, measure: fitted, miner: fitted)
    }

    private static func hard(_ judged: Judged, _ request: HardEvaluationRequest, _ progress: (Int, Int) -> Void, _ isCancelled: @Sendable () -> Bool) throws -> HardEvaluation {
        try stoppable {
            let labelled = judged.labelled, seed = request.evaluation.seed, figures = HardEvaluation.figures(at: request.evaluation.k)
            progress(0, 3)
            let set = try set(judged, request, isCancelled)
            progress(1, 3)
            let result = try RetrievalEvaluation(figures: figures, threads: request.evaluation.threads)
                .evaluate(set, labelled.rows, labels: labelled.labels, measure: judged.measure, isCancelled: isCancelled)
            progress(2, 3)
            let hard = set.pairs(Evaluation.pairsOfEach, labels: labelled.labels, seed: seed).map { ($0.query, $0.other, $0.isSame) }
            return HardEvaluation(
                ground: ground(judged, set, request), figures: figures.map { HardFigure($0, result, seed: seed) },
                allPairs: try .init(Evaluation.pairs(labelled.labels, seed), labelled, judged.measure), hardPairs: try .init(hard, labelled, judged.measure))
        }
    }

    private static func robust(
        _ judged: Judged, _ request: HardEvaluationRequest, _ progress: (Int, Int) -> Void, _ isCancelled: @Sendable () -> Bool
    ) throws -> RobustEvaluation {
        try stoppable {
            let labelled = judged.labelled, evaluation = request.evaluation, figures = HardEvaluation.figures(at: evaluation.k)
            let attack = try RetrievalAttack(labelled.rows, labels: labelled.labels, measure: judged.measure, box: request.box, threads: evaluation.threads)
            let set = try set(judged, request, isCancelled), sizes = request.sizes ?? HardSetRobustness.sizes(for: attack, norm: request.norm)
            let found = try HardSetRobustness(
                attack, set, measure: judged.measure, evaluation: RetrievalEvaluation(figures: figures, threads: evaluation.threads), sizes: sizes, norm: request.norm,
                seed: evaluation.seed, progress: progress, isCancelled: isCancelled)
            let conditions = found.conditions.map { condition in
                RobustEvaluation.Condition(
                    change: condition.change, epsilon: condition.epsilon, figures: figures.map { HardFigure($0, condition.result, seed: evaluation.seed) })
            }
            return RobustEvaluation(ground: ground(judged, set, request), norm: request.norm, box: attack.box, isExact: attack.isExact, conditions: conditions)
        }
    }

    private static func set(_ judged: Judged, _ request: HardEvaluationRequest, _ isCancelled: @Sendable () -> Bool) throws -> HardSet {
        let set = try HardSet(
            judged.labelled.rows, labels: judged.labelled.labels, measure: judged.miner, queries: Evaluation.queries(judged.labelled.labels, request.evaluation),
            perQuery: request.negatives, threads: request.evaluation.threads, isCancelled: isCancelled)
        guard !set.queries.isEmpty else { throw StorageError(.invalidArgument, "none of the queries has another row of its class: ask more of them, or others") }
        return set
    }

    private static func ground(_ judged: Judged, _ set: HardSet, _ request: HardEvaluationRequest) -> HardGround {
        HardGround(
            measure: judged.measure.description, version: judged.version, minedBy: judged.minedBy, rows: judged.labelled.labels.count, classes: judged.labelled.classes.count,
            queries: set.queries.count, unlabelled: judged.labelled.unlabelled, negatives: request.negatives)
    }
}
