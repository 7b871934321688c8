import KindredMath
import Testing

@Suite struct KernelByteTests {
    /// CRC-32C bit by bit, from its definition.
    static func plainChecksum(_ bytes: [UInt8], continuing crc: UInt32 = 0) -> UInt32 {
        var remainder = ~crc
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        return ~remainder
    }

    static func plainSum(_ bytes: [UInt8]) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 &+ UInt64($1.element) << (8 * UInt64($1.offset % 8)) }
    }

    /// Lengths around the blocks in which the fast form reads, at odd addresses, whole and in two pieces.
    @Test(arguments: Kernels.available)
    func checksumsOfLongBuffers(_ kernels: Kernels) {
        var noise = KernelNoise(state: 1)
        for count in [301, 1_023, 3_071, 3_072, 3_073, 6_143, 6_144, 6_151, 10_000, 50_001] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &noise) }
            bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[1...])
                #expect(kernels.crc32c(buffer) == Self.plainChecksum(bytes))
                #expect(kernels.crc32c(rest, continuing: Self.plainChecksum([bytes[0]])) == Self.plainChecksum(bytes))
                #expect(kernels.sum(rest) == Self.plainSum(Array(bytes[1...])))
            }
        }
    }

    /// Every half, there and back; and what the scalar conversion makes of every kind of float.
    @Test(arguments: Kernels.available)
    func halvesThereAndBack(_ kernels: Kernels) {
        let halves = (0...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 || $0 & 0x3FF == 0 }
        var values = [Float](repeating: 0, count: halves.count), back = [UInt16](repeating: 1, count: halves.count)
        var valueTarget = values.mutableSpan
        kernels.convertFromHalf(halves.span, into: &valueTarget)
        var halfTarget = back.mutableSpan
        kernels.convertToHalf(values.span, into: &halfTarget)
        #expect(back == halves)
        for (half, value) in zip(halves, values) where half & 0x7C00 != 0x7C00 {
            let fraction = Float(half & 0x3FF), exponent = Int(half >> 10 & 31)
            let expected = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
            #expect(abs(value) == expected && (value.sign == .minus) == (half >> 15 == 1), "half \(half)")
        }
    }

    @Test(arguments: Kernels.available)
    func conversionsAgreeWithTheirTwins(_ kernels: Kernels) {
        let scalar = KernelTwinTests.scalar
        var noise = KernelNoise(state: 9)
        for count in Array(0...70) + [1_001] {
            let floats = (0..<count).map { _ in
                let value = Float(bitPattern: UInt32(truncatingIfNeeded: noise.next()))
                return value.isNaN ? 0 : value
            }
            let small = (0..<count).map { _ in Float.random(in: -2...2, using: &noise) }
            let halves = (0..<count).map { _ in UInt16(truncatingIfNeeded: noise.next() & 0xBF7F) }
            #expect(half(kernels, floats) == half(scalar, floats))
            #expect(half(kernels, small) == half(scalar, small))
            #expect(brief(kernels, floats) == brief(scalar, floats))
            #expect(values(kernels, halves) == values(scalar, halves))
            #expect(codes(kernels, small) == codes(scalar, small))
            #expect(codes(kernels, floats) == codes(scalar, floats))
        }
    }

    /// The rounding of a code is to the nearest: no other code would be closer.
    @Test(arguments: Kernels.available)
    func codesAreNearest(_ kernels: Kernels) {
        let values = (0...2_000).map { Float($0) / 1_000 - 1 }
        for (value, code) in zip(values, codes(kernels, values)) {
            let exact = (Double(value) - -0.9) * Double(127 / Float(1.8))
            #expect(abs(Double(code) - min(max(exact, 0), 127)) <= 0.50001, "\(value) became \(code)")
        }
    }

    private func half(_ kernels: Kernels, _ values: [Float]) -> [UInt16] {
        var result = [UInt16](repeating: 0xABAB, count: values.count)
        var target = result.mutableSpan
        kernels.convertToHalf(values.span, into: &target)
        return result
    }

    private func brief(_ kernels: Kernels, _ values: [Float]) -> [UInt16] {
        var result = [UInt16](repeating: 0xABAB, count: values.count)
        var target = result.mutableSpan
        kernels.convertToBFloat(values.span, into: &target)
        return result
    }

    /// The values of halves, then of bfloats.
    private func values(_ kernels: Kernels, _ halves: [UInt16]) -> [[Float]] {
        var ofHalves = [Float](repeating: -7, count: halves.count), ofBFloats = ofHalves
        var target = ofHalves.mutableSpan
        kernels.convertFromHalf(halves.span, into: &target)
        var other = ofBFloats.mutableSpan
        kernels.convertFromBFloat(halves.span, into: &other)
        return [ofHalves, ofBFloats]
    }

    private func codes(_ kernels: Kernels, _ values: [Float]) -> [UInt8] {
        var result = [UInt8](repeating: 0xAB, count: values.count)
        var target = result.mutableSpan
        kernels.encodeU7(values.span, low: -0.9, inverseStep: 127 / 1.8, into: &target)
        return result
    }
}
