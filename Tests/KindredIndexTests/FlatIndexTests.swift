import KindredIndex
import KindredMath
import RoaringBitmaps
import Testing

@Suite struct FlatIndexTests {
    @Test func nearestFirst() throws {
        let index = try FlatIndex(rows: VectorRows(copying: [0, 0, 3, 4, 1, 0], dimension: 2), reduction: .squaredL2)
        let query: [Float] = [0, 0]
        let found = try index.search(query.span, k: 5)
        #expect(found == [Neighbor(slot: 0, value: 0), Neighbor(slot: 2, value: 1), Neighbor(slot: 1, value: 25)])
    }

    @Test(arguments: [KernelReduction.dot, .squaredL2, .l1, .lInfinity], [1, 7, 33])
    func agreesWithPlainLoops(reduction: KernelReduction, dimension: Int) throws {
        let set = VectorSet.iid(1500, dimension, queries: 10)
        let index = try FlatIndex(rows: set.rows, reduction: reduction)
        for query in set.queries {
            let found = try index.search(query.span, k: 12)
            let exact = set.exact(query, k: 12, reduction)
            #expect(found.map(\.slot) == exact)
            for neighbor in found {
                let value = set.reduced(query, Int(neighbor.slot), reduction)
                #expect(abs(Double(neighbor.value) - value) <= 1e-5 * max(1, abs(value)))
            }
        }
    }

    @Test func tiesGoToTheSmallerSlot() throws {
        let rows = try VectorRows(copying: [Float](repeating: 1, count: 2000 * 3), dimension: 3)
        let query: [Float] = [1, 1, 2]
        for reduction in [KernelReduction.squaredL2, .dot] {
            let found = try FlatIndex(rows: rows, reduction: reduction).search(query.span, k: 7)
            #expect(found.map(\.slot) == [0, 1, 2, 3, 4, 5, 6])
        }
    }

    @Test(arguments: [1.0, 0.9, 0.5, 0.3, 0.1, 0.01, 0.001, 0.0])
    func filtersAreExact(share: Double) throws {
        let set = VectorSet.iid(3000, 16, queries: 5)
        var random = SeededRandom(seed: 3)
        let admitted = SlotSet((0..<3000).filter { _ in random.uniform() < share }.map(UInt32.init), universe: 3000)
        let index = try FlatIndex(rows: set.rows, reduction: .squaredL2)
        for query in set.queries {
            let found = try index.search(query.span, k: 10, admitting: admitted)
            #expect(found.map(\.slot) == set.exact(query, k: 10) { admitted.contains(UInt32($0)) })
            #expect(found.count == min(10, admitted.count))
        }
    }

    @Test func manyQueriesAtOnceFindTheSame() throws {
        let set = VectorSet.iid(2500, 24, queries: 40)
        let index = try FlatIndex(rows: set.rows, reduction: .squaredL2)
        let queries = try VectorRows(copying: set.queries.flatMap { $0 }, dimension: 24)
        let odd = SlotSet((0..<2500).filter { $0 % 2 == 1 }, universe: 2500)
        for admitted in [nil, odd] {
            let found = try index.search(queries, k: 10, admitting: admitted)
            for (i, query) in set.queries.enumerated() {
                #expect(try found[i] == index.search(query.span, k: 10, admitting: admitted))
            }
        }
    }

    @Test(arguments: [1000, 1024, 1025, 1500, 4000, 9000]) func manyNeighbours(k: Int) throws {
        let set = VectorSet.iid(5000, 4, queries: 2, seed: 8)
        for reduction in [KernelReduction.squaredL2, .dot] {
            let index = try FlatIndex(rows: set.rows, reduction: reduction)
            let batch = try index.search(VectorRows(copying: set.queries.flatMap { $0 }, dimension: 4), k: k)
            for (i, query) in set.queries.enumerated() {
                let found = try index.search(query.span, k: k), exact = set.exact(query, k: k, reduction)
                #expect(found.count == min(k, 5000))
                #expect(Set(found.map(\.slot)).symmetricDifference(exact).count <= 2)
                #expect(
                    zip(found, found.dropFirst()).allSatisfy {
                        ($0.value * (reduction == .dot ? -1 : 1), $0.slot) < ($1.value * (reduction == .dot ? -1 : 1), $1.slot)
                    })
                #expect(batch[i] == found)
            }
        }
    }

    @Test func bytesAreSearchedAsBytes() throws {
        var random = SeededRandom(seed: 5)
        let bytes = (0..<400 * 20).map { _ in UInt8(random.integer(below: 256)) }
        var buffer = try RowBuffer(dimension: 20, element: .u8, rowAlignment: 64)
        try buffer.append(bytes: bytes.span.bytes)
        #expect(buffer.stride == 64)
        let index = try FlatIndex(rows: buffer.rows, reduction: .squaredL2)
        let query = Array(bytes[100..<120])
        let found = try index.search(bytes: query.span.bytes, k: 3)
        #expect(found[0] == Neighbor(slot: 5, value: 0))
        let distances = (0..<400).map { slot in
            (0..<20).reduce(0) { $0 + (Int(bytes[slot * 20 + $1]) - Int(query[$1])) * (Int(bytes[slot * 20 + $1]) - Int(query[$1])) }
        }
        #expect(found.map { Int($0.value) } == distances.sorted().prefix(3).map { $0 })
    }

    @Test func refusesWhatCannotBeAsked() throws {
        let index = try FlatIndex(rows: VectorRows(copying: [1, 2, 3, 4], dimension: 2), reduction: .squaredL2)
        let query: [Float] = [1, 2, 3], right: [Float] = [1, 2]
        let wrongDimension = #expect(throws: IndexError.self) { try index.search(query.span, k: 1) }
        #expect(wrongDimension?.code == .dimensionMismatch)
        #expect(wrongDimension?.message == "a query of dimension 3 for rows of dimension 2")
        let wrongK = #expect(throws: IndexError.self) { try index.search(right.span, k: 0) }
        #expect(wrongK?.code == .invalidParameter)
        let undefined = #expect(throws: IndexError.self) { try FlatIndex(rows: index.rows, reduction: .hamming) }
        #expect(undefined?.code == .unsupported)
    }

    @Test func nothingIsFoundInNothing() throws {
        let index = try FlatIndex(rows: VectorRows(copying: [], dimension: 4), reduction: .squaredL2)
        let query: [Float] = [0, 0, 0, 0]
        #expect(try index.search(query.span, k: 3).isEmpty)
        #expect(try index.search(VectorRows(copying: query, dimension: 4), k: 3) == [[]])
    }

    @Test func sumsThatOverflowAreNotNear() throws {
        let huge = Float.greatestFiniteMagnitude
        let rows = try VectorRows(copying: [huge, huge, 1, 1, 2, 2], dimension: 2)
        let query: [Float] = [huge, -huge], first: [Float] = [huge, huge]
        let found = try FlatIndex(rows: rows, reduction: .dot).search(query.span, k: 3)
        // The plain loops sum in double precision, where nothing overflows.
        let overflows = Kernels.active.dot(first.span, query.span).isNaN
        #expect(found.map(\.slot) == (overflows ? [1] : [0, 1, 2]))
        #expect(found.allSatisfy { $0.value == 0 })
    }
}

@Suite struct SlotSetTests {
    @Test(arguments: [1, 63, 64, 65, 1000]) func behavesAsASet(universe: Int) {
        var random = SeededRandom(seed: UInt64(universe))
        func draw() -> Set<UInt32> { Set((0..<universe).filter { _ in random.uniform() < 0.4 }.map(UInt32.init)) }
        let a = draw(), b = draw()
        let left = SlotSet(a, universe: universe), right = SlotSet(b, universe: universe)
        #expect(left.count == a.count)
        #expect(left.slots == a.sorted())
        #expect(left.intersection(right).slots == a.intersection(b).sorted())
        #expect(left.subtracting(right).slots == a.subtracting(b).sorted())
        #expect(SlotSet.all(universe).count == universe)
        #expect(!left.contains(UInt32(universe)))
        #expect((0..<UInt32(universe)).allSatisfy { left.contains($0) == a.contains($0) })
    }

    @Test func ignoresWhatLiesBeyondItsUniverse() {
        #expect(SlotSet([1, 70, 5], universe: 66).slots == [1, 5])
        #expect(SlotSet(words: [.max, .max, .max], universe: 66).count == 66)
        #expect(SlotSet(words: [], universe: 66).count == 0)
    }

    @Test func comesFromABitmap() {
        let members: [UInt32] = [0, 5, 63, 64, 1000, 70_000, 200_000]
        #expect(SlotSet(RoaringBitmap(members), universe: 100_000).slots == [0, 5, 63, 64, 1000, 70_000])
    }
}

@Suite struct RowBufferTests {
    @Test func snapshotsDoNotChange() throws {
        var buffer = try RowBuffer(dimension: 3)
        let first: [Float] = [1, 2, 3]
        try buffer.append(first.span)
        let early = buffer.rows
        for i in 0..<5000 {
            let row: [Float] = [Float(i), 0, 0]
            try buffer.append(row.span)
        }
        #expect(early.count == 1)
        #expect(early.floats(at: 0) == first)
        #expect(buffer.rows.floats(at: 0) == first)
        #expect(buffer.rows.floats(at: 5000) == [4999, 0, 0])
    }

    @Test func copiesDoNotWriteOverEachOther() throws {
        var one = try RowBuffer(dimension: 1, capacity: 100)
        let a: [Float] = [1], b: [Float] = [2], c: [Float] = [3]
        try one.append(a.span)
        var two = one
        try one.append(b.span)
        try two.append(c.span)
        #expect(one.rows.floats(at: 1) == b)
        #expect(two.rows.floats(at: 1) == c)
        #expect(two.rows.floats(at: 0) == a)
    }

    @Test func refusesPartsOfRows() throws {
        var buffer = try RowBuffer(dimension: 3)
        let short: [Float] = [1, 2]
        #expect(throws: IndexError.self) { try buffer.append(short.span) }
        #expect(throws: IndexError.self) { try RowBuffer(dimension: 0) }
        #expect(throws: IndexError.self) { try VectorRows(copying: [1, 2, 3], dimension: 2) }
        #expect(buffer.count == 0)
    }
}
