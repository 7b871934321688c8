@testable import KindredIndex
import KindredMath
import Testing

@Suite struct IVFFilterTests {
    private static let shares = [1.0, 0.95, 0.5, 0.1, 0.01, 0.001, 0.0001]

    private func check(_ index: some VectorIndex, _ admitted: SlotSet, _ queries: [[Float]], _ name: String) throws {
        for query in queries.prefix(100) {
            let found = try index.search(query.span, k: 10, effort: .ef(1), admitting: admitted)
            #expect(found.count == min(10, admitted.count), "\(name)")
            #expect(found.allSatisfy { admitted.contains($0.slot) }, "\(name)")
            #expect(Set(found.map(\.slot)).count == found.count)
        }
        #expect(try Lists.recall(index, queries, effort: .ef(16), admitting: admitted) >= 0.93, "\(name)")
    }

    @Test(arguments: shares) func random(share: Double) throws {
        var random = SeededRandom(seed: 41)
        let admitted = SlotSet((0..<20_000).filter { _ in random.uniform() < share }.map(UInt32.init), universe: 20_000)
        for index in try Lists.all.map({ try $0.get() }) {
            try check(index, admitted, Array(Built.clustered.queries.prefix(150)), "random \(share)")
        }
    }

    /// The admitted rows lie on the other side of a hyperplane than the queries.
    @Test(arguments: shares) func farFromTheQuery(share: Double) throws {
        let set = Built.clustered
        let axis = (0..<20_000).map { set.values[$0 * 64] + set.values[$0 * 64 + 1] }
        let order = (0..<20_000).sorted { axis[$0] > axis[$1] }
        let admitted = SlotSet(order.prefix(Int(20_000 * share)).map(UInt32.init), universe: 20_000)
        let queries = set.queries.filter { $0[0] + $0[1] < 0 }.prefix(100)
        for index in try Lists.all.map({ try $0.get() }) {
            for query in queries {
                let found = try index.search(query.span, k: 10, effort: .ef(4), admitting: admitted)
                #expect(found.count == min(10, admitted.count))
                #expect(found.allSatisfy { admitted.contains($0.slot) })
            }
        }
    }

    @Test(arguments: shares) func estimatesToo(share: Double) throws {
        var random = SeededRandom(seed: 43)
        let admitted = SlotSet((0..<20_000).filter { _ in random.uniform() < share }.map(UInt32.init), universe: 20_000)
        let pq = try PQ(rows: Built.clustered.rows, reduction: .squaredL2, parameters: PQParameters(m: 16, bits: 4, recallSamples: 0))
        for query in Built.clustered.queries.prefix(20) {
            for k in [1, 10, 700] {
                let found = try pq.search(query.span, k: k, admitting: admitted)
                #expect(found.count == min(k, admitted.count))
                #expect(found.allSatisfy { admitted.contains($0.slot) })
            }
        }
    }

    @Test func slotsBeyondTheRowsAreIgnored() throws {
        let query = Built.clustered.queries[0]
        for index in try Lists.all.map({ try $0.get() }) {
            #expect(try index.search(query.span, k: 10, admitting: SlotSet([5, 30_000], universe: 50_000)).map(\.slot) == [5])
            #expect(try index.search(query.span, k: 10, admitting: SlotSet([], universe: 20_000)).isEmpty)
        }
    }
}

@Suite struct IVFChangesTests {
    private static let codes = [IVFParameters.Codes.none, .product(m: 8, bits: 8), .product(m: 8, bits: 4)]

    @Test(arguments: codes) func addedRowsAreFound(codes: IVFParameters.Codes) throws {
        let set = VectorSet.clustered(4000, 16, centres: 40, queries: 60, seed: 71), rows = try set.rows
        var index = try IVF(rows: rows.prefix(2500), reduction: .squaredL2, parameters: IVFParameters(nlist: 32, codes: codes))
        let before = index
        for end in [2501, 2530, 2531, 3700, 4000] { try index.add(rows.prefix(end)) }
        #expect(index.count == 4000 && before.count == 2500)
        #expect(index.stats.listSizes.reduce(0, +) == 4000)
        #expect(try Lists.recall(index, set.queries, effort: .ef(16)) > 0.93)
        for slot in [2500, 2600, 3999] {
            let row = set.vector(slot)
            #expect(try index.search(row.span, k: 1).first?.slot == UInt32(slot))
        }
        // At once or in steps, the lists are the same.
        var atOnce = before
        try atOnce.add(rows, context: BuildContext(threads: 2))
        let folder = try TemporaryFolder()
        try index.write(to: folder.file("steps"))
        try atOnce.write(to: folder.file("once"))
        let header = IVFHeader.byteCount
        #expect(try folder.bytes("steps").dropFirst(header) == folder.bytes("once").dropFirst(header))
        #expect(#expect(throws: IndexError.self) { try index.add(rows.prefix(100)) }?.code == .mismatch)
        let other = try VectorSet.iid(5000, 15).rows
        #expect(#expect(throws: IndexError.self) { try index.add(other) }?.code == .mismatch)
    }

    @Test(arguments: codes) func removedRowsAreNotFound(codes: IVFParameters.Codes) throws {
        let set = VectorSet.clustered(3000, 16, centres: 30, queries: 40, seed: 72)
        var index = try Lists.ivf(IVFParameters(nlist: 32, codes: codes), .squaredL2, set)
        var random = SeededRandom(seed: 5)
        for share in [0.1, 0.6, 0.99] {
            index.remove((0..<3000).filter { _ in random.uniform() < share }.map(UInt32.init) + [5000])
            let live = try #require(index.live)
            #expect(index.liveCount == live.count)
            for query in set.queries {
                let found = try index.search(query.span, k: 10, effort: .ef(8))
                #expect(found.count == min(10, live.count))
                #expect(found.allSatisfy { live.contains($0.slot) })
                let even = SlotSet((0..<3000).filter { $0 % 2 == 0 }, universe: 3000)
                #expect(try index.search(query.span, k: 10, admitting: even).allSatisfy { live.contains($0.slot) && $0.slot % 2 == 0 })
            }
        }
        index.remove(0..<3000)
        let query = set.queries[0]
        #expect(try index.search(query.span, k: 3).isEmpty)
    }

    @Test func rowsCanBeAddedToAnEmptyIndex() throws {
        let set = VectorSet.iid(300, 8, queries: 10, seed: 3), rows = try set.rows
        for codes in Self.codes {
            var index = try IVF(rows: rows.prefix(0), reduction: .squaredL2, parameters: IVFParameters(codes: codes))
            try index.add(rows)
            for query in set.queries { #expect(try index.search(query.span, k: 10).count == 10) }
        }
    }
}

@Suite struct IVFFileTests {
    private static let kinds: [IVFParameters.Codes] = [.none, .product(m: 4, bits: 8), .product(m: 8, bits: 4)]

    private func code(_ folder: TemporaryFolder, _ bytes: [UInt8], _ rows: VectorRows) throws -> IndexError.Code? {
        try folder.write(bytes, "damaged")
        do throws(IndexError) {
            _ = try IVF(contentsOf: folder.file("damaged"), rows: rows, reduction: .squaredL2)
            return nil
        } catch {
            return error.message.isEmpty ? nil : error.code
        }
    }

    @Test(arguments: kinds) func whatIsWrittenIsRead(codes: IVFParameters.Codes) throws {
        let set = VectorSet.clustered(3000, 24, centres: 30, queries: 50, seed: 61), folder = try TemporaryFolder()
        for nlist in [30, 300] {
            var index = try Lists.ivf(IVFParameters(nlist: nlist, nprobe: 5, codes: codes, rerank: 3, seed: 4), .squaredL2, set)
            index.remove([3, 2999])
            try index.write(to: folder.file("one"))
            var opened = try IVF(contentsOf: folder.file("one"), rows: set.rows, reduction: .squaredL2)
            #expect(opened.parameters == index.parameters)
            #expect(opened.recall == index.recall && opened.recall != nil)
            #expect(opened.meanSquaredError == index.meanSquaredError)
            #expect(opened.liveCount == 2998)
            for query in set.queries {
                for ef in [1, 9, 300] {
                    #expect(try opened.search(query.span, k: 10, effort: .ef(ef)) == index.search(query.span, k: 10, effort: .ef(ef)))
                }
            }
            try opened.write(to: folder.file("two"))
            #expect(try folder.bytes("one") == folder.bytes("two"))
            // What lies in a file is copied before it is changed.
            let more = VectorSet(dimension: 24, values: set.values + set.vector(7), queries: [])
            try opened.add(more.rows)
            #expect(try folder.bytes("one") == folder.bytes("two"))
            let row = set.vector(7)
            #expect(try Set(opened.search(row.span, k: 2).map(\.slot)) == [7, 3000])
        }
    }

    @Test func productQuantisationToo() throws {
        let set = VectorSet.clustered(1000, 12, centres: 10, queries: 20, seed: 62), folder = try TemporaryFolder()
        for count in [0, 1, 5, 1000] {
            let rows = try set.rows.prefix(count)
            let index = try PQ(rows: rows, reduction: .dot, parameters: PQParameters(m: 5, bits: 4, rerank: 2, pad: true, seed: 3))
            try index.write(to: folder.file("pq"))
            let opened = try PQ(contentsOf: folder.file("pq"), rows: rows, reduction: .dot)
            #expect(opened.parameters == index.parameters)
            #expect(opened.stats.kind == "pq")
            for query in set.queries { #expect(try opened.search(query.span, k: 10) == index.search(query.span, k: 10)) }
            #expect(#expect(throws: IndexError.self) { try IVF(contentsOf: folder.file("pq"), rows: rows, reduction: .dot) }?.code == .mismatch)
        }
    }

    @Test func filesOfOthersAreNamed() throws {
        let set = VectorSet.iid(200, 8, seed: 63), folder = try TemporaryFolder(), rows = try set.rows
        let index = try Lists.ivf(IVFParameters(nlist: 4, codes: .product(m: 4, bits: 4)), .squaredL2, set)
        try index.write(to: folder.file("index"))
        let bytes = try folder.bytes("index")
        #expect(try code(folder, bytes, rows) == nil)
        #expect(try code(folder, [], rows) == .truncated)
        #expect(try code(folder, Array("PK\u{3}\u{4} this is a zip file, or so it says".utf8), rows) == .foreign)
        var newer = bytes
        newer[8] = 2
        #expect(try code(folder, newer, rows) == .newerVersion)
        #expect(try code(folder, bytes, rows.prefix(199)) == .mismatch)
        #expect(try code(folder, bytes, VectorSet.iid(200, 9, seed: 63).rows) == .mismatch)
        #expect(#expect(throws: IndexError.self) { try IVF(contentsOf: folder.file("missing"), rows: rows, reduction: .squaredL2) }?.code == .io)
        #expect(#expect(throws: IndexError.self) { try IVF(contentsOf: folder.file("index"), rows: rows, reduction: .dot) }?.code == .mismatch)
        #expect(#expect(throws: IndexError.self) { try index.write(to: folder.file("no/such/folder")) }?.code == .io)
        let graph = try HNSW(rows: rows, reduction: .squaredL2)
        try graph.write(to: folder.file("graph"))
        #expect(try code(folder, folder.bytes("graph"), rows) == .foreign)
    }

    /// Every byte of the header and 800 of the body, one bit of each flipped; 200 truncations: always a typed error.
    @Test(arguments: kinds) func damageIsFound(codes: IVFParameters.Codes) throws {
        let set = VectorSet.iid(300, 8, seed: 64), folder = try TemporaryFolder(), rows = try set.rows
        var index = try Lists.ivf(IVFParameters(nlist: 5, codes: codes), .squaredL2, set)
        index.remove([1])
        try index.write(to: folder.file("index"))
        let bytes = try folder.bytes("index")
        let header = try IVFHeader(Array(bytes.prefix(IVFHeader.byteCount)), fileByteCount: bytes.count, path: "index")
        var padding = Set(IVFHeader.byteCount..<bytes.count)
        for extent in header.extents { padding.subtract(extent.offset..<extent.offset + extent.length) }
        var random = SeededRandom(seed: 65)
        for offset in Array(0..<IVFHeader.byteCount) + (0..<800).map({ _ in random.integer(below: bytes.count) }) where !padding.contains(offset) {
            var damaged = bytes
            damaged[offset] ^= 1 << UInt8(random.integer(below: 8))
            #expect(try code(folder, damaged, rows) != nil, "byte \(offset)")
        }
        for _ in 0..<200 {
            let length = random.integer(below: bytes.count - IVFHeader.alignment)
            #expect(try code(folder, Array(bytes.prefix(length)), rows) == .truncated, "\(length) bytes")
        }
    }

    /// A file with right checksums and wrong lists: what a forger would write.
    @Test func forgedListsAreFound() throws {
        let set = VectorSet.iid(300, 8, seed: 66), folder = try TemporaryFolder(), rows = try set.rows
        let index = try Lists.ivf(IVFParameters(nlist: 5, codes: .product(m: 4, bits: 4)), .squaredL2, set)
        let end = index.lists.starts[0] + index.lists.counts[0]
        try #require(index.lists.starts[1] > end)
        let forgeries: [(InvertedLists) -> Void] = [
            { unsafe $0.ids[0] = 300 }, { unsafe $0.ids[0] = .max }, { unsafe $0.ids[0] = $0.ids[1] }, { unsafe $0.bias[end] = 0 },
        ]
        for (number, forge) in forgeries.enumerated() {
            var forged = index
            forged.lists = index.lists.grown(to: index.lists.counts)
            forge(forged.lists)
            try forged.write(to: folder.file("forged"))
            let error = #expect(throws: IndexError.self, "forgery \(number)") {
                try IVF(contentsOf: folder.file("forged"), rows: rows, reduction: .squaredL2)
            }
            #expect(error?.code == .corrupt, "forgery \(number)")
        }
    }
}
