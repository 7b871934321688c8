import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// Measures of what a learned encoder makes of vectors.
@Suite struct EncodedTests {
    @Test func encodesByHand() throws {
        let hidden = try AffineMap(weights: [1, 0, 0, -1, 1, 1], bias: [0, 0, -2], activation: .relu)
        let output = try AffineMap(weights: [1, 2, 3, 0, 0, 1], bias: [0.5, -0.5])
        let encoder = try LearnedEncoder([hidden, output])
        // Hidden units of (3, -4) are 3, 4 and 0; of (1, 2) they are 1, 0 and 1.
        #expect(encoder.encoded([3, -4]) == [11.5, -0.5])
        #expect(encoder.encoded([1, 2]) == [4.5, 0.5])
        #expect((encoder.inputDimension, encoder.outputDimension) == (2, 2))
        #expect(!encoder.isLinear)
        let measure = try Measure.encoded(encoder, base: .dot)
        #expect(measure.value([3, -4], [1, 2]) == 11.5 * 4.5 - 0.25)
        let chord = try Measure.encoded(encoder, base: .euclidean)
        #expect(chord.value([3, -4], [1, 2]) == (49.0 + 1).squareRoot())
    }

    @Test func aLinearEncoderIsAMahalanobisDistance() throws {
        let rows = normalRows(60, 6, seed: 3)
        let map = try AffineMap(weights: normalRows(6, 6, seed: 4), bias: normalRows(1, 6, seed: 5))
        let measure = try Measure.encoded(try LearnedEncoder([map]), base: .euclidean)
        for pair in stride(from: 0, to: 58, by: 2) {
            let a = rows[pair * 6..<pair * 6 + 6].map(Double.init), b = rows[pair * 6 + 6..<pair * 6 + 12].map(Double.init)
            // √((a−b)ᵀLᵀL(a−b)), without the bias, which cancels.
            let difference = zip(a, b).map { $0 - $1 }
            let image = (0..<6).map { row in (0..<6).reduce(0) { $0 + Double(map.weights[row * 6 + $1]) * difference[$1] } }
            let expected = image.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(measure.value(a, b) - expected) < 1e-12 * (1 + expected))
        }
    }

    @Test func mapsThatNothingLiesBetweenAreFolded() throws {
        let first = try AffineMap(weights: normalRows(4, 3, seed: 1), bias: normalRows(1, 4, seed: 2))
        let second = try AffineMap(weights: normalRows(5, 4, seed: 3), bias: normalRows(1, 5, seed: 4), activation: .relu)
        let third = try AffineMap(weights: normalRows(2, 5, seed: 5), bias: normalRows(1, 2, seed: 6))
        let encoder = try LearnedEncoder([first, second, third])
        #expect(encoder.maps.count == 2)
        for row in 0..<20 {
            let x = normalRows(1, 3, seed: UInt64(100 + row))
            var y = x
            for map in [first, second, third] { y = try LearnedEncoder([map]).encoded(y) }
            for (a, b) in zip(encoder.encoded(x), y) { #expect(abs(a - b) < 1e-4 * (1 + abs(b))) }
        }
    }

    @Test func manyRowsAtOnceAreEncodedLikeOne() throws {
        let encoder = try randomEncoder(9, hidden: 20, seed: 8)
        let rows = normalRows(1100, 9, seed: 9)
        let many = encoder.encoded(rows: rows.span)
        for row in [0, 1, 511, 512, 513, 1023, 1024, 1099] {
            let one = encoder.encoded(Array(rows[row * 9..<row * 9 + 9]))
            for (a, b) in zip(many[row * 5..<row * 5 + 5], one) { #expect(abs(a - b) < 1e-4) }
        }
        let none: [Float] = []
        #expect(encoder.encoded(rows: none.span).isEmpty)
    }

    @Test func survivesJSONToTheLastBit() throws {
        for base in ["cosine", "euclidean", "dot"] {
            let measure = try Measure.encoded(try randomEncoder(6, hidden: 4, seed: 12), base: Measure(parsing: base))
            let data = try JSONEncoder().encode(measure)
            let back = try JSONDecoder().decode(Measure.self, from: data)
            #expect(back == measure)
            #expect(back.encoder == measure.encoder)
        }
    }

    @Test func refusesWhatIsNoEncoder() throws {
        func message(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        #expect(message { _ = try AffineMap(weights: [1, 2, 3], bias: [0, 0]) } == "3 weights are no map to 2 components")
        #expect(message { _ = try AffineMap(weights: [1, .nan], bias: [0, 0]) } == "a weight of the encoder is not finite")
        #expect(message { _ = try LearnedEncoder([]) } == "an encoder needs at least one map")
        let map = try AffineMap(weights: [1, 2], bias: [0])
        #expect(message { _ = try LearnedEncoder([map, map]) } == "a map of 2 components cannot follow one that makes 1")
        #expect(message { _ = try Measure.encoded(LearnedEncoder([map]), base: Measure(parsing: "ndd")) }?.contains("cannot be compared by ndd") == true)
        #expect(message { try Measure(parsing: "encoded").check(dimension: 2) } == "encoded has no encoder: learn one")
        #expect(message { try Measure.encoded(LearnedEncoder([map])).check(dimension: 3) } == "encoded was made for dimension 2, the vectors have 3")
        let damaged = #"{"measure":"encoded","weights":{"encoder":{"_0":{"maps":[{"weights":"AAA","bias":"AAAAAA==","activation":"none"}]}}}}"#
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Measure.self, from: Data(damaged.utf8)) }
    }

    @Test func anEncodedBaseIsNotEncodedTwice() throws {
        let first = try randomEncoder(4, hidden: nil, seed: 1), second = try randomEncoder(4, hidden: nil, seed: 2)
        let measure = try Measure.encoded(first, base: .euclidean)
        #expect(try Measure.encoded(second, base: measure) == Measure.encoded(second, base: .euclidean))
    }
}
