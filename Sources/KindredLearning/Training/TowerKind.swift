/// Whether what asks and what is stored are encoded alike.
public enum TowerKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// One encoder for both sides.
    case shared
    /// A query tower and an item tower that share no weights: a similarity with a direction, which is not symmetric and no metric.
    case asymmetric
}

extension TrainingSettings {
    /// Whether each side has an encoder of its own.
    public var isAsymmetric: Bool { towers == .asymmetric }
}

extension TrainingPlan {
    /// Whether towers fit the encoder, the loss and the miner of a plan; plans without them always do.
    ///
    /// - Throws: `invalidParameter` naming what does not fit.
    public func validateTowers() throws(LearningError) {
        guard towers == .asymmetric else { return }
        func refuse(_ message: String) -> LearningError { LearningError(.invalidParameter, "asymmetric towers " + message) }
        guard [.linear, .mlp].contains(encoder) else { throw refuse("are of vectors, by linear or mlp: \(encoder.rawValue) learns one encoder for both sides") }
        guard loss.comparesRows else {
            let fitting = LossKind.allCases.filter(\.comparesRows).map(\.rawValue).joined(separator: ", ")
            throw refuse("learn by losses that compare a query with items, \(fitting): \(loss.rawValue) has a column for each class")
        }
        guard miner != .index else { throw refuse("are mined within a batch: an index of one side's embeddings knows no queries") }
        guard robust == nil else { throw refuse("learn without attacks: robust training is of one encoder for both sides") }
    }
}
