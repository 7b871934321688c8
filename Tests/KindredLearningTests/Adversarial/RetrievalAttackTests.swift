import KindredLearning
import KindredMath
import KindredNN
import KindredSimilarity
import Testing

@Suite struct RetrievalAttackTests {
    /// Two clouds along an axis, at −1 and 1, of `count` points each.
    private static func clouds(_ count: Int, _ dimension: Int = 6) -> (rows: Matrix<Float>, labels: [Int]) {
        var random = SeededRandom(seed: 3)
        let rows = (0..<2 * count).map { row in (0..<dimension).map { j in Float((j == 0 ? (row % 2 == 0 ? -1 : 1) : 0) + 0.2 * random.normal()) } }
        return (Matrix(rows), rows.indices.map { $0 % 2 })
    }

    private static func encoder(_ dimension: Int) throws -> LearnedEncoder {
        var random = SeededRandom(seed: 5)
        let first = try AffineMap(weights: (0..<12 * dimension).map { _ in Float(random.normal() / 2) }, bias: (0..<12).map { _ in Float(random.normal() / 10) }, activation: .relu)
        return try LearnedEncoder([first, AffineMap(weights: (0..<60).map { _ in Float(random.normal()) }, bias: [0, 0, 0, 0, 0])])
    }

    static func measures() throws -> [Measure] {
        [.cosine, .dot, .euclidean, try Measure.encoded(encoder(6)), try Measure.encoded(encoder(6), base: .euclidean), try Measure(parsing: "angular")]
    }

    @Test func logitsAreTheSimilaritiesToTheNearestOfEachClass() throws {
        let (rows, labels) = Self.clouds(40)
        for measure in try Self.measures() {
            let model = try #require(RetrievalModel(rows, labels: labels, measure: measure))
            let asked = [0, 7, 33], x = Tensor(asked.flatMap { rows.row($0) }, shape: [3, 6])
            let evaluation = model.evaluation(at: x, of: asked)
            for (place, row) in asked.enumerated() {
                for label in 0..<2 {
                    let others = labels.indices.filter { labels[$0] == label && $0 != row }
                    let nearest = others.min { a, b in
                        let (x, y) = (measure.value(rows.row(row).span, rows.row(a).span), measure.value(rows.row(row).span, rows.row(b).span))
                        return measure.kind.cost(ofValue: x) < measure.kind.cost(ofValue: y)
                    }
                    let (_, neighbours) = (evaluation, model.neighbours(at: x, of: asked, labels: [Int](repeating: label, count: 3)))
                    #expect(neighbours[place].right == nearest, "\(measure)")
                }
            }
        }
    }

    @Test func gradientsAreThoseOfDifferences() throws {
        let (rows, labels) = Self.clouds(20)
        for measure in try Self.measures() {
            let exact = try #require(RetrievalModel(rows, labels: labels, measure: measure)), differences = try FiniteDifferenceModel(rows, labels: labels, measure: measure)
            let asked = [1, 4, 9], x = Tensor(asked.flatMap { rows.row($0) }, shape: [3, 6])
            let wanted = asked.indices.map { LogitCombination<Float>($0, [(1, 1), (0, -1)]) }
            let a = exact.evaluation(at: x, of: asked).gradients(of: wanted).scalars, b = differences.evaluation(at: x, of: asked).gradients(of: wanted).scalars
            // An angle is followed by the cosine: same direction, other length.
            guard measure.name != "angular" else { continue }
            for (p, q) in zip(a, b) { #expect(abs(p - q) < 0.01 * max(1, abs(q)), "\(measure): \(p) is not \(q)") }
        }
    }

    @Test func pairwiseMeasuresAreAttackedByDifferences() throws {
        let (rows, labels) = Self.clouds(30)
        let attack = try RetrievalAttack(rows, labels: labels, measure: try Measure(parsing: "hybrid"))
        #expect(!attack.isExact)
        var settings = StudySettings(epsilon: 1.2)
        (settings.steps, settings.certified, settings.curve) = (10, 0, [1])
        let figures = try RobustnessStudy(attack, settings).run(Array(0..<20))
        #expect(figures.clean == 1 && figures.pgd < 0.5 && figures.pgd <= figures.fgsm)
    }

    @Test func studiesHoldWhatTheyPromise() throws {
        let (rows, labels) = Self.clouds(60)
        let attack = try RetrievalAttack(rows, labels: labels, measure: .euclidean)
        var settings = StudySettings(epsilon: 0.9)
        (settings.steps, settings.certified, settings.draws, settings.noise) = (20, 4, 200, 0.2)
        let figures = try RobustnessStudy(attack, settings).run(Array(0..<50))
        #expect(figures.clean == 1 && figures.pgd <= figures.fgsm)
        for (narrow, wide) in zip(figures.curve, figures.curve.dropFirst()) { #expect(narrow.pgd >= wide.pgd) }
        for point in figures.curve { #expect(point.pgd <= point.fgsm) }
        let length = try #require(figures.medianLength)
        // The boundary is about 1 away.
        #expect(length > 0.5 && length < 1.5)
        #expect(figures.classes.count == 2 && figures.classes.map(\.rows).reduce(0, +) == 50)
        #expect(figures.certificates.count == 4)
        for certificate in figures.certificates where certificate.isRight {
            let row = try #require(figures.rows.first { $0.row == certificate.row })
            #expect(certificate.radius < 2 && certificate.radius > 0 && row.label == certificate.answer)
        }
        settings.threads = 3
        let again = try RobustnessStudy(attack, settings).run(Array(0..<50))
        #expect(again.curve == figures.curve && again.certificates == figures.certificates && again.medianLength == figures.medianLength)
    }

    @Test func aimsAreReached() throws {
        let (rows, labels) = Self.clouds(30)
        let attack = try RetrievalAttack(rows, labels: labels, measure: .euclidean)
        var settings = StudySettings(epsilon: 2)
        (settings.target, settings.certified) = (1, 0)
        let figures = try RobustnessStudy(attack, settings).run(Array(0..<30))
        #expect(figures.rows.allSatisfy { $0.label == 0 })
        #expect(figures.reached == 1)
    }

    @Test func wrongStudiesAreRefused() throws {
        let (rows, labels) = Self.clouds(5)
        #expect(throws: LearningError.self) { try RetrievalAttack(rows, labels: [0], measure: .cosine) }
        let box = try InputBox(0, 0.5)
        #expect(throws: LearningError.self) { try RetrievalAttack(rows, labels: labels, measure: .cosine, box: box) }
        let attack = try RetrievalAttack(rows, labels: labels, measure: .cosine)
        #expect(throws: LearningError.self) { try RobustnessStudy(attack, StudySettings(epsilon: -1)) }
        #expect(throws: LearningError.self) { try RobustnessStudy(attack, StudySettings()).run([]) }
        #expect(throws: LearningError.self) { try RobustnessStudy(attack, StudySettings()).run([0, 1], isCancelled: { true }) }
        var settings = StudySettings()
        settings.target = 2
        #expect(throws: LearningError.self) { try RobustnessStudy(attack, settings) }
    }

    @Test func hubsAreFound() throws {
        let (rows, labels) = Self.clouds(50, 3)
        // One row in the middle of a cloud is a neighbour of all of it.
        let list = try HubList(rows, labels: labels, measure: .euclidean, queries: Array(0..<100), k: 5)
        #expect(list.hubs.first.map { Double($0.lists) > list.expected } == true)
        #expect(list.expected == 5)
        #expect(list.hubs.map(\.lists) == list.hubs.map(\.lists).sorted(by: >))
    }
}
