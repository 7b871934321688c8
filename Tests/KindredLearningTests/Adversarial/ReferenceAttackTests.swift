import Foundation
import KindredLearning
import KindredNN
import Testing

/// What foolbox made of a network on 40 digits: see Fixtures/attacks.py.
private struct Reference: Decodable {
    struct Losses: Decodable { var loss: [Double] }
    struct Norms: Decodable {
        var l2, linf: [Double]
        var fooled: [Bool]
    }
    var weights: [[Double]]
    var rows: [Double]
    var labels: [Int]
    var logits: [Double]
    var fgsm, pgd, pgd_l2: Losses
    var deepfool_l2, deepfool_linf: Norms

    static func load() throws -> Reference {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/attacks.json", withExtension: nil))
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    }

    var inputs: Tensor<Double> { Tensor(rows.map { $0 / 16 }, shape: [labels.count, 64]) }

    var model: DifferentiableModel<Double> {
        let tensors = [[64, 24], [24], [24, 10], [10]].enumerated().map { Tensor(weights[$0], shape: $1) }
        return DifferentiableModel { x in
            x.affine(Variable(tensors[0]), Variable(tensors[1])).relu().affine(Variable(tensors[2]), Variable(tensors[3]))
        }
    }

    func losses(_ x: Tensor<Double>) -> [Double] {
        let evaluation = model.evaluation(at: x, of: Array(labels.indices))
        return labels.enumerated().map { row, label in
            let values = Array(evaluation.row(row)), most = values.max() ?? 0
            return most + log(values.map { exp($0 - most) }.reduce(0, +)) - values[label]
        }
    }
}

@Suite struct ReferenceAttackTests {
    @Test func oneStepAndManyReachTheReferencesLosses() throws {
        let reference = try Reference.load(), box = try InputBox(0, 1), rows = Array(reference.labels.indices)
        for (value, expected) in zip(reference.model.evaluation(at: reference.inputs, of: rows).logits.scalars, reference.logits) { #expect(abs(value - expected) < 1e-6) }
        let attacks: [(name: String, changed: Tensor<Double>, expected: [Double])] = [
            ("FGSM", FGSM(epsilon: 0.1)(reference.model, reference.inputs, rows: rows, labels: reference.labels, box: box), reference.fgsm.loss),
            ("PGD", PGD(epsilon: 0.1, starts: [.input])(reference.model, reference.inputs, rows: rows, labels: reference.labels, box: box), reference.pgd.loss),
            ("PGD l2", PGD(epsilon: 0.5, norm: .l2, starts: [.input])(reference.model, reference.inputs, rows: rows, labels: reference.labels, box: box), reference.pgd_l2.loss),
        ]
        for (name, changed, expected) in attacks {
            for (row, (value, wanted)) in zip(reference.losses(changed), expected).enumerated() {
                #expect(abs(value - wanted) < 5e-3 * max(1, wanted), "\(name) of row \(row): \(value), not \(wanted)")
            }
        }
    }

    @Test func smallestChangesAreTheReferences() throws {
        let reference = try Reference.load(), box = try InputBox(0, 1), rows = Array(reference.labels.indices)
        for (norm, expected) in [(AttackNorm.l2, reference.deepfool_l2), (.lInfinity, reference.deepfool_linf)] {
            let outcome = DeepFool(norm: norm)(reference.model, reference.inputs, rows: rows, labels: reference.labels, box: box)
            #expect(outcome.isFooled == expected.fooled)
            for row in rows {
                let size = norm((0..<64).map { outcome.inputs.scalars[row * 64 + $0] - reference.inputs.scalars[row * 64 + $0] })
                let wanted = norm == .l2 ? expected.l2[row] : expected.linf[row]
                #expect(abs(size - wanted) <= 0.01 * wanted + 1e-9, "row \(row) under \(norm): \(size), not \(wanted)")
            }
        }
    }
}
