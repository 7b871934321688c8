import KindredMath
import KindredSimilarity
import Testing

/// Prepare → reduce → finish: every form of a measure is that measure, in value and in order.
@Suite struct FormTests {
    @Test func everyFormHasTheMeasuresValue() throws {
        let n = 6
        let rows = normalRows(30, n, scale: 0.2, seed: 40), queries = normalRows(5, n, scale: 0.2, seed: 41)
        for measure in try everyMeasure(dimension: n) {
            for form in measure.forms {
                for i in 0..<5 {
                    for j in 0..<30 {
                        let query = queries.span.extracting(i * n..<(i + 1) * n), row = rows.span.extracting(j * n..<(j + 1) * n)
                        let expected = measure.value(query, row)
                        #expect(abs(form.value(query, row) - expected) <= 2e-5 * (1 + abs(expected)), "\(measure) as \(form)")
                    }
                }
            }
        }
    }

    @Test func theOrderOfAFormIsTheMeasures() throws {
        let n = 5
        let rows = normalRows(60, n, scale: 0.35, seed: 42), query = normalRows(1, n, scale: 0.35, seed: 43)
        for measure in try everyMeasure(dimension: n) {
            for form in measure.forms where form.order != .withNorms { check(measure, form, query, rows, n) }
        }
    }

    /// Along the form's own order no value is nearer than the one before, beyond rounding.
    private func check(_ measure: Measure, _ form: MeasureForm, _ query: [Float], _ rows: [Float], _ n: Int) {
        let prepared = form.preparation.prepared(query.span, as: .query)
        var scored: [(reduction: Float, cost: Float)] = []
        for start in stride(from: 0, to: rows.count, by: n) {
            let row = rows.span.extracting(start..<start + n)
            let preparedRow = form.preparation.prepared(row)
            scored.append((form.reduction(prepared.span, preparedRow.span), measure.kind.cost(ofValue: measure.value(query.span, row))))
        }
        scored.sort { form.order == .ascending ? $0.reduction < $1.reduction : $0.reduction > $1.reduction }
        for (before, after) in zip(scored, scored.dropFirst()) {
            #expect(after.cost >= before.cost - 1e-4, "\(measure) as \(form)")
        }
    }

    @Test func preparedDimensionIsWhatIsWritten() throws {
        for measure in try everyMeasure(dimension: 4) {
            for form in measure.forms {
                #expect(form.preparation.prepared([1, 2, 3, 4].span).count == form.preparation.preparedDimension(for: 4))
            }
        }
    }

    @Test func batchPreparationIsThePreparationOfEach() throws {
        let rows = normalRows(7, 4, seed: 44)
        for measure in try everyMeasure(dimension: 4) {
            for form in measure.forms {
                let batch = form.preparation.prepared(rows.span, dimension: 4)
                let single = (0..<7).flatMap { form.preparation.prepared(rows.span.extracting($0 * 4..<$0 * 4 + 4)) }
                #expect(zip(batch, single).allSatisfy { abs($0 - $1) <= 1e-6 * (1 + abs($1)) }, "\(form)")
            }
        }
    }

    @Test func whatIndexesAreTold() throws {
        #expect(Measure.cosine.normalizedEquivalent?.preparation == .unit)
        #expect(Measure.cosine.normalizedEquivalent?.reduction == .squaredEuclidean)
        #expect(Measure.dot.normalizedEquivalent?.reduction == .dot)
        #expect(try Measure(parsing: "correlation").normalizedEquivalent?.preparation == .centredUnit)
        #expect(try Measure(parsing: "hamming").normalizedEquivalent?.reduction == .squaredEuclidean)
        for text in ["ndd", "log-scaled", "hybrid", "poincare", "minkowski:3", "jaccard", "per-dimension", "learned"] {
            let measure = try Measure(parsing: text)
            #expect(measure.normalizedEquivalent == nil && measure.candidateMeasure?.normalizedEquivalent != nil, "\(text)")
        }
        let half = try Measure(parsing: "minkowski:0.5")
        #expect(half.service(by: .kdTree) == .exact && half.service(by: .ballTree) == IndexService.none)
        #expect(Measure.manhattan.service(by: .forest) == IndexService.none)
        #expect(try Measure(parsing: "ndd").service(by: .hnsw) == .experimental)
        #expect(try Measure(parsing: "learned").service(by: .hnsw) == .candidates(under: .cosine))
        for measure in try everyMeasure(dimension: 3) { #expect(measure.service(by: .flat) == .exact, "\(measure)") }
    }

    @Test func costsOrderBothKinds() {
        #expect(Measure.Kind.distance.isNearer(1, than: 2) && Measure.Kind.similarity.isNearer(2, than: 1))
        for kind in [Measure.Kind.distance, .similarity] {
            #expect(kind.value(ofCost: kind.cost(ofValue: 3)) == 3)
            #expect(kind.isNearer(0, than: kind.farthest))
        }
    }
}
