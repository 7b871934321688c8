#if Pictures
import Foundation
import Testing

@testable import KindredService

/// Pictures that `Fixtures/Pictures/make.py` wrote: red = 10x, green = 15y, blue = 100 of 255.
@Suite struct CompressedPictureTests {
    private func path(_ name: String) throws -> String {
        try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/Pictures/\(name)").path
    }

    private func expected(_ x: Int, _ y: Int) -> Float { (0.299 * Float(10 * x) + 0.587 * Float(15 * y) + 11.4) / 255 }

    @Test(arguments: [("rgb.png", 0.001), ("grey.png", 0.003), ("deep.png", 0.003), ("palette.png", 0.05), ("rgb.jpg", 0.03), ("grey.jpg", 0.03), ("progressive.jpg", 0.03)] as [(String, Float)])
    func everyFormIsRead(name: String, tolerance: Float) throws {
        let image = try ImageFile.read(path(name))
        #expect(image.width == 24 && image.height == 16)
        for y in 0..<16 { for x in 0..<24 { #expect(abs(image[x, y] - expected(x, y)) < tolerance, "(\(x), \(y))") } }
    }

    @Test func whatIsSeeThroughShowsWhite() throws {
        let image = try ImageFile.read(path("half.png")), opacity: Float = 128.0 / 255
        for y in 0..<16 { for x in 0..<24 { #expect(abs(image[x, y] - (expected(x, y) * opacity + 1 - opacity)) < 0.01) } }
    }

    @Test(arguments: ["cut-rgb.png", "cut-rgb.jpg", "cmyk.jpg"]) func damagedPicturesAreRefused(name: String) throws {
        let path = try path(name), error = #expect(throws: FileError.self) { try ImageFile.read(path) }
        #expect(error?.code == .malformed && error?.message.contains("cannot be read: ") == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["rgb.png", "rgb.jpg", "progressive.jpg"]) func changedBytesNeverCrash(name: String) throws {
        let whole = try bytes(of: path(name)), scratch = try Scratch()
        for place in stride(from: 8, to: whole.count, by: 3) {
            var changed = whole
            changed[place] ^= UInt8(truncatingIfNeeded: 1 + place * 37) | 1
            let file = try scratch.file("changed", changed)
            if let image = try? ImageFile.read(file) { #expect(image.pixels.allSatisfy { $0 >= 0 && $0 <= 1 }) }
        }
    }
}
#endif
