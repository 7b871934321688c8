@testable import KindredRetrieval
import Testing

@Suite struct GreyImageTests {
    @Test(
        arguments: [
            ("P1\n# a comment\n3 2\n1 0 1\n010", [0, 1, 0, 1, 0, 1]),
            ("P2 3 2 4\n0 1 2\n3 4 0\n", [0, 0.25, 0.5, 0.75, 1, 0]),
            ("P3\n1 1\n255\n255 0 0\n", [0.299]),
        ] as [(String, [Float])]) func textsAreRead(text: String, pixels: [Float]) throws
    {
        let image = try GreyImage(portableMap: Array(text.utf8))
        #expect(image.pixels == pixels)
        #expect(image.width * image.height == pixels.count)
    }

    @Test func bytesAreRead() throws {
        #expect(try GreyImage(portableMap: Array("P4 10 2 ".utf8) + [0b1000_0000, 0b0100_0000, 0, 0]).pixels == [0] + [Float](repeating: 1, count: 8) + [0] + [Float](repeating: 1, count: 10))
        #expect(try GreyImage(portableMap: Array("P5 2 1 255\n".utf8) + [0, 255]).pixels == [0, 1])
        #expect(try GreyImage(portableMap: Array("P5 2 1 65535\n".utf8) + [0, 0, 255, 255]).pixels == [0, 1])
        let color = try GreyImage(portableMap: Array("P6 1 1 255\n".utf8) + [0, 255, 0])
        #expect(abs(color[0, 0] - 0.587) < 1e-6)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let image = try GreyImage(width: 3, height: 2, pixels: [0, 0.2, 0.4, 0.6, 0.8, 1])
        #expect(try GreyImage(portableMap: image.portableMap) == image)
        let beyond = try GreyImage(width: 2, height: 1, pixels: [-3, 7])
        #expect(beyond.bytes == [0, 255])
    }

    @Test(arguments: [
        ("P7 1 1 255\n0", FeatureError.Code.unsupported, "P1 to P6"), ("", .unsupported, "P1 to P6"), ("P5", .unsupported, "P1 to P6"),
        ("P5 2 2 255\nab", .malformed, "ends early"), ("P2 2 2 9\n1 2 3", .malformed, "ends early"), ("P2 2 2 9\n1 2 3 x4", .malformed, "missing"),
        ("P2 1 1 9\n10", .malformed, "10: at most 9"), ("P5 0 4 255\n", .invalidParameter, "0 × 4"), ("P5 1 1 70000\nab", .malformed, "70000"),
        ("P5 100000 100000 255\n", .tooLarge, "100000 × 100000"), ("P5 999999999 999999999 255\n", .tooLarge, "pixels"), ("P1 2 1\n1", .malformed, "neither 0 nor 1"),
        ("P1 2 1\n12", .malformed, "neither 0 nor 1"), ("P5 -1 1 255\n", .malformed, "missing"), ("P5 1 1 255", .malformed, "ends early"),
    ]) func wrongBytesAreRefused(text: String, code: FeatureError.Code, fragment: String) {
        let error = #expect(throws: FeatureError.self) { try GreyImage(portableMap: Array(text.utf8)) }
        #expect(error?.code == code)
        #expect(error?.message.contains(fragment) == true, "\(error?.message ?? "")")
    }

    @Test func pixelsMustFillAPictureAndBeNumbers() {
        #expect(throws: FeatureError.self) { try GreyImage(width: 2, height: 2, pixels: [1, 2, 3]) }
        #expect(throws: FeatureError.self) { try GreyImage(width: 2, height: 1, pixels: [1, .nan]) }
        #expect(throws: FeatureError.self) { try GreyImage(width: 0, height: 1, pixels: []) }
    }

    @Test func aReducedPictureKeepsItsMeanAndShape() throws {
        let image = try blobs(90, 60), (small, factor) = image.reduced(toSide: 30)
        #expect(factor == 3 && small.width == 30 && small.height == 20)
        let means = [image, small].map { $0.pixels.reduce(0, +) / Float($0.pixels.count) }
        #expect(abs(means[0] - means[1]) < 1e-4)
        let (odd, _) = image.reduced(toSide: 41)
        #expect(odd.width == 41 && odd.height == 27)
        #expect(image.reduced(toSide: 90).image == image)
    }

    @Test(arguments: [(1, 1), (3, 2), (7, 9), (8, 8), (21, 13)]) func aBlurIsWhatPlainLoopsSay(width: Int, height: Int) throws {
        let pixels = (0..<width * height).map { Float(($0 * 37) % 11) / 11 }
        let image = try GreyImage(width: width, height: height, pixels: pixels), taps = GaussianKernel(sigma: 1.2).taps
        func mirrored(_ place: Int, _ length: Int) -> Int {
            var place = place
            if length == 1 { return 0 }
            while place < 0 || place >= length { place = place < 0 ? -place : 2 * length - 2 - place }
            return place
        }
        let blurred = image.blurred(sigma: 1.2)
        for y in 0..<height {
            for x in 0..<width {
                var sum: Float = 0
                for v in -(taps.count - 1)...(taps.count - 1) {
                    for u in -(taps.count - 1)...(taps.count - 1) {
                        sum += taps[abs(u)] * taps[abs(v)] * image[mirrored(x + u, width), mirrored(y + v, height)]
                    }
                }
                #expect(abs(blurred[x, y] - sum) < 1e-5)
            }
        }
    }
}
