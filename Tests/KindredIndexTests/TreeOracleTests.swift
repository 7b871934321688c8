@testable import KindredIndex
import KindredMath
import Testing

/// The trees answer as the exact index does, to the bit and to the slot.
@Suite struct TreeOracleTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 17, 40], [KernelReduction.squaredL2, .l1, .lInfinity])
    func kdTreeIsExact(dimension: Int, reduction: KernelReduction) throws {
        for (count, seed) in [(100, 1), (1000, 2), (5003, 3)] {
            let set = VectorSet.clustered(count, dimension, centres: 30, queries: 25, seed: UInt64(seed))
            let index = try KDTree(rows: set.rows, reduction: reduction)
            for k in [1, 10, 100] { try expectExact(index, set.queries, k: k, "\(count)") }
        }
    }

    @Test(arguments: [1, 2, 3, 8, 17, 40], [KernelReduction.squaredL2, .l1, .lInfinity, .dot])
    func ballTreeIsExact(dimension: Int, reduction: KernelReduction) throws {
        for (count, seed) in [(100, 1), (1000, 2), (5003, 3)] {
            let set = VectorSet.clustered(count, dimension, centres: 30, queries: 25, seed: UInt64(seed))
            let index = try BallTree(rows: set.rows, reduction: reduction)
            for k in [1, 10, 100] { try expectExact(index, set.queries, k: k, "\(count)") }
        }
    }

    /// Points of a small grid: every distance is shared by many, and queries lie on them and halfway between.
    @Test(arguments: [KernelReduction.squaredL2, .l1, .lInfinity, .dot], [2, 3, 6])
    func tiesGoToTheSmallerSlot(reduction: KernelReduction, dimension: Int) throws {
        var random = SeededRandom(seed: 81)
        let values = (0..<3000 * dimension).map { _ in Float(random.integer(below: 4)) }
        let queries = (0..<60).map { _ in (0..<dimension).map { _ in Float(random.integer(below: 9)) / 2 - 0.5 } }
        let rows = try VectorRows(copying: values, dimension: dimension)
        for k in [1, 7, 50] {
            if reduction != .dot { try expectExact(KDTree(rows: rows, reduction: reduction), queries, k: k) }
            try expectExact(BallTree(rows: rows, reduction: reduction), queries, k: k)
        }
    }

    /// Far from the origin differences are mostly rounding; near it squares vanish; far out they overflow.
    @Test(arguments: [Float(1e6), 1e-20, 1e-30, 1e19, 1e30])
    func roundingLosesNothing(scale: Float) throws {
        let set = VectorSet.clustered(2000, 4, centres: 10, queries: 20, seed: 82)
        let shift: Float = scale == 1e6 ? scale : 0, factor: Float = scale == 1e6 ? 0.1 : scale
        let moved = { (value: Float) in value * factor + shift }
        let rows = try VectorRows(copying: set.values.map(moved), dimension: 4), queries = set.queries.map { $0.map(moved) }
        for reduction in [KernelReduction.squaredL2, .l1, .lInfinity] {
            try expectExact(KDTree(rows: rows, reduction: reduction), queries, k: 10, "\(reduction)")
            try expectExact(BallTree(rows: rows, reduction: reduction), queries, k: 10, "\(reduction)")
        }
        try expectExact(BallTree(rows: rows, reduction: .dot), queries, k: 10, "dot")
    }

    @Test func queriesThatAreNoPoints() throws {
        let set = VectorSet.iid(500, 3, seed: 83), rows = try set.rows
        let queries: [[Float]] = [
            [.infinity, 0, 0], [.nan, 0, 0], [.nan, .nan, .nan], [-.infinity, .infinity, 1], [.greatestFiniteMagnitude, 0, 0],
        ]
        for reduction in [KernelReduction.squaredL2, .l1, .lInfinity] {
            try expectExact(KDTree(rows: rows, reduction: reduction), queries, k: 5, "\(reduction)")
            try expectExact(BallTree(rows: rows, reduction: reduction), queries, k: 5, "\(reduction)")
        }
        for kind in Divider.allCases {
            let index = try kind.build(rows)
            for query in queries { #expect(try index.search(query.span, k: 5).count <= 5) }
        }
    }

    /// Rows of other elements, and rows that lie at odd addresses.
    @Test func otherElements() throws {
        var random = SeededRandom(seed: 84)
        for element in [KernelElement.i8, .u8, .u7, .f16, .bf16] {
            var buffer = try RowBuffer(dimension: 6, element: element, rowAlignment: element == .u8 ? 16 : 1)
            for _ in 0..<2000 {
                if element == .f16 || element == .bf16 {
                    let halves = (0..<6).map { _ in UInt16(random.integer(below: 0x40)) << 6 | 0x3000 }
                    try unsafe buffer.append(bytes: halves.span.bytes)
                } else {
                    let bytes = (0..<6).map { _ in UInt8(random.integer(below: element == .u7 ? 128 : 256)) }
                    try unsafe buffer.append(bytes: bytes.span.bytes)
                }
            }
            for reduction in [KernelReduction.squaredL2, .l1, .lInfinity, .dot] {
                let flat = try FlatIndex(rows: buffer.rows, reduction: reduction)
                var trees: [any VectorIndex] = [try BallTree(rows: buffer.rows, reduction: reduction)]
                if reduction != .dot { trees.append(try KDTree(rows: buffer.rows, reduction: reduction)) }
                for _ in 0..<20 {
                    let floats = (0..<6).map { _ in Float(random.uniform()) }
                    let bytes = (0..<6).map { _ in UInt8(random.integer(below: element == .u7 ? 128 : 256)) }
                    let isFloat = element == .f16 || element == .bf16
                    for tree in trees {
                        let found = isFloat ? try tree.search(floats.span, k: 9) : try unsafe tree.search(bytes: bytes.span.bytes, k: 9)
                        let exact = isFloat ? try flat.search(floats.span, k: 9) : try unsafe flat.search(bytes: bytes.span.bytes, k: 9)
                        #expect(found == exact)
                    }
                }
            }
        }
    }

    @Test(arguments: Divider.allCases.filter { $0 != .kdTree }) func bits(kind: Divider) throws {
        var random = SeededRandom(seed: 85), buffer = try RowBuffer(dimension: 8, element: .bits)
        let middles = (0..<20).map { _ in (0..<8).map { _ in UInt8(random.integer(below: 256)) } }
        func noisy() -> [UInt8] {
            var row = middles[random.integer(below: 20)]
            for _ in 0..<6 { row[random.integer(below: 8)] ^= 1 << UInt8(random.integer(below: 8)) }
            return row
        }
        for _ in 0..<2000 {
            let row = noisy()
            try unsafe buffer.append(bytes: row.span.bytes)
        }
        let index = try kind.build(buffer.rows, .hamming), flat = try FlatIndex(rows: buffer.rows, reduction: .hamming)
        var hits = 0
        for _ in 0..<50 {
            let query = noisy()
            let found = try unsafe index.search(bytes: query.span.bytes, k: 10), exact = try unsafe flat.search(bytes: query.span.bytes, k: 10)
            if kind == .ballTree { #expect(found == exact) }
            hits += found.count { $0.value <= exact[9].value }
        }
        #expect(hits > 400, "\(hits) of 500")
    }

    /// What a search visits is a small part in few dimensions, and nearly everything in many.
    @Test func visitsGrowWithTheDimension() throws {
        func share(_ dimension: Int) throws -> Double {
            let set = VectorSet.iid(8000, dimension, queries: 40, seed: 86), index = try KDTree(rows: set.rows, reduction: .squaredL2)
            // The least budget of leaves with which the answers are exact.
            var budget = 1
            while try recall(index, set.queries, effort: .ef(budget)) < 1 { budget *= 2 }
            return Double(budget) / Double(index.shape.leafCount)
        }
        let shares = try [2, 4, 8, 16].map(share)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 }, "\(shares)")
        #expect(shares[0] <= 0.07 && shares[3] >= 0.5, "\(shares)")
    }
}
