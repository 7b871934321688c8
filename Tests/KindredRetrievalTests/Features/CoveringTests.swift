import Testing

@testable import KindredRetrieval

@Suite struct CoveringTests {
    private static func ramp(_ width: Int, _ height: Int) throws -> GreyImage {
        try GreyImage(width: width, height: height, pixels: (0..<width * height).map { Float(($0 * 31) % 17) / 16 })
    }

    @Test func theMiddleIsTakenAndAveraged() throws {
        let image = try GreyImage(width: 4, height: 2, pixels: [9, 0, 1, 9, 9, 2, 3, 9])
        #expect(image.covering(width: 1, height: 1).pixels == [1.5])
        #expect(image.covering(width: 2, height: 2).pixels == [0, 1, 2, 3])
        #expect(image.covering(width: 4, height: 2) == image)
        #expect(image.covering(width: 2, height: 1).pixels == [5, 5.5])
        // An odd pixel is left at the later side.
        #expect(try GreyImage(width: 4, height: 1, pixels: [1, 2, 3, 4]).covering(width: 1, height: 1).pixels == [2])
    }

    @Test func whatIsSmallIsStretched() throws {
        #expect(try GreyImage(width: 1, height: 1, pixels: [0.5]).covering(width: 3, height: 2).pixels == [Float](repeating: 0.5, count: 6))
        #expect(try GreyImage(width: 2, height: 1, pixels: [0, 1]).covering(width: 4, height: 2).pixels == [0, 0, 1, 1, 0, 0, 1, 1])
    }

    /// Against the share of each old pixel under each new one, summed over all of them.
    @Test(arguments: [(13, 13, 5, 5), (30, 20, 8, 8), (20, 31, 7, 7), (9, 9, 20, 20), (50, 7, 28, 28), (24, 16, 12, 8), (3, 40, 16, 9)])
    func pixelsAreMeansOfAreas(width: Int, height: Int, across: Int, down: Int) throws {
        let image = try Self.ramp(width, height), small = image.covering(width: across, height: down)
        #expect(small.width == across && small.height == down)
        let wide = min(width, max(1, (height * across + down / 2) / down)), high = min(height, max(1, (width * down + across / 2) / across))
        let left = (width - wide) / 2, top = (height - high) / 2
        func share(_ old: Int, _ new: Int, _ length: Int, _ count: Int) -> Double {
            let step = Double(length) / Double(count)
            return max(0, min(Double(old + 1), Double(new + 1) * step) - max(Double(old), Double(new) * step)) / step
        }
        for y in 0..<down {
            for x in 0..<across {
                var mean = 0.0
                for v in 0..<high { for u in 0..<wide { mean += share(v, y, high, down) * share(u, x, wide, across) * Double(image[left + u, top + v]) } }
                #expect(abs(mean - Double(small[x, y])) < 1e-5, "(\(x), \(y))")
            }
        }
    }
}
