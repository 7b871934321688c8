@testable import KindredIndex
import KindredMath
import Testing

@Suite struct DividingIndexFileTests {
    private func code(_ kind: Divider, _ folder: TemporaryFolder, _ bytes: [UInt8], _ rows: VectorRows) throws -> IndexError.Code? {
        try folder.write(bytes, "damaged")
        do {
            _ = try kind.open(folder.file("damaged"), rows)
            return nil
        } catch let error as IndexError {
            #expect(!error.message.isEmpty)
            return error.code
        }
    }

    @Test(arguments: Divider.allCases, [0, 1, 3, 40, 2000]) func whatIsWrittenIsRead(kind: Divider, count: Int) throws {
        let set = VectorSet.clustered(count, 6, centres: 30, queries: 20, seed: 91), folder = try TemporaryFolder()
        var index = try kind.build(set.rows.prefix(count * 19 / 20), seed: 7, samples: 50, threads: 2)
        try index.add(set.rows, context: BuildContext())
        index.remove([0, 5, 17])
        try index.write(to: folder.file("one"))
        let opened = try kind.open(folder.file("one"), set.rows)
        #expect(opened.count == count && opened.liveCount == index.liveCount && opened.recall == index.recall)
        #expect(opened.byteCount == index.byteCount)
        for effort in [SearchEffort.default, .ef(3), .recall(0.8), .exact] {
            for query in set.queries {
                #expect(try opened.search(query.span, k: 10, effort: effort) == index.search(query.span, k: 10, effort: effort))
            }
        }
        try opened.write(to: folder.file("two"))
        #expect(try folder.bytes("one") == folder.bytes("two"))
    }

    @Test func otherReductionsAreKept() throws {
        let set = VectorSet.iid(500, 6, queries: 10, seed: 92), folder = try TemporaryFolder(), rows = try set.rows
        for (kind, reduction) in [(Divider.kdTree, KernelReduction.l1), (.ballTree, .dot), (.forest, .dot), (.lsh, .dot)] {
            let index = try kind.build(rows, reduction)
            try index.write(to: folder.file("index"))
            let opened = try kind.open(folder.file("index"), rows, reduction)
            for query in set.queries { #expect(try opened.search(query.span, k: 10) == index.search(query.span, k: 10)) }
            let error = #expect(throws: IndexError.self) { try kind.open(folder.file("index"), rows, .squaredL2) }
            #expect(error?.code == .mismatch)
        }
    }

    @Test(arguments: Divider.allCases) func filesOfOthersAreNamed(kind: Divider) throws {
        let set = VectorSet.iid(200, 8, seed: 93), folder = try TemporaryFolder(), rows = try set.rows
        try kind.build(rows).write(to: folder.file("index"))
        let bytes = try folder.bytes("index")
        #expect(try code(kind, folder, bytes, rows) == nil)
        #expect(try code(kind, folder, [], rows) == .truncated)
        #expect(try code(kind, folder, Array("PK\u{3}\u{4} this is a zip file, or so it says".utf8), rows) == .foreign)
        for other in Divider.allCases where other != kind {
            #expect(try code(other, folder, bytes, rows) == .foreign)
        }
        var newer = bytes
        newer[8] = 2
        #expect(try code(kind, folder, newer, rows) == .newerVersion)
        #expect(try code(kind, folder, bytes, rows.prefix(199)) == .mismatch)
        #expect(try code(kind, folder, bytes, VectorSet.iid(200, 9, seed: 93).rows) == .mismatch)
        #expect(#expect(throws: IndexError.self) { try kind.open(folder.file("missing"), rows) }?.code == .io)
    }

    /// Every byte of the header and 600 of the body, one bit of each flipped; 100 truncations: always a typed error.
    @Test(arguments: Divider.allCases) func damageIsFound(kind: Divider) throws {
        let set = VectorSet.iid(300, 8, seed: 94), folder = try TemporaryFolder(), rows = try set.rows
        var index = try kind.build(rows, samples: 20)
        index.remove([3])
        try index.write(to: folder.file("index"))
        let bytes = try folder.bytes("index"), sections = try sections(kind, bytes, folder)
        var random = SeededRandom(seed: 95)
        let inside = sections.flatMap { Array($0.offset..<$0.offset + $0.length) }
        let offsets = Array(0..<IndexFile.headerByteCount) + (0..<600).map { _ in inside[random.integer(below: inside.count)] }
        for offset in offsets {
            var damaged = bytes
            damaged[offset] ^= 1 << UInt8(random.integer(below: 8))
            #expect(try code(kind, folder, damaged, rows) != nil, "byte \(offset)")
        }
        for _ in 0..<100 {
            let length = random.integer(below: bytes.count)
            #expect(try code(kind, folder, Array(bytes.prefix(length)), rows) == .truncated, "\(length) bytes")
        }
    }

    /// Files with right checksums and wrong contents, as a forger would write: an error, or at least no crash.
    @Test(arguments: Divider.allCases) func forgeriesAreHarmless(kind: Divider) throws {
        let set = VectorSet.iid(300, 8, queries: 3, seed: 96), folder = try TemporaryFolder(), rows = try set.rows
        try kind.build(rows).write(to: folder.file("index"))
        let bytes = try folder.bytes("index"), sections = try sections(kind, bytes, folder)
        var random = SeededRandom(seed: 97), refused = 0
        for _ in 0..<300 {
            var forged = bytes
            let section = sections[random.integer(below: kind.tableNames.count)]
            guard section.length >= 4 else { continue }
            let place = section.offset + random.integer(below: section.length / 4) * 4
            for byte in 0..<4 { forged[place + byte] = UInt8(random.integer(below: 256)) }
            resign(&forged, sections, kind)
            try folder.write(forged, "forged")
            do {
                let index = try kind.open(folder.file("forged"), rows)
                for query in set.queries { _ = try index.search(query.span, k: 5, effort: .ef(20)) }
            } catch let error as IndexError {
                #expect(error.code == .corrupt)
                refused += 1
            }
        }
        #expect(refused > 20, "\(refused) of 300 forgeries refused")
    }

    private func sections(_ kind: Divider, _ bytes: [UInt8], _ folder: TemporaryFolder) throws -> [IndexFile.Extent] {
        var reader = try IndexFile.opened(
            Array(bytes.prefix(IndexFile.headerByteCount)), kind.format, fileByteCount: bytes.count, path: "index")
        for _ in 0..<4 { _ = reader.read() as UInt32 }
        let numbers = (0..<5).map { _ in Int(reader.read() as UInt64) }
        _ = reader.rest(numbers[4])
        return reader.extents(kind.tableNames.count + 2)
    }

    /// Writes the checksums of a changed file.
    private func resign(_ bytes: inout [UInt8], _ sections: [IndexFile.Extent], _ kind: Divider) {
        let encoded = sections.map { old in
            var extent = old
            extent.checksum = crc32c(Array(bytes[old.offset..<old.offset + old.length]))
            var writer = LittleEndianWriter()
            writer.append([extent])
            return (extent, writer.bytes)
        }
        var old = LittleEndianWriter()
        old.append(sections)
        let place = (0..<IndexFile.headerByteCount).first { Array(bytes[$0..<$0 + old.bytes.count]) == old.bytes } ?? 0
        bytes.replaceSubrange(place..<place + old.bytes.count, with: encoded.flatMap(\.1))
        var checksum = LittleEndianWriter()
        checksum.append(crc32c(Array(bytes[0..<IndexFile.headerByteCount - 4])))
        bytes.replaceSubrange(IndexFile.headerByteCount - 4..<IndexFile.headerByteCount, with: checksum.bytes)
    }
}
