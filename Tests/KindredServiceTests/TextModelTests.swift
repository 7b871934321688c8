import Foundation
import Testing

@testable import KindredService

@Suite struct TextModelTests {
    /// Words, stems and hashes of the reference implementations; Fixtures/Text/stems.py made them.
    private static func golden() throws -> [[Substring]] {
        let url = try #require(Bundle.module.url(forResource: "stems", withExtension: "tsv", subdirectory: "Fixtures/Text"))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { $0.split(separator: "\t") }
    }

    @Test func stemsAreTheReferences() throws {
        var wrong: [String] = []
        let golden = try Self.golden()
        for row in golden where EnglishStemmer.stem(String(row[0])) != row[1] { wrong.append("\(row[0]): \(EnglishStemmer.stem(String(row[0]))), not \(row[1])") }
        #expect(golden.count > 2_000)
        #expect(wrong.isEmpty, "\(wrong.prefix(20))")
    }

    @Test func hashesAreTheReferences() throws {
        for row in try Self.golden() {
            let hash = Int32(bitPattern: MurmurHash3.hash(Array(row[1].utf8))).magnitude
            #expect(String(hash) == row[2])
        }
    }

    @Test func documentsWeighWordsAndQueriesNameThem() throws {
        let model = try TextModel(named: "Qdrant/BM25")
        let document = model.documentVector("The cats were running; a cat runs.")
        let query = model.queryVector("running cat")
        #expect(document.indices == query.indices)
        #expect(query.values == [1, 1])
        // Two stems twice each in a text of four: 2 · 2.2 / (2 + 1.2 · (0.25 + 0.75 · 4 / 256)).
        for value in document.values { #expect(abs(value - 1.901_42) < 1e-4) }
        #expect(throws: RequestError.self) { try TextModel(named: "other/model") }
        #expect(model.documentVector("of the and").indices.isEmpty)
    }
}
