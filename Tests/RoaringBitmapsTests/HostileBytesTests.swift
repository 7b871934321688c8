import RoaringBitmaps
import Testing

/// Bytes that are not a bitmap end in a typed error, never in a trap, and never in a set that contradicts itself.
@Suite struct HostileBytesTests {
    static let samples: [RoaringBitmap] = [
        [],
        [0, 1, 65_535, 65_536, .max],
        RoaringBitmap(range: 10..<70_000),
        RoaringBitmap(stride(from: UInt32(0), to: 20_000, by: 3)),
        optimized([1, 70_000, 70_002, 200_000, 300_000, 300_001, 300_002, 300_003], 400_000..<400_100),
    ]

    static func optimized(_ values: [UInt32], _ range: Range<UInt32>) -> RoaringBitmap {
        var bitmap = RoaringBitmap(values)
        bitmap.insert(range)
        bitmap.optimize()
        return bitmap
    }

    @Test(arguments: samples)
    func everyTruncationIsAnError(bitmap: RoaringBitmap) {
        let bytes = bitmap.serialized()
        for length in 0..<bytes.count {
            let error = #expect(throws: RoaringBitmapError.self) { try RoaringBitmap(serialized: Array(bytes[..<length])) }
            #expect(error?.code == .truncated, "\(length) of \(bytes.count) bytes")
        }
        let error = #expect(throws: RoaringBitmapError.self) { try RoaringBitmap(serialized: bytes + [0]) }
        #expect(error?.code == .trailingBytes)
    }

    @Test(arguments: samples)
    func flippedBitsNeverTrap(bitmap: RoaringBitmap) {
        let bytes = bitmap.serialized()
        for bit in 0..<min(8 * bytes.count, 20_000) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            expectErrorOrSoundSet(flipped)
        }
    }

    @Test(arguments: 0..<UInt64(8))
    func randomDamageNeverTraps(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for sample in Self.samples {
            let bytes = sample.serialized()
            for _ in 0..<300 {
                var damaged = bytes
                for _ in 0...random.below(6) {
                    damaged[Int(random.below(UInt64(min(bytes.count, 80))))] = UInt8(random.below(256))
                }
                damaged.removeLast(Int(random.below(4) == 0 ? random.below(UInt64(bytes.count)) : 0))
                expectErrorOrSoundSet(damaged)
            }
        }
    }

    @Test func noiseNeverTraps() {
        var random = SplitMix64(seed: 9)
        for _ in 0..<2_000 {
            var bytes = (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
            let cookies: [[UInt8]] = [[0x3A, 0x30, 0, 0], [0x3B, 0x30, UInt8(random.below(8)), 0], []]
            bytes = cookies[Int(random.below(3))] + bytes
            expectErrorOrSoundSet(bytes)
        }
    }

    private func expectErrorOrSoundSet(_ bytes: [UInt8]) {
        guard let bitmap = try? RoaringBitmap(serialized: bytes) else { return }
        var (count, previous) = (0, -1)
        var ascends = true
        bitmap.forEach {
            ascends = ascends && Int($0) > previous
            previous = Int($0)
            count += 1
        }
        #expect(ascends && count == bitmap.count)
        #expect((try? RoaringBitmap(serialized: bitmap.serialized())) == bitmap)
    }

    /// Little-endian halves of 16 bits.
    private func halves(_ values: UInt16...) -> [UInt8] {
        values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }

    private func code(_ bytes: [UInt8]) -> RoaringBitmapError.Code? {
        do throws(RoaringBitmapError) {
            _ = try RoaringBitmap(serialized: bytes)
            return nil
        } catch {
            #expect(!error.message.isEmpty && "\(error)" == error.message)
            return error.code
        }
    }

    @Test func eachErrorHasItsCode() {
        // cookie, chunks; key, count - 1; offset; values
        let two = halves(12346, 0, 1, 0, 7, 1, 16, 0, 3, 4)
        #expect(code(two) == nil)
        #expect(code(halves(12345, 0, 1, 0, 7, 1, 16, 0, 3, 4)) == .badCookie)
        #expect(code(halves(12346, 1, 1, 0, 7, 1, 16, 0, 3, 4)) == .badCookie)
        #expect(code(halves(12346, 0, 1, 1, 7, 1, 16, 0, 3, 4)) == .overflow)
        #expect(code(halves(12346, 0, 0xFFFF, 0xFFFF)) == .overflow)
        #expect(code(halves(12346, 0, 1, 0, 7, 1, 17, 0, 3, 4)) == .badOffset)
        #expect(code(halves(12346, 0, 1, 0, 7, 1, 16, 0, 4, 3)) == .unsorted)
        #expect(code(halves(12346, 0, 1, 0, 7, 1, 16, 0, 3, 3)) == .unsorted)
        #expect(code(halves(12346, 0, 1, 0, 7, 2, 16, 0, 3, 4)) == .truncated)
        #expect(code(halves(12346, 0, 1, 0, 7, 0, 16, 0, 3, 4)) == .trailingBytes)
        #expect(code(halves(12346, 0, 2, 0, 7, 0, 7, 0, 24, 0, 26, 0, 3, 4)) == .unsorted)
    }

    @Test func runListsAreChecked() {
        // cookie, chunks - 1; flags; key, count - 1; runs, (first, length - 1)…
        func runs(_ count: UInt16, _ numbers: UInt16...) -> [UInt8] {
            halves(12347, 0) + [1] + halves(7, count - 1, UInt16(numbers.count / 2)) + numbers.flatMap { halves($0) }
        }
        #expect(code(runs(8, 10, 4, 20, 2)) == nil)
        #expect(code(runs(9, 10, 4, 20, 2)) == .cardinalityMismatch)
        #expect(code(runs(8, 20, 2, 10, 4)) == .unsorted)
        #expect(code(runs(8, 10, 4, 14, 2)) == .unsorted)
        #expect(code(runs(8, 65_530, 7)) == .overflow)
        #expect(code(runs(1)) == .cardinalityMismatch)
        // Runs that touch are the same set as one longer run.
        #expect(code(runs(8, 10, 4, 15, 2)) == nil)
        #expect((try? RoaringBitmap(serialized: runs(8, 10, 4, 15, 2))) == RoaringBitmap(range: 7 << 16 + 10..<7 << 16 + 18))
    }

    @Test func bitsetsAreCounted() {
        var bytes = RoaringBitmap(stride(from: UInt32(0), to: 20_000, by: 3)).serialized()
        bytes[16] ^= 2
        #expect(code(bytes) == .cardinalityMismatch)
    }

    @Test func messagesNameBothValues() {
        let error = #expect(throws: RoaringBitmapError.self) { try RoaringBitmap(serialized: [1, 2, 3, 4]) }
        #expect(error?.message == "cookie 67305985 is neither 12346 nor 12347 in its low half")
        let short = #expect(throws: RoaringBitmapError.self) { try RoaringBitmap(serialized: [1, 2]) }
        #expect(short?.message == "4 bytes expected at 0 for a number, 2 are left")
    }
}

/// The rules of the portable format that a round trip alone would not notice.
@Suite struct PortableFormatTests {
    @Test func offsetsAreThereFromFourChunksOnWithRuns() {
        for chunks in 1...9 {
            var bitmap = RoaringBitmap()
            for key in 0..<UInt32(chunks) { bitmap.insert(key << 16...key << 16 + 99) }
            bitmap.optimize()
            let bytes = bitmap.serialized()
            #expect(Array(bytes[..<4]) == [0x3B, 0x30, UInt8(chunks - 1), 0])
            let offsets = chunks >= 4 ? 4 * chunks : 0
            #expect(bytes.count == 4 + (chunks + 7) / 8 + 4 * chunks + offsets + 6 * chunks)
            bitmap.removeRunCompression()
            let plain = bitmap.serialized()
            #expect(Array(plain[..<8]) == [0x3A, 0x30, 0, 0, UInt8(chunks), 0, 0, 0])
            #expect(plain.count == 8 + 8 * chunks + 200 * chunks)
        }
    }
}
