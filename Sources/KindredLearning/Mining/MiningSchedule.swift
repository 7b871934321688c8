/// Which triplets at which epoch: easy ones first, since too hard ones choke a model that knows nothing yet.
///
///     let schedule = try MiningSchedule(parsing: "easy:2,semi-hard:8,hard")
///     schedule.choice(atEpoch: 0)    // easy, as at epoch 1; then semi-hard for 8 epochs; then hard
public struct MiningSchedule: Sendable, Hashable {
    /// A choice and how many epochs it lasts; nil for the rest.
    public struct Stage: Sendable, Hashable {
        /// What is mined.
        public var choice: TripletMiner.Choice
        /// For how many epochs.
        public var epochs: Int?

        /// A stage.
        public init(_ choice: TripletMiner.Choice, epochs: Int? = nil) {
            self.choice = choice
            self.epochs = epochs
        }
    }

    /// The stages, in order; never empty.
    public let stages: [Stage]

    /// One choice throughout.
    public init(_ choice: TripletMiner.Choice) { stages = [Stage(choice)] }

    /// A list of `choice:epochs`, the last without a number.
    ///
    /// - Throws: `invalidParameter` for an unknown choice, a missing or superfluous number, or one below 1.
    public init(parsing text: String) throws(LearningError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        var stages: [Stage] = []
        for (place, part) in parts.enumerated() {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            let name = fields.first == "semihard" ? "semi-hard" : String(fields.first ?? "")
            let epochs = fields.count == 2 ? Int(fields[1]) : nil
            let isLast = place == parts.count - 1
            guard let choice = TripletMiner.Choice(rawValue: name), isLast ? fields.count == 1 : (epochs ?? 0) > 0 else {
                throw LearningError(
                    .invalidParameter, "\(part) is no stage: choice:epochs is, and the last is a choice alone (\(TripletMiner.Choice.allCases.map(\.rawValue).joined(separator: ", ")))")
            }
            stages.append(Stage(choice, epochs: epochs))
        }
        self.stages = stages
    }

    /// The choice at an epoch, from 0.
    public func choice(atEpoch epoch: Int) -> TripletMiner.Choice {
        var rest = epoch
        for stage in stages {
            guard let epochs = stage.epochs, rest >= epochs else { return stage.choice }
            rest -= epochs
        }
        return stages.last?.choice ?? .all
    }
}
