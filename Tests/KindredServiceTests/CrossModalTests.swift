import Foundation
import Testing

@testable import KindredService

@Suite struct CrossModalTests {
    /// 120 rows of which the later three columns are sums of the earlier four.
    private func file(_ scratch: Scratch) throws -> String {
        let values = (0..<120).flatMap { row -> [Float] in
            let a = (0..<4).map { Float((row * ($0 + 3) * 37 + $0 * 11) % 101) / 101 }
            return a + [a[0] + a[1], a[1] - a[2], a[3]]
        }
        let path = scratch.path("v.npy")
        try VectorFileWriter.npy(values, dimension: 7, to: path)
        return path
    }

    private func request(_ path: String, split: Int? = 4) -> CrossModalRequest {
        var request = CrossModalRequest(path, split: split)
        request.settings.epochs = 3
        request.settings.hidden = [16]
        request.names = ["image", "text"]
        return request
    }

    @Test func encodersAndCollectionAgree() throws {
        let scratch = try Scratch(), matching = try CrossModalMatching(request(file(scratch)))
        #expect(matching.pairs == 120 && matching.dimension == 3 && matching.outcome.heldOut.count == 24)
        let operations = try Operations(path: scratch.path("db"), access: .creating)
        try matching.store("library", in: operations)
        let point = try operations.get("library", ids: [.number(7)])[0]
        #expect(Set(point.vectors.keys) == ["image", "text"] && point.vectors.values.allSatisfy { $0.count == 3 })
        let files = try matching.write(to: scratch.path("encoders"))
        #expect(files.map { URL(fileURLWithPath: $0).lastPathComponent } == ["image.safetensors", "text.safetensors"])
        try VectorFileWriter.npy(Array(VectorFile.readAll(file(scratch), options: .init()).values[49..<53]), dimension: 4, to: scratch.path("q.npy"))
        _ = try EncoderFile.embed(model: files[0], vectors: scratch.path("q.npy"), to: scratch.path("e.npy"))
        let embedded = try VectorFile.readAll(scratch.path("e.npy"), options: .init()).values
        for (own, stored) in zip(embedded, point.vectors["image"] ?? []) { #expect(abs(own - stored) < 1e-4) }
        #expect(throws: StorageError.self) { try matching.store("library", in: operations) }
        try operations.close()
    }

    @Test func theFiguresAreTold() throws {
        let scratch = try Scratch(), matching = try CrossModalMatching(request(file(scratch))), json = matching.json
        for way in ["learned", "cca"] {
            for direction in ["forward", "backward"] {
                let figures = json[way]?.objectValue?[direction]?.objectValue
                #expect(Set(figures?.keys ?? []) == ["recall_at_1", "recall_at_10", "median_rank"])
            }
        }
        #expect(json["held_out"]?.intValue == 24 && json["losses"]?.arrayValue?.count == 3)
        #expect(matching.table.rows.count == 6)
        _ = try WellFormed(matching.page(date: "2026-11-30", machine: "m").html)
    }

    @Test func wrongInputIsRefused() throws {
        let scratch = try Scratch(), path = try file(scratch), short = scratch.path("s.npy")
        try VectorFileWriter.npy([Float](repeating: 1, count: 20), dimension: 2, to: short)
        #expect(throws: FileError.self) { try CrossModalMatching(request(path, split: 7)) }
        #expect(throws: FileError.self) { try CrossModalMatching(request(path, split: 0)) }
        #expect(throws: FileError.self) { try CrossModalMatching(CrossModalRequest(path, short)) }
        for names in [["a"], ["a", "a"], ["a", ""], ["a", "x/y"], ["..", "b"]] {
            var request = request(path)
            request.names = names
            #expect(throws: LearningError.self) { try CrossModalMatching(request) }
        }
    }
}
