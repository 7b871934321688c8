import KindredLearning
import KindredMath
import Testing

@Suite struct RetrievalTests {
    /// Leave-one-out retrieval on the digits as the reference table has it: P@1 within .001 and MAP@R within 1e-4.
    @Test(arguments: [(RetrievalEvaluation.Nearness.cosine, 0.98887, 0.540044), (.dot, 0.721202, 0.300557), (.euclidean, 0.988314, 0.545622)])
    func digitsAreRankedAsTheReferenceRanksThem(nearness: RetrievalEvaluation.Nearness, precision: Double, map: Double) throws {
        let digits = try Digits.load()
        let result = try RetrievalEvaluation(nearness: nearness, threads: 2).leaveOneOut(digits.rows, labels: digits.labels)
        #expect(result.queries.count == 1797)
        #expect(abs(result.mean(.precision(at: 1)) - precision) < 0.001)
        #expect(abs(result.mean(.meanAveragePrecisionAtR) - map) < 1e-4)
    }

    static let figures: [RetrievalFigure] = [
        .recall(at: 1), .recall(at: 5), .precision(at: 1), .precision(at: 7), .rPrecision, .meanAveragePrecisionAtR, .ndcg(at: 3), .ndcg(at: 40), .tripletAccuracy,
    ]

    @Test(arguments: RetrievalEvaluation.Nearness.allCases)
    func figuresAreWhatPlainLoopsSay(nearness: RetrievalEvaluation.Nearness) throws {
        let queries = normalRows(70, 5, seed: 2), base = normalRows(9000, 5, seed: 3)
        let queryLabels = (0..<70).map { $0 % 9 }, baseLabels = (0..<9000).map { $0 * $0 % 7 }
        let evaluation = RetrievalEvaluation(figures: Self.figures, nearness: nearness, threads: 2)
        let result = try evaluation.evaluate(queries: queries, queryLabels: queryLabels, base: base, baseLabels: baseLabels)
        #expect(result.queries == (0..<70).filter { baseLabels.contains(queryLabels[$0]) })
        for (place, query) in result.queries.enumerated() {
            let order = Self.order(queries.row(query), base, nearness)
            let relevance = order.map { baseLabels[$0] == queryLabels[query] }
            for figure in Self.figures {
                let expected = figure.value(relevance: relevance, relevant: relevance.count { $0 })
                #expect(abs((result.values[figure]?[place] ?? .nan) - expected) < 2e-3, "\(figure) of \(query)")
            }
        }
    }

    static func order(_ query: [Float], _ base: Matrix<Float>, _ nearness: RetrievalEvaluation.Nearness) -> [Int] {
        let scores = (0..<base.rows).map { i in
            let pairs = zip(query.map(Double.init), base.row(i).map(Double.init))
            let dot = pairs.reduce(0.0) { $0 + $1.0 * $1.1 }, norm = pairs.reduce(0.0) { $0 + $1.1 * $1.1 }
            switch nearness {
            case .cosine: return -dot / norm.squareRoot()
            case .dot: return -dot
            case .euclidean: return pairs.reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
        }
        return (0..<base.rows).sorted { (scores[$0], $0) < (scores[$1], $1) }
    }

    @Test func figuresOfOneList() {
        let list = [true, false, true]
        #expect(abs(RetrievalFigure.meanAveragePrecisionAtR.value(relevance: list, relevant: 3) - 5.0 / 9) < 1e-15)
        #expect(RetrievalFigure.rPrecision.value(relevance: list, relevant: 3) == 2.0 / 3)
        #expect(RetrievalFigure.rPrecision.value(relevance: list, relevant: 2) == 0.5)
        #expect(RetrievalFigure.recall(at: 1).value(relevance: [false, true], relevant: 4) == 0)
        #expect(RetrievalFigure.recall(at: 2).value(relevance: [false, true], relevant: 4) == 1)
        #expect(RetrievalFigure.precision(at: 4).value(relevance: list, relevant: 9) == 0.5)
        #expect(RetrievalFigure.ndcg(at: 10).value(relevance: [true, true, false], relevant: 2) == 1)
        // Two of three before the one that is none, of three pairs.
        #expect(abs(RetrievalFigure.tripletAccuracy.value(relevance: [true, true, false, true], relevant: 3) - 2.0 / 3) < 1e-15)
        #expect(RetrievalFigure.tripletAccuracy.value(relevance: [true, true], relevant: 2) == 1)
        // (1 + 1/2) / (1 + 1/log₂3)
        #expect(abs(RetrievalFigure.ndcg(at: 3).value(relevance: list, relevant: 2) - 0.9197207891481876) < 1e-12)
    }

    @Test(arguments: figures) func namesReadBack(figure: RetrievalFigure) throws {
        #expect(try RetrievalFigure(parsing: figure.description) == figure)
    }

    @Test(arguments: ["", "recall", "recall@0", "recall@x", "map@3", "ndcg@1@2"]) func otherNamesAreRefused(text: String) {
        #expect(throws: LearningError.self) { try RetrievalFigure(parsing: text) }
    }

    /// Rows that are all alike rank by number; a lone class and its query are left out.
    @Test func tiesGoToTheSmallerRowAndLoneRowsAreLeftOut() throws {
        let rows = Matrix<Float>([[1, 0], [1, 0], [1, 0], [1, 0]])
        let result = try RetrievalEvaluation(figures: [.precision(at: 1)]).leaveOneOut(rows, labels: [3, 3, 8, 3])
        #expect(result.queries == [0, 1, 3])
        #expect(result.values[.precision(at: 1)] == [1, 1, 1])
    }

    @Test func threadsDoNotMatter() throws {
        let rows = normalRows(300, 8), labels = (0..<300).map { $0 % 11 }
        let one = try RetrievalEvaluation(figures: Self.figures).leaveOneOut(rows, labels: labels)
        #expect(try RetrievalEvaluation(figures: Self.figures, threads: 3).leaveOneOut(rows, labels: labels) == one)
    }

    @Test func whatDoesNotFitIsRefused() {
        let rows = normalRows(4, 2)
        let evaluation = RetrievalEvaluation()
        #expect(throws: LearningError.self) { try evaluation.leaveOneOut(rows, labels: [1, 2]) }
        #expect(throws: LearningError.self) { try evaluation.leaveOneOut(Matrix([[1], [.nan]]), labels: [1, 2]) }
        #expect(throws: LearningError.self) {
            try evaluation.evaluate(queries: rows, queryLabels: [0, 1, 0, 1], base: normalRows(2, 3), baseLabels: [0, 1])
        }
    }

    @Test func emptyBasesAnswerNothing() throws {
        let none = Matrix<Float>(rows: 0, columns: 3)
        let result = try RetrievalEvaluation().evaluate(queries: normalRows(2, 3), queryLabels: [0, 1], base: none, baseLabels: [])
        #expect(result.queries.isEmpty && result.mean(.precision(at: 1)).isNaN)
    }
}
