import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// Measures whose sides are encoded apart.
@Suite struct TowersTests {
    /// Turns the plane by a quarter.
    private static func quarter() throws -> LearnedTowers {
        try LearnedTowers(
            query: LearnedEncoder([AffineMap(weights: [0, -1, 1, 0], bias: [0, 0])]), item: LearnedEncoder([AffineMap(weights: [1, 0, 0, 1], bias: [0, 0])]))
    }

    @Test func haveADirection() throws {
        let measure = try Measure.towers(Self.quarter())
        #expect(measure.value([1, 0], [0, 1]) == 1 && measure.value([0, 1], [1, 0]) == -1 && measure.value([1, 0], [1, 0]) == 0)
        #expect(!measure.isSymmetric && !measure.isMetric && !measure.selfIsBest && measure.kind == .similarity)
        let chord = try Measure.towers(Self.quarter(), base: .euclidean)
        #expect(chord.value([1, 0], [0, 1]) == 0 && chord.value([0, 1], [1, 0]) == 2)
        // The Euclidean base is a distance in name alone.
        #expect(!chord.isSymmetric && !chord.isMetric && !chord.selfIsBest && chord.kind == .distance)
        #expect(try Measure.towers(Self.quarter(), base: .dot).value([2, 0], [0, 3]) == 6)
        #expect(measure.description == "towers" && chord.description == "towers:base=euclidean")
        #expect(measure.summary.contains("not symmetric, no metric"))
        let explained = measure.explain([1, 0], [0, 1])
        #expect(explained.value == 1 && explained.terms.isEmpty && explained.rule == "dimensions cannot be told apart")
    }

    /// Every way to compute a value encodes the first vector by the query tower and the second by the item tower.
    @Test(arguments: ["cosine", "euclidean", "dot"]) func everyFormKnowsItsSides(base: String) throws {
        let towers = try randomTowers(6, seed: 3), measure = try Measure.towers(towers, base: Measure(parsing: base))
        let queries = normalRows(5, 6, seed: 1), rows = normalRows(300, 6, seed: 2), plain = try Measure(parsing: base)
        let table = try measure.values(queries: queries.span, rows: rows.span, dimension: 6)
        let kept = try MeasuredRows(measure, rows: rows, dimension: 6).values(queries: queries.span)
        for i in 0..<5 {
            let query = queries.span.extracting(i * 6..<i * 6 + 6), asking = towers.query.encoded(query)
            for j in 0..<300 {
                let row = rows.span.extracting(j * 6..<j * 6 + 6), stored = towers.item.encoded(row)
                let expected = plain.value(asking.span, stored.span)
                for value in [measure.value(query, row), table[i, j], kept[i, j]] + measure.forms.map({ $0.value(query, row) }) {
                    #expect(abs(value - expected) <= 1e-4 * (1 + abs(expected)), "\(base) \(i) \(j)")
                }
                #expect(abs(measure.value(query, row) - measure.value(row, query)) > 1e-7)
            }
        }
        for form in measure.forms {
            let many = form.preparation.prepared(rows.span, dimension: 6, as: .query), one = form.preparation.prepared(rows.span.extracting(0..<6), as: .query)
            for (a, b) in zip(many, one) { #expect(abs(a - b) < 1e-4) }
            #expect(form.preparation.prepared(rows.span.extracting(0..<6)) != one && form.preparation.prefersMany)
        }
    }

    @Test func survivesJSONToTheLastBit() throws {
        for base in ["cosine", "euclidean", "dot"] {
            let measure = try Measure.towers(randomTowers(6, seed: 12), base: Measure(parsing: base))
            let back = try JSONDecoder().decode(Measure.self, from: JSONEncoder().encode(measure))
            #expect(back == measure && back.towers == measure.towers && back.encoder == measure.towers?.item)
        }
    }

    @Test func followedByAMap() throws {
        let towers = try randomTowers(4, seed: 5), map = try AffineMap(weights: normalRows(3, 5, seed: 6), bias: normalRows(1, 3, seed: 7))
        let longer = try towers.followed(by: map), x = normalRows(1, 4, seed: 8)
        let behind = try LearnedEncoder([map])
        for (a, b) in zip(longer.query.encoded(x), behind.encoded(towers.query.encoded(x))) { #expect(abs(a - b) < 1e-4) }
        for (a, b) in zip(longer.item.encoded(x), behind.encoded(towers.item.encoded(x))) { #expect(abs(a - b) < 1e-4) }
    }

    @Test func refusesWhatDoesNotFit() throws {
        func message(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        let wide = try randomEncoder(4, hidden: nil, seed: 1), other = try randomEncoder(3, hidden: nil, seed: 2)
        #expect(message { _ = try LearnedTowers(query: wide, item: other) }?.contains("both have to take and make the same") == true)
        #expect(message { try Measure(parsing: "towers").check(dimension: 2) } == "towers has no encoders: learn them")
        #expect(message { try Measure.towers(randomTowers(4, seed: 1)).check(dimension: 3) } == "towers was made for dimension 4, the vectors have 3")
        #expect(message { _ = try Measure(parsing: "towers", weights: .encoder(wide)) } == "towers wants two encoders")
        #expect(message { _ = try Measure(parsing: "encoded", weights: .towers(randomTowers(4, seed: 1))) } == "encoded wants an encoder")
        #expect(message { _ = try Measure.towers(randomTowers(4, seed: 1), base: Measure(parsing: "ndd")) }?.contains("cannot be compared by ndd") == true)
        let base = try Measure.towers(randomTowers(4, seed: 1), base: .euclidean)
        #expect(try Measure.encoded(wide, base: base) == Measure.encoded(wide, base: .euclidean))
        #expect(try Measure.towers(randomTowers(4, seed: 9), base: base) == Measure.towers(randomTowers(4, seed: 9), base: .euclidean))
    }
}
