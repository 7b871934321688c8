#if Server
import Testing

@testable import KindredServer

@Suite struct MultipartFileTests {
    private let type = "multipart/form-data; boundary=\"edge\""

    /// The content of the part, taken in pieces of a size.
    private func content(_ body: String, size: Int) throws -> (text: String, isWhole: Bool) {
        var file = try MultipartFile(contentType: type, part: "snapshot"), content: [UInt8] = []
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) { content += try file.take(bytes[start..<min(start + size, bytes.count)]) }
        return (String(decoding: content, as: UTF8.self), file.isWhole)
    }

    @Test func thePartIsFoundWhateverThePieces() throws {
        let text = "one\r\n--edg\r\n\r\n--edge without its line\r\ntwo\r\n"
        let body =
            "preamble\r\n--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nnot this\r\n--edge\r\n"
            + "content-disposition: form-data; name=\"snapshot\"; filename=\"x\"\r\nContent-Type: application/octet-stream\r\n\r\n" + text.replacing("--edge without", with: "-edge without")
            + "\r\n--edge\r\nContent-Disposition: form-data; name=\"snapshot\"\r\n\r\nnor this\r\n--edge--\r\nepilogue"
        for size in [1, 2, 3, 7, 64, body.utf8.count] {
            let found = try content(body, size: size)
            #expect(found.text == text.replacing("--edge without", with: "-edge without") && found.isWhole, "pieces of \(size)")
        }
        #expect(try content("--edge\r\nContent-Disposition: form-data; name=\"snapshot\"\r\n\r\n\r\n--edge--", size: 5) == ("", true))
    }

    @Test func partsThatAreNotWholeAreKnown() throws {
        #expect(try !content("--edge\r\nContent-Disposition: form-data; name=\"snapshot\"\r\n\r\nno end", size: 4).isWhole)
        #expect(try !content("--edge\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nno\r\n--edge--", size: 4).isWhole)
        #expect(throws: InputError.self) { try content("--edgeless", size: 100) }
        #expect(throws: InputError.self) { try content("--edge\r\n" + String(repeating: "x", count: 20_000), size: 100) }
        #expect(throws: InputError.self) { try MultipartFile(contentType: "application/json", part: "x") }
        #expect(throws: InputError.self) { try MultipartFile(contentType: "multipart/form-data", part: "x") }
        #expect(throws: InputError.self) { try MultipartFile(contentType: nil, part: "x") }
    }
}
#endif
