import KindredLearning
import KindredMath
import Testing

/// Learning from relative choices.
@Suite struct ChoiceTrainerTests {
    /// Rows of 8 components; who chooses looks at the first two only, the others are louder.
    private static func data(_ count: Int, seed: UInt64 = 4) -> Matrix<Float> {
        var random = SeededRandom(seed: seed)
        return Matrix(rows: count, columns: 8, elements: (0..<count * 8).map { Float(random.normal() * ($0 % 8 < 2 ? 1 : 2)) })
    }

    private static func angle(_ rows: Matrix<Float>, _ a: Int, _ b: Int) -> Float {
        let dot = rows[a, 0] * rows[b, 0] + rows[a, 1] * rows[b, 1]
        let norms = (rows[a, 0] * rows[a, 0] + rows[a, 1] * rows[a, 1]) * (rows[b, 0] * rows[b, 0] + rows[b, 1] * rows[b, 1])
        return dot / norms.squareRoot()
    }

    private static func choices(_ rows: Matrix<Float>, _ count: Int, seed: UInt64 = 5) -> [Choice] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            let (a, b, c) = (random.integer(below: rows.rows), random.integer(below: rows.rows), random.integer(below: rows.rows))
            return angle(rows, a, b) > angle(rows, a, c) ? Choice(anchor: a, positive: b, negative: c) : Choice(anchor: a, positive: c, negative: b)
        }
    }

    @Test func findsWhatWasLookedAt() throws {
        let rows = Self.data(200)
        var trainer = try ChoiceTrainer(rows, choices: Self.choices(rows, 300))
        trainer.regularization = 0.1
        let outcome = try trainer.train()
        #expect(outcome.isPromoted)
        #expect(outcome.after > outcome.before + 0.06, "\(outcome.before) to \(outcome.after)")
        // The two components that mattered are stretched against the others.
        let stretch = (0..<8).map { column in (0..<8).reduce(0.0) { $0 + Double(outcome.map[$1, column] * outcome.map[$1, column]) } }
        #expect(min(stretch[0], stretch[1]) > 1.5 * (stretch[2...].max() ?? 0), "\(stretch)")
        #expect(try trainer.train().map.elements == outcome.map.elements, "the same choices give the same map")
    }

    @Test func choicesLikeACoinAreNoGain() throws {
        let rows = Self.data(200)
        var random = SeededRandom(seed: 8)
        let coins = Self.choices(rows, 200).map { random.uniform() < 0.5 ? $0 : Choice(anchor: $0.anchor, positive: $0.negative, negative: $0.positive) }
        #expect(try !ChoiceTrainer(rows, choices: coins).train().isPromoted)
    }

    @Test func aFirmHoldKeepsTheMapNearTheIdentity() throws {
        let rows = Self.data(100)
        var trainer = try ChoiceTrainer(rows, choices: Self.choices(rows, 60))
        let far = { (map: Matrix<Float>) in
            (0..<64).reduce(0.0) { $0 + abs(Double(map.elements[$1]) - ($1 % 9 == 0 ? 1 : 0)) }
        }
        trainer.regularization = 0.01
        let loose = far(try trainer.train().map)
        trainer.regularization = 1_000
        let firm = far(try trainer.train().map)
        #expect(firm < 0.1 * loose, "\(firm) and \(loose)")
    }

    @Test func oneSideSuffices() throws {
        let rows = Self.data(200)
        let halves = Self.choices(rows, 200).enumerated().map { place, choice in
            place % 2 == 0 ? Choice(anchor: choice.anchor, positive: choice.positive, negative: nil) : Choice(anchor: choice.anchor, positive: nil, negative: choice.negative)
        }
        #expect(try ChoiceTrainer(rows, choices: halves).train().map.elements.allSatisfy(\.isFinite))
    }

    @Test func refusesWhatTeachesNothing() throws {
        let rows = Self.data(30), good = Self.choices(rows, 20)
        func message(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        #expect(message { _ = try ChoiceTrainer(rows, choices: Array(good.dropLast())) }?.contains("19 choices: at least 20") == true)
        #expect(message { _ = try ChoiceTrainer(rows, choices: good + [Choice(anchor: 30, positive: 1, negative: 2)]) }?.contains("row 30 of 30") == true)
        #expect(message { _ = try ChoiceTrainer(rows, choices: good + [Choice(anchor: 1, positive: nil, negative: nil)]) }?.contains("neither") == true)
        #expect(message { _ = try ChoiceTrainer(rows, choices: good + [Choice(anchor: 1, positive: 2, negative: nil, weight: 0)]) }?.contains("weight 0.0") == true)
        let trainer = try ChoiceTrainer(rows, choices: good)
        #expect(message { _ = try trainer.train(isCancelled: { true }) }?.contains("stopped") == true)
    }
}
