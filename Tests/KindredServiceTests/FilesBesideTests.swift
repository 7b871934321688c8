import Foundation
import Testing

@testable import KindredService

@Suite struct FilesBesideTests {
    @Test func payloadsAndIdsJoinTheirRows() throws {
        let scratch = try Scratch()
        let payloads = try scratch.file("p.jsonl", (0..<5).map { $0 == 3 ? "null" : "{\"row\": \($0)}" }.joined(separator: "\n") + "\n\n")
        for ids in [try fixture("ids.npy"), try scratch.file("i.txt", "10\n20\r\n 30 \n40\n9223372036854775807")] {
            for start in 0...5 {
                var files = try ImportFiles(vectors: fixture("f4.npy"), payloads: payloads, ids: ids)
                try files.seek(toRow: start)
                var rows = start
                while let batch = try files.nextBatch(maxRows: 2) {
                    for row in 0..<batch.count {
                        #expect(batch.payloads?[row] == (rows == 3 ? nil : "{\"row\": \(rows)}"))
                        #expect(batch.ids?[row] == .number([10, 20, 30, 40, UInt64(Int64.max)][rows]))
                        #expect(Array(batch.vector(row)) == Array(expectedGrid(floating: true, signed: true)[(3 * rows)..<(3 * rows + 3)]))
                        rows += 1
                    }
                }
                #expect(rows == 5)
            }
        }
    }

    @Test(arguments: [4, 6])
    func anotherNumberOfLinesNamesBothCounts(lines: Int) throws {
        let scratch = try Scratch()
        let payloads = try scratch.file("p.jsonl", String(repeating: "{}\n", count: lines))
        let ids = try scratch.file("i.txt", (0..<lines).map(String.init).joined(separator: "\n"))
        let vectors = try fixture("f4.npy")
        expectFileError(.mismatch, "has \(lines) payload lines, but \(vectors) has 5 rows") { _ = try ImportFiles(vectors: vectors, payloads: payloads) }
        expectFileError(.mismatch, "has \(lines) ids, but \(vectors) has 5 rows") { _ = try ImportFiles(vectors: vectors, ids: ids) }
        let text = try scratch.file("v.csv", "v0,v1\n" + String(repeating: "1,2\n", count: 5))
        expectFileError(.mismatch, "has \(lines) payload lines, but \(text) has 5 rows") {
            var files = try ImportFiles(vectors: text, payloads: payloads)
            while try files.nextBatch(maxRows: 2) != nil {}
        }
    }

    @Test func malformedPayloadsAndIds() throws {
        let scratch = try Scratch()
        func payloads(_ text: String) throws {
            var reader = try PayloadFileReader(path: scratch.file("p.jsonl", text))
            _ = try reader.next(10)
        }
        expectFileError(.malformed, "line 2: column 1") { try payloads("{}\n[1]") }
        expectFileError(.malformed, "line 2: column 6: number expected") { try payloads("{}\n{\"a\":-}") }
        expectFileError(.malformed, "line 2: the line is blank") { try payloads("{}\n\n{}") }
        expectFileError(.missing, "no such file") { _ = try PayloadFileReader(path: scratch.path("none")) }
        func ids(_ text: String) throws {
            var reader = try IdentifierFileReader(path: scratch.file("i.txt", text))
            _ = try reader.next(10)
        }
        expectFileError(.malformed, "line 2: 'x' is neither") { try ids("1\nx") }
        expectFileError(.malformed, "line 1: '-1' is neither") { try ids("-1") }
        expectFileError(.malformed, "is negative") {
            var reader = try IdentifierFileReader(path: fixture("negative-ids.npy"))
            _ = try reader.next(2)
        }
        expectFileError(.unsupported, "ids must be integers") { _ = try IdentifierFileReader(path: fixture("vector.npy")) }
    }
}
