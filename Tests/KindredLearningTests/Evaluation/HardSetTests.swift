import KindredLearning
import KindredMath
import KindredSimilarity
import Testing

@Suite struct HardSetTests {
    private static let figures: [RetrievalFigure] = [.precision(at: 1), .precision(at: 5), .recall(at: 3), .rPrecision, .meanAveragePrecisionAtR, .ndcg(at: 7), .tripletAccuracy]

    private static func data(_ count: Int = 120) -> (rows: Matrix<Float>, labels: [Int]) { (normalRows(count, 5, seed: 8), (0..<count).map { $0 * $0 % 5 }) }

    /// Rows from the nearest on under the Euclidean distance, by plain loops.
    private static func order(_ query: [Float], _ rows: Matrix<Float>, but own: Int) -> [Int] {
        let costs = (0..<rows.rows).map { i in zip(query, rows.row(i)).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) } }
        return costs.indices.filter { $0 != own }.sorted { (costs[$0], $0) < (costs[$1], $1) }
    }

    @Test func theNearestOfOtherClassesAreHard() throws {
        let (rows, labels) = Self.data(), set = try HardSet(rows, labels: labels, measure: .euclidean, queries: [3, 9, 77], perQuery: 4, threads: 2)
        #expect(set.queries == [3, 9, 77])
        for (query, negatives) in zip(set.queries, set.negatives) {
            #expect(negatives == Array(Self.order(rows.row(query), rows, but: query).filter { labels[$0] != labels[query] }.prefix(4)))
        }
        // As many as there are, and queries that nothing can be said of are left out.
        let few = try HardSet(Matrix([[0], [1], [2], [9]]), labels: [0, 0, 1, 2], measure: .euclidean, perQuery: 50)
        #expect(few.queries == [0, 1] && few.negatives == [[2, 3], [2, 3]])
        #expect(try HardSet(Matrix([[0], [1]]), labels: [4, 4], measure: .euclidean).queries.isEmpty)
    }

    @Test func figuresAreWhatPlainLoopsSay() throws {
        let (rows, labels) = Self.data(), set = try HardSet(rows, labels: labels, measure: .cosine, perQuery: 6)
        let result = try RetrievalEvaluation(figures: Self.figures, threads: 2).evaluate(set, rows, labels: labels, measure: .euclidean)
        for (place, query) in set.queries.enumerated() {
            let list = Self.order(rows.row(query), rows, but: query), candidates = Set(set.negatives[place])
            let relevant = labels.count { $0 == labels[query] } - 1
            for figure in Self.figures {
                let all = figure.value(relevance: list.map { labels[$0] == labels[query] }, relevant: relevant)
                let hard = figure.value(relevance: list.filter { labels[$0] == labels[query] || candidates.contains($0) }.map { labels[$0] == labels[query] }, relevant: relevant)
                #expect(abs((result.all.values[figure]?[place] ?? .nan) - all) < 1e-9 && abs((result.hard.values[figure]?[place] ?? .nan) - hard) < 1e-9, "\(figure) of \(query)")
            }
        }
        let ordinary = try RetrievalEvaluation(figures: Self.figures).leaveOneOut(rows, labels: labels, measure: .euclidean)
        #expect(result.all == ordinary)
    }

    /// Under the measure that made the set, first places gain by what is left out, and order loses.
    @Test func hardSetsAreHarderInOrderAlone() throws {
        let (rows, labels) = Self.data(), set = try HardSet(rows, labels: labels, measure: .euclidean, perQuery: 3)
        let result = try RetrievalEvaluation(figures: Self.figures).evaluate(set, rows, labels: labels, measure: .euclidean)
        for figure in Self.figures {
            let pairs = zip(result.all.values[figure] ?? [], result.hard.values[figure] ?? [])
            #expect(pairs.allSatisfy { figure == .tripletAccuracy ? $1 <= $0 : $1 >= $0 }, "\(figure)")
        }
        #expect(result.all.mean(.precision(at: 1)) == result.hard.mean(.precision(at: 1)))
    }

    @Test func pairsAreOfQueriesAndTheirCandidates() throws {
        let (rows, labels) = Self.data(60), set = try HardSet(rows, labels: labels, measure: .euclidean, perQuery: 2), pairs = set.pairs(500, labels: labels, seed: 3)
        #expect(pairs.count == 1000 && pairs.count { $0.isSame } == 500)
        let lists = Dictionary(uniqueKeysWithValues: zip(set.queries, set.negatives))
        for pair in pairs {
            #expect(pair.query != pair.other && (labels[pair.query] == labels[pair.other]) == pair.isSame)
            #expect(pair.isSame || lists[pair.query]?.contains(pair.other) == true)
        }
        #expect(set.pairs(500, labels: labels, seed: 3).map(\.other) == pairs.map(\.other))
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let (rows, labels) = Self.data(20)
        #expect(throws: LearningError.self) { try HardSet(rows, labels: [1], measure: .cosine) }
        #expect(throws: LearningError.self) { try HardSet(rows, labels: labels, measure: .cosine, perQuery: 0) }
        #expect(throws: LearningError.self) { try HardSet(rows, labels: labels, measure: .cosine, isCancelled: { true }) }
        let set = try HardSet(rows, labels: labels, measure: .cosine)
        #expect(throws: LearningError.self) { try RetrievalEvaluation().evaluate(set, rows, labels: labels, measure: .cosine, as: normalRows(1, 5, seed: 1)) }
        #expect(throws: LearningError.self) { try RetrievalEvaluation().evaluate(set, rows, labels: labels, measure: .cosine, isCancelled: { true }) }
    }

    /// FGSM hurts more than noise as long, and more the larger it is; both stay in the box and FGSM within its size.
    @Test func aimedChangesHurtMoreThanNoise() throws {
        var random = SeededRandom(seed: 3)
        let rows = Matrix((0..<120).map { row in (0..<20).map { j in Float((j == row % 3 ? 1 : 0) + 0.25 * random.normal()) } }), labels = (0..<120).map { $0 % 3 }
        let attack = try RetrievalAttack(rows, labels: labels, measure: .euclidean), set = try HardSet(rows, labels: labels, measure: .euclidean)
        let evaluation = RetrievalEvaluation(figures: [.precision(at: 1), .tripletAccuracy], threads: 2)
        let found = try HardSetRobustness(attack, set, measure: .euclidean, evaluation: evaluation, sizes: [0.1, 0.3], seed: 1).conditions
        #expect(found.map(\.change) == [.none, .noise, .fgsm, .noise, .fgsm] && found.map(\.epsilon) == [0, 0.1, 0.1, 0.3, 0.3])
        let order = found.map { $0.result.hard.mean(.tripletAccuracy) }
        #expect(order[2] < order[1] && order[4] < order[3] && order[4] < order[2] && order[2] < order[0], "\(order)")
        for norm in AttackNorm.allCases {
            let stepped = try attack.stepped(set.queries, epsilon: 0.3, norm: norm), noisy = attack.noisy(set.queries, epsilon: 0.3, norm: norm)
            for (place, query) in set.queries.enumerated() {
                #expect(norm(zip(stepped.row(place), rows.row(query)).map { $0 - $1 }) <= 0.3001)
            }
            #expect((stepped.elements + noisy.elements).allSatisfy { Double($0) >= attack.box.low && Double($0) <= attack.box.high })
        }
        #expect(HardSetRobustness.sizes(for: attack).count == 4)
        #expect(throws: LearningError.self) { try HardSetRobustness(attack, set, measure: .euclidean, evaluation: evaluation, sizes: [0]) }
        #expect(throws: LearningError.self) { try HardSetRobustness(attack, set, measure: .euclidean, evaluation: evaluation, sizes: [1], isCancelled: { true }) }
    }
}
