import Foundation
import KindredLearning
import KindredMath
import KindredNN
import KindredSimilarity
import Testing

/// The linear model and the three inputs of the golden values.
enum LinearGolden {
    static let weight = Tensor<Double>([1, -2, 0.5, 0.3, -0.5, 1, 0.8, -1, 0.2, 0.4, -1.5, 1.2], shape: [3, 4]).transposed()
    static let bias = Tensor<Double>([0.1, -0.2, 0.05], shape: [3])
    static let x = Tensor<Double>([0.9, 0.2, 0.6, 0.4, 0.3, 0.8, 0.7, 0.1, 0.4, 0.5, 0.1, 0.9], shape: [3, 4])
    static let labels = [0, 1, 2], rows = [0, 1, 2]
    static let model = DifferentiableModel<Double> { $0.affine(Variable(weight), Variable(bias)) }

    static func loss(_ x: Tensor<Double>) -> Double {
        let logits = model.evaluation(at: x, of: rows)
        return rows.map { row in
            let values = Array(logits.row(row))
            return log(values.map { exp($0) }.reduce(0, +)) - values[labels[row]]
        }.reduce(0, +) / 3
    }
}

@Suite struct AttackTests {
    private func unit() throws -> InputBox { try InputBox(0, 1) }

    private func expectNear(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) {
        #expect(a.count == b.count)
        for (x, y) in zip(a, b) { #expect(abs(x - y) <= tolerance * max(1, abs(y)), "\(a) is not \(b)") }
    }

    @Test func logitsAndLossOfTheGoldenModel() {
        let evaluation = LinearGolden.model.evaluation(at: LinearGolden.x, of: LinearGolden.rows)
        expectNear(evaluation.logits.scalars, [1.02, -0.37, -0.11, -0.82, 0.91, -0.5, -0.18, -0.72, 1.26])
        expectNear([LinearGolden.loss(LinearGolden.x)], [0.37417702713758044])
    }

    @Test func stepsAlongTheSign() throws {
        let changed = FGSM(epsilon: 0.1)(LinearGolden.model, LinearGolden.x, rows: LinearGolden.rows, labels: LinearGolden.labels, box: try unit())
        expectNear(changed.scalars, [0.8, 0.3, 0.5, 0.3, 0.4, 0.7, 0.6, 0.2, 0.5, 0.4, 0.2, 0.8])
        expectNear([LinearGolden.loss(changed)], [0.5698372289518105])
    }

    @Test func manyStepsReachTheSameOnALinearModel() throws {
        for start in [PGD.Start.input, .random, .fgsm] {
            let changed = PGD(epsilon: 0.1, starts: [start])(LinearGolden.model, LinearGolden.x, rows: LinearGolden.rows, labels: LinearGolden.labels, box: try unit())
            expectNear([LinearGolden.loss(changed)], [0.5698372289518105])
        }
    }

    @Test func smallestChangesOfALinearModel() throws {
        let wide = try InputBox(-10, 10)
        for (norm, golden, exact) in [
            (AttackNorm.l2, [0.344353, 0.434130, 0.438794], [0.3375014389304295, 0.425517999575763, 0.4300903465290869]),
            (.lInfinity, [0.189053, 0.248067, 0.240889], [0.1852458976046977, 0.24310344490050984, 0.2360655781094888]),
        ] {
            let outcome = DeepFool(norm: norm)(LinearGolden.model, LinearGolden.x, rows: LinearGolden.rows, labels: LinearGolden.labels, box: wide)
            let sizes = (0..<3).map { row in norm((0..<4).map { outcome.inputs.scalars[row * 4 + $0] - LinearGolden.x.scalars[row * 4 + $0] }) }
            #expect(outcome.isFooled == [true, true, true])
            expectNear(sizes, golden, 1e-6)
            expectNear(sizes, exact.map { 1.02 * ($0 + 1e-4) }, 1e-6)
        }
    }

    @Test func noRoomChangesNothing() throws {
        let (model, x, rows, labels) = (LinearGolden.model, LinearGolden.x, LinearGolden.rows, LinearGolden.labels)
        #expect(FGSM(epsilon: 0)(model, x, rows: rows, labels: labels, box: try unit()) == x)
        #expect(PGD(epsilon: 0)(model, x, rows: rows, labels: labels, box: try unit()) == x)
    }

    @Test func wrongAnswersNeedNoChange() throws {
        let outcome = DeepFool()(LinearGolden.model, LinearGolden.x, rows: LinearGolden.rows, labels: [1, 1, 2], box: try InputBox(-10, 10))
        #expect(outcome.inputs.scalars[0..<4] == LinearGolden.x.scalars[0..<4])
        #expect(outcome.isFooled == [true, true, true])
    }

    @Test func flatModelsCannotBeFooled() throws {
        let flat = DifferentiableModel<Double> { x in x.matmul(Variable(Tensor(repeating: 0, shape: [4, 3]))) + Variable(Tensor([2, 1, 0], shape: [3])) }
        let outcome = DeepFool()(flat, LinearGolden.x, rows: [0, 1, 2], labels: [0, 0, 0], box: try unit())
        #expect(outcome.inputs == LinearGolden.x)
        #expect(outcome.isFooled == [false, false, false])
    }

    @Test func targetsAreApproached() throws {
        let wanted = [1, 2, 0], goal = AttackGoal(.crossEntropy, isTargeted: true), box = try InputBox(-10, 10)
        let changed = PGD(epsilon: 1, steps: 60, goal: goal)(LinearGolden.model, LinearGolden.x, rows: LinearGolden.rows, labels: wanted, box: box)
        let evaluation = LinearGolden.model.evaluation(at: changed, of: LinearGolden.rows)
        #expect((0..<3).map { evaluation.best($0) } == wanted)
    }

    @Test(arguments: AttackNorm.allCases) func changesStayInTheBallAndTheBox(_ norm: AttackNorm) throws {
        var random = SeededRandom(seed: 7)
        let weight = Tensor((0..<60).map { _ in random.normal() }, shape: [12, 5])
        let model = DifferentiableModel<Double> { ($0.matmul(Variable(weight)) * 3).tanh() }
        let x = Tensor((0..<240).map { _ in random.uniform() }, shape: [20, 12]), labels = (0..<20).map { $0 % 5 }, rows = Array(0..<20)
        for epsilon in [0.01, 0.1, 0.5] {
            let box = try unit()
            let attacked = [
                FGSM(epsilon: epsilon, norm: norm)(model, x, rows: rows, labels: labels, box: box),
                PGD(epsilon: epsilon, norm: norm, starts: [.random, .fgsm, .input])(model, x, rows: rows, labels: labels, box: box),
            ]
            for changed in attacked {
                #expect(changed.scalars.allSatisfy { $0 >= 0 && $0 <= 1 })
                for row in rows {
                    let size = norm((0..<12).map { changed.scalars[row * 12 + $0] - x.scalars[row * 12 + $0] })
                    #expect(size <= epsilon + 1e-12)
                }
            }
            // By either measure of success, row by row.
            let lead = attacked.map { model.evaluation(at: $0, of: rows) }
            let kept = model.evaluation(
                at: PGD(epsilon: epsilon, norm: norm, starts: [.fgsm], keepsBest: true)(model, x, rows: rows, labels: labels, box: box), of: rows)
            for row in rows { #expect(kept.lead(over: labels[row], row) >= lead[0].lead(over: labels[row], row)) }
        }
    }

    @Test func boxesAreChecked() throws {
        #expect(throws: LearningError.self) { try InputBox(1, 1) }
        #expect(throws: LearningError.self) { try InputBox(0, .infinity) }
        #expect(throws: LearningError.self) { try InputBox(of: Matrix(rows: 2, columns: 2, repeating: 3)) }
        let box = try InputBox(of: Matrix([[0, -1], [2, 0.5]]))
        #expect(box.low == -1 && box.high == 2)
    }
}
