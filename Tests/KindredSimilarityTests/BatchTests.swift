import KindredMath
import KindredSimilarity
import Testing

/// A batch is its pairs.
@Suite struct BatchTests {
    @Test(arguments: [1, 5, 40])
    func batchIsSingle(n: Int) throws {
        var rows = normalRows(25, n, scale: 0.3, seed: 50)
        // Near duplicates far from the origin, a zero row, tiny and huge ones.
        rows += normalRows(2, n, scale: 1e-6, seed: 51).map { $0 + 100 }
        rows += [Float](repeating: 0, count: n) + normalRows(1, n, scale: 1e-25, seed: 52) + normalRows(1, n, scale: 1e25, seed: 53)
        let queries = Array(rows[(20 * n)...])
        for measure in try everyMeasure(dimension: n) {
            for blas in [BLAS.active, .portable] {
                let values = try measure.values(queries: queries.span, rows: rows.span, dimension: n, using: blas)
                #expect(values.rows == 10 && values.columns == 30)
                check(values, measure, queries, rows, n)
            }
        }
    }

    /// Rows kept for many batches answer as rows of one.
    @Test func keptRowsAnswerAlike() throws {
        let rows = normalRows(40, 6, seed: 54) + normalRows(2, 6, scale: 1e-6, seed: 55).map { $0 + 100 }, queries = Array(rows[(36 * 6)...])
        for measure in try everyMeasure(dimension: 6) {
            let kept = try MeasuredRows(measure, rows: rows, dimension: 6)
            #expect(kept.count == 42)
            let once = try measure.values(queries: queries.span, rows: rows.span, dimension: 6)
            #expect(try kept.values(queries: queries.span).elements.map(\.bitPattern) == once.elements.map(\.bitPattern), "\(measure)")
            #expect(throws: MeasureError.self) { try kept.values(queries: [1, 2].span) }
        }
        for (text, isPairwise) in [("per-dimension:exp:16.0", true), ("manhattan", false), ("ndd", false), ("cosine", false)] {
            #expect(try Measure(parsing: text).isPairwise == isPairwise, "\(text)")
        }
        #expect(throws: MeasureError.self) { try MeasuredRows(.cosine, rows: [1, 2, 3], dimension: 2) }
    }

    private func check(_ values: Matrix<Float>, _ measure: Measure, _ queries: [Float], _ rows: [Float], _ n: Int) {
        for i in 0..<values.rows {
            for j in 0..<values.columns {
                let query = queries.span.extracting(i * n..<(i + 1) * n), row = rows.span.extracting(j * n..<(j + 1) * n)
                let expected = measure.value(query, row)
                let terms =
                    measure.encoder != nil
                    ? Self.encodedTerms(query, row, measure)
                    : measure.reduction == .dot || measure.name == "hybrid" ? Self.terms(query, row, expected) : 0
                let error = abs(values[i, j] - expected)
                #expect(
                    values[i, j] == expected || error <= 2e-5 * abs(expected) + 2e-6 * terms,
                    "\(measure) (\(i), \(j)): \(values[i, j]) for \(expected)")
            }
        }
    }

    /// The size of the terms that may cancel in the dot product, in units of the value.
    private static func terms(_ a: Span<Float>, _ b: Span<Float>, _ expected: Float) -> Float {
        var sum = 0.0, size = 0.0
        for i in a.indices {
            sum += Double(a[i]) * Double(b[i])
            size += abs(Double(a[i]) * Double(b[i]))
        }
        return sum == 0 ? abs(expected) : Float(size / abs(sum)) * abs(expected)
    }

    /// What Float32 encodings of this size can be off by: two near vectors far from the origin cancel in the encoder.
    private static func encodedTerms(_ a: Span<Float>, _ b: Span<Float>, _ measure: Measure) -> Float {
        let a = measure.preparation.prepared(a, as: .query).map { abs($0) }.max() ?? 0, b = measure.preparation.prepared(b).map { abs($0) }.max() ?? 0
        return measure.kind == .distance ? 10 * (a + b) : 10 * max(1, a) * max(1, b)
    }

    @Test func refusesWhatDoesNotFit() throws {
        let error = #expect(throws: MeasureError.self) {
            try Measure.cosine.values(queries: [1, 2, 3].span, rows: [1, 2].span, dimension: 2)
        }
        #expect(error?.message == "3 and 2 components are no vectors of dimension 2")
        let unfitted = #expect(throws: MeasureError.self) {
            try Measure(parsing: "mahalanobis").values(queries: [1].span, rows: [1].span, dimension: 1)
        }
        #expect(unfitted?.code == .notFitted)
        let rows = normalRows(10, 3, seed: 1)
        let fitted = try Measure(parsing: "mahalanobis").fitted(to: rows.span, dimension: 3)
        let wrong = #expect(throws: MeasureError.self) { try fitted.check(dimension: 4) }
        #expect(wrong?.message == "mahalanobis was made for dimension 3, the vectors have 4")
        let empty = [Float]()
        #expect(try Measure.cosine.values(queries: empty.span, rows: rows.span, dimension: 3).elements.isEmpty)
    }
}
