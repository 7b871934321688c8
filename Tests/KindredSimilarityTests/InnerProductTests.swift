import Foundation
import KindredMath
import KindredSimilarity
import Testing

/// Largest inner products found as nearest neighbours of augmented vectors.
@Suite struct InnerProductTests {
    static let n = 8

    /// Directions on the sphere with gamma(2) norms: −ln(uv) of two uniforms.
    static func rows(_ count: Int, seed: UInt64) -> [Float] {
        var random = SeededRandom(seed: seed)
        return (0..<count).flatMap { _ -> [Float] in
            let direction = normalVector(n, &random)
            let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let length = -log(random.positiveUniform() * random.positiveUniform())
            return direction.map { Float($0 / norm * length) }
        }
    }

    static func norm(_ rows: [Float], _ i: Int) -> Float {
        Measure.cosine.form.norm(of: rows.span.extracting(i * n..<(i + 1) * n))
    }

    @Test(arguments: [InnerProductAugmentation.Scheme.bachrach, .neyshaburSrebro])
    func tenLargestProductsAreTheTenNearest(scheme: InnerProductAugmentation.Scheme) throws {
        let rows = Self.rows(500, seed: 80), queries = Self.rows(50, seed: 81)
        let norms = (0..<500).map { Self.norm(rows, $0) }
        let augmentation = InnerProductAugmentation(scheme, rowNormMax: try #require(norms.max()))
        let preparation = Preparation.augmented(augmentation)
        #expect(preparation.preparedDimension(for: Self.n) == 9)
        let preparedRows = preparation.prepared(rows.span, dimension: Self.n)
        let preparedQueries = preparation.prepared(queries.span, dimension: Self.n, as: .query)
        let near: Measure = scheme == .bachrach ? .euclidean : .cosine
        let found = try near.values(queries: preparedQueries.span, rows: preparedRows.span, dimension: 9)
        let truth = try Measure.dot.values(queries: queries.span, rows: rows.span, dimension: Self.n)
        for i in 0..<50 {
            #expect(Set(Self.best(found.row(i), near)) == Set(Self.best(truth.row(i), .dot)), "query \(i)")
        }
    }

    private static func best(_ values: [Float], _ measure: Measure) -> ArraySlice<Int> {
        values.indices.sorted { measure.kind.isNearer(values[$0], than: values[$1]) }.prefix(10)
    }

    @Test func theFormGivesTheProductBack() throws {
        let rows = Self.rows(20, seed: 82), query = Self.rows(1, seed: 83)
        let augmentation = InnerProductAugmentation(rowNormMax: try #require((0..<20).map { Self.norm(rows, $0) }.max()))
        let form = try #require(augmentation.form)
        for i in 0..<20 {
            let row = rows.span.extracting(i * Self.n..<(i + 1) * Self.n)
            #expect(abs(form.value(query.span, row) - Measure.dot.value(query.span, row)) < 1e-3)
        }
        #expect(InnerProductAugmentation(.neyshaburSrebro, rowNormMax: 1).form == nil)
    }

    @Test func survivesCodingAndRefusesDamage() throws {
        let augmentation = InnerProductAugmentation(rowNormMax: 2)
        #expect(try JSONDecoder().decode(InnerProductAugmentation.self, from: JSONEncoder().encode(augmentation)) == augmentation)
        let damaged = Data(#"{"scheme":"bachrach","maxNorm":0}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(InnerProductAugmentation.self, from: damaged) }
    }

    @Test func headroomAdmitsSomewhatLongerRows() {
        let augmentation = InnerProductAugmentation(rowNormMax: 10)
        #expect(augmentation.admits(norm: 11.9) && !augmentation.admits(norm: 12.1))
        let long: [Float] = [30, 0], zero: [Float] = [0, 0]
        #expect(Preparation.augmented(augmentation).prepared(long.span) == [30, 0, 0])  // the radicand is clamped
        let simple = Preparation.augmented(InnerProductAugmentation(.neyshaburSrebro, rowNormMax: 10))
        #expect(simple.prepared(zero.span, as: .query) == [0, 0, 0])
        #expect(InnerProductAugmentation(rowNormMax: 0).maxNorm == 1)
    }
}
