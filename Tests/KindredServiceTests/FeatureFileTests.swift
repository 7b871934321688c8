import Foundation
import Testing

@testable import KindredService

@Suite struct FeatureFileTests {
    private func blobs(_ width: Int, _ height: Int, shift: Int = 0) -> [Float] {
        var pixels = [Float](repeating: 128, count: width * height)
        for blob in 0..<width * height / 150 {
            let place = blob &* 7_919 % (width * height), x = place % width + shift, y = place / width, reach = 2 + blob % 4
            for v in max(0, y - reach)...min(height - 1, y + reach) where x < width {
                for u in max(0, x - reach)...min(width - 1, x + reach) { pixels[v * width + u] = blob % 2 == 0 ? 240 : 15 }
            }
        }
        return pixels
    }

    @Test func arraysOfEveryRangeAreRead() throws {
        let scratch = try Scratch(), path = scratch.path("a.npy")
        try VectorFileWriter.npy([0, 0.5, 1, 0.25], shape: [2, 2], to: path)
        #expect(try ImageFile.read(path).pixels == [0, 0.5, 1, 0.25])
        try VectorFileWriter.npy([0, 51, 255, 102], shape: [2, 2], to: path)
        #expect(try ImageFile.read(path).pixels == [0, 0.2, 1, 0.4])
        try VectorFileWriter.npy([0, 65535], shape: [1, 2], to: path)
        #expect(try ImageFile.read(path).pixels == [0, 1])
        try VectorFileWriter.npy([255, 0, 0, 0, 255, 0], shape: [1, 2, 3], to: path)
        let color = try ImageFile.read(path)
        #expect(color.width == 2 && abs(color[0, 0] - 0.299) < 1e-6 && abs(color[1, 0] - 0.587) < 1e-6)
        try VectorFileWriter.npy([0, 0, 255, 7], shape: [1, 1, 4], to: path)
        let last = try ImageFile.read(path)[0, 0]
        #expect(abs(last - 0.114) < 1e-6)
    }

    @Test func wrongPicturesAreRefused() throws {
        let scratch = try Scratch(), array = scratch.path("a.npy")
        func refusal(_ path: String) -> FileError.Code? {
            let error = #expect(throws: FileError.self) { try ImageFile.read(path) }
            return error?.code
        }
        #expect(refusal(scratch.path("none.pgm")) == .missing)
        #expect(refusal(scratch.folder.path) == .directory)
        #expect(try refusal(scratch.file("empty.pgm", "")) == .empty)
        #expect(try refusal(scratch.file("text.pgm", "hello")) == .wrongFormat)
        #expect(try refusal(scratch.file("short.pgm", "P5 9 9 255\nxx")) == .malformed)
        #expect(try refusal(scratch.file("large.pgm", "P5 99999 99999 255\nxx")) == .tooLarge)
        for (values, shape, code) in [
            ([1, 2, 3, 4], [4], .mismatch), ([1, 2, 3, 4], [1, 2, 2], .mismatch), ([-1, 2], [1, 2], .mismatch), ([1e6, 2], [1, 2], .mismatch), ([.nan, 2], [1, 2], .notFinite),
        ] as [([Float], [Int], FileError.Code)] {
            try VectorFileWriter.npy(values, shape: shape, to: array)
            #expect(refusal(array) == code, "\(shape)")
        }
    }

    @Test func twoPicturesAreComparedInTheirOwnPixels() throws {
        let scratch = try Scratch(), a = scratch.path("a.npy"), b = scratch.path("b.npy")
        try VectorFileWriter.npy(blobs(200, 150), shape: [150, 200], to: a)
        try VectorFileWriter.npy(blobs(200, 150, shift: 12), shape: [150, 200], to: b)
        var request = FeatureRequest()
        request.threads = 2
        request.verifier.model = .similarity
        let comparison = try FeatureComparison(a, b, request), json = comparison.json(points: true)
        #expect(json["verified"] == .bool(true) && json["transform"]?.arrayValue?.count == 3)
        #expect(json["points"]?.arrayValue?.count == comparison.matches.count && json["matches"]?.intValue == Int64(comparison.matches.count))
        let matrix = try #require(comparison.verification).transform.matrix
        #expect(abs(matrix[2] - 12) < 0.5 && abs(matrix[5]) < 0.5 && abs(matrix[0] - 1) < 0.01)
        request.side = 120
        let reduced = try FeatureComparison(a, b, request)
        #expect(reduced.first.features.width == 200 && reduced.first.features.keypoints.contains { $0.x > 120 })
        if let small = reduced.verification, small.isAccepted { #expect(abs(small.transform.matrix[2] - 12) < 2) }
        let page = comparison.page(date: "2026-11-30", machine: "m").html
        _ = try WellFormed(page)
        #expect(page.contains("data:image/bmp;base64,Qk"))
    }

    @Test func aFolderIsSearched() throws {
        let scratch = try Scratch()
        for (name, shift) in [("one", 0), ("two", 40), ("three", 77)] {
            var pixels = blobs(160, 120, shift: 0)
            pixels = name == "one" ? pixels : pixels.indices.map { pixels[($0 * (shift + 3)) % pixels.count] }
            try VectorFileWriter.npy(pixels, shape: [120, 160], to: scratch.path("\(name).npy"))
        }
        _ = try scratch.file("broken.pgm", "P5 4 4 255\n")
        _ = try scratch.file("notes.txt", "no picture")
        let query = scratch.path("one.npy")
        let search = try FeatureSearch(query, in: scratch.folder.path, k: 2, FeatureRequest())
        #expect(search.count == 3 && search.hits.count == 2 && search.skipped.map(\.name) == [scratch.path("broken.pgm")])
        #expect(search.hits[0].path == query && search.hits[0].hit.isAccepted)
        #expect(search.json["hits"]?.arrayValue?.first?.objectValue?["verified"] == .bool(true))
        #expect(throws: FeatureError.self) { try FeatureSearch(query, in: scratch.folder.path, k: 0, FeatureRequest()) }
        #expect(throws: FeatureError.self) { try FeatureSearch(query, in: scratch.folder.path, k: 1, FeatureRequest()) { _, _ in false } }
        let empty = try Scratch()
        #expect(throws: FileError.self) { try FeatureSearch(query, in: empty.folder.path, k: 1, FeatureRequest()) }
    }

    @Test func aBitmapHasWholeRows() throws {
        let image = try GreyImage(width: 3, height: 2, pixels: [0, 0.5, 1, 1, 0, 0]), bytes = image.bitmap
        #expect(bytes.count == 54 + 1024 + 8 && bytes.prefix(2) == [0x42, 0x4D])
        #expect(Array(bytes.suffix(8)) == [255, 0, 0, 0, 0, 128, 255, 0])
    }
}
