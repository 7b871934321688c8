import KindredIndex
import KindredMath
import Testing

/// Reference: the specification's figures for 20,000 x 64 Float32, M = 16, efConstruction = 200, 500 queries, k = 10.
@Suite struct HNSWRecallTests {
    @Test(arguments: [(10, 0.937), (50, 0.9996), (100, 0.9998)])
    func clusteredReference(ef: Int, reference: Double) throws {
        // 4 bits are coarse for 64 components: a beam as narrow as k has nothing to compare again.
        let fourBit = try ef > 10 ? [Built.clusteredFourBit.get()] : []
        for index in try [Built.clusteredFilled.get(), Built.clusteredPlain.get(), Built.clusteredCodes.get()] + fourBit {
            let reached = try recall(index, Built.clustered.queries, effort: .ef(ef))
            #expect(reached >= reference - 0.01, "fill \(index.parameters.fill), codes \(index.parameters.codes)")
        }
    }

    @Test(arguments: [(10, 0.371), (50, 0.759), (100, 0.900), (200, 0.964)])
    func independentReference(ef: Int, reference: Double) throws {
        for index in try [Built.iidFilled.get(), Built.iidPlain.get()] {
            let reached = try recall(index, Built.iid.queries, effort: .ef(ef))
            #expect(reached >= reference - 0.01, "fill \(index.parameters.fill)")
        }
    }

    @Test(arguments: [
        HNSWParameters(selection: .simple), HNSWParameters(extendCandidates: true),
        HNSWParameters(keepPrunedConnections: false, fill: false), HNSWParameters(m: 5, mMax: 7, mMax0: 21),
        HNSWParameters(m: 4, mL: 0), HNSWParameters(m: 2, efConstruction: 100),
    ])
    func everyVariantFindsNeighbours(parameters: HNSWParameters) throws {
        let set = VectorSet.clustered(4000, 16, centres: 40, queries: 100)
        let index = try Built.build(set, parameters)
        #expect(index.stats.reachable == 1)
        #expect(try recall(index, set.queries, effort: .ef(150)) >= (parameters.m < 4 ? 0.85 : 0.95))
    }

    @Test func valuesAreThoseOfTheExactIndex() throws {
        for index in try [Built.clusteredFilled.get(), Built.clusteredCodes.get(), Built.clusteredFourBit.get()] {
            let flat = try FlatIndex(rows: index.rows, reduction: .squaredL2)
            for query in Built.clustered.queries.prefix(50) {
                let exact = try flat.search(query.span, k: 10)
                let found = try index.search(query.span, k: 10, effort: .ef(200))
                let values = Dictionary(uniqueKeysWithValues: exact.map { ($0.slot, $0.value) })
                #expect(found.allSatisfy { values[$0.slot] == nil || values[$0.slot] == $0.value })
                #expect(found.count { values[$0.slot] != nil } >= 9)
                #expect(zip(found, found.dropFirst()).allSatisfy { ($0.value, $0.slot) < ($1.value, $1.slot) })
            }
        }
    }

    @Test func aRecallAskedForIsReached() throws {
        for (index, set) in try [(Built.iidFilled.get(), Built.iid), (Built.clusteredCodes.get(), Built.clustered)] {
            let table = try #require(index.recall)
            #expect(table.samples == 100)
            #expect(zip(table.rows, table.rows.dropFirst()).allSatisfy { $0.ef < $1.ef })
            for target in [0.5, 0.8, 0.95] {
                #expect(try recall(index, set.queries.prefix(200).map { $0 }, effort: .recall(target)) >= target - 0.03)
            }
            #expect(try recall(index, set.queries.prefix(20).map { $0 }, effort: .recall(1)) == 1)
            #expect(try recall(index, set.queries.prefix(20).map { $0 }, effort: .exact) == 1)
        }
    }

    /// §6: 500 random 8-d vectors with gamma(2) norms, 50 queries, inner product.
    @Test func largestInnerProducts() throws {
        var random = SeededRandom(seed: 21)
        func direction() -> [Float] {
            let v = (0..<8).map { _ in Float(random.normal()) }
            let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return v.map { $0 / norm }
        }
        let vectors = (0..<500).map { _ in
            let norm = Float(-(random.positiveUniform() * random.positiveUniform()).logarithm2 * 0.6931471805599453)
            return direction().map { $0 * norm }
        }
        let set = VectorSet(dimension: 8, values: vectors.flatMap { $0 }, queries: (0..<50).map { _ in direction() })
        let flat = try FlatIndex(rows: set.rows, reduction: .dot)
        let graph = try HNSW(rows: set.rows, reduction: .dot)
        let augmented = try Self.augmented(vectors)
        let lifted = try HNSW(rows: augmented, reduction: .squaredL2)
        var direct = 0, reduced = 0
        for query in set.queries {
            let exact = set.exact(query, k: 10, .dot)
            #expect(try flat.search(query.span, k: 10).map(\.slot) == exact)
            direct += try graph.search(query.span, k: 10, effort: .ef(30)).count { exact.contains($0.slot) }
            let longer = query + [0]
            reduced += try lifted.search(longer.span, k: 10, effort: .ef(30)).count { exact.contains($0.slot) }
        }
        #expect(Double(direct) / 500 >= 0.95)
        #expect(Double(reduced) / 500 >= 0.95)
    }

    /// Bachrach's reduction: one more component makes all rows equally long.
    private static func augmented(_ vectors: [[Float]]) throws -> VectorRows {
        let squares = vectors.map { $0.reduce(0) { $0 + $1 * $1 } }, largest = squares.max() ?? 0
        let longer = zip(vectors, squares).flatMap { $0 + [max(0, largest - $1).squareRoot()] }
        return try VectorRows(copying: longer, dimension: 9)
    }
}

extension Double {
    /// The logarithm to base 2, by the series a test may rely on without a maths library.
    fileprivate var logarithm2: Double {
        var mantissa = significand, result = Double(exponent), bit = 0.5
        for _ in 0..<40 {
            mantissa *= mantissa
            if mantissa >= 2 {
                mantissa /= 2
                result += bit
            }
            bit /= 2
        }
        return result
    }
}
