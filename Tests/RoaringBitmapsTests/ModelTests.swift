import RoaringBitmaps
import Testing

/// Random scripts against `Set<UInt32>`, in universes that keep the chunks in every layout.
@Suite struct ModelTests {
    /// A universe is a number of values around each of a few chunk edges, the last of them at the end of the range.
    @Test(arguments: [UInt32(40), 700, 9_000, 60_000], [UInt64(1), 2, 3])
    func randomScript(spread: UInt32, seed: UInt64) throws {
        var random = SplitMix64(seed: seed &* 1000 &+ UInt64(spread))
        var bitmap = RoaringBitmap()
        var other = RoaringBitmap()
        var model: Set<UInt32> = []
        var otherModel: Set<UInt32> = []

        func value() -> UInt32 {
            let bases: [UInt32] = [0, 65_536, 3 * 65_536 - spread / 2, UInt32.max - spread + 1]
            return bases[Int(random.below(4))] + UInt32(random.below(UInt64(spread)))
        }
        func range() -> ClosedRange<UInt32> {
            let low = value()
            let (high, overflows) = low.addingReportingOverflow(UInt32(random.below(UInt64(spread / 3 + 1))))
            return low...(overflows ? .max : high)
        }

        for step in 0..<400 {
            switch random.below(16) {
            case 0...2:
                let v = value()
                #expect(bitmap.insert(v) == model.insert(v).inserted)
                let again = bitmap.insert(v)
                #expect(!again)
            case 3, 4:
                let v = value()
                #expect(bitmap.remove(v) == (model.remove(v) != nil))
                let again = bitmap.remove(v)
                #expect(!again)
            case 5:
                let r = range()
                bitmap.insert(r)
                model.formUnion(r)
            case 6:
                let r = range()
                bitmap.remove(r)
                model.subtract(r)
            case 7:
                let r = range()
                bitmap.toggle(r)
                model.formSymmetricDifference(r)
            case 8:
                bitmap.formUnion(other)
                model.formUnion(otherModel)
            case 9:
                bitmap.formIntersection(other)
                model.formIntersection(otherModel)
            case 10:
                bitmap.formSymmetricDifference(other)
                model.formSymmetricDifference(otherModel)
            case 11:
                bitmap.subtract(other)
                model.subtract(otherModel)
            case 12:
                bitmap.optimize()
            case 13:
                bitmap.removeRunCompression()
            case 14:
                swap(&bitmap, &other)
                swap(&model, &otherModel)
            default:
                for _ in 0..<200 {
                    let v = value()
                    bitmap.insert(v)
                    model.insert(v)
                }
            }
            try #require(bitmap.count == model.count, "spread \(spread), seed \(seed), step \(step)")
            if step % 8 == 0 { expectSame(bitmap, model, other, otherModel) }
        }
        expectSame(bitmap, model, other, otherModel)
    }

    private func expectSame(_ a: RoaringBitmap, _ x: Set<UInt32>, _ b: RoaringBitmap, _ y: Set<UInt32>) {
        let sorted = x.sorted()
        #expect(Array(a) == sorted)
        #expect(a == RoaringBitmap(sorted))
        #expect(a.hashValue == RoaringBitmap(sorted).hashValue)
        #expect(a.min == sorted.first)
        #expect(a.max == sorted.last)
        #expect(Array(a.union(b)) == x.union(y).sorted())
        #expect(Array(a.intersection(b)) == x.intersection(y).sorted())
        #expect(Array(a.symmetricDifference(b)) == x.symmetricDifference(y).sorted())
        #expect(Array(a.subtracting(b)) == x.subtracting(y).sorted())
        #expect(a.intersectionCount(b) == x.intersection(y).count)
        #expect(a.unionCount(b) == x.union(y).count)
        #expect(a.symmetricDifferenceCount(b) == x.symmetricDifference(y).count)
        #expect(a.isSubset(of: b) == x.isSubset(of: y))
        #expect(a.isDisjoint(with: b) == x.isDisjoint(with: y))
        #expect((a == b) == (x == y))
        #expect(RoaringBitmap.union(of: [a, b, a]) == a.union(b))
        #expect((try? RoaringBitmap(serialized: a.serialized())) == a)
        #expect(a.serialized().count == a.serializedByteCount)
    }
}
