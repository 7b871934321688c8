import KindredMath
import Testing

/// The plain loops against values worked out by hand, then every table of this machine against the same.
@Suite struct KernelValueTests {
    static let everyTable = Kernels.available

    @Test(arguments: everyTable)
    func floats(_ kernels: Kernels) {
        let a: [Float] = [1, 2, -3], b: [Float] = [3, 4, 5]
        #expect(kernels.dot([1, 2].span, [3, 4].span) == 11)
        #expect(kernels.reduce(.dot, a.span, b.span) == -4)
        #expect(kernels.reduce(.squaredL2, a.span, b.span) == 72)
        #expect(kernels.reduce(.l1, a.span, b.span) == 12)
        #expect(kernels.reduce(.lInfinity, a.span, b.span) == 8)
    }

    @Test(arguments: everyTable)
    func bytes(_ kernels: Kernels) {
        let a: [Int8] = [-128, 127, 5], b: [Int8] = [127, -128, 5]
        #expect(kernels.reduce(.dot, a.span, b.span) == -32487)
        #expect(kernels.reduce(.squaredL2, a.span, b.span) == 130_050)
        #expect(kernels.reduce(.l1, a.span, b.span) == 510)
        #expect(kernels.reduce(.lInfinity, a.span, b.span) == 255)
        let c: [UInt8] = [0, 255, 7], d: [UInt8] = [255, 0, 3]
        #expect(kernels.reduce(.dot, c.span, d.span) == 21)
        #expect(kernels.reduce(.squaredL2, c.span, d.span) == 130_066)
        #expect(kernels.reduce(.l1, c.span, d.span) == 514)
        #expect(kernels.reduce(.lInfinity, c.span, d.span) == 255)
    }

    @Test(arguments: everyTable)
    func bits(_ kernels: Kernels) {
        let a: [UInt64] = [0b1011, .max], b: [UInt64] = [0b0110, 0]
        #expect(kernels.hamming(a.span, b.span) == 67)
        #expect(kernels.jaccard(a.span, b.span) == Float(1) / 68)
        #expect(kernels.jaccard([0].span, [0].span) == 1)
        #expect(kernels.jaccard([1].span, [2].span) == 0)
    }

    @Test(arguments: everyTable)
    func nothing(_ kernels: Kernels) {
        let empty: [Float] = [], none: [UInt64] = []
        for reduction in KernelReduction.allCases where reduction.isDefined(for: .f32) {
            #expect(kernels.reduce(reduction, empty.span, empty.span) == 0)
        }
        #expect(kernels.hamming(none.span, none.span) == 0)
        #expect(kernels.jaccard(none.span, none.span) == 1)
    }

    @Test(arguments: everyTable)
    func halves(_ kernels: Kernels) {
        let values: [Float] = [0, -0.0, 1, -2, 65504, 65520, 65519.996, 0x1p-24, 0x1p-25, 0x1.8p-25, 0.333, .infinity]
        let patterns: [UInt16] = [0, 0x8000, 0x3C00, 0xC000, 0x7BFF, 0x7C00, 0x7BFF, 1, 0, 1, 0x3554, 0x7C00]
        var halves = [UInt16](repeating: 9, count: values.count)
        var target = halves.mutableSpan
        kernels.convertToHalf(values.span, into: &target)
        #expect(halves == patterns)
        let brief: [UInt16] = [0, 0x8000, 0x3F80, 0xC000, 0x4780, 0x4780, 0x4780, 0x3380, 0x3300, 0x3340, 0x3EAA, 0x7F80]
        target = halves.mutableSpan
        kernels.convertToBFloat(values.span, into: &target)
        #expect(halves == brief)
    }

    @Test(arguments: everyTable)
    func codes(_ kernels: Kernels) {
        let values: [Float] = [-9, -1, -0.75, -0.5, -0.25, 0, 0.25, 30, 62.25, 62.5, 63, 1e30]
        var codes = [UInt8](repeating: 200, count: values.count)
        var target = codes.mutableSpan
        kernels.encodeU7(values.span, low: -1, inverseStep: 2, into: &target)
        #expect(codes == [0, 0, 0, 1, 2, 2, 2, 62, 126, 127, 127, 127])
    }

    @Test(arguments: everyTable)
    func checksums(_ kernels: Kernels) {
        #expect(kernels.crc32c(Array("123456789".utf8).span.bytes) == 0xE306_9283)
        // RFC 3720, appendix B.4.
        #expect(kernels.crc32c([UInt8](repeating: 0, count: 32).span.bytes) == 0x8A91_36AA)
        #expect(kernels.crc32c([UInt8](repeating: 0xFF, count: 32).span.bytes) == 0x62A8_AB43)
        #expect(kernels.crc32c([UInt8](0..<32).span.bytes) == 0x46DD_794E)
        #expect(kernels.crc32c([UInt8]().span.bytes) == 0)
    }

    @Test(arguments: everyTable)
    func minkowski(_ kernels: Kernels) {
        let a: [Float] = [0, 0, 0], b: [Float] = [3, -4, 0]
        #expect(kernels.minkowski(a.span, b.span, p: 1) == 7)
        #expect(kernels.minkowski(a.span, b.span, p: 2) == 5)
        #expect(abs(kernels.minkowski(a.span, b.span, p: 3) - 4.497_941) < 1e-5)
        #expect(abs(kernels.minkowski(a.span, b.span, p: 0.5) - 13.928_203) < 1e-5)
        #expect(kernels.minkowski(a.span, b.span, p: .infinity) == 4)
        #expect(kernels.minkowski([3e30].span, [-1e30].span, p: 4) == 4e30)
        #expect(kernels.minkowski(a.span, a.span, p: 3) == 0)
    }
}

extension Kernels: CustomTestStringConvertible {
    public var testDescription: String { name }
}
