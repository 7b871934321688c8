@testable import KindredIndex
import KindredMath
import Testing

@Suite struct HNSWFileTests {
    private func code(_ folder: TemporaryFolder, _ bytes: [UInt8], _ rows: VectorRows) throws -> IndexError.Code? {
        try folder.write(bytes, "damaged")
        do {
            _ = try HNSW(contentsOf: folder.file("damaged"), rows: rows, reduction: .squaredL2)
            return nil
        } catch {
            #expect(!error.message.isEmpty)
            return error.code
        }
    }

    @Test(arguments: [HNSWParameters(), HNSWParameters(m: 7, mMax: 9, mMax0: 20, codes: .sevenBit), HNSWParameters(codes: .fourBit), HNSWParameters(codes: .sevenBit, layout: .inline)])
    func whatIsWrittenIsRead(parameters: HNSWParameters) throws {
        let set = VectorSet.clustered(3000, 20, centres: 30, queries: 50, seed: 61), folder = try TemporaryFolder()
        let index = try Built.build(set, parameters)
        try index.write(to: folder.file("one"))
        for verification in [HNSW.Verification.full, .structure] {
            let opened = try HNSW(
                contentsOf: folder.file("one"), rows: set.rows, reduction: .squaredL2, verification: verification)
            #expect(opened.parameters == parameters)
            #expect(opened.recall == index.recall)
            #expect(opened.recall != nil)
            for query in set.queries {
                for ef in [10, 100] {
                    #expect(try opened.search(query.span, k: 10, effort: .ef(ef)) == index.search(query.span, k: 10, effort: .ef(ef)))
                }
            }
            try opened.write(to: folder.file("two"))
            #expect(try folder.bytes("one") == folder.bytes("two"))
        }
    }

    @Test func emptyAndTinyIndexesToo() throws {
        let folder = try TemporaryFolder()
        for (count, codes) in [0, 1, 3].flatMap({ count in [HNSWParameters.Codes.sevenBit, .fourBit].map { (count, $0) } }) {
            let set = VectorSet.iid(count, 4, seed: 62)
            let index = try HNSW(rows: set.rows, reduction: .squaredL2, parameters: HNSWParameters(codes: codes))
            try index.write(to: folder.file("index"))
            let opened = try HNSW(contentsOf: folder.file("index"), rows: set.rows, reduction: .squaredL2)
            #expect(opened.count == count)
        }
    }

    @Test func filesOfOthersAreNamed() throws {
        let set = VectorSet.iid(200, 8, seed: 63), folder = try TemporaryFolder()
        let index = try HNSW(rows: set.rows, reduction: .squaredL2)
        try index.write(to: folder.file("index"))
        let bytes = try folder.bytes("index"), rows = try set.rows
        #expect(try code(folder, bytes, rows) == nil)
        #expect(try code(folder, [], rows) == .truncated)
        #expect(try code(folder, Array("PK\u{3}\u{4} this is a zip file, or so it says".utf8), rows) == .foreign)
        var newer = bytes
        newer[8] = 4
        #expect(try code(folder, newer, rows) == .newerVersion)
        newer[8] = 1
        #expect(try code(folder, newer, rows) == .corrupt)
        #expect(try code(folder, bytes, rows.prefix(199)) == .mismatch)
        #expect(try code(folder, bytes, VectorSet.iid(200, 9, seed: 63).rows) == .mismatch)
        let missing = #expect(throws: IndexError.self) {
            try HNSW(contentsOf: folder.file("missing"), rows: rows, reduction: .squaredL2)
        }
        #expect(missing?.code == .io)
        #expect(missing?.message.hasSuffix("/missing: No such file or directory") == true)
        let wrong = #expect(throws: IndexError.self) {
            try HNSW(contentsOf: folder.file("index"), rows: rows, reduction: .dot)
        }
        #expect(wrong?.code == .mismatch)
        #expect(#expect(throws: IndexError.self) { try index.write(to: folder.file("no/such/folder")) }?.code == .io)
    }

    /// Every byte of the header and 800 of the body, one bit of each flipped; 200 truncations: always a typed error.
    @Test(arguments: [HNSWParameters(codes: .sevenBit), HNSWParameters(codes: .fourBit), HNSWParameters(codes: .sevenBit, layout: .inline)])
    func damageIsFound(parameters: HNSWParameters) throws {
        let set = VectorSet.iid(300, 8, seed: 64), folder = try TemporaryFolder(), rows = try set.rows
        let index = try HNSW(rows: rows, reduction: .squaredL2, parameters: parameters)
        try index.write(to: folder.file("index"))
        let bytes = try folder.bytes("index"), padding = try paddingOffsets(folder, bytes)
        var random = SeededRandom(seed: 65)
        let offsets = Array(0..<HNSWHeader.byteCount) + (0..<800).map { _ in random.integer(below: bytes.count) }
        for offset in offsets where !padding.contains(offset) {
            var damaged = bytes
            damaged[offset] ^= 1 << UInt8(random.integer(below: 8))
            #expect(try code(folder, damaged, rows) != nil, "byte \(offset)")
        }
        for _ in 0..<200 {
            let length = random.integer(below: bytes.count - HNSWHeader.alignment)
            let found = try code(folder, Array(bytes.prefix(length)), rows)
            #expect(found == .truncated, "\(length) bytes")
        }
    }

    /// Bytes between sections: nobody reads them.
    private func paddingOffsets(_ folder: TemporaryFolder, _ bytes: [UInt8]) throws -> Set<Int> {
        let header = try HNSWHeader(Array(bytes.prefix(HNSWHeader.byteCount)), fileByteCount: bytes.count, path: "index")
        var padding = Set(HNSWHeader.byteCount..<bytes.count)
        for extent in header.extents { padding.subtract(extent.offset..<extent.offset + extent.length) }
        return padding
    }

    /// A file with right checksums and wrong links: what a forger would write.
    @Test func forgedLinksAreFound() throws {
        let set = VectorSet.iid(300, 8, seed: 66), folder = try TemporaryFolder(), rows = try set.rows
        let index = try HNSW(rows: rows, reduction: .squaredL2)
        let graph = index.graph
        let upper = try #require((0..<UInt32(300)).first { graph.level($0) > 0 && graph.linkCount($0, 1) > 0 })
        let low = try #require((0..<UInt32(300)).first { graph.level($0) == 0 })
        let forgeries: [(HNSWGraph) -> Void] = [
            { unsafe $0.row(7, 0)[3] = 300 },
            { unsafe $0.row(7, 0)[3] = .max - 1 },
            { unsafe $0.row(upper, 1)[0] = low },
            { unsafe $0.row(upper, 1)[0] = 5000 },
            { unsafe $0.levels[9] += 1 },
            { unsafe $0.levels[9] = 255 },
            { unsafe $0.chosen[9] = 33 },
            { unsafe $0.upperStart[10] += 1 },
            { $0.entry = 300 },
            { $0.top += 1 },
        ]
        for (number, forge) in forgeries.enumerated() {
            var forged = index
            forged.graph = graph.grown(adding: [])
            forge(forged.graph)
            try forged.write(to: folder.file("forged"))
            let error = #expect(throws: IndexError.self, "forgery \(number)") {
                try HNSW(contentsOf: folder.file("forged"), rows: rows, reduction: .squaredL2)
            }
            #expect(error?.code == .corrupt, "forgery \(number)")
        }
    }
}
