import RoaringBitmaps
import Testing

/// The values and moments at which implementations of this structure go wrong.
@Suite struct EdgeTests {
    @Test func insertIsIdempotentAndRemovingTheAbsentDoesNothing() {
        var a = RoaringBitmap()
        let answers = [a.insert(7), a.insert(7), a.remove(8), a.remove(7), a.remove(7)]
        #expect(answers == [true, false, false, true, false])
        #expect(a.isEmpty && a.count == 0 && a.min == nil && a.max == nil)
        #expect(a == [] && a.serialized() == RoaringBitmap().serialized())
    }

    @Test func bothEndsOfTheRange() {
        var a: RoaringBitmap = [.max, 0]
        #expect(a.contains(0) && a.contains(.max) && !a.contains(1) && !a.contains(.max - 1))
        #expect(a.min == 0 && a.max == .max && Array(a) == [0, .max])
        a.remove(0)
        a.remove(.max)
        #expect(a.isEmpty)
    }

    @Test func everything() throws {
        var all = RoaringBitmap(range: 0...UInt32.max)
        #expect(all.count == 1 << 32)
        #expect(all.min == 0 && all.max == .max && all.rank(.max) == 1 << 32)
        #expect(all.select(1 << 32 - 1) == .max && all.select(1 << 32) == nil)
        #expect(all.complement(within: 1 << 32).isEmpty)
        #expect(RoaringBitmap().complement(within: 1 << 32) == all)
        #expect(try RoaringBitmap(serialized: all.serialized()) == all)
        let again = all.insert(5)
        #expect(!again)
        all.remove(1...UInt32.max - 1)
        #expect(all == [0, .max])
    }

    @Test func operationsWithItself() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<20 {
            let a = random.bitmap()
            var b = a
            b.formUnion(b)
            #expect(b == a)
            b.formIntersection(b)
            #expect(b == a)
            var c = a
            c.formSymmetricDifference(c)
            #expect(c.isEmpty)
            var d = a
            d.subtract(d)
            #expect(d.isEmpty)
        }
    }

    @Test func arrayAndBitsetConvertAt4096() {
        var a = RoaringBitmap(stride(from: UInt32(0), to: 8192, by: 2))
        #expect(a.serializedByteCount == 16 + 8192)
        a.insert(1)
        #expect(a.serializedByteCount == 16 + 8192 && a.count == 4097)
        a.insert(3)
        #expect(a.serializedByteCount == 16 + 8192 && a.count == 4098)
        a.remove(3)
        a.remove(1)
        a.remove(0)
        #expect(a.serializedByteCount == 16 + 2 * 4095)
    }

    @Test func emptyRangesDoNothing() {
        var a: RoaringBitmap = [1, 2, 3]
        a.insert(5..<5)
        a.remove(1..<1)
        a.toggle(2..<2)
        #expect(a == [1, 2, 3])
        #expect(RoaringBitmap(range: 9..<9).isEmpty)
        #expect(a.complement(within: 0).isEmpty)
    }

    @Test func rangesAcrossChunks() {
        var a = RoaringBitmap(range: 65_000..<200_000)
        #expect(a.count == 135_000)
        a.remove(65_536..<131_072)
        #expect(a.count == 135_000 - 65_536)
        a.toggle(65_000...199_999)
        #expect(a == RoaringBitmap(range: 65_536..<131_072))
    }

    @Test func copiesAreIndependent() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<10 {
            let original = random.bitmap()
            let values = Array(original)
            var copy = original
            for value in values.prefix(3) { copy.remove(value) }
            copy.insert(77)
            copy.toggle(65_500...131_080)
            copy.optimize()
            #expect(Array(original) == values)
        }
    }

    @Test func unionOfMany() {
        #expect(RoaringBitmap.union(of: []).isEmpty)
        var random = SplitMix64(seed: 3)
        let many = (0..<30).map { _ in random.bitmap() }
        #expect(RoaringBitmap.union(of: many) == many.reduce(RoaringBitmap()) { $0.union($1) })
        let points = (0..<UInt32(1000)).map { RoaringBitmap([$0 * 1000]) }
        #expect(RoaringBitmap.union(of: points) == RoaringBitmap((0..<1000).map { $0 * 1000 }))
    }

    @Test func descriptions() {
        #expect(RoaringBitmap().description == "RoaringBitmap(empty)")
        #expect(([3, 1] as RoaringBitmap).description == "RoaringBitmap(2 values: 1, 3)")
        #expect(RoaringBitmap(range: 1...100).description == "RoaringBitmap(100 values: 1, 2, 3, …)")
    }
}
