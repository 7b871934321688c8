public import Kindred
import KindredLearning

/// An experiment that ships: a common claim, tried on data that one has, with a table and a verdict.
///
///     let outcome = try Experiment.named("E10").run(ExperimentData(folder: "Demo"))
///     outcome.claims.first?.verdict     // .confirmed
public struct Experiment: Sendable {
    /// E1 … as the literature of this project numbers them.
    public let number: String
    /// What people type.
    public let name: String
    /// What is claimed, and what is done about it.
    public let question: String
    let body: @Sendable (ExperimentData) throws -> ExperimentOutcome

    /// Tries it.
    ///
    /// - Throws: `FileError` when the data is not there, `LearningError`, `StorageError`.
    public func run(_ data: ExperimentData) throws -> ExperimentOutcome { try body(data) }

    /// All that ship, in the order of their numbers; those of sequences last.
    public static let all: [Experiment] =
        [
            unseenClasses, unseenAlphabets, centerWeight, mining, convergence, margin, optimizers, robustness, generatedNegatives, anisotropy, concentration, hierarchy, hardness, innerProduct,
            lengths,
            spectralSensitivity, moons,
        ] + sequences

    /// Those of sequences.
    private static var sequences: [Experiment] {
        #if Keras
        [vanishingGradients, longSpans, hiddenSize]
        #else
        [vanishingGradients, longSpans]
        #endif
    }

    /// The experiment of a number or a name.
    ///
    /// - Throws: `StorageError.invalidArgument` naming those there are.
    public static func named(_ text: String) throws -> Experiment {
        guard let found = all.first(where: { $0.name == text.lowercased() || $0.number.lowercased() == text.lowercased() }) else {
            throw StorageError(.invalidArgument, "there is no experiment \(text); there are \(all.map { "\($0.number) \($0.name)" }.joined(separator: ", "))")
        }
        return found
    }
}

/// What an experiment found.
public struct ExperimentOutcome: Sendable {
    /// The figures.
    public var table: ReportTable
    /// Each claim with its verdict.
    public var claims: [Claim]
    /// Curves, where the figures make some.
    public var plots: [Plot] = []

    /// The outcome as an object: `{"rows": [{title: cell}], "claims": [{"claim", "verdict", "figure", "meaning"}]}`.
    public var json: JSONObject {
        let rows = table.rows.map { cells in JSONValue.object(JSONObject(zip(table.header, cells).map { ($0, .string($1)) })) }
        let judged = claims.map { claim -> JSONValue in
            ["claim": .string(claim.claim), "verdict": .string(claim.verdict.rawValue), "figure": .finite(claim.figure), "meaning": .string(claim.meaning)]
        }
        return ["rows": .array(rows), "claims": .array(judged)]
    }

    /// The outcome as a page.
    public func page(_ experiment: Experiment, date: String = MachineDescription.today, machine: String = MachineDescription.current) -> ReportPage {
        var verdicts = ReportTable(["claim", "verdict", "figure", "which is"])
        for claim in claims { verdicts.add([claim.claim, claim.verdict.rawValue, ReportNumber.short(claim.figure), claim.meaning]) }
        return ReportPage(
            "\(experiment.number): \(experiment.name)", facts: [machine, date, "Kindred \(KindredVersion.current)"],
            [
                ReportSection("Question", [.text(experiment.question)]), ReportSection("Figures", plots.map { .plot($0) } + [.table(table)]),
                ReportSection("Verdict", [.table(verdicts)]),
            ])
    }
}
