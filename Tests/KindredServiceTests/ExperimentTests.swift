import Foundation
import Testing

@testable import KindredService

/// Experiments find what is known of them, where it is known.
@Suite struct ExperimentTests {
    private static let demo = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Demo").standardized.path

    private func cells(_ name: String) throws -> (rows: [[Double]], verdicts: [Claim.Verdict]) {
        let outcome = try Experiment.named(name).run(ExperimentData(folder: Self.demo, threads: 2))
        let numbers = outcome.table.rows.map { $0.map { Double($0.replacingOccurrences(of: "−", with: "-").replacingOccurrences(of: ",", with: "")) ?? .nan } }
        return (numbers, outcome.claims.map(\.verdict))
    }

    /// For points uniform in a cube the contrast falls as 1/√d: Beyer et al. 1999.
    @Test func contrastFallsAsTheRootOfTheDimension() throws {
        let (rows, verdicts) = try cells("E10")
        #expect(verdicts == [.confirmed])
        let fall = (rows.first { $0[0] == 64 }?[1] ?? 0) / (rows.first { $0[0] == 256 }?[1] ?? 1)
        #expect(abs(fall - 2) < 0.5, "\(fall)")
    }

    @Test func treesFitIntoTheDisc() throws {
        let (rows, verdicts) = try cells("hierarchy")
        #expect(verdicts.first == .confirmed)
        #expect(rows[0][2] < 0.1 && rows[0][3] > 0.99)
    }

    @Test func equalNormsMakeProductsNeighbours() throws {
        let (rows, verdicts) = try cells("inner-product")
        #expect(rows[0][1] == 1)
        #expect(verdicts == [.confirmed, .confirmed])
    }

    @Test func whitenedVectorsPointAllWays() throws {
        let rows = try cells("anisotropy").rows
        #expect(abs(rows[1][1]) < 0.001 && abs(rows[2][1]) < 0.001 && rows[0][1] > 0.02)
    }

    @Test func gradientsVanishInAPlainLayerAlone() throws {
        let (rows, verdicts) = try cells("E5")
        #expect(verdicts == [.confirmed, .confirmed])
        #expect(rows.first?.dropFirst() == [1, 1, 1] && rows.last?[0] == 200)
    }

    @Test func marginsMoveClassesApart() throws {
        let (rows, verdicts) = try cells("margin")
        #expect(verdicts == [.confirmed])
        #expect(rows.count == 5)
    }

    @Test func spectralClusteringHangsOnItsWidth() throws {
        let (rows, verdicts) = try cells("E14")
        #expect(verdicts.prefix(2) == [.confirmed, .confirmed])
        #expect(rows.count == 29 && rows.allSatisfy { $0[4] >= -0.1 && $0[4] <= 1 })
    }

    @Test func normalisingLosesLengths() throws {
        let (rows, verdicts) = try cells("lengths")
        #expect(verdicts == [.confirmed, .confirmed] && rows.count == 3)
        #expect(rows[0][1] < 0.65 && rows[2][1] > 0.9)
    }

    @Test func aLearnedSimilarityKnowsTheMoons() throws {
        let (rows, verdicts) = try cells("moons")
        #expect(verdicts == [.confirmed, .confirmed, .confirmed] && rows.count == 3)
    }

    @Test func wrongNamesAreAnsweredWithTheKnown() {
        #expect(throws: (any Error).self) { try Experiment.named("E99") }
        for experiment in Experiment.all { #expect((try? Experiment.named(experiment.number.lowercased()).name) == experiment.name) }
        #expect(throws: FileError.self) { try Experiment.named("margin").run(ExperimentData(folder: "nowhere")) }
    }
}
